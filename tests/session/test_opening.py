"""What is asked before the first exercise, and the dose and the entries that follow from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.day_state import DayState
from device.plan.model import Dose, LeftOut
from device.plan.script import Question
from device.session.events import Word
from tests.days import HEEL_SLIDES, TILTS, day_state
from tests.session.box import Box, asked_about_pain, hurts

LOW = replace(TILTS, dose=Dose(1))


def with_a_low_end(**facts: object) -> DayState:
    return replace(day_state(TILTS, **facts), low_tasks=(LOW,))


def counted(box: Box) -> int:
    """How many repetitions of the exercise the rest of the session has."""
    box.finish()
    return len(box.written(Kind.REPETITION_PACED))


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(("same", "repetitions"), [(Word.YES, 3), (Word.NO, 1), (None, 1)])
def test_after_a_morning_that_is_worse_or_silent_the_low_end_is_counted(
    same: Word | None, repetitions: int
) -> None:
    box = Box(with_a_low_end(ask_next_day=True))
    box.start()
    box.asked(Question.NEXT_DAY_BETTER)
    box.says(Word.NO)
    box.asked(Question.NEXT_DAY_SAME)
    if same is not None:
        box.says(same)
    box.wait_until(lambda: box.session.question is not Question.NEXT_DAY_SAME)
    assert counted(box) == repetitions


@pytest.mark.hazard("H5")
def test_after_pain_that_a_power_cut_left_open_the_low_end_is_counted() -> None:
    box = Box(with_a_low_end(pain_open=True))
    box.start()
    asked_about_pain(box, 1, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    assert counted(box) == 1


def test_a_session_that_is_taken_up_after_its_first_pain_has_no_first_pain_any_more() -> None:
    box = Box(day_state(HEEL_SLIDES, interrupted=Interrupted(1, "heel_slides", had_pain=True)))
    box.start()
    box.asked(Question.RESUME)
    box.says(Word.YES)
    box.counting("heel_slides", 1)
    again = box.now
    hurts(box, 1)
    box.asked(Question.GO_ON)
    assert "danger_question" not in box.said(again)


@pytest.mark.hazard("H11")
def test_why_an_exercise_is_left_out_today_is_written_down() -> None:
    day = replace(day_state(HEEL_SLIDES), left_out=(LeftOut("bridging", "reason_locked"),))
    box = Box(day)
    box.start()
    written = [(e.exercise, e.text) for e in box.written(Kind.EXERCISE_LEFT_OUT)]
    assert written == [("bridging", "reason_locked")]
