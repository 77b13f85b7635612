"""The cache of clips: everything that may be said, rendered ahead and kept on disk."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from device.files import for_the_box, make_folder, write
from device.sound.block import Samples, silence
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook, PhraseMissing
from device.speaking.synthesis import CannotSpeak, SpeechEngine

FORMAT = 2
"""Changes when clips that were kept must not be used any more."""

RenderProgress = Callable[[int, int], None]
"""Called with how many phrases are done and how many there are."""


class NotPrepared(KeyError):
    """A phrase was asked for that nobody had rendered."""

    def __str__(self) -> str:
        return f"the phrase {self.args[0]} was not prepared"


@dataclass(frozen=True, slots=True)
class Unspoken:
    """A phrase that could not be prepared, and why."""

    phrase: Phrase
    why: str


class ClipCache:
    """`prepare` fills it, from any thread; `clip` and `length` only look.

    `folder` keeps clips for the next start: raw PCM after a checksum, by text and voice. A damaged
    file is rendered anew; a folder that cannot be written is done without. Of several voices the
    first that can speak a text does. `slow` are the voices for what is asked for slowly; until that
    is there, the same phrase at the usual pace stands in for it.

    What no voice could say is a block of silence: it is left out, and what follows goes on.
    `missed` is called, once for each, with a phrase that nobody had prepared, which is then left
    out as well; without `missed` that is an error.
    """

    def __init__(
        self,
        book: PhraseBook,
        voice: SpeechEngine | tuple[SpeechEngine, ...],
        folder: Path | None = None,
        slow: tuple[SpeechEngine, ...] = (),
    ) -> None:
        self._book = book
        self._voices = voice if isinstance(voice, tuple) else (voice,)
        self._slow = slow or self._voices
        self._folder = folder
        self._clips: dict[Phrase, Samples] = {}
        self._left_out: dict[Phrase, Samples] = {}
        self.missed: Callable[[Phrase], None] | None = None

    def prepare(
        self, phrases: Iterable[Phrase], progress: RenderProgress = lambda _done, _all: None
    ) -> tuple[Unspoken, ...]:
        """Have every phrase ready; return those that cannot be. About 30 ms for each new one."""
        missing = [said for said in dict.fromkeys(phrases) if said not in self._clips]
        if not missing:
            return ()
        unspoken = []
        try:
            for i, said in enumerate(missing):
                voices = self._slow if said.slow else self._voices
                try:
                    self._clips[said] = self._sound_of(self._book.text(said), voices)
                except (CannotSpeak, PhraseMissing) as problem:
                    unspoken.append(Unspoken(said, str(problem)))
                    self._left_out.setdefault(said, silence())
                progress(i + 1, len(missing))
        finally:
            for voice in (*self._voices, *self._slow):
                voice.rest()
        return tuple(unspoken)

    def missing(self, phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
        """Return those that nobody has tried to render yet, each once."""
        tried = self._clips.keys() | self._left_out.keys()
        return tuple(said for said in dict.fromkeys(phrases) if said not in tried)

    def clip(self, phrase: Phrase) -> Samples:
        """Return the sound of `phrase`. Raises NotPrepared without `missed`."""
        for clips in (self._clips, self._left_out):
            clip = clips.get(phrase)
            if clip is None and phrase.slow:
                clip = clips.get(replace(phrase, slow=False))
            if clip is not None:
                return clip
        if self.missed is None:
            raise NotPrepared(phrase)
        self._left_out[phrase] = silence()
        self.missed(phrase)
        return silence()

    def length(self, phrase: Phrase) -> int:
        """Return how many samples `clip` has. Raises NotPrepared without `missed`."""
        return len(self.clip(phrase))

    def _sound_of(self, text: str, voices: tuple[SpeechEngine, ...]) -> Samples:
        """Speak `text` with the first voice that can. Raises CannotSpeak, as the first one did."""
        problems: list[CannotSpeak] = []
        for voice in voices:
            try:
                return self._spoken_by(voice, text)
            except CannotSpeak as problem:
                problems.append(problem)
        raise problems[0]

    def _spoken_by(self, voice: SpeechEngine, text: str) -> Samples:
        file = self._file(text, voice)
        if file is None:
            return voice.render(text)
        kept = _kept(file)
        if kept is None:
            kept = voice.render(text)
            _keep(file, kept)
        return kept

    def _file(self, text: str, voice: SpeechEngine) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(f"{FORMAT}\n{voice.identity}\n{text}".encode()).hexdigest()
        return self._folder / f"{name}.clip"


def _kept(file: Path) -> Samples | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    pcm = content[32:]
    if not pcm or len(pcm) % 2 or hashlib.sha256(pcm).digest() != content[:32]:
        return None
    return np.frombuffer(pcm, np.int16)


def _keep(file: Path, sound: Samples) -> None:
    pcm = sound.tobytes()
    with contextlib.suppress(OSError):  # it is rendered again next time
        make_folder(file.parent)
        write(file, hashlib.sha256(pcm).digest() + pcm, for_the_box)
