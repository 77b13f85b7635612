"""What did harm is not done again: locks, mornings that are worse, and what follows a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.model import Dose, PainRules
from device.plan.script import Question
from device.session.events import NUMBERS, ButtonHeld, DayKnown, Word
from device.speaking.phrase import phrase
from tests.days import GLUTE_SQUEEZES, MARCHING, day_state
from tests.session.box import Box, called, hurts, into, surely


@pytest.mark.hazard("H5")
def test_an_exercise_that_pain_stopped_twice_is_not_offered_a_third_time_in_this_session() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    for _ in range(2):
        hurts(box, 1, None if box.written(Kind.DANGER_ANSWERED) else Word.NO)
        box.asked(Question.GO_ON)
        box.says(Word.READY)
        box.wait(6)
    began = [e.exercise for e in box.written(Kind.EXERCISE_BEGAN)]
    assert began.count("glute_squeezes") == 2


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(("before", "locks"), [(0, False), (1, True)])
def test_a_stop_of_the_days_before_counts_for_the_lock_of_today(
    before: int, *, locks: bool
) -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING, recent_stops={"glute_squeezes": before}))
    box.start()
    box.ready()
    box.wait_until(lambda: bool(box.numbers()))
    hurts(box, 0, Word.NO)
    decided = box.now
    box.wait(5)
    assert ("exercise_locked" in box.said(decided)) is locks
    assert ("pain_slight_go_on" in box.said(decided)) is not locks


def test_a_stop_of_the_session_before_counts_once_for_the_lock() -> None:
    rules = PainRules(stops_that_lock=3)
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING, rules=rules))
    for before in (0, 1):
        stops = {"glute_squeezes": before}
        box.happens(DayKnown(day_state(GLUTE_SQUEEZES, MARCHING, rules=rules, recent_stops=stops)))
        box.start()
        box.ready()
        since = box.now
        box.wait_until(lambda: bool(box.numbers(since)))  # noqa: B023 - called at once
        hurts(box, 0, Word.NO)
        box.asked(Question.GO_ON)
        assert box.said()[-1] == "pain_slight_go_on"
        box.says(Word.READY)
        box.finish()


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H11")
def test_a_hold_right_after_a_press_acknowledges_no_pain() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, pain_shown=True))
    box.start()
    box.wait(0.3)
    box.happens(ButtonHeld())
    assert not box.written(Kind.PAIN_ACKNOWLEDGED)
    box.wait(3)
    box.happens(ButtonHeld())
    assert box.written(Kind.PAIN_ACKNOWLEDGED)


@pytest.mark.hazard("H4")
def test_an_exercise_that_is_closed_stays_closed_whatever_is_said_after() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    hurts(box, 5, Word.NO)
    box.asked(Question.GO_ON)
    hurts(box, 0, Word.NO)
    box.asked(Question.GO_ON)
    assert box.said()[-1] == "exercise_closed"
    box.says(Word.READY)
    box.wait_until(lambda: box.session.exercise is not None)
    assert box.session.exercise == "seated_marching"
    assert len(box.written(Kind.EXERCISE_SKIPPED)) == 1


@pytest.mark.hazard("H5")
@pytest.mark.parametrize("asked", [Question.NEXT_DAY_BETTER, Question.NEXT_DAY_SAME])
def test_pain_in_the_place_of_an_answer_about_yesterday_is_taken_for_no_good_one(
    asked: Question,
) -> None:
    low = replace(GLUTE_SQUEEZES, dose=Dose(1, hold_s=4))
    box = Box(replace(day_state(GLUTE_SQUEEZES, ask_next_day=True), low_tasks=(low,)))
    box.start()
    box.asked(Question.NEXT_DAY_BETTER)
    if asked is Question.NEXT_DAY_SAME:
        box.says(Word.NO)
        box.asked(asked)
    hurts(box, 2, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.NEXT)
    box.finish()
    assert [e.text for e in box.written(Kind.NEXT_DAY_ANSWERED)] == ["silence"]
    assert box.numbers() == [1, 2, 3, 4, 1]


@pytest.mark.hazard("H5")
@pytest.mark.parametrize("how_bad", [0, 5])
def test_an_exercise_in_which_the_plug_was_pulled_after_pain_is_not_taken_up(how_bad: int) -> None:
    broken_off = Interrupted(7, "glute_squeezes", "", 2, had_pain=True, pain_open=True)
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING, interrupted=broken_off))
    box.start()
    box.asked(Question.HOW_BAD)
    assert box.said()[0] == "glute_squeezes.way_out", "they may still lie there"
    box.says(NUMBERS[how_bad])
    box.asked(Question.DANGER)
    box.says(Word.NO)
    surely(box)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.finish()
    assert [e.exercise for e in box.written(Kind.EXERCISE_BEGAN)] == ["seated_marching"]
    assert [e.exercise for e in box.written(Kind.EXERCISE_STOPPED)] == ["glute_squeezes"]


def ended_by_worse_pain() -> Box:
    box = Box(day_state(GLUTE_SQUEEZES, ask_next_day=True, worse_mornings=1))
    box.start()
    for question, word in (
        (Question.NEXT_DAY_BETTER, Word.NO),
        (Question.NEXT_DAY_SAME, Word.NO),
    ):
        box.asked(question)
        box.says(word)
    return box


def ended_by_strong_pain() -> Box:
    box = into(GLUTE_SQUEEZES)
    hurts(box, 9, Word.NO)
    called(box)
    box.happens(ButtonHeld())
    assert not box.shows_pain(), "acknowledged"
    return box


@pytest.mark.hazard("H5")
@pytest.mark.parametrize("ended", [ended_by_worse_pain, ended_by_strong_pain])
def test_a_press_right_after_pain_ended_a_session_begins_none(ended: Callable[[], Box]) -> None:
    box = ended()
    assert not box.session.runs
    box.start()
    assert not box.session.runs


@pytest.mark.hazard("H3")
def test_a_press_right_after_a_danger_sign_says_again_whom_to_call() -> None:
    box = into(GLUTE_SQUEEZES)
    hurts(box, 1, Word.YES)
    called(box)
    pressed = box.now
    box.start()
    box.wait(30)
    assert box.said(pressed).count("call_now_emergency") == 3


@pytest.mark.hazard("H5")
def test_a_session_keeps_the_day_with_which_it_began() -> None:
    box = into(GLUTE_SQUEEZES)
    box.happens(DayKnown(day_state(refusal=(phrase("on_hold"),))))
    assert box.session.runs
    hurts(box, 9, Word.NO)
    box.wait(10)
    assert "call_clinic" in box.said()
    box.happens(DayKnown(day_state(refusal=(phrase("on_hold"),))))
    box.happens(ButtonHeld())
    box.start()
    assert not box.session.runs


@pytest.mark.hazard("H5")
def test_once_the_plan_is_on_hold_no_press_begins_a_session() -> None:
    box = ended_by_worse_pain()
    box.happens(DayKnown(day_state(GLUTE_SQUEEZES, refusal=(phrase("on_hold"),))))
    for _ in range(3):
        since = box.now
        box.start()
        assert not box.session.runs
        box.wait(5)
        assert box.said(since) == ["on_hold"]
