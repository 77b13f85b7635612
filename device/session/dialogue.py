"""What follows from what the patient says, from silence, and from pain."""

from __future__ import annotations

from device.journal.entry import Kind
from device.plan.day_state import DayState
from device.plan.script import Ask, Question, Say
from device.session import announcements, questions
from device.session.answers import lacks
from device.session.calls import Calls
from device.session.command_execution import execute_command
from device.session.course import Course
from device.session.enrollment_dialogue import EnrollmentDialogue
from device.session.events import NUMBERS, Heard, Word
from device.session.faults import Faults
from device.session.help_talk import HelpTalk
from device.session.idle import Idle
from device.session.opening import Opening
from device.session.pain import Verdict
from device.session.pain_dialogue import PainDialogue, Way
from device.speaking.phrase import phrase


class Dialogue:
    """Answers, commands, cries and silence while a session runs, each with what it leads to."""

    def __init__(self, course: Course, day_state: DayState) -> None:
        self.calls = Calls(course.floor, course.level)
        self.pain = PainDialogue(course.floor, self.calls)
        self.idle = Idle(course.floor, self.calls, day_state)
        self.faults = Faults(course, self.pain)
        self.enrollment = EnrollmentDialogue(course, self.faults.tell)
        self.opening = Opening(course, self.pain, self.enrollment)
        self._course = course
        self._floor = course.floor
        self._help = HelpTalk(course)

    @property
    def _day_state(self) -> DayState:
        return self.idle.day_state

    def heard(self, heard: Heard, now: int) -> None:
        """Take a word that makes sense now."""
        question, word = self._course.question, heard.word
        if word in questions.HURT:
            self.hurt(now, word.value)
        elif word is Word.HELP and question is Question.NEED_HELP:
            self.call_for_help(Verdict.END_DANGER, now)
        elif word is Word.HELP:
            self._help.cried(now, self.pain.talk)
        elif question is not None and word in questions.ACCEPTED_ANSWERS[question]:
            share = self._course.heard(heard.ended_at or now)
            rules, witnesses = self._day_state.rules, heard.witnesses
            match lacks(question, word, rules, heard=share, witnesses=witnesses):
                case None:
                    self.answered(question, word, now)
                case "witnesses":
                    self.answered(question, word, now, sure=False)
        elif question is None and word in NUMBERS and self.pain.now is not None:
            self._course.fall_silent(now)
            self._after_pain(self.pain.put_right(word, now, self._day_state), now)
        else:
            self._obey(word, now)

    def _obey(self, word: Word, now: int) -> None:
        if word is Word.PAUSE:
            self.pause(now)
        else:
            execute_command(word, self._course, now, self._day_state.rules)

    def pause(self, now: int) -> None:
        """Rest until somebody is ready again; not while pain is asked about."""
        if self.pain.now is None:
            self._course.pause(now, phrase("paused"))

    # ------------------------------------------------------------------ answers

    def answered(self, question: Question, word: Word, now: int, *, sure: bool = True) -> None:
        """Do what follows from an answer that counts; `sure`: see `PainDialogue.answered`."""
        if question in questions.OF_PAIN:
            self._floor.fall_silent(now)
            way = self.pain.answered(question, word, now, self._day_state, sure=sure)
            self._after_pain(way, now)
        elif question in questions.OF_HELP:
            self._helped(question, word, now)
        elif question in questions.OF_NOW and word is Word.YES:
            self.hurt(now, "yes")
        else:
            self._goes_on(question, word, now)

    def _helped(self, question: Question, word: Word, now: int) -> None:
        if question is Question.NEED_HELP and word is Word.YES:
            self.call_for_help(Verdict.END_DANGER, now)
            return
        self._help.not_needed(now)
        if question is Question.NEED_HELP:
            self._obey(Word.EXPLAIN, now)

    def _goes_on(self, question: Question, word: Word, now: int) -> None:
        match question:
            case Question.READY:
                self._course.arrived()
                self._move_on(now)
            case Question.MORE_PAIN:
                self._move_on(now)
            case Question.PAUSED | Question.SUSPECTED:
                self._go_on(now)
            case Question.LEFT_OUT:
                self._floor.fall_silent(now)
                self._floor.give_back(now)
                if word is Word.YES:
                    self._course.go_back(now, self._course.progress.offering)
                else:
                    self.finish(now)
            case _:
                self._floor.fall_silent(now)
                self.opening.answered(question, word, now)

    def unanswered(self, question: Question, now: int) -> None:
        """Do what silence means to `question`, after it was asked as often as it should be."""
        match question:
            case Question.SUSPECTED:
                self.hurt(now, "suspected")
            case Question.MORE_PAIN:
                self._help.nobody_back(now)
            case Question.READY | Question.PAUSED if self._course.progress.away:
                self._help.nobody_back(now)
            case _ if question in questions.OF_PAIN:
                self._after_pain(self.pain.unanswered(question, now, self._day_state), now)
            case _ if question in questions.OF_HELP:
                self.call_for_help(Verdict.END_NO_ANSWER, now)
            case Question.TEMPLATE:
                self.enrollment.unanswered(now)
            case (
                Question.IS_IT_YOU
                | Question.NEXT_DAY_BETTER
                | Question.NEXT_DAY_SAME
                | Question.ENROLLMENT
            ):
                self.opening.answered(question, None, now)
            case _:
                self._course.close()
                self._floor.talk(now, Say(phrase("session_kept")))

    def _move_on(self, now: int) -> None:
        self._floor.fall_silent(now)
        if self._floor.top is not None:
            self._floor.top.answered(now)

    def _go_on(self, now: int) -> None:
        """Out of a pause: the question leaves, and what was under way is taken up."""
        self._floor.write(Kind.WENT_ON, self._course.progress.exercise)
        self._floor.fall_silent(now)
        self._floor.give_back(now)
        self._floor.talk(now, Say(phrase("going_on")))

    # ------------------------------------------------------------------ pain and help

    def call_for_help(self, why: Verdict, now: int) -> None:
        """Somebody is to come, or nobody answers: whom to call, and the light shows it."""
        exercise = self._course.progress.exercise
        self._course.fall_silent(now)
        self._after_pain(self.pain.end(why, now, self._day_state, exercise), now)

    def held(self, now: int) -> None:
        """The button is held while a session runs: bad news, whatever is under way."""
        if self._course.question in questions.OF_HELP:
            self.call_for_help(Verdict.END_DANGER, now)
        else:
            self.hurt(now, "button")

    def hurt(self, now: int, cause: str) -> None:
        """Fall silent, and only then ask. From any state of a running session."""
        course, main = self._course, self._course.main
        if main is None:
            return
        walked = self._course.question is Question.MORE_PAIN
        begin = course.progress.begin if course.progress.live or walked else None
        exercise = begin.exercise if begin is not None else None
        course.fall_silent(now)
        course.level.restore()
        self._floor.write(Kind.PAIN_SAID, exercise, text=cause)
        self.opening.hurts_instead(now)
        if self.pain.now is not None:
            self._after_pain(self.pain.begin_again(now, self._day_state), now)
            return
        if exercise is not None:
            self._floor.write(Kind.EXERCISE_STOPPED, exercise)
        if walked:
            main.answered(now)
        course.progress.stop()
        self.pain.begin(now, begin, exercise, self._day_state)

    def _after_pain(self, way: Way | None, now: int) -> None:
        match way:
            case Way.AGAIN:
                self._floor.write(Kind.WENT_ON, self._course.progress.exercise)
                self._course.again()
                self.opening.after_pain(now)
            case Way.ONWARD if self._day_state.refusal:
                self._only_asked(now)
            case Way.ONWARD:
                self._floor.write(Kind.WENT_ON)
                self._course.leave_for_pain(now)
                self.opening.after_pain(now)
            case Way.END:
                self._course.main = None
                self.idle.show_pain()
            case None:
                pass

    def _only_asked(self, now: int) -> None:
        """A pain of another day is settled, and the plan refuses a session: say why, and end."""
        self._floor.write(Kind.WENT_ON)
        self._floor.write(Kind.SESSION_ENDED_EARLY, text="unfinished")
        self._course.close()
        self.idle.tell(now, *self._day_state.refusal)

    def suspect(self, now: int) -> None:
        """A doubtful hearing of pain is enough to hold the count and ask."""
        waits = self._course.question in {Question.SUSPECTED, Question.NEED_HELP}
        if self._course.main is not None and self.pain.now is None and not waits:
            self._floor.write(Kind.PAIN_SAID, self._course.progress.exercise, text="suspected")
            self._floor.fall_silent(now)
            self._floor.talk(now, Ask(Question.SUSPECTED, phrase("suspected")))

    def finish(self, at: int) -> None:
        """The script has been carried to its end: offer what was left out by word, or close."""
        progress = self._course.progress
        if (left := progress.to_offer()) is not None:
            offer = Ask(Question.LEFT_OUT, phrase("left_out_offer", name=left.name))
            self._floor.talk(at, offer)
            return
        self._floor.write(Kind.SESSION_COMPLETED)
        told = announcements.closing(self._day_state, progress.done, progress.left_out)
        self._course.close()
        self._floor.talk(at, *map(Say, told))
