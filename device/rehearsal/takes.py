"""What the simulated patient says in a lesson: each take in another manner, a few of them badly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from device.hearing.commands import Commands, spoken
from device.hearing.taught.store import VoiceStore
from device.hearing.taught.taught_ear import TaughtEar
from device.rehearsal.mouth import PERSON
from device.rehearsal.pupil import MANNERS
from device.rehearsal.room import PATIENT_LEVEL_DBFS, Room
from device.session.actions import Action, Learn, Wanted, WantTake
from device.session.events import Event, TakeChecked, Trouble, Word
from device.sound.block import Samples
from device.speaking.phrases import VoiceSettings
from device.speaking.rendering import Pyttsx3Voice

FAINT_DBFS = -62.0
"""Level at the microphone of a take that is hardly more than breathed."""

FAINT = frozenset({(Word.PAIN, 2)})
"""Which word, and which saying of it, 1 for the first, comes out too faint."""


@dataclass
class Takes:
    """A `Watch`: knows what the box waits for, says it into `room`, and counts what came of it."""

    room: Room
    language: VoiceSettings
    commands: Commands
    person: str = PERSON
    faint: frozenset[tuple[Word, int]] = FAINT
    wanted: Wanted | None = None
    said: Counter[Word] = field(default_factory=Counter)
    troubles: list[tuple[Word, Trouble]] = field(default_factory=list)
    good: int = 0
    _answered: int = 0

    def happened(self, event: Event, now: int) -> None:  # noqa: ARG002 - see `Watch`
        """See `Watch`."""
        if not isinstance(event, TakeChecked) or self.wanted is None:
            return
        if event.trouble is None:
            self.good += 1
        else:
            self.troubles.append((self.wanted.word, event.trouble))

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `Watch`
        """See `Watch`."""
        if isinstance(action, WantTake):
            self.wanted = action.wanted

    def say(self, at: int) -> int | None:
        """Say what is waited for, once, from sample `at` on; return where it ends."""
        wanted = self.wanted
        if wanted is None or wanted.number == self._answered:
            return None
        self._answered = wanted.number
        self.said[wanted.word] += 1
        n = self.said[wanted.word]
        level = FAINT_DBFS if (wanted.word, n) in self.faint else PATIENT_LEVEL_DBFS
        return self.room.say(self._sound(wanted.word, n), at, level)

    def _sound(self, word: Word, n: int) -> Samples:
        words_per_minute, pitch = MANNERS[(n - 1) % len(MANNERS)]
        voice = f"{self.language.espeak_voice}{self.person}"
        text = spoken(self.commands.phrases[word][0])
        return Pyttsx3Voice(voice, words_per_minute, pitch).render(text)


class LearnsAlong:
    """A `Watch`, after those of the box's ears: another ear that knows what the box has kept.

    A patient who teaches the box finds out along with it which words work.
    """

    def __init__(self, store: VoiceStore, ear: TaughtEar) -> None:
        self._store = store
        self._ear = ear

    def happened(self, event: Event, now: int) -> None:
        """See `Watch`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `Watch`
        """See `Watch`."""
        if isinstance(action, Learn):
            self._ear.learn(self._store.load())
