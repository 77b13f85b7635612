"""A whole chain that lives from session to session, with a patient who answers."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.configuration import load_configuration, own_words
from device.day_service import DayService
from device.hearing.assembly import likelihood_recognizer, listener_of, load_model
from device.hearing.commands import Commands
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer
from device.hearing.likelihood.weights import LANGUAGES
from device.hearing.listener import Listener
from device.hearing.models import find_model
from device.hearing.recognizer import Hypothesis, SampleRange
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.memory import return_freed
from device.panel.pins import Panel
from device.paths import state_folder
from device.pipeline import Pipeline
from device.plan.script import Question
from device.rehearsal.patient_enrollment import teach_in_room
from device.rehearsal.room import Placement
from device.session.events import Heard, Word
from device.session.session import Session
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, Samples, samples, silence
from device.sound.echo_canceller import Cleaned, EchoCanceller
from device.speaking.phrase import phrase
from device.speaking.phrases import VoiceSettings
from device.speaking.voices import clip_cache_of

PROJECT = Path(__file__).resolve().parents[3]
START = dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)
BUTTON, LED = 17, 27
PRESS_S = 0.2
REACTION = samples(0.8)
HELD_S = 1.8
BETWEEN_SESSIONS_S = 2.0
PAIN_IN_ONE_OF = 12
SAYS_SOMETHING_PER_MIN = 1.5

ENROLLED = (Word.NEXT, Word.PAIN, Word.STOP, Word.YES, Word.NO)
"""What the enrolled recognizer of a soak knows."""

ANSWERS: dict[Question, Word] = {
    Question.READY: Word.READY,
    Question.PAUSED: Word.READY,
    Question.RESUME: Word.YES,
    Question.MORE_PAIN: Word.NO,
    Question.SUSPECTED: Word.NO,
    Question.HOW_BAD: Word.TWO,
    Question.IS_IT_YOU: Word.YES,
    Question.CALF: Word.NO,
    Question.DANGER: Word.NO,
    Question.DANGER_SURE: Word.YES,
    Question.NEED_HELP: Word.NO,
    Question.ARE_YOU_THERE: Word.YES,
    Question.LEFT_OUT: Word.NO,
    Question.ENROLLMENT: Word.NO,
    Question.GO_ON: Word.READY,
    Question.NEXT_DAY_BETTER: Word.YES,
    Question.NEXT_DAY_SAME: Word.YES,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the process held at a time, in hours of virtual sound."""

    at_h: float
    rss_mb: float
    fds: int
    threads: int


