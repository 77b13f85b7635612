"""The simulated patient teaches the box, before the day begins, as a real one would."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from device.hearing.commands import Commands, spoken
from device.hearing.ear import Ear, Hearing, SlowEar, Sounds, Stretch
from device.hearing.taught.cohort import cohort
from device.hearing.taught.store import Take, Voice
from device.hearing.taught.take_ear import TakeListener
from device.hearing.taught.teaching import OnceMore, checked
from device.rehearsal.mouth import PERSON
from device.rehearsal.room import Placement, Room
from device.session.events import Word
from device.sound.block import BLOCK, Samples, samples, silence
from device.speaking.clips import Progress
from device.speaking.phrases import VoiceSettings
from device.speaking.rendering import CannotSpeak, Pyttsx3Voice

MANNERS = ((130, 46), (147, 54), (155, 50), (172, 58), (125, 52))
"""Words a minute and pitch of each take: none is a manner in which the words are said later."""

SEED = 1000
"""Of the noise while it is taught; the day has other noise."""

REST = samples(0.5)


class Tally:
    """An `Ear` that counts what another one takes for a command."""

    def __init__(self, name: str, ear: Ear) -> None:
        self.name = name
        self.words: list[Word] = []
        self._ear = ear

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Ear`."""
        self._ear.listen_for(words)

    def accept(self, block: Samples, less_noise: Samples | None = None) -> None:
        """See `Ear`."""
        self._ear.accept(block, less_noise)

    def finish(self, spoken: Sequence[Stretch] = ()) -> Hearing:
        """See `Ear`."""
        hearing = self._ear.finish(spoken)
        if hearing.word is not None:
            self.words.append(hearing.word)
        return hearing

    def drop(self) -> None:
        """See `Ear`."""
        self._ear.drop()


class SlowTally:
    """A `SlowEar` that counts what another one takes for a command."""

    def __init__(self, name: str, ear: SlowEar) -> None:
        self.name = name
        self.words: list[Word] = []
        self._ear = ear

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `SlowEar`."""
        self._ear.listen_for(words)

    def ask(self, sounds: Sounds) -> Future[Hearing]:
        """See `SlowEar`."""
        answer = self._ear.ask(sounds)
        answer.add_done_callback(self._count)
        return answer

    def _count(self, answer: Future[Hearing]) -> None:
        if (word := answer.result().word) is not None:
            self.words.append(word)


def teach(
    language: VoiceSettings,
    commands: Commands,
    placement: Placement,
    progress: Progress = lambda _done, _all: None,
    *,
    person: str = PERSON,
    words: Sequence[Word] | None = None,
) -> Voice:
    """Have words said five times in the simulated bedroom; return what the box learned.

    All words where none are named, each in its first phrase. A take that the box would have asked
    for once more is left out.
    """
    words = list(Word) if words is None else words
    voice = f"{language.espeak_voice}{person}"
    takes: list[Take] = []
    for done, word in enumerate(words, 1):
        takes += _word(word, spoken(commands.phrases[word][0]), voice, placement)
        progress(done, len(words))
    return Voice(tuple(takes))


def _word(word: Word, text: str, voice: str, placement: Placement) -> Sequence[Take]:
    takes: list[Take] = []
    for n, (words_per_minute, pitch) in enumerate(MANNERS):
        mouth = Pyttsx3Voice(voice, words_per_minute, pitch)
        try:
            sound = _said(mouth.render(text), placement, SEED + n)
            if sound is not None:
                shape = checked(sound, [take.shape for take in takes], cohort())
                takes.append(Take(word, shape))
        except (CannotSpeak, OnceMore):
            continue
    return takes


def _said(sound: Samples, placement: Placement, seed: int) -> Samples | None:
    """What the box cuts out when the patient says `sound` in a quiet room."""
    room = Room(placement, seed=seed, record=False)
    listener = TakeListener()
    end = room.say(sound, REST)
    while room.now < end + 2 * REST:
        heard = listener.hear(room.step(silence(BLOCK)))
        if heard is not None:
            return heard
    return None
