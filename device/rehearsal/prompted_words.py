"""What the simulated patient says in an enrollment.

Each template in another manner, a few of them badly.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from device.hearing.commands import Commands, spoken
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer
from device.hearing.enrolled.profile_store import ProfileStore
from device.rehearsal.mouth import PERSON
from device.rehearsal.patient_enrollment import PATIENT_MANNERS
from device.rehearsal.room import PATIENT_LEVEL_DBFS, Room
from device.session.actions import Action, EnrollWord, RequestTemplate, TemplateRequest
from device.session.events import Event, TemplateChecked, TemplateProblem, Word
from device.sound.block import Samples
from device.speaking.phrases import VoiceSettings
from device.speaking.synthesis import Pyttsx3Engine

FAINT_DBFS = -62.0
"""Level at the microphone of a template that is hardly more than breathed."""

FAINT = frozenset({(Word.PAIN, 2)})
"""Which template of which word comes out too faint; the first one is 1."""


@dataclass
class PromptedWords:
    """A `PipelineObserver`: says what the box waits for into `room`, and counts the results."""

    room: Room
    language: VoiceSettings
    commands: Commands
    person: str = PERSON
    faint: frozenset[tuple[Word, int]] = FAINT
    wanted: TemplateRequest | None = None
    said: Counter[Word] = field(default_factory=Counter)
    troubles: list[tuple[Word, TemplateProblem]] = field(default_factory=list)
    good: int = 0
    _answered: int = 0

    def happened(self, event: Event, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        if not isinstance(event, TemplateChecked) or self.wanted is None:
            return
        if event.trouble is None:
            self.good += 1
        else:
            self.troubles.append((self.wanted.word, event.trouble))

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        if isinstance(action, RequestTemplate):
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
        words_per_minute, pitch = PATIENT_MANNERS[(n - 1) % len(PATIENT_MANNERS)]
        voice = f"{self.language.espeak_voice}{self.person}"
        text = spoken(self.commands.phrases[word][0])
        return Pyttsx3Engine(voice, words_per_minute, pitch).render(text)


class LearnsAlong:
    """A `PipelineObserver`, after those of the box's recognizers.

    Another recognizer that knows what the box has kept.

    A patient who teaches the box finds out along with it which words work.
    """

    def __init__(self, store: ProfileStore, recognizer: EnrolledRecognizer) -> None:
        self._store = store
        self._recognizer = recognizer

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        if isinstance(action, EnrollWord):
            self._recognizer.learn(self._store.load())