class DeafRecognizer:
    """An `Recognizer` that costs nothing and understands nothing."""

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Recognizer`."""

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        """See `Recognizer`."""

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:  # noqa: ARG002 - see `Recognizer`
        """See `Recognizer`."""
        return Hypothesis("", None, 0.0, "deaf")

    def drop(self) -> None:
        """See `Recognizer`."""


class Beside(EchoCanceller):
    """Goes past the echo canceller, which takes five sixths of the time of a soak."""

    def clean(self, microphone: Samples, played: Samples) -> Cleaned:  # noqa: ARG002 - see there
        """See `EchoCanceller`."""
        return Cleaned(microphone, microphone, -120.0)


def listener(voice: VoiceSettings, commands: Commands, *, recognizers: bool) -> Listener:
    """Return one with every recognizer that the language has, an enrolled one among them.

    Without `recognizers`, one that hears that somebody speaks and not what. Raises ModelMissing,
    WeightsMissing.
    """
    if not recognizers:
        return Listener([DeafRecognizer()])
    taught = EnrolledRecognizer(teach_in_room(voice, commands, Placement(), words=ENROLLED))
    if voice.language in LANGUAGES:
        likely = likelihood_recognizer(voice.language, commands)
        return listener_of(None, commands, taught, likely=likely)
    return listener_of(load_model(find_model(voice.language).folder), commands, taught)


class Soak:
    """A box that lives from session to session; nobody waits between them."""

    def __init__(
        self, folder: Path, seed: int, language: str = "ko", *, recognizers: bool, echo: bool
    ) -> None:
        known = load_configuration(PROJECT, language)
        plan, book, commands = known.loaded.plan, known.book, known.commands
        if plan is None or book is None or commands is None:
            raise ValueError("the configuration cannot be read; see: spinecoach check")
        plan = replace(plan, valid_until=dt.date.max)
        known = replace(known, loaded=replace(known.loaded, plan=plan))
        self.file = folder / "journal.sqlite"
        self.sessions = 0
        self.now = 0
        self._dice = Random(seed)
        self._hiss = np.random.default_rng(seed).normal(0, 12, 1 << 18).astype(np.int16)
        self._clock = VirtualClock(START)
        self.journal = SqliteJournal(self.file, self._clock, timezone="UTC")
        clip_cache = clip_cache_of(book, state_folder() / "clips")
        self._days = DayService(known, self.journal.history, clip_cache, rehearsing=True)
        today = self._days.today()
        self._days.prepare(today)
        self._session = Session(clip_cache.length, today)
        self._chain = Pipeline(
            self._session,
            clip_cache,
            self.journal,
            listener=listener(book.voice, commands, recognizers=recognizers),
            own_words=own_words(book, commands),
            session_over=self._session_over,
            echo=None if echo else Beside(),
        )
        factory = MockFactory(pin_class=MockPWMPin)
        self._pins = factory.pin(f"GPIO{BUTTON}"), factory.pin(f"GPIO{LED}")
        self._panel = Panel(factory, BUTTON, LED, lambda: self.now / RATE_HZ)
        self._voice = clip_cache.clip(phrase("stopped")) // 4
        self._speaks_from = -len(self._voice)
        self._played = silence()
        self._asked: Question | None = None
        self._answer_at = 0

    @property
    def hours(self) -> float:
        """How much sound there was so far."""
        return self.now / RATE_HZ / 3600

    def one_session(self) -> None:
        """From the press of the button to the good-bye."""
        self._wait(BETWEEN_SESSIONS_S)
        if self._session.view.pain_shown:
            self._press(HELD_S)
        self._press(PRESS_S)
        if not self._runs_after(1.0):
            self._tomorrow()
            return
        self.sessions += 1
        pain_at = self.now + samples(self._dice.uniform(60, 600))
        pain = self._dice.randrange(PAIN_IN_ONE_OF) == 0
        while self._session.runs:
            if pain and self.now > pain_at and self._session.question is None:
                pain = False
                self._says(Word.PAIN)
            self._step()
        self._wait(BETWEEN_SESSIONS_S)

    def look(self) -> Look:
        """Look at the process, and forget what only the mock pins remember."""
        for pin in self._pins:
            pin.clear_states()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        rss_mb = pages * os.sysconf("SC_PAGESIZE") / 2**20
        return Look(self.hours, rss_mb, *self.held())

    @staticmethod
    def held() -> tuple[int, int]:
        """Return how many files are open, and how many threads run."""
        return len(os.listdir("/proc/self/fd")), threading.active_count()  # noqa: PTH208

    def close(self) -> None:
        """Put everything away."""
        self._panel.close()
        self.journal.close()

    def _session_over(self) -> None:
        self._days.tell(self._chain.inbox.put)
        return_freed()  # as the daemon does

    def _runs_after(self, seconds: float) -> bool:
        self._wait(seconds)
        return self._session.runs

    def _tomorrow(self) -> None:
        self._clock.advance(24 * 3600.0)
        self._days.tell(self._chain.inbox.put)
        self._step()

    def _press(self, seconds: float) -> None:
        self._pins[0].drive_low()
        self._wait(seconds)
        self._pins[0].drive_high()
        self._wait(0.2)

    def _wait(self, seconds: float) -> None:
        for _ in range(round(seconds / BLOCK_S)):
            self._step()

    def _says(self, word: Word) -> None:
        """Make the sound of a voice at the microphone; what it means goes past the recognizers."""
        self._speaks_from = self.now
        self._chain.inbox.put(Heard(word, self.now))

    def _answer(self) -> None:
        question = self._session.question
        if question is not self._asked:
            self._asked, self._answer_at = question, self.now + samples(3) + REACTION
        elif question is not None and self.now > self._answer_at:
            self._answer_at = self.now + samples(20)
            self._says(ANSWERS[question])

    def _step(self) -> None:
        self._answer()
        if self._dice.random() < SAYS_SOMETHING_PER_MIN * BLOCK_S / 60:
            self._speaks_from = self.now
        for gesture in self._panel.step(self._chain.view, self.now / RATE_HZ):
            self._chain.inbox.put(gesture)
        self._played = self._chain.step(self._heard())
        self.now += BLOCK_SAMPLES
        self._clock.advance(BLOCK_S)

    def _heard(self) -> Samples:
        """Hiss, a quarter of the box's own voice, and the patient's when there is one."""
        begin = self.now % (len(self._hiss) - BLOCK_SAMPLES)
        heard: Samples = self._hiss[begin : begin + BLOCK_SAMPLES] + self._played // 4
        said = self.now - self._speaks_from
        if 0 <= said <= len(self._voice) - BLOCK_SAMPLES:
            heard = heard + self._voice[said : said + BLOCK_SAMPLES]
        return heard
