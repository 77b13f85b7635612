"""The better an exercise is known the less is said of it, and it is counted all the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.history import Stop
from device.plan.compiling import TakenUp, compile_script
from device.plan.gates import day_plan
from device.plan.instructions import Instructions
from device.plan.model import Catalogue, Dose, LeftOut, Plan, Signature, Task
from device.plan.script import Ask, Begin, GoTo, Pace, Say, Timed
from device.plan.today import day_state_of
from device.speaking.phrase import phrase
from tests.days import ALL, BREATHING, GLUTE_SQUEEZES, HEEL_SLIDES, MARCHING
from tests.plan.test_compiling import timed
from tests.plan.test_today import FIRST, PLAN, TODAY, history, signed

FULL, SHORT, BRIEF = Instructions


@pytest.mark.hazard("H25")
@pytest.mark.parametrize(
    ("times", "painless", "said"),
    [(0, 0, FULL), (1, 1, FULL), (2, 2, SHORT), (3, 3, BRIEF), (10, 9, BRIEF), (10, 2, SHORT)],
)
def test_the_better_an_exercise_is_known_the_less_is_said_of_it(
    catalogue: Catalogue, times: int, painless: int, said: Instructions
) -> None:
    known = history(times_paced={"ankle_pumps": times}, painless_running={"ankle_pumps": painless})
    tasks = day_plan(PLAN, catalogue, known).sessions[0]
    assert [task.instructions for task in tasks] == [said, FULL, FULL]


@pytest.mark.hazard("H25")
def test_after_a_worse_morning_no_exercise_is_only_named(catalogue: Catalogue) -> None:
    known = history(times_paced={"ankle_pumps": 9}, painless_running={"ankle_pumps": 9})
    low = day_plan(PLAN, catalogue, known, low=True).sessions[0][0]
    worse = day_plan(PLAN, catalogue, replace(known, next_day_answer="worse")).sessions[0][0]
    assert (low.instructions, worse.instructions) == (SHORT, SHORT)


@pytest.mark.hazard("H25")
def test_a_plan_may_ask_for_full_instructions_each_time(catalogue: Catalogue) -> None:
    known = history(times_paced={"ankle_pumps": 9}, painless_running={"ankle_pumps": 9})
    always = replace(PLAN, full_instructions=True)
    tasks = day_plan(always, catalogue, known).sessions[0]
    assert {task.instructions for task in tasks} == {FULL}


SIGNED_BEFORE = replace(PLAN, signature=Signature("Dr. Kim", "surgeon", FIRST, "0" * 64))
TOO_EARLY = LeftOut("bridging", "reason_gate")


@pytest.mark.parametrize(
    ("last_day", "plan", "told"),
    [
        (None, SIGNED_BEFORE, True),
        (TODAY - dt.timedelta(1), SIGNED_BEFORE, False),
        (TODAY - dt.timedelta(9), SIGNED_BEFORE, False),
        (FIRST, SIGNED_BEFORE, True),
        (TODAY - dt.timedelta(1), PLAN, True),
    ],
    ids=["first day", "yesterday", "days ago", "signed that day", "not signed"],
)
def test_what_is_left_out_for_the_reason_of_last_time_is_not_said_again(
    catalogue: Catalogue, last_day: dt.date | None, plan: Plan, told: bool
) -> None:
    day = day_state_of(signed(plan), catalogue, history(last_day=last_day))
    assert day.left_out == (TOO_EARLY,)
    assert day.left_out_anew == ((TOO_EARLY,) if told else ())


@pytest.mark.hazard("H5")
def test_a_lock_that_came_of_the_last_day_is_said(catalogue: Catalogue) -> None:
    last = TODAY - dt.timedelta(1)
    stops = tuple(Stop("pelvic_tilts", last - dt.timedelta(ago)) for ago in (1, 0))
    day = day_state_of(signed(SIGNED_BEFORE), catalogue, history(last_day=last, stops=stops))
    assert day.left_out_anew == (LeftOut("pelvic_tilts", "reason_locked"),)
    later = history(TODAY + dt.timedelta(1), last_day=TODAY, stops=stops)
    assert day_state_of(signed(SIGNED_BEFORE), catalogue, later).left_out_anew == ()


def known(said: Instructions, *tasks: Task) -> tuple[Task, ...]:
    return tuple(replace(each, instructions=said) for each in tasks)


def spoken(tasks: Sequence[Task]) -> list[str]:
    cues = compile_script(tasks).cues
    said = [cue for cue in cues if isinstance(cue, Ask) or (isinstance(cue, Say) and not cue.once)]
    return [cue.phrase.key for cue in said]


@pytest.mark.hazard("H25")
@given(st.lists(st.tuples(st.sampled_from(ALL), st.sampled_from(Instructions)), min_size=1))
def test_however_little_is_said_each_dose_is_counted_in_the_same_time(
    said: list[tuple[Task, Instructions]],
) -> None:
    def counting(tasks: list[Task]) -> list[object]:
        cues = timed(compile_script(tasks).cues)
        counts = [[(beat.at_s, beat.counts) for beat in cue.beats if beat.counts] for cue in cues]
        return [*((c.pace, c.length_s, c.repetition, c.closes) for c in cues), *counts]

    whole = [replace(each, instructions=Instructions.FULL) for each, _ in said]
    assert counting([replace(each, instructions=how) for each, how in said]) == counting(whole)


@given(st.lists(st.tuples(st.sampled_from(ALL), st.sampled_from(Instructions)), min_size=1))
def test_however_little_is_said_every_exercise_waits_for_ready_and_how_to_stop_comes_first(
    said: list[tuple[Task, Instructions]],
) -> None:
    script = compile_script([replace(each, instructions=how) for each, how in said])
    for begin in script.begins():
        rest = script.cues[begin:]
        ready = next(n for n, c in enumerate(rest) if isinstance(c, Ask))
        stop = next(n for n, c in enumerate(rest) if isinstance(c, Say) and c.once)
        counted = next(n for n, c in enumerate(rest) if isinstance(c, Timed))
        assert ready < stop < counted
        assert any(isinstance(c, GoTo) for c in rest[:ready])


def test_what_is_well_known_is_named_and_asked_for_and_counted() -> None:
    first, second = known(Instructions.BRIEF, GLUTE_SQUEEZES, HEEL_SLIDES)
    assert spoken([first, second])[2:] == [
        *("now_exercise", "glute_squeezes.position", "say_ready", *["glute_squeezes.go"] * 3),
        *("now_exercise", "ready_briefly", "side_right", "other_side", "ready_briefly"),
    ]


def test_a_position_is_said_where_it_changes() -> None:
    tasks = known(Instructions.BRIEF, GLUTE_SQUEEZES, HEEL_SLIDES, MARCHING)
    told = [key for key in spoken(tasks) if key.endswith(".position")]
    assert told == ["glute_squeezes.position", "seated_marching.position"]


@pytest.mark.hazard("H25")
def test_the_clinicians_own_sentence_is_said_however_well_it_is_known() -> None:
    own = replace(HEEL_SLIDES, steps=("Bend one knee.", "Not beyond the line."))
    cues = compile_script(known(Instructions.BRIEF, GLUTE_SQUEEZES, own)).cues
    assert phrase("said", text="Not beyond the line.") in [
        cue.phrase for cue in cues if isinstance(cue, Say)
    ]


def test_of_what_is_well_known_two_movements_are_led_on_each_side_and_after_a_break() -> None:
    (slides,) = known(Instructions.BRIEF, replace(HEEL_SLIDES, dose=Dose(4)))

    def led(taken_up: TakenUp | None = None) -> list[bool]:
        told = timed(compile_script([slides], taken_up=taken_up).cues)
        return [len(cue.beats) > 1 for cue in told if cue.pace is Pace.REPETITION]

    assert led() == [True, True, False, False] * 2
    assert led(TakenUp("heel_slides", "left", 1)) == [True, True, False]


def test_breaths_and_changes_of_sides_are_always_led() -> None:
    for each in known(Instructions.BRIEF, BREATHING, MARCHING):
        many = replace(each, dose=Dose(6))
        assert all(len(cue.beats) == 3 for cue in timed(compile_script([many]).cues))


def test_whoever_knows_an_exercise_less_well_is_explained_its_position_too() -> None:
    for said in Instructions:
        (task_,) = known(said, GLUTE_SQUEEZES)
        begin = next(c for c in compile_script([task_]).cues if isinstance(c, Begin))
        steps = [step.key for step in begin.steps]
        position = ["glute_squeezes.position"] if said is not Instructions.FULL else []
        assert steps == [*position, "glute_squeezes.steps.1", "glute_squeezes.steps.2"]


def test_on_the_first_day_nothing_is_called_new_and_later_what_never_was_done(
    catalogue: Catalogue,
) -> None:
    assert day_state_of(signed(), catalogue, history()).first_times == frozenset()
    known = history(times_paced={"ankle_pumps": 1, "walking_short": 2})
    assert day_state_of(signed(), catalogue, known).first_times == {"pelvic_tilts"}
