"""The way out of a position is said first, and again until it was said to its end."""

from __future__ import annotations

import pytest

from device.plan.script import Question
from device.session.events import ButtonHeld, FaultBegan, Word
from device.session.pain import CRIES_THAT_END
from tests.days import GLUTE_SQUEEZES, MARCHING
from tests.session.box import called, into


@pytest.mark.hazard("H2")
@pytest.mark.parametrize("after_s", [0.1, 0.6, 1.2])
def test_who_cries_again_is_told_the_way_out_all_the_same(after_s: float) -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.says(Word.PAIN)
    box.wait(after_s)
    again = box.now
    box.says(Word.STOP)
    box.asked(Question.HOW_BAD)
    assert box.said(again)[0] == "glute_squeezes.way_out"


@pytest.mark.hazard("H2")
@pytest.mark.parametrize("then_s", [0.1, 3.0, 9.0])
def test_a_microphone_that_dies_after_the_stop_is_told_after_the_way_out(then_s: float) -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.says(Word.PAIN)
    box.wait(0.1)
    died = box.now
    box.happens(FaultBegan("microphone"))
    assert not box.said(died), "the remark came first"
    box.wait(then_s)
    box.happens(ButtonHeld())
    box.asked(Question.HOW_BAD)
    said = box.said(died)
    assert said[0] == "glute_squeezes.way_out"


@pytest.mark.hazard("H2")
def test_after_the_way_out_the_dead_microphone_is_told_before_the_question() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.says(Word.PAIN)
    box.wait(0.1)
    died = box.now
    box.happens(FaultBegan("microphone"))
    box.asked(Question.HOW_BAD)
    said = box.said(died)
    assert said.index("cannot_hear") < said.index("how_bad")


@pytest.mark.hazard("H2")
def test_who_calls_for_help_before_it_was_told_hears_it_first() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.says(Word.PAIN)
    cried = box.now
    box.says(Word.HELP)
    box.asked(Question.NEED_HELP)
    assert box.said(cried) == ["glute_squeezes.way_out", "need_help"]


@pytest.mark.hazard("H2")
def test_it_is_told_once() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    for _ in range(2):
        box.says(Word.PAIN)
        box.asked(Question.HOW_BAD)
    assert box.said().count("glute_squeezes.way_out") == 1


@pytest.mark.hazard("H2")
def test_whom_to_call_is_said_after_it_where_it_was_not_told_to_its_end() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    for _ in range(CRIES_THAT_END):
        box.says(Word.PAIN)
        box.wait(0.1)
    cried = box.now
    box.says(Word.PAIN)
    assert not box.session.runs
    called(box)
    assert box.said(cried)[:2] == ["glute_squeezes.way_out", "call_now_emergency"]
