"""What was left out by word can be taken back, and is offered at the end."""

from __future__ import annotations

import pytest

from device.journal.entry import Kind
from device.plan.script import Question
from device.session.events import Word
from tests.days import BREATHING, GLUTE_SQUEEZES, HEEL_SLIDES, day_state
from tests.session.box import Box, hurts, into


def paced(box: Box) -> list[str | None]:
    return [e.exercise for e in box.written(Kind.EXERCISE_PACED)]


def skipped() -> Box:
    box = into(GLUTE_SQUEEZES, HEEL_SLIDES, BREATHING)
    box.says(Word.NEXT)
    return box


def test_go_back_brings_the_exercise_that_was_left_out_by_mistake() -> None:
    box = skipped()
    box.wait_until(lambda: box.session.exercise == "heel_slides")
    box.says(Word.GO_BACK)
    box.wait_until(lambda: box.session.exercise == "glute_squeezes")
    box.finish()
    assert sorted(map(str, paced(box))) == ["deep_breathing", "glute_squeezes", "heel_slides"]
    assert "left_out_offer" not in box.said()


def test_at_the_end_what_was_left_out_by_word_is_offered_and_done_once() -> None:
    box = skipped()
    while box.session.question is not Question.LEFT_OUT:
        box.wait_until(lambda: box.session.question in (Question.READY, Question.LEFT_OUT), 900)
        box.heard_out()
        if box.session.question is Question.READY:
            box.says(Word.READY)
    taken_up = box.now
    box.says(Word.YES)
    box.finish()
    assert "next_is" not in box.said(taken_up), "nothing comes after it any more"
    assert paced(box) == ["heel_slides", "deep_breathing", "glute_squeezes"]
    assert len(box.written(Kind.SESSION_COMPLETED)) == 1


def test_who_does_not_want_it_has_the_day_closed() -> None:
    box = skipped()
    box.finish()
    assert box.said().count("left_out_offer") == 1
    assert box.written(Kind.SESSION_COMPLETED)


@pytest.mark.hazard("H11")
def test_silence_to_the_offer_is_no_session_done() -> None:
    box = into(GLUTE_SQUEEZES)
    box.says(Word.NEXT)
    box.asked(Question.LEFT_OUT)
    box.wait_until(lambda: not box.session.runs)
    assert not box.written(Kind.SESSION_COMPLETED)
    assert "session_kept" in box.said()


@pytest.mark.hazard("H4")
def test_what_pain_closed_is_neither_taken_back_nor_offered() -> None:
    box = into(GLUTE_SQUEEZES, HEEL_SLIDES)
    hurts(box, 5, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.wait_until(lambda: box.session.exercise == "heel_slides")
    box.says(Word.GO_BACK)
    box.finish()
    assert "nothing_to_go_back_to" in box.said()
    assert "left_out_offer" not in box.said()
    assert paced(box) == ["heel_slides"]


@pytest.mark.hazard("H4")
def test_what_pain_closed_does_not_begin_after_an_exercise_that_is_taken_back() -> None:
    box = skipped()
    box.counting("heel_slides", 1)
    hurts(box, 5, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.wait_until(lambda: box.session.exercise == "deep_breathing")
    box.says(Word.GO_BACK)
    box.finish()
    assert paced(box) == ["glute_squeezes", "deep_breathing"]


@pytest.mark.hazard("H8")
def test_what_was_done_is_not_done_twice() -> None:
    box = Box(day_state(BREATHING, HEEL_SLIDES))
    box.start()
    box.counting("heel_slides", 1)
    box.says(Word.GO_BACK)
    box.finish()
    assert paced(box) == ["deep_breathing", "heel_slides"]
