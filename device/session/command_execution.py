"""The words that change how a session goes on, without a question to answer."""

from __future__ import annotations

from device.plan.model import PainRules
from device.plan.script import Ask, Question, Say
from device.session import announcements
from device.session.actions import Prefer
from device.session.course import Course
from device.session.events import Word
from device.session.voice_level import STEP_DB
from device.speaking.pace import SLOWER_BY
from device.speaking.phrase import phrase

SLOWEST = 2.0


def execute_command(word: Word, course: Course, now: int, rules: PainRules) -> None:
    """Do what a command says; an answer without its question is nothing."""
    match word:
        case Word.NEXT:
            course.skip(now)
        case Word.READY:
            course.skip_instructions(now)
        case Word.REPEAT:
            _repeat(course, now, rules)
        case Word.GO_BACK:
            course.go_back(now)
        case Word.EXPLAIN:
            course.explain(now, Ask(Question.READY, phrase("say_ready")))
        case Word.HOW_MANY_LEFT:
            course.say_between(now, *announcements.how_many_left(course.main, course.progress))
        case Word.SLOWER:
            _slower(course, now)
        case Word.LOUDER:
            _volume(course, STEP_DB, "louder_now", now)
        case Word.QUIETER:
            _volume(course, -STEP_DB, "quieter_now", now)
        case _:
            pass


def prefer(course: Course, gain_db: int, slower: float) -> None:
    """Speak as the patient wanted it before; what makes no sense is brought into its range.

    `gain_db` is the level of the voice in dB, `slower` the factor by which movements and rests take
    longer, 1 to `SLOWEST`.
    """
    course.level.choose(gain_db)
    course.go_slower(min(SLOWEST, max(1.0, slower)))


def _repeat(course: Course, now: int, rules: PainRules) -> None:
    """This step again: the question, the sentence, or the repetition with its reminder."""
    top, begin = course.floor.top, course.progress.begin
    if top is None or course.question is not None:
        course.ask_again(now, rules)
        return
    counts = top is course.main and top.repetition > 0
    course.floor.fall_silent(now)
    course.floor.talk(now, *((Say(begin.reminder),) if counts and begin is not None else ()))


def _slower(course: Course, now: int) -> None:
    if course.main is not None:
        course.go_slower(min(SLOWEST, course.slower * SLOWER_BY))
        course.floor.actions.append(Prefer(course.level.gain_db, course.slower))
        course.say_between(now, phrase("slower_now"))


def _volume(course: Course, by_db: int, told: str, now: int) -> None:
    course.level.step(by_db)
    course.floor.actions.append(Prefer(course.level.gain_db, course.slower))
    course.say_between(now, phrase(told))
