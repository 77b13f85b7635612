"""Every question by the button alone, by nobody at all, and with a microphone that dies over it.

What comes of it is one word, so that a clinician can read the table:

counts    the exercise is counted, or counted on
waits     the box explains an exercise and waits for ready
little    the same at the low end of every range
pain      the count is over, and the box asks how bad it is
help      the session is over, and the box says three times whom to call; the light shows pain
kept      the session is over, and can be taken up where it stood
teaches   the box asks for a word that it is to learn
asks      the question of before is put again
nobody    the session is over: the plan is for somebody else
nothing   the question goes on waiting
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from device.journal.history import Interrupted
from device.plan.day_state import DayState
from device.plan.guidance import Guidance
from device.plan.model import Dose
from device.plan.script import Question
from device.session.events import (
    ButtonHeld,
    ButtonPressed,
    EnrollmentPossible,
    FaultBegan,
    PainSuspected,
    Word,
)
from device.session.questions import OF_PAIN
from tests.days import GLUTE_SQUEEZES, MARCHING, WALK, day_state
from tests.session.box import Box, called, hurts, into
from tests.session.test_who_and_when import PUMPS

TABLE = """
question         press    hold   silence

ready            counts   pain   kept
paused           counts   pain   kept
is_it_you        waits    pain   nobody
resume           waits    pain   kept
more_pain        pain     pain   help
suspected        pain     pain   pain
how_bad          nothing  pain   help
calf             help     pain   help
danger           help     pain   help
danger_sure      help     pain   help
go_on            counts   pain   help
need_help        help     help   help
are_you_there    asks     help   help
left_out         waits    pain   kept
next_day_better  waits    pain   little
next_day_same    waits    pain   little
enrollment       teaches  pain   waits
template         waits    pain   waits
"""
_HEAD, *LINES = (line.split() for line in TABLE.splitlines() if line)
ROWS = {Question(question): tuple(outcomes) for question, *outcomes in LINES}
DEEDS = ("press", "hold", "silence")
CELLS = [
    (question, deed, outcome)
    for question, outcomes in ROWS.items()
    for deed, outcome in zip(DEEDS, outcomes, strict=True)
]

ASKED = {
    "say_ready", "still_there", "paused", "resume_question", "more_pain", "suspected", "how_bad",
    "how_bad_again", "danger_question", "danger_question_again", "pain_slight_go_on",
    "next_day_better", "next_day_same", "danger_sure", "need_help", "need_help_again",
    "are_you_there", "left_out_offer", "calf_question", "is_it_you",
}  # fmt: skip
OVER = {Question.MORE_PAIN, Question.NEED_HELP, Question.ARE_YOU_THERE}
"""Over these nothing pauses: who does not answer them may need somebody to come."""

PATIENTLY = {Question.READY, Question.PAUSED}
"""Somebody may need minutes to lie down: these are asked six times."""

OF_ENROLLMENT = {Question.ENROLLMENT, Question.TEMPLATE}
"""Offered once, and a word is asked for three times: see test_enrollment.py."""

LOW = replace(GLUTE_SQUEEZES, dose=Dose(1, hold_s=4))


def at_start(**facts: object) -> Box:
    day: DayState = replace(day_state(GLUTE_SQUEEZES, **facts), low_tasks=(LOW,))
    box = Box(day)
    box.start()
    return box


def in_pain(box: Box, danger: Word | None = None) -> Box:
    hurts(box, 2, danger)
    return box


def pressed(box: Box) -> Box:
    box.happens(ButtonPressed())
    return box


def suspected(box: Box) -> Box:
    box.happens(PainSuspected(box.now))
    return box


def held(box: Box) -> Box:
    box.happens(ButtonHeld())
    return box


def after_the_walk() -> Box:
    box = Box(day_state(WALK, MARCHING))
    box.start()
    box.ready()
    return box


def worse() -> Box:
    box = at_start(ask_next_day=True)
    box.asked(Question.NEXT_DAY_BETTER)
    box.says(Word.NO)
    return box


def offered() -> Box:
    box = Box(replace(day_state(GLUTE_SQUEEZES), low_tasks=(LOW,), enrollment_due=True))
    box.happens(EnrollmentPossible())
    box.start()
    return box


def unsure(box: Box) -> Box:
    box.asked(Question.DANGER)
    box.says(Word.NO)
    return box


def cries(box: Box) -> Box:
    box.says(Word.HELP)
    return box


def nobody_back() -> Box:
    box = after_the_walk()
    box.asked(Question.MORE_PAIN)
    return waits(box, Question.ARE_YOU_THERE)


def left_out() -> Box:
    box = into(GLUTE_SQUEEZES)
    box.says(Word.NEXT)
    return box


def waits(box: Box, question: Question) -> Box:
    box.asked(question)
    return box


REACHED: dict[Question, Callable[[], Box]] = {
    Question.READY: at_start,
    Question.PAUSED: lambda: pressed(into(GLUTE_SQUEEZES)),
    Question.RESUME: lambda: at_start(interrupted=Interrupted(1, "glute_squeezes", "", 1)),
    Question.MORE_PAIN: after_the_walk,
    Question.SUSPECTED: lambda: suspected(into(GLUTE_SQUEEZES)),
    Question.HOW_BAD: lambda: held(into(GLUTE_SQUEEZES)),
    Question.CALF: lambda: in_pain(into(PUMPS)),
    Question.IS_IT_YOU: lambda: at_start(guidance=Guidance(name="Anna", asks_name=True)),
    Question.DANGER: lambda: in_pain(into(GLUTE_SQUEEZES)),
    Question.GO_ON: lambda: in_pain(into(GLUTE_SQUEEZES), Word.NO),
    Question.NEXT_DAY_BETTER: lambda: at_start(ask_next_day=True),
    Question.NEXT_DAY_SAME: worse,
    Question.DANGER_SURE: lambda: unsure(in_pain(into(GLUTE_SQUEEZES))),
    Question.NEED_HELP: lambda: cries(into(GLUTE_SQUEEZES)),
    Question.ARE_YOU_THERE: nobody_back,
    Question.LEFT_OUT: left_out,
    Question.ENROLLMENT: offered,
    Question.TEMPLATE: lambda: pressed(waits(offered(), Question.ENROLLMENT)),
}


def waiting(question: Question) -> Box:
    """A box in which `question` has been said, and nothing else is said over it."""
    box = REACHED[question]()
    box.asked(question)
    box.wait(1)
    return box


def does(box: Box, deed: str) -> None:
    if deed == "press":
        pressed(box)
    elif deed == "hold":
        held(box)


def outcome(box: Box, question: Question, since: int) -> str:
    """What has come of it since sample `since`, in the words of the table."""
    said = box.said(since)
    if not box.session.runs and box.shows_pain():
        called(box)
        return "help" if box.said(since).count("call_now_emergency") == 3 else "?"
    if not box.session.runs:
        ends = {"session_kept": "kept", "somebody_else": "nobody"}
        return next((ends[key] for key in said if key in ends), "?")
    if box.session.question is Question.HOW_BAD and "how_bad" in said:
        return "pain"
    if box.numbers(since):
        return "counts"
    if box.session.question is not question:
        ready = "little" if "low_end_today" in said else "waits"
        return {
            Question.READY: ready,
            Question.TEMPLATE: "teaches",
            Question.MORE_PAIN: "asks",
            None: "?",
        }.get(box.session.question, "?")
    return "?" if said else "nothing"


def settled(box: Box, question: Question, since: int, within_s: float) -> str:
    """The outcome as soon as there is one."""
    end = box.now + within_s * 16_000
    while (found := outcome(box, question, since)) in ("nothing", "?") and box.now < end:
        box.tick()
    return found


SOON_S, LATE_S = 10.0, 600.0
LIES_DOWN_S = 10.0
"""What the patient is given to get down, before the exercise is explained."""


def soon_s(expected: str) -> float:
    return SOON_S if expected == "nothing" else SOON_S + LIES_DOWN_S


def test_the_table_has_every_question() -> None:
    assert set(ROWS) == set(Question) == set(REACHED)


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H10")
@pytest.mark.parametrize(("question", "deed", "expected"), CELLS)
def test_what_the_button_and_silence_are_to_each_question(
    question: Question, deed: str, expected: str
) -> None:
    box = waiting(question)
    since = box.now
    does(box, deed)
    found = settled(box, question, since, LATE_S if deed == "silence" else soon_s(expected))
    assert found == expected


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H10")
@pytest.mark.parametrize(("question", "deed", "expected"), CELLS)
def test_a_microphone_that_dies_over_a_question_changes_nothing_but_that_it_is_said_first(
    question: Question, deed: str, expected: str
) -> None:
    box = waiting(question)
    since = box.now
    box.happens(FaultBegan("microphone"))
    box.wait(3)
    assert box.said(since)[0] == "cannot_hear"
    paused = box.session.question is Question.PAUSED
    assert paused is (question not in OF_PAIN | OVER), "nothing is counted until somebody presses"
    if deed == "press" and paused and question is not Question.PAUSED:
        pressed(box)
        box.asked(question)
        box.wait(1)
    if deed == "silence" and paused:
        expected = "kept"
    since = box.now
    does(box, deed)
    found = settled(box, question, since, LATE_S * 3 if deed == "silence" else soon_s(expected))
    assert found == expected


@pytest.mark.hazard("H3")
@pytest.mark.parametrize("question", sorted(set(Question) - PATIENTLY - OF_ENROLLMENT))
def test_every_question_is_repeated_once_and_then_the_safe_thing_is_done(
    question: Question,
) -> None:
    box = REACHED[question]()
    box.asked(question)
    first = box.said()[-1]
    assert first in ASKED
    box.wait_until(lambda: box.session.question is not question)
    asked = [key for key in box.said() if key in (first, f"{first}_again")]
    assert len(asked) == 2
