"""The session: what is done about everything that can happen to the box."""

from __future__ import annotations

import math

from device.journal.entry import Kind
from device.plan.day_state import DayState
from device.plan.script import Question
from device.session import questions
from device.session.actions import Action, Listen
from device.session.answers import lacks
from device.session.command_execution import prefer
from device.session.course import Course, Finished, Unanswered
from device.session.dialogue import Dialogue
from device.session.events import (
    NUMBERS,
    ButtonHeld,
    ButtonPressed,
    DayKnown,
    EnrollmentPossible,
    Event,
    FaultBegan,
    FaultEnded,
    Heard,
    PainSuspected,
    Preferred,
    SpokenOver,
    TemplateChecked,
    Ticked,
    Word,
)
from device.session.player import Length
from device.session.slowly import slowly, spoken_slowly
from device.session.view import View
from device.sound.block import RATE_HZ


class Session:
    """`handle` every event in turn; do what it returns. Deterministic: no thread, clock or file.

    `length` tells how many samples the clip of a phrase has. `now` is the sample at which the next
    speaker block begins; `Ticked` must come once for each block, after its other events.
    """

    def __init__(self, length: Length, day_state: DayState) -> None:
        self._course = Course(lambda said: length(slowly(said) if self._course.slow else said))
        self._floor = self._course.floor
        self._dialogue = Dialogue(self._course, day_state)
        self._idle = self._dialogue.idle
        self._faults = self._dialogue.faults
        self._enrollment = self._dialogue.enrollment
        self._listening: frozenset[Word] = frozenset()
        self._button_at: int | None = None

    @property
    def runs(self) -> bool:
        """Whether a session runs: the light breathes and the microphone is open."""
        return self._course.main is not None

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer."""
        return self._course.question

    @property
    def exercise(self) -> str | None:
        """The exercise under way."""
        return self._course.progress.exercise

    @property
    def view(self) -> View:
        """What the lamp has to know."""
        today = self._day_state
        left = today.sessions_left if today.started_today else 0
        return View(
            self.runs,
            pain_shown=self._idle.pain_shown,
            unsettled=today.pain_open,
            day_done=today.day_done,
            sessions_left=left,
            faults=self._faults.parts,
        )

    @property
    def _day_state(self) -> DayState:
        return self._idle.day_state

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        """Take one event at sample `now`; return what has to be done, in order."""
        ran = self.runs
        match event:
            case Ticked(until):
                self._tick(now, until)
            case DayKnown(day_state):
                if not ran:
                    self._idle.look_at(day_state, now)
            case EnrollmentPossible():
                self._enrollment.possible = True
            case Preferred(gain_db, slower):
                prefer(self._course, gain_db, slower)
            case FaultBegan(part):
                self._fault_began(part, now)
            case FaultEnded(part):
                self._faults.ended(part, now)
            case _:
                self._patient_does(event, now)
        if ran and not self.runs:
            self._idle.day_known = False
        self._enrollment.look()
        words = self._words()
        if words != self._listening:
            self._listening = words
            self._floor.actions.append(Listen(words))
        actions = self._floor.actions
        done = tuple(spoken_slowly(actions) if self._course.slow else actions)
        actions.clear()
        return done

    def _patient_does(self, event: Event, now: int) -> None:
        match event:
            case Heard(word):
                if word in self._listening and self._enrollment.minds(word):
                    self._floor.write(Kind.WORD_HEARD, self.exercise, text=word.value)
                    self._dialogue.heard(event, now)
            case PainSuspected():
                self._dialogue.suspect(now)
            case SpokenOver():
                self._course.say_again(now, self._day_state.rules)
            case ButtonPressed():
                self._floor.write(Kind.BUTTON, self.exercise, text="pressed")
                self._pressed(now, self._apart_s(now))
                self._button_at = now
            case ButtonHeld():
                self._floor.write(Kind.BUTTON, self.exercise, text="held")
                self._held(now, self._apart_s(now))
                self._button_at = now
            case TemplateChecked():
                self._enrollment.checked(event, now)

    def _apart_s(self, now: int) -> float:
        """How long ago the button was used last."""
        return math.inf if self._button_at is None else (now - self._button_at) / RATE_HZ

    def _fault_began(self, part: str, now: int) -> None:
        if part == "settings" and not self.runs:
            self._idle.tell(now, *self._day_state.refusal)
        self._faults.began(part, now)

    def _words(self) -> frozenset[Word]:
        """Which words make sense now: none while no session runs, the microphone is closed."""
        if not self.runs:
            return frozenset()
        if self.question is None and self._dialogue.pain.now is not None:
            put_right = NUMBERS if self._dialogue.pain.now.value is not None else ()
            return questions.ALWAYS | frozenset(put_right)
        taken = questions.HURT & {self._enrollment.asked}
        return questions.words_for(self.question) - taken

    def _tick(self, now: int, until: int) -> None:
        if not self.runs:
            self._idle.tick(now)
        while (told := self._course.step(now, until, self._day_state.rules)) is not None:
            match told:
                case Finished(at):
                    self._dialogue.finish(at)
                case Unanswered(question):
                    self._dialogue.unanswered(question, now)

    # ------------------------------------------------------------------ button

    def _pressed(self, now: int, apart_s: float) -> None:
        question = self.question
        if not self.runs:
            if self._idle.pressed(now):
                self._begin(now)
        elif self._enrollment.has_floor:
            self._enrollment.pressed(now)
        elif question is None:
            self._dialogue.pause(now)
        elif (word := questions.pressed(question)) is not None:
            share = self._course.heard(now)
            lacking = lacks(question, word, self._day_state.rules, heard=share, apart_s=apart_s)
            if lacking is None:
                self._dialogue.answered(question, word, now)

    def _held(self, now: int, apart_s: float) -> None:
        if self.runs:
            self._dialogue.held(now)
        else:
            self._idle.held(now, apart_s)

    # ------------------------------------------------------------------ begin and end

    def _begin(self, now: int) -> None:
        can_hear = self._faults.parts.isdisjoint({"microphone", "speaker"})
        enrollment = self._enrollment.possible and can_hear
        if not self._dialogue.opening.begin(now, self._day_state, enrollment=enrollment):
            self._faults.tell(now)  # else when all about the enrollment was said
