"""The simulated patient's mouth: command words in one synthetic voice, quick and slow."""

from __future__ import annotations

from dataclasses import dataclass

from device.hearing.commands import Commands, spoken
from device.hearing.listener import Listener
from device.rehearsal.room import Placement, Room
from device.session.events import Heard, Word
from device.sound.block import Samples, samples, silence
from device.sound.echo_canceller import EchoCanceller
from device.speaking.clip_cache import ClipCache
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook, VoiceSettings
from device.speaking.synthesis import Pyttsx3Engine

PERSON = "+f4"
"""One of espeak-ng's speakers, not the one that the box speaks with."""

WORDS_PER_MINUTE = (140, 120, 165)
"""How fast the person may speak; a word that was not understood is said at another pace."""

MAX_PHRASES = 5
MAX_SAYINGS = 3

TRIED_AT = samples(0.5)
TRIALS = 3


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One way to say a word: what is said, how fast, and its sound."""

    word: Word
    text: str
    words_per_minute: int
    sound: Samples


class Mouth:
    """Ways to say a word that are understood from where the patient lies while the box is silent.

    A patient finds out which words work; this one has found out before the day begins. A word that
    is understood in no way even so is no measure of the box: `unknown` names it.
    """

    def __init__(
        self,
        clip_cache_of: dict[int, ClipCache],
        commands: Commands,
        placement: Placement,
        listener: Listener,
    ) -> None:
        """`listener` is another one of the kind that the box has; it gets used to the voice."""
        self._clip_caches = clip_cache_of
        self._commands = commands
        self._placement = placement
        self._listener = listener
        self._sayings: dict[tuple[Word, frozenset[Word]], tuple[SpokenWord, ...]] = {}
        self.unknown: set[Word] = set()

    def ways(self, word: Word, among: frozenset[Word]) -> tuple[SpokenWord, ...]:
        """Return ways to say `word` that are understood while the words `among` make sense."""
        key = (word, among)
        if key not in self._sayings:
            self._sayings[key] = tuple(self._understood(word, among))
            if not self._sayings[key]:
                self.unknown.add(word)
        return self._sayings[key]

    def _understood(self, word: Word, among: frozenset[Word]) -> list[SpokenWord]:
        found: list[SpokenWord] = []
        for text in self._commands.phrases[word][:MAX_PHRASES]:
            for pace, clip_cache in self._clip_caches.items():
                said = phrase("said", text=spoken(text))
                if len(found) >= MAX_SAYINGS or clip_cache.prepare([said]):
                    continue
                sound = clip_cache.clip(said)
                if self._is_understood(sound, word, among):
                    found.append(SpokenWord(word, spoken(text), pace, sound))
        return found

    def _is_understood(self, sound: Samples, word: Word, among: frozenset[Word]) -> bool:
        """Whether it is, as often as it is tried: once may be luck."""
        return all(self._heard(sound, among, seed) is word for seed in range(TRIALS))

    def _heard(self, sound: Samples, among: frozenset[Word], seed: int) -> Word | None:
        room = Room(self._placement, seed=seed, record=False)
        self._listener.listen_for(among)
        end = room.say(sound, TRIED_AT)
        heard: Word | None = None
        echo = EchoCanceller()
        while room.now < end + TRIED_AT:
            now = room.now
            heard_now = echo.clean(room.step(silence()), silence())
            for event in self._listener.hear(heard_now, now):
                heard = event.word if isinstance(event, Heard) else None
        return heard


def clip_caches(language: VoiceSettings) -> dict[int, ClipCache]:
    """Return a cache for each pace of the patient; nothing is kept on disk."""
    book = PhraseBook(language, {"said": "{text}"}, ())
    voice = f"{language.espeak_voice}{PERSON}"
    return {pace: ClipCache(book, Pyttsx3Engine(voice, pace)) for pace in WORDS_PER_MINUTE}
