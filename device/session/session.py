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
    LessonPossible,
    PainSuspected,
    SpokenOver,
    TakeChecked,
    Ticked,
    Word,
)
from device.session.faults import Faults
from device.session.idle import Idle
from device.session.lesson_talk import LessonTalk
from device.session.obeying import obey
from device.session.opening import Opening
from device.session.pain_talk import PainTalk, Way
from device.session.player import Length
from device.session.slowly import slowly, spoken_slowly
from device.session.view import View
from device.speaking.phrase import phrase


class Session:
    """`handle` every event in turn; do what it returns. Deterministic: no thread, clock or file.

    `length` tells how many samples the clip of a phrase has. `now` is the sample at which the next
    speaker block begins; `Ticked` must come once for each block, after its other events.
    """

    def __init__(self, length: Length, outlook: Outlook) -> None:
        self._course = Course(lambda said: length(slowly(said) if self._course.slow else said))
        self._floor = self._course.floor
        self._pain = PainTalk(self._floor)
        self._listening: frozenset[Word] = frozenset()
        self._idle = Idle(self._floor, self._pain, outlook)
        self._faults = Faults(self._course, self._pain)
        self._lesson = LessonTalk(self._course, self._faults.tell)
        self._opening = Opening(self._course, self._pain, self._lesson)

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
    def _outlook(self) -> Outlook:
        return self._idle.outlook

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        """Take one event at sample `now`; return what has to be done, in order."""
        ran = self.runs
        match event:
            case Ticked(until):
                self._tick(now, until)
            case DayKnown(outlook):
                if not ran:
                    self._idle.look_at(outlook)
            case LessonPossible():
                self._lesson.possible = True
            case FaultBegan(part):
                self._fault_began(part, now)
            case FaultEnded(part):
                self._faults.ended(part, now)
            case _:
                self._patient_does(event, now)
        if ran and not self.runs:
            self._idle.day_known = False
        self._lesson.look()
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
                if word in self._listening and self._lesson.minds(word):
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
            case TakeChecked():
                self._lesson.checked(event, now)

    def _fault_began(self, part: str, now: int) -> None:
        if part == "settings":
            self._idle.tell(now, *self._outlook.refusal)
        self._faults.began(part, now)

    def _words(self) -> frozenset[Word]:
        """Which words make sense now: none while no session runs, the microphone is closed."""
        if not self.runs:
            return frozenset()
        if self.question is None and self._pain.now is not None:
            return questions.ALWAYS
        taken = questions.HURT & {self._lesson.asked}
        return questions.words(self.question) - taken

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
            case Question.TAKE:
                self._lesson.unanswered(now)
            case Question.NEXT_DAY_BETTER | Question.NEXT_DAY_WORSE | Question.LESSON:
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
                self._idle.show_pain()
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
            if self._idle.pressed(now):
                self._begin(now)
        elif self._lesson.has_floor:
            self._lesson.pressed(now)
        elif question is None:
            self._pause(now)
        elif (word := questions.pressed(question)) is not None:
            self._answered(question, word, now)

    def _held(self, now: int) -> None:
        if self.runs:
            self._hurt(now, "button")
        else:
            self._idle.held(now)

    # ------------------------------------------------------------------ begin and end

    def _begin(self, now: int) -> None:
        can_hear = self._faults.parts.isdisjoint({"microphone", "speaker"})
        lesson = self._lesson.possible and can_hear
        if not self._opening.begin(now, self._outlook, lesson=lesson):
            self._faults.tell(now)  # else when all about the lesson was said

    def _finish(self, at: int) -> None:
        self._floor.write(Kind.SESSION_COMPLETED)
        progress = self._course.progress
        told = telling.closing(self._outlook, progress.done, progress.left_out)
        self._course.close()
        self._floor.talk(at, *map(Say, told))
