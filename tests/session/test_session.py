"""What the session does about everything that can happen, told as a patient would tell it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.script import Question
from device.session.events import (
    ANYTIME,
    ButtonHeld,
    ButtonPressed,
    DayKnown,
    FaultBegan,
    FaultEnded,
    PainSuspected,
    Word,
)
from device.sound.block import RATE_HZ
from device.speaking.phrase import phrase
from tests.days import ALL, GLUTE_SQUEEZES, HEEL_SLIDES, MARCHING, WALK, day_state
from tests.session.box import Box, called, hurts, into


def test_a_whole_session_counts_everything_and_is_written_down_as_completed() -> None:
    box = Box(day_state(*ALL))
    box.start()
    assert box.session.view.session_runs
    box.finish()
    paced = [e.exercise for e in box.written(Kind.EXERCISE_PACED)]
    assert paced == [each.exercise.id for each in ALL]
    assert len(box.written(Kind.REPETITION_PACED)) == 2 + 4 + 3 + 3 + 2
    assert [e.kind for e in box.written()][-1] is Kind.SESSION_COMPLETED
    box.wait(10)
    assert box.said()[-2:] == ["day_is_done", "good_bye"]


def test_counts_begin_on_the_sample_of_their_second() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.counting("glute_squeezes", 5)
    first = next(p.at for _, p in box.plays() if p.counted == 1)
    onsets = [p.at - first for _, p in box.plays() if p.counted is not None][:5]
    assert onsets == [second * RATE_HZ for second in range(5)]


@pytest.mark.hazard("H14")
def test_the_microphone_is_open_only_while_a_session_runs() -> None:
    box = Box(day_state(WALK))
    box.wait(1)
    assert box.listening() == frozenset()
    box.start()
    assert box.listening() == ANYTIME
    box.finish()
    assert box.listening() == frozenset()


@pytest.mark.hazard("H9")
def test_a_word_that_makes_no_sense_now_is_not_heard() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.counting("glute_squeezes", 2)
    assert box.says(Word.SEVEN) == ()
    assert box.says(Word.YES) == ()


@pytest.mark.parametrize("paused_by", [Word.PAUSE, "button"])
def test_a_pause_in_a_hold_begins_the_hold_anew(paused_by: Word | str) -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.counting("glute_squeezes", 3)
    paused = box.now
    if isinstance(paused_by, Word):
        box.says(paused_by)
    else:
        box.happens(ButtonPressed())
    box.asked(Question.PAUSED)
    box.wait(20)
    assert box.numbers(paused) == []
    box.says(Word.READY)
    box.wait(8)
    assert box.numbers(paused)[:5] == [1, 2, 3, 4, 5]
    assert box.said(paused)[:3] == ["paused", "going_on", "glute_squeezes.go"]


def test_a_pause_in_a_walk_goes_on_where_it_was() -> None:
    box = Box(day_state(WALK))
    box.start()
    box.ready()
    box.wait_until(lambda: "walk_start" in box.said())
    began = box.now
    box.wait(30)
    box.says(Word.PAUSE)
    box.wait(40)
    box.says(Word.READY)
    box.wait_until(lambda: "walk_done" in box.said())
    assert (box.now - began) / RATE_HZ == pytest.approx(120 + 40 + 0.9, abs=0.2)
    assert box.said(began).count("walk_last_minute") == 1


def test_next_in_the_middle_of_an_exercise_leads_to_the_one_after_it() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING))
    box.start()
    box.counting("glute_squeezes", 2)
    box.says(Word.NEXT)
    skipped = box.now
    box.wait(5)
    assert box.session.exercise == "seated_marching"
    assert [e.exercise for e in box.written(Kind.EXERCISE_SKIPPED)] == ["glute_squeezes"]
    assert box.said(skipped)[:2] == ["this_exercise_skipped", "now_exercise"]
    box.finish()
    box.wait(10)
    assert "was_left_out" in box.said()


def test_next_in_the_rest_between_skips_nothing() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING))
    box.start()
    box.ready()
    box.wait_until(lambda: "next_is" in box.said())
    box.says(Word.NEXT)
    box.wait(1)
    assert box.session.exercise == "seated_marching"
    assert not box.written(Kind.EXERCISE_SKIPPED)


def test_next_in_the_last_exercise_leads_to_the_end() -> None:
    box = Box(day_state(WALK))
    box.start()
    box.ready()
    box.wait(5)
    box.says(Word.NEXT)
    box.finish()
    assert box.written(Kind.SESSION_COMPLETED)


def test_help_says_the_long_instructions_and_waits() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.counting("glute_squeezes", 2)
    helped = box.now
    box.says(Word.EXPLAIN)
    box.asked(Question.READY)
    assert box.said(helped) == ["glute_squeezes.steps.1", "glute_squeezes.steps.2", "say_ready"]
    box.says(Word.READY)
    box.wait(3)
    assert box.numbers(helped)[:2] == [1, 2]


def test_how_many_left_is_told_after_the_repetition_and_the_count_goes_on() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.counting("glute_squeezes", 2)
    asked = box.now
    box.says(Word.HOW_MANY_LEFT)
    box.wait_until(lambda: "left_last_exercise" in box.said())
    said = box.said(asked)
    assert said.index("left_reps") > said.index("glute_squeezes.release")
    assert box.numbers(asked)[:3] == [3, 4, 5]


def test_repeat_says_the_question_again() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.asked(Question.READY)
    box.wait(2)
    asked = box.now
    box.says(Word.REPEAT)
    assert box.said(asked) == ["say_ready"]


def test_ready_before_the_instructions_are_over_begins_the_count() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.wait_until(lambda: "glute_squeezes.position" in box.said())
    box.says(Word.READY)
    ready = box.now
    box.wait(5)
    assert box.said(ready)[:3] == ["how_to_stop", "glute_squeezes.go", "number"]


@pytest.mark.hazard("H12")
def test_slower_stretches_movements_and_never_a_hold() -> None:
    box = Box(day_state(HEEL_SLIDES, GLUTE_SQUEEZES))
    box.start()
    box.ready()
    box.says(Word.SLOWER)
    box.wait_until(lambda: box.said().count("number") == 2)
    moves = [p.at for _, p in box.plays() if p.phrase.key == "heel_slides.move_out"]
    assert (moves[1] - moves[0]) / RATE_HZ > 6.5
    box.counting("glute_squeezes", 5)
    hold = [p.at for _, p in box.plays() if p.counted is not None][-5:]
    assert hold[-1] - hold[0] == 4 * RATE_HZ


@pytest.mark.hazard("H11")
def test_nobody_answers_ready_and_the_session_is_kept() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.wait_until(lambda: not box.session.runs, 600)
    box.wait(1)
    assert box.said()[-1] == "session_kept"
    assert box.said().count("still_there") == 5
    assert not box.written(Kind.SESSION_COMPLETED)
    assert not box.written(Kind.SESSION_ENDED_EARLY)


def test_an_interrupted_session_goes_on_where_it_stood() -> None:
    broken_off = Interrupted(7, "glute_squeezes", "", 2, frozenset({"heel_slides"}))
    box = Box(day_state(HEEL_SLIDES, GLUTE_SQUEEZES, interrupted=broken_off))
    box.start()
    box.asked(Question.RESUME)
    box.says(Word.YES)
    box.finish()
    assert [e.kind for e in box.written(Kind.SESSION_RESUMED)] == [Kind.SESSION_RESUMED]
    assert not box.written(Kind.SESSION_BEGAN)
    assert [e.value for e in box.written(Kind.REPETITION_PACED)] == [3]


def test_no_to_the_interrupted_session_begins_a_new_one() -> None:
    broken_off = Interrupted(7, "glute_squeezes", "", 2, frozenset({"heel_slides"}))
    box = Box(day_state(HEEL_SLIDES, GLUTE_SQUEEZES, interrupted=broken_off))
    box.start()
    box.asked(Question.RESUME)
    box.says(Word.NO)
    box.finish()
    assert len(box.written(Kind.SESSION_BEGAN)) == 1
    assert len(box.written(Kind.REPETITION_PACED)) == 4 + 3


@pytest.mark.hazard("H8")
def test_without_a_valid_plan_the_box_explains_and_exercises_nobody() -> None:
    refusal = (phrase("plan_unsigned"), phrase("ask_family_setup"))
    box = Box(day_state(refusal=refusal))
    box.start()
    box.wait(5)
    assert box.said() == ["plan_unsigned", "ask_family_setup"]
    assert not box.session.runs


def test_the_held_button_tells_the_state_of_today_while_nothing_runs() -> None:
    box = Box(day_state(WALK))
    box.happens(ButtonHeld())
    box.wait(1)
    assert box.said() == ["state_not_started"]
    assert not box.session.runs


@pytest.mark.hazard("H10")
def test_a_dead_microphone_holds_the_count_and_the_button_goes_on() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.counting("glute_squeezes", 2)
    deaf = box.now
    box.happens(FaultBegan("microphone"))
    box.wait(10)
    assert box.said(deaf) == ["cannot_hear"]
    assert box.session.view.faults == {"microphone"}
    box.happens(ButtonPressed())
    box.wait(7)
    assert box.numbers(deaf)[:5] == [1, 2, 3, 4, 5]
    box.happens(FaultEnded("microphone"))
    assert not box.session.view.faults


@pytest.mark.hazard("H1")
def test_a_doubtful_pain_holds_the_count_and_asks() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.counting("glute_squeezes", 2)
    doubt = box.now
    box.happens(PainSuspected(box.now))
    assert box.silent_at(doubt)
    box.wait(3)
    assert box.numbers(doubt) == []
    box.says(Word.NO)
    box.wait(7)
    assert box.numbers(doubt)[:5] == [1, 2, 3, 4, 5]


def test_the_light_of_a_new_day_comes_with_the_day() -> None:
    box = Box(day_state(WALK))
    box.happens(DayKnown(day_state(WALK, sessions_done=1, started_today=True)))
    assert box.session.view.day_done


@pytest.mark.hazard("H3")
def test_a_day_that_is_known_while_a_session_runs_changes_nothing_in_it() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.happens(DayKnown(replace(day_state(), contacts=None)))
    hurts(box, 8, Word.YES)
    called(box)
    assert box.said().count("call_now_emergency") == 3


def test_of_an_exercise_that_was_left_no_repetitions_are_left() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    box.says(Word.NEXT)
    box.says(Word.HOW_MANY_LEFT)
    left = box.now
    box.wait(8)
    assert "left_exercises" in box.said(left)
    assert "left_reps" not in box.said(left)
