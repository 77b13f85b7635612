"""A session that a pulled plug broke off is offered again: which exercise, which leg."""

from __future__ import annotations

import pytest

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.script import Question
from device.session.announcements import opening_question
from device.session.events import ButtonPressed, Word
from device.session.repertoire import repertoire
from device.speaking.phrase import phrase
from tests.days import GLUTE_SQUEEZES, HEEL_SLIDES, day_state
from tests.session.box import Box

HEEL = phrase("heel_slides.name")
LEFT_OFF = {
    "right": Interrupted(7, "heel_slides", "right", 1),
    "left": Interrupted(7, "heel_slides", "left", 1),
}


@pytest.mark.parametrize("side", ["right", "left"])
def test_the_exercise_and_the_leg_are_named(side: str) -> None:
    day = day_state(HEEL_SLIDES, GLUTE_SQUEEZES, interrupted=LEFT_OFF[side])
    asked = opening_question(Question.RESUME, day)
    assert asked == phrase("resume_question_side", name=HEEL, side=phrase(f"side_{side}"))
    assert asked in repertoire(day), "it was not rendered"


def test_where_no_leg_was_under_way_none_is_named() -> None:
    day = day_state(HEEL_SLIDES, interrupted=Interrupted(7, "heel_slides"))
    assert opening_question(Question.RESUME, day) == phrase("resume_question", name=HEEL)
    day = day_state(HEEL_SLIDES, interrupted=Interrupted(7))
    assert opening_question(Question.RESUME, day) == phrase("resume_question_between")


@pytest.mark.parametrize("by", ["word", "button"])
def test_the_rest_of_this_leg_and_the_other_one_are_counted_and_nothing_twice(by: str) -> None:
    box = Box(day_state(HEEL_SLIDES, GLUTE_SQUEEZES, interrupted=LEFT_OFF["right"]))
    box.start()
    box.asked(Question.RESUME)
    if by == "word":
        box.says(Word.YES)
    else:
        box.wait(1)
        box.happens(ButtonPressed())
    box.finish()
    paced = [(each.exercise, each.text, each.value) for each in box.written(Kind.REPETITION_PACED)]
    assert [each for each in paced if each[0] == "heel_slides"] == [
        ("heel_slides", "right", 2),
        ("heel_slides", "left", 1),
        ("heel_slides", "left", 2),
    ]


def left_in_pain(cries: int) -> Box:
    """Return a box that lost its power in the ladder, after pain was said so often."""
    open_ = Interrupted(7, "heel_slides", had_pain=True, pain_open=True, cries=cries)
    box = Box(day_state(HEEL_SLIDES, interrupted=open_))
    box.start()
    return box


@pytest.mark.hazard("H11")
def test_pain_said_before_the_power_cut_counts_as_said() -> None:
    box = left_in_pain(2)
    box.asked(Question.HOW_BAD)
    box.says(Word.PAIN)
    box.asked(Question.DANGER)


@pytest.mark.hazard("H11")
@pytest.mark.parametrize("cries", [3, 4])
def test_after_the_third_cry_danger_is_asked_at_once_and_one_more_calls(cries: int) -> None:
    box = left_in_pain(cries)
    box.asked(Question.DANGER)
    box.says(Word.PAIN)
    assert [each.text for each in box.written(Kind.SESSION_ENDED_EARLY)] == ["danger"]
