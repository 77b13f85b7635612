"""How a session begins: anew or where it broke off, and what is asked before the first exercise."""

from __future__ import annotations

from dataclasses import replace

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.compiling import TakenUp, compile_script
from device.plan.day_state import DayState
from device.plan.model import Task
from device.plan.script import Ask, Question, Say
from device.session import announcements
from device.session.course import Course
from device.session.enrollment_dialogue import EnrollmentDialogue
from device.session.events import Word
from device.session.pain_dialogue import PainDialogue
from device.speaking.phrase import phrase


class Opening:
    """Begins sessions in `course`. Yesterday's pain first, then the interrupted session.

    Only where neither is there to be asked about, a box that can be taught offers an enrollment.
    """

    def __init__(self, course: Course, pain: PainDialogue, enrollment: EnrollmentDialogue) -> None:
        self._course = course
        self._floor = course.floor
        self._pain = pain
        self._enrollment = enrollment
        self._today: DayState | None = None
        self._tasks: tuple[Task, ...] = ()
        self._to_ask: list[Question] = []
        self._yesterday_open = False
        self._who_open = False

    def begin(self, now: int, today: DayState, *, enrollment: bool = False) -> bool:
        """Begin the session that `today` has, at sample `now`.

        Return whether an enrollment comes first.

        `enrollment`: one can be given, if `today` has it due.
        """
        broken_off = today.interrupted
        self._floor.fall_silent(now)
        pain_open = today.pain_open or (broken_off is not None and broken_off.pain_open)
        if broken_off is None:
            self._began(today)
        else:
            self._floor.write(Kind.SESSION_RESUMED, broken_off.exercise)
            today = self._stopped(today, broken_off)
        self._today = today
        self._pain.forget(had_pain=broken_off is not None and broken_off.had_pain)
        self._run(today, today.low_tasks if today.pain_open else today.tasks, now)
        self._to_ask = [Question.NEXT_DAY_BETTER] if today.ask_next_day else []
        self._yesterday_open = today.ask_next_day
        self._who_open = today.guidance.asks_name
        if pain_open:
            self.hurts_instead(now)
            exercise = broken_off.exercise if broken_off is not None else None
            calf = _asks_calf(today, exercise)
            cries = broken_off.cries if broken_off is not None else 0
            self._pain.take_up(now, exercise, today, asks_calf=calf, cries=cries)
            return False
        if broken_off is not None:
            self._to_ask.append(Question.RESUME)
        offers = enrollment and today.enrollment_due and not self._to_ask
        if offers:
            self._floor.write(Kind.ENROLLMENT_OFFERED)
            self._to_ask.append(Question.ENROLLMENT)
        if today.guidance.asks_name:
            self._to_ask.insert(0, Question.IS_IT_YOU)
        self._ask_next(now, today)
        return offers

    def hurts_instead(self, now: int) -> None:
        """Pain comes before the answer about yesterday: it is the low end, as in silence.

        What was to be asked before the first exercise is not asked any more, but who it is.
        """
        if self._today is not None and self._yesterday_open:
            self._next_day("silence")
            self._run(self._today, self._today.low_tasks, now)

    def after_pain(self, now: int) -> None:
        """Pain came before anybody said who it is: they are asked before anything is begun."""
        if self._today is not None and self._who_open:
            self._to_ask = [Question.IS_IT_YOU]
            self._ask_next(now, self._today)

    def answered(  # noqa: C901 - one case for each answer
        self, question: Question, word: Word | None, now: int
    ) -> None:
        """Take an answer; None is silence, which is never taken for a good one."""
        today = self._today
        if today is None:
            return
        self._floor.give_back(now)
        if question is Question.IS_IT_YOU and word is not Word.YES:
            self._somebody_else(now, today)
            return
        self._who_open = self._who_open and question is not Question.IS_IT_YOU
        match question, word:
            case Question.NEXT_DAY_BETTER, Word.YES:
                self._next_day("gone")
            case Question.NEXT_DAY_BETTER, Word.NO:
                self._to_ask.insert(0, Question.NEXT_DAY_SAME)
            case Question.NEXT_DAY_SAME, Word.YES:
                self._next_day("same")
            case ((Question.NEXT_DAY_BETTER | Question.NEXT_DAY_SAME), _):
                worse = word is Word.NO
                self._next_day("worse" if worse else "silence")
                if today.worse_mornings + worse >= today.rules.worse_mornings_on_hold:
                    self._hold_the_plan(now, today)
                    return
                self._run(today, today.low_tasks, now)
                self._floor.talk(now, Say(phrase("low_end_today")))
            case Question.ENROLLMENT, Word.YES | Word.READY:
                self._enrollment.begin(now)
            case Question.ENROLLMENT, _:
                self._enrollment.declined(now)
            case _, Word.NO:
                self._floor.write(Kind.SESSION_ENDED_EARLY, text="unfinished")
                self._pain.forget()
                self._began(today)
                self._today = today = replace(today, interrupted=None)
                self._run(today, self._tasks, now)
                self._floor.talk(now, Say(phrase("starting_anew")))
            case _:
                pass
        self._ask_next(now, today)

    def _ask_next(self, now: int, today: DayState) -> None:
        if self._to_ask:
            question = self._to_ask.pop(0)
            self._floor.talk(now, Ask(question, announcements.opening_question(question, today)))

    def _stopped(self, today: DayState, broken_off: Interrupted) -> DayState:
        """The exercise in which the session broke off after "pain" is not taken up again."""
        exercise = broken_off.exercise
        if not broken_off.pain_open or exercise is None:
            return today
        self._floor.write(Kind.EXERCISE_STOPPED, exercise)
        over = replace(broken_off, exercise=None, settled=broken_off.settled | {exercise})
        return replace(today, interrupted=over)

    def _next_day(self, answer: str) -> None:
        self._yesterday_open = False
        self._floor.write(Kind.NEXT_DAY_ANSWERED, text=answer)

    def _began(self, today: DayState) -> None:
        self._floor.write(Kind.SESSION_BEGAN)
        for out in today.left_out:
            self._floor.write(Kind.EXERCISE_LEFT_OUT, out.exercise, text=out.reason)

    def _run(self, today: DayState, tasks: tuple[Task, ...], now: int) -> None:
        """Put the script of `tasks` on, or what an interrupted session left of it."""
        self._tasks, broken_off = tasks, today.interrupted
        taken_up = None
        if broken_off is not None:
            taken_up = TakenUp(
                broken_off.exercise, broken_off.side, broken_off.repetition, broken_off.settled
            )
        script = compile_script(tasks, today.left_out_anew, taken_up, today.guidance)
        self._course.run(script, now)

    def _somebody_else(self, now: int, today: DayState) -> None:
        """Nobody but the patient exercises with this plan; what was interrupted stays so."""
        if today.interrupted is None:
            self._floor.write(Kind.SESSION_ENDED_EARLY, text="unfinished")
        self._course.close()
        self._floor.talk(now, Say(phrase("somebody_else", name=today.guidance.name)))

    def _hold_the_plan(self, now: int, today: DayState) -> None:
        self._floor.write(Kind.SESSION_ENDED_EARLY, text="unfinished")
        self._course.close()
        self._floor.talk(now, *map(Say, announcements.on_hold(today)))


def _asks_calf(today: DayState, exercise: str | None) -> bool:
    """Whether pain at an exercise of `today` is asked about as a possible clot in the leg."""
    tasks = (*today.tasks, *today.low_tasks)
    return any(t.exercise.asks_calf for t in tasks if t.exercise.id == exercise)
