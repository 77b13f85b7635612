"""The session: what is done about everything that can happen to the box."""

from __future__ import annotations

from device.journal.entry import Kind
from device.plan.outlook import Outlook
from device.plan.script import Ask, Question, Say
from device.session import questions, telling
from device.session.actions import Action, Listen
from device.session.course import Course, Finished, Unanswered
from device.session.events import (
    ButtonHeld,
    ButtonPressed,
    DayKnown,
    Event,
    FaultBegan,
    FaultEnded,
    Heard,
    PainSuspected,
    SpokenOver,
    Ticked,
    Word,
)
from device.session.faults import Faults
from device.session.obeying import obey
from device.session.opening import Opening
from device.session.pain_talk import PainTalk, Way
from device.session.player import Length
from device.session.view import View
from device.speaking.phrase import Phrase, phrase


class Session:
    """`handle` every event in turn; do what it returns. Deterministic: no thread, clock or file.

    `length` tells how many samples the clip of a phrase has. `now` is the sample at which the next
    speaker block begins; `Ticked` must come once for each block, after its other events.
    """

    def __init__(self, length: Length, outlook: Outlook) -> None:
        self._outlook = outlook
        self._course = Course(length)
        self._floor = self._course.floor
        self._pain = PainTalk(self._floor)
        self._listening: frozenset[Word] = frozenset()
        self._opening = Opening(self._course, self._pain)
        self._faults = Faults(self._course, self._pain)
        self._day_known = True
        self._shows_pain: bool | None = None

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
        today = self._outlook
        shown = today.pain_shown if self._shows_pain is None else self._shows_pain
        left = today.sessions_left if today.started_today else 0
        return View(self.runs, shown, today.day_done, left, self._faults.parts)

    def handle(  # noqa: C901 - one case for each event
        self, event: Event, now: int
    ) -> tuple[Action, ...]:
        """Take one event at sample `now`; return what has to be done, in order."""
        ran = self.runs
        match event:
            case Ticked(until):
                self._tick(now, until)
            case Heard(word):
                if word in self._listening:
                    self._floor.write(Kind.WORD_HEARD, self.exercise, text=word.value)
                    self._heard(word, now)
            case PainSuspected():
                self._suspect(now)
            case SpokenOver():
                self._course.say_again(now, self._outlook.rules)
            case ButtonPressed():
                self._floor.write(Kind.BUTTON, self.exercise, text="pressed")
                self._pressed(now)
            case ButtonHeld():
                self._floor.write(Kind.BUTTON, self.exercise, text="held")
                self._held(now)
            case FaultBegan(part):
                self._fault_began(part, now)
            case FaultEnded(part):
                self._faults.ended(part, now)
            case DayKnown(outlook):
                self._look_at(outlook)
        if ran and not self.runs:
            self._day_known = False
        words = self._words()
        if words != self._listening:
            self._listening = words
            self._floor.actions.append(Listen(words))
        done = tuple(self._floor.actions)
        self._floor.actions.clear()
        return done

    def _look_at(self, outlook: Outlook) -> None:
        """A session keeps the day with which it began."""
        if not self.runs:
            self._outlook = outlook
            self._shows_pain = None
            self._day_known = True

    def _fault_began(self, part: str, now: int) -> None:
        if part == "settings":
            self._tell(now, *self._outlook.refusal)
        self._faults.began(part, now)

    def _words(self) -> frozenset[Word]:
        """Which words make sense now: none while no session runs, the microphone is closed."""
        if not self.runs:
            return frozenset()
        if self.question is None and self._pain.now is not None:
            return questions.ALWAYS
        return questions.words(self.question)

    def _tick(self, now: int, until: int) -> None:
        while (told := self._course.step(now, until, self._outlook.rules)) is not None:
            match told:
                case Finished(at):
                    self._finish(at)
                case Unanswered(question):
                    self._unanswered(question, now)

    # ------------------------------------------------------------------ words

    def _heard(self, word: Word, now: int) -> None:
        question = self.question
        if word in questions.HURT:
            self._hurt(now, word.value)
        elif question is not None and word in questions.ANSWERS[question]:
            self._answered(question, word, now)
        else:
            self._obey(word, now)

    def _obey(self, word: Word, now: int) -> None:
        if word is Word.PAUSE:
            self._pause(now)
        else:
            obey(word, self._course, now, self._outlook.rules)

    def _pause(self, now: int) -> None:
        if self._pain.now is None:
            self._course.pause(now, phrase("paused"))

    # ------------------------------------------------------------------ answers

    def _answered(self, question: Question, word: Word, now: int) -> None:
        match question:
            case Question.READY:
                self._course.arrived()
                self._move_on(now)
            case Question.PAUSED:
                self._go_on(now)
            case Question.MORE_PAIN | Question.SUSPECTED if word is Word.YES:
                self._hurt(now, "yes")
            case Question.MORE_PAIN:
                self._move_on(now)
            case Question.SUSPECTED:
                self._go_on(now)
            case Question.HOW_BAD | Question.DANGER | Question.GO_ON:
                self._floor.fall_silent(now)
                self._after_pain(self._pain.answered(question, word, now, self._outlook), now)
            case _:
                self._floor.fall_silent(now)
                self._opening.answered(question, word, now)

    def _unanswered(self, question: Question, now: int) -> None:
        match question:
            case Question.SUSPECTED:
                self._hurt(now, "suspected")
            case Question.MORE_PAIN:
                self._move_on(now)
            case Question.HOW_BAD | Question.DANGER | Question.GO_ON:
                self._after_pain(self._pain.unanswered(question, now, self._outlook), now)
            case Question.NEXT_DAY_BETTER | Question.NEXT_DAY_WORSE:
                self._opening.answered(question, None, now)
            case _:
                self._course.close()
                self._floor.talk(now, Say(phrase("session_kept")))

    def _move_on(self, now: int) -> None:
        self._floor.fall_silent(now)
        if self._floor.top is not None:
            self._floor.top.answered(now)

    def _go_on(self, now: int) -> None:
        """Out of a pause: the question leaves, and what was under way is taken up."""
        self._floor.write(Kind.WENT_ON, self.exercise)
        self._floor.fall_silent(now)
        self._floor.give_back(now)
        self._floor.talk(now, Say(phrase("going_on")))

    # ------------------------------------------------------------------ pain

    def _hurt(self, now: int, cause: str) -> None:
        """Fall silent, and only then ask. From any state of a running session."""
        course, main = self._course, self._course.main
        if main is None:
            return
        walked = self.question is Question.MORE_PAIN
        begin = course.progress.begin if course.progress.live or walked else None
        exercise = begin.exercise if begin is not None else None
        course.fall_silent(now)
        self._floor.write(Kind.PAIN_SAID, exercise, text=cause)
        self._opening.hurts_instead(now)
        if self._pain.now is not None:
            self._pain.begin_again(now)
            return
        if exercise is not None:
            self._floor.write(Kind.EXERCISE_STOPPED, exercise)
        if walked:
            main.answered(now)
        course.progress.stop()
        self._pain.begin(now, begin, exercise, self._outlook)

    def _after_pain(self, way: Way | None, now: int) -> None:
        match way:
            case Way.AGAIN:
                self._floor.write(Kind.WENT_ON, self.exercise)
                self._course.again()
            case Way.ONWARD:
                self._floor.write(Kind.WENT_ON)
                self._course.leave_for_pain(now)
            case Way.END:
                self._course.main = None
                self._shows_pain = True
            case None:
                pass

    def _suspect(self, now: int) -> None:
        """A doubtful hearing of pain is enough to hold the count and ask."""
        if self.runs and self._pain.now is None and self.question is not Question.SUSPECTED:
            self._floor.write(Kind.PAIN_SAID, self.exercise, text="suspected")
            self._floor.fall_silent(now)
            self._floor.talk(now, Ask(Question.SUSPECTED, phrase("suspected")))

    # ------------------------------------------------------------------ button

    def _pressed(self, now: int) -> None:
        question = self.question
        if not self.runs:
            self._pressed_idle(now)
        elif question is None:
            self._pause(now)
        elif (word := questions.pressed(question)) is not None:
            self._answered(question, word, now)

    def _pressed_idle(self, now: int) -> None:
        told = telling.press_while_idle(self._outlook, pain_shown=self.view.pain_shown)
        if not self._day_known:
            self._not_yet(now)
        elif told:
            self._tell(now, *told)
        else:
            self._begin(now)

    def _not_yet(self, now: int) -> None:
        """What the last session has changed is still being worked out: begin nothing by the old."""
        ended = self._pain.told if self.view.pain_shown else ()
        self._tell(now, *(ended or (phrase("moment"),)))

    def _held(self, now: int) -> None:
        if self.runs:
            self._hurt(now, "button")
        elif self.view.pain_shown:
            self._floor.write(Kind.PAIN_ACKNOWLEDGED)
            self._shows_pain = False
            self._tell(now, phrase("pain_acknowledged"))
        elif not self._day_known:
            self._not_yet(now)
        else:
            self._tell(now, *telling.state_of_today(self._outlook))

    def _tell(self, now: int, *phrases: Phrase) -> None:
        """Say something while no session runs."""
        self._floor.fall_silent(now)
        self._floor.clear()
        self._floor.talk(now, *map(Say, phrases))

    # ------------------------------------------------------------------ begin and end

    def _begin(self, now: int) -> None:
        self._opening.begin(now, self._outlook)
        self._faults.tell(now)

    def _finish(self, at: int) -> None:
        self._floor.write(Kind.SESSION_COMPLETED)
        progress = self._course.progress
        told = telling.closing(self._outlook, progress.done, progress.left_out)
        self._course.close()
        self._floor.talk(at, *map(Say, told))
