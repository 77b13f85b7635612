"""How a session comes through pauses, remarks and changes of position."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device.journal.entry import Kind
from device.plan.model import PainRules, Position
from device.plan.script import Question
from device.session.events import ButtonPressed, FaultBegan, Word
from tests.days import BREATHING, GLUTE_SQUEEZES, MARCHING, TILTS, day_state
from tests.session.box import Box, called, hurts, into


def test_a_pause_within_a_pause_is_one_pause() -> None:
    box = into(GLUTE_SQUEEZES)
    box.says(Word.PAUSE)
    box.asked(Question.PAUSED)
    box.says(Word.PAUSE)
    box.asked(Question.PAUSED)
    ready = box.now
    box.says(Word.READY)
    box.wait(5)
    assert box.numbers(ready)
    assert len(box.written(Kind.PAUSED)) == 1


@pytest.mark.hazard("H1")
def test_a_press_on_the_way_out_pauses_nothing() -> None:
    box = into(GLUTE_SQUEEZES)
    box.says(Word.PAIN)
    box.wait(0.1)
    box.happens(ButtonPressed())
    box.asked(Question.HOW_BAD)
    assert not box.written(Kind.PAUSED)


def test_a_remark_over_a_question_leaves_the_patient_time_to_answer_it() -> None:
    box = into(GLUTE_SQUEEZES)
    box.says(Word.PAIN)
    box.asked(Question.HOW_BAD)
    box.wait(PainRules().answer_timeout_s - 1)
    box.says(Word.LOUDER)
    box.wait(5)
    assert "how_bad_again" not in box.said()


@pytest.mark.hazard("H13")
@pytest.mark.hazard("H17")
def test_who_skips_an_exercise_on_the_way_up_is_led_back_to_bed() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING, BREATHING))
    box.start()
    box.ready()
    box.wait_until(lambda: "roll_up" in box.said(), 900)
    skipped = box.now
    box.says(Word.NEXT)
    box.wait_until(lambda: box.session.question is Question.READY, 900)
    assert {"lie_down", "roll_back"} & set(box.said(skipped))


@pytest.mark.hazard("H20")
def test_who_was_ready_before_the_steps_were_said_is_missed_between_bed_and_chair() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING))
    box.start()
    box.wait_until(lambda: "glute_squeezes.position" in box.said())
    box.says(Word.READY)
    box.wait_until(lambda: box.session.exercise == "seated_marching", 900)
    box.wait_until(lambda: not box.session.runs, 900)
    called(box)
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == ["no_answer"]


@pytest.mark.hazard("H13")
@pytest.mark.hazard("H17")
def test_after_pain_on_the_chair_nobody_is_taken_to_sit_there_still() -> None:
    seated = replace(TILTS.exercise, position=Position.SEATED)
    box = Box(day_state(MARCHING, replace(TILTS, exercise=seated)))
    box.start()
    box.counting("seated_marching", 1)
    hurts(box, 5, Word.NO)
    box.asked(Question.GO_ON)
    onward = box.now
    box.says(Word.READY)
    box.wait_until(lambda: box.session.question is Question.READY)
    assert "at_the_edge" in box.said(onward)


@pytest.mark.hazard("H1")
def test_a_remark_that_waited_when_pain_was_said_is_not_said_after_it() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.happens(FaultBegan("disk"))
    assert "disk_full" not in box.said(), "it did not wait"
    hurts(box, 2, Word.NO)
    box.asked(Question.GO_ON)
    after = box.now
    box.says(Word.READY)
    box.counting("glute_squeezes", 1)
    box.wait(60)
    assert "disk_full" not in box.said(after)


def test_a_question_that_is_to_be_repeated_is_said_once_more_and_waits() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.says(Word.PAUSE)
    box.asked(Question.PAUSED)
    box.heard_out()
    again = box.now
    box.says(Word.REPEAT)
    box.wait(8)
    assert len(box.said(again)) == 1
    assert box.session.question is Question.PAUSED
