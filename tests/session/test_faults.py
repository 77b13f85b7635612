"""A part of the box that does not work: what is held for it, and what is said about it."""

from __future__ import annotations

import pytest

from device.plan.script import Question
from device.session.events import FaultBegan, FaultEnded, Word
from tests.days import GLUTE_SQUEEZES, WALK, day_state
from tests.session.box import Box, into


@pytest.mark.hazard("H10")
def test_with_a_dead_speaker_nothing_is_counted_until_somebody_is_ready() -> None:
    box = into(GLUTE_SQUEEZES)
    mute = box.now
    box.happens(FaultBegan("speaker"))
    box.wait(20)
    assert box.session.question is Question.PAUSED
    assert box.numbers(mute) == []
    box.says(Word.READY)
    box.wait(5)
    assert box.numbers(mute)


@pytest.mark.hazard("H3")
@pytest.mark.parametrize("part", ["speaker", "microphone"])
def test_over_a_question_about_pain_no_dead_part_pauses(part: str) -> None:
    box = into(GLUTE_SQUEEZES)
    box.says(Word.PAIN)
    box.asked(Question.HOW_BAD)
    box.happens(FaultBegan(part))
    box.wait(2)
    assert box.session.question is Question.HOW_BAD


def test_a_session_says_at_its_beginning_what_does_not_work_in_it() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.happens(FaultBegan("disk"))
    box.start()
    box.ready()
    assert "disk_full" in box.said()


def test_a_fault_that_is_over_is_shown_no_longer() -> None:
    box = Box(day_state(WALK))
    box.happens(FaultBegan("speaker"))
    assert box.session.view.faults == {"speaker"}
    box.happens(FaultEnded("speaker"))
    assert not box.session.view.faults
