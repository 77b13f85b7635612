"""The catalogue is that of the source. This table is for clinicians to read and to object to."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from device.journal.history import History
from device.plan.gates import day_plan
from device.plan.loading import load_catalogue
from device.plan.model import (
    Approval,
    Catalogue,
    Gate,
    Mode,
    Operation,
    Plan,
    Position,
    Prescription,
    Range,
    Region,
    Task,
)
from tests.days import CONTACTS

# Repetitions are for each side where the mode is `each_side`, pairs where it is `alternating`. `*`:
# the source says nothing, and published protocols were followed, towards the careful side.
# `clinician`: nobody but the clinician knows it, and without it the exercise is not done.
#
# gate      closed without an approval by name ...
# named     always
# lateral   after surgery from the side
# cervical  after surgery of the neck
# motion    when the surgeon bars moving the low back
TABLE = """
exercise                 mode         position  stage  gate      times      hold s     min    a day

deep_breathing           breath       lying     1      none      5*         -          -      1-4*
ankle_pumps              each_side    lying     1      none      10-15      -          -      2-3
heel_slides              each_side    lying     1      none      10-12      -          -      1-4*
glute_squeezes           hold         lying     1      none      10-15      5          -      1-4*
pelvic_tilts             hold         lying     2*     motion*   10-15      5-10       -      1-4*
abdominal_bracing        hold         lying     2*     none      10         5-10       -      1-4*
bridging                 hold         lying     3*     named*    10-12      5          -      1-4*
abdominal_draw_ins       hold         lying     3      none      10*        5-10*      -      1-4*
hamstring_stretch        each_side    lying     3      named*    clinician  clinician  -      1-4*
supine_lumbar_flexion    hold         lying     3      named*    clinician  clinician  -      1-4*
cat_cow                  breath       kneeling  3*     named     5-10       -          -      1-4*
seated_marching          alternating  seated    2*     lateral*  10-15      -          -      1-4*
shoulder_blade_squeezes  hold         seated    2*     cervical* 10-15      5-10       -      1-4*
wall_slides              hold         standing  3      named*    8-10       3-5        -      1-4*
walking_short            walk         standing  1      none      -          -          5-10   1-3*
walking_longer           walk         standing  3      named*    -          -          5-30*  1-4*
"""
_HEAD, *LINES = (line.split() for line in TABLE.splitlines() if line)
ROWS = {line[0]: [cell.rstrip("*") for cell in line[1:]] for line in LINES}
GATES = {
    "none": Gate.NONE,
    "named": Gate.NAMED,
    "lateral": Gate.LATERAL,
    "cervical": Gate.CERVICAL,
    "motion": Gate.LUMBAR_MOTION,
}


def written(range_: Range | None) -> str:
    if range_ is None:
        return "-"
    return str(range_.low) if range_.low == range_.high else f"{range_.low}-{range_.high}"


def test_there_are_these_sixteen_exercises_and_no_other(catalogue: Catalogue) -> None:
    assert [exercise.id for exercise in catalogue.exercises] == list(ROWS)
    assert len(ROWS) == 16


@pytest.mark.hazard("H6")
@pytest.mark.hazard("H7")
@pytest.mark.parametrize("id_", ROWS)
def test_an_exercise_has_the_mode_position_stage_and_gate_of_the_table(
    catalogue: Catalogue, id_: str
) -> None:
    mode, position, stage, gate, *_ = ROWS[id_]
    exercise = catalogue[id_]
    assert exercise.mode is Mode(mode)
    assert exercise.position is Position(position)
    assert exercise.stage == int(stage)
    assert exercise.gate is GATES[gate]


@pytest.mark.hazard("H8")
@pytest.mark.parametrize("id_", ROWS)
def test_an_exercise_has_the_doses_of_the_table(catalogue: Catalogue, id_: str) -> None:
    *_, times, hold_s, minutes, a_day = ROWS[id_]
    exercise = catalogue[id_]
    unknown = "-" if times == "clinician" else times
    assert written(exercise.repetitions) == unknown
    assert written(exercise.hold_s) == ("-" if hold_s == "clinician" else hold_s)
    assert written(exercise.minutes) == minutes
    assert written(exercise.times_per_day) == a_day


@pytest.mark.hazard("H7")
def test_exactly_what_only_the_clinician_knows_has_no_steps_in_the_voice_packs(
    catalogue: Catalogue,
) -> None:
    without = {exercise.id for exercise in catalogue.exercises if not exercise.steps}
    assert without == {id_ for id_, row in ROWS.items() if "clinician" in row}


@pytest.mark.parametrize("id_", ROWS)
def test_the_rest_is_three_to_five_seconds_after_a_hold_and_one_or_two_otherwise(
    catalogue: Catalogue, id_: str
) -> None:
    exercise = catalogue[id_]
    low, high = (3, 5) if exercise.is_held else (1, 2)
    assert low <= exercise.rest_s <= high


def test_movements_are_slow(catalogue: Catalogue) -> None:
    assert catalogue["ankle_pumps"].seconds_per_repetition == 4
    assert catalogue["heel_slides"].seconds_per_repetition == 6
    # The source: hold the knee up for a second. It is a part of the pace, not a counted hold.
    assert catalogue["seated_marching"].seconds_per_repetition == 3
    # In, two, three; out, two, three, four.
    for breath in ("deep_breathing", "cat_cow"):
        assert catalogue[breath].seconds_per_repetition == 8


def test_every_exercise_says_where_it_comes_from(catalogue: Catalogue) -> None:
    assert [each.id for each in catalogue.exercises if not each.source.strip()] == []


LYING = ["deep_breathing", "ankle_pumps", "heel_slides", "glute_squeezes"]
CORE = ["pelvic_tilts", "abdominal_bracing"]
SEATED = ["seated_marching", "shoulder_blade_squeezes"]
WALKS = ["walking_short", "walking_longer"]
LATER = ["bridging", "abdominal_draw_ins", "hamstring_stretch", "supine_lumbar_flexion"]


def first_session(catalogue: Catalogue, days: int) -> tuple[Task, ...]:
    """Return the first session so many days after the operation, of a plan that approves all."""
    operation = dt.date(2026, 10, 1)
    approval = Approval("Dr. Lee", "surgeon", operation)
    own = {"hamstring_stretch": Range(3, 3), "supine_lumbar_flexion": Range(3, 3)}
    entries = tuple(
        Prescription(id_, own.get(id_), approved=approval, steps=("Move.",))
        for id_ in reversed(ROWS)
    )
    until = operation + dt.timedelta(365)
    plan = Plan(Operation(operation, Region.LUMBAR), 3, operation, until, entries, CONTACTS)
    today = operation + dt.timedelta(days)
    return day_plan(plan, catalogue, History(today, staging_day=today)).sessions[0]


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("days", "order"),
    [
        (0, [*LYING, "walking_short"]),
        (14, [*LYING, *CORE, *SEATED, "walking_short"]),
        (42, [*LYING, *CORE, *LATER, "cat_cow", *SEATED, "wall_slides", *WALKS]),
    ],
    ids=["weeks 1 and 2", "weeks 3 to 6", "after 6 weeks"],
)
def test_the_order_of_the_day_is_that_of_the_catalogue_whatever_the_plans_is(
    catalogue: Catalogue, days: int, order: list[str]
) -> None:
    assert [task.exercise.id for task in first_session(catalogue, days)] == order


@pytest.mark.hazard("H13")
def test_the_order_of_the_day_changes_position_as_seldom_as_can_be_and_ends_with_the_walk(
    catalogue: Catalogue,
) -> None:
    for exercises in (catalogue.exercises, catalogue.exercises[::-1]):
        session = first_session(Catalogue(exercises), 42)
        positions = [task.exercise.position for task in session]
        assert sum(a is not b for a, b in pairwise(positions)) == len(set(positions)) - 1
        walks = [task.exercise.mode is Mode.WALK for task in session]
        assert walks == sorted(walks)


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ("repetitions: 10-15", "repetitions: 15-10", "repetitions is '15-10'"),
        ("times_per_day: 2-3", "times_per_day: often", "times_per_day is 'often'"),
        ("mode: each_side", "mode: each-side", "Did you mean 'each_side'?"),
        ("stage: 1", "stag: 1", "Did you mean 'stage'?"),
        ("id: bridging", "id: cat_cow", "'cat_cow' stands here a second time (first in line "),
    ],
)
def test_a_catalogue_with_a_mistake_is_no_catalogue(
    project: Path, tmp_path: Path, there: str, instead: str, says: str
) -> None:
    file = tmp_path / "exercises.yaml"
    text = (project / "config" / "exercises.yaml").read_text()
    file.write_text(text.replace(there, instead, 1))
    catalogue, problems = load_catalogue(file)
    assert catalogue is None
    assert any(says in str(problem) for problem in problems)


@pytest.mark.hazard("H7")
def test_after_surgery_of_the_neck_only_legs_breathing_and_walking_run_unasked(
    catalogue: Catalogue,
) -> None:
    assert {each.id for each in catalogue.exercises if each.spares_the_neck} == {
        "deep_breathing", "ankle_pumps", "heel_slides", "seated_marching",
        "walking_short", "walking_longer",
    }  # fmt: skip
