"""What is allowed on a day: never too early, never without approval, never more than was signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.history import History, Stop
from device.plan.gates import day_plan, is_locked, recent_stops, stage_on
from device.plan.model import (
    Approach,
    Approval,
    Catalogue,
    DayPlan,
    Dose,
    LeftOut,
    Operation,
    PainRules,
    Prescription,
    Range,
    Region,
)
from tests.plan.plans import OPERATION, days_later, plan_of

TODAY = OPERATION + dt.timedelta(60)
SURGEON = Approval("Dr. Lee", "surgeon", OPERATION)


def history(days: int = 60, **facts: object) -> History:
    day = days_later(days)
    return History(day, **({"staging_day": day} | facts))  # type: ignore[arg-type]


def doses(day: DayPlan) -> dict[str, Dose]:
    return {task.exercise.id: task.dose for task in day.sessions[0]} if day.sessions else {}


# ---------------------------------------------------------------- stages


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    ("days", "stage"), [(-3, 1), (0, 1), (13, 1), (14, 2), (41, 2), (42, 3), (43, 3), (1000, 3)]
)
@pytest.mark.parametrize("cleared", [1, 2, 3])
def test_a_stage_begins_on_its_day_and_only_when_it_is_cleared(
    days: int, stage: int, cleared: int
) -> None:
    assert stage_on(plan_of(cleared_stage=cleared), days_later(days)) == min(stage, cleared)


@pytest.mark.hazard("H6")
def test_on_a_day_that_nobody_is_sure_of_only_the_first_stage_is_safe(
    catalogue: Catalogue,
) -> None:
    plan = plan_of(Prescription("heel_slides"), Prescription("abdominal_bracing"))
    day = day_plan(plan, catalogue, History(TODAY, sure=False))
    assert day.stage == 1
    assert doses(day).keys() == {"heel_slides"}


@pytest.mark.hazard("H6")
def test_a_clock_that_ran_ahead_does_not_move_the_stage(catalogue: Catalogue) -> None:
    plan = plan_of(Prescription("abdominal_bracing"))
    unsure = history(60, sure=False, staging_day=days_later(13))
    assert day_plan(plan, catalogue, unsure).left_out == (
        LeftOut("abdominal_bracing", "reason_stage"),
    )


# ---------------------------------------------------------------- gates

LATERAL = Operation(OPERATION, Region.LUMBAR, Approach.LATERAL)
CERVICAL = Operation(OPERATION, Region.CERVICAL)
BARRED = Operation(OPERATION, Region.LUMBAR, lumbar_motion_barred=True)
USUAL = Operation(OPERATION, Region.LUMBAR)
STEPS = ("Lift one leg.",)


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    ("exercise", "operation", "reason"),
    [
        ("cat_cow", USUAL, "reason_gate"),
        ("bridging", USUAL, "reason_gate"),
        ("wall_slides", USUAL, "reason_gate"),
        ("walking_longer", USUAL, "reason_gate"),
        ("hamstring_stretch", USUAL, "reason_gate"),
        ("supine_lumbar_flexion", USUAL, "reason_gate"),
        ("seated_marching", LATERAL, "reason_surgery"),
        ("seated_marching", USUAL, None),
        ("shoulder_blade_squeezes", CERVICAL, "reason_surgery"),
        ("shoulder_blade_squeezes", USUAL, None),
        ("pelvic_tilts", BARRED, "reason_surgery"),
        ("pelvic_tilts", USUAL, None),
        ("heel_slides", LATERAL, None),
        ("heel_slides", CERVICAL, None),
        ("glute_squeezes", CERVICAL, "reason_surgery"),
        ("abdominal_bracing", CERVICAL, "reason_surgery"),
        ("heel_slides", BARRED, None),
    ],
)
def test_a_gate_is_closed_until_the_plan_names_who_opened_it(
    catalogue: Catalogue, exercise: str, operation: Operation, reason: str | None
) -> None:
    entry = Prescription(exercise, Range(3, 3), Range(5, 5), steps=STEPS)
    closed = day_plan(plan_of(entry, operation=operation), catalogue, history())
    assert closed.left_out == ((LeftOut(exercise, reason),) if reason else ())
    assert (exercise in doses(closed)) == (reason is None)
    opened = replace(entry, approved=SURGEON)
    day = day_plan(plan_of(opened, operation=operation), catalogue, history())
    assert (list(doses(day)), day.left_out) == ([exercise], ())


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    ("approved", "holds"),
    [
        (Approval("Dr. Lee", "surgeon", TODAY), True),
        (Approval("Dr. Lee", "surgeon", TODAY + dt.timedelta(1)), False),
        (Approval("Dr. Lee", "surgeon", OPERATION, valid_until=TODAY), True),
        (Approval("Dr. Lee", "surgeon", OPERATION, TODAY - dt.timedelta(1)), False),
        (Approval("", "surgeon", OPERATION), False),
        (Approval("  ", "surgeon", OPERATION), False),
    ],
)
def test_an_approval_has_a_name_and_holds_only_in_its_time(
    catalogue: Catalogue, approved: Approval, holds: bool
) -> None:
    plan = plan_of(Prescription("bridging", approved=approved))
    assert ("bridging" in doses(day_plan(plan, catalogue, history()))) == holds


@pytest.mark.hazard("H6")
def test_an_approval_opens_the_gate_and_not_the_stage(catalogue: Catalogue) -> None:
    plan = plan_of(Prescription("bridging", approved=SURGEON))
    early = day_plan(plan, catalogue, history(41))
    assert early.left_out == (LeftOut("bridging", "reason_stage"),)


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    "entry",
    [
        Prescription("hamstring_stretch", Range(3, 3), approved=SURGEON),
        Prescription("hamstring_stretch", approved=SURGEON, steps=STEPS),
        Prescription(
            "hamstring_stretch", Range(3, 3), Range(20, 20), approved=SURGEON, steps=(" ",)
        ),
    ],
    ids=["no steps", "no dose", "blank steps"],
)
def test_what_nobody_wrote_steps_or_dose_for_is_left_out(
    catalogue: Catalogue, entry: Prescription
) -> None:
    day = day_plan(plan_of(entry), catalogue, history())
    assert day.left_out == (LeftOut("hamstring_stretch", "reason_no_dose"),)
    assert day.sessions == ()


# ---------------------------------------------------------------- locks


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("stopped_on", "unlocked_on", "locked"),
    [
        ([], None, False), ([3], None, False), ([3, 3], None, True), ([3, 9], None, True),
        ([9, 3], None, True), ([3, 10], None, False), ([3, 10, 16], None, True),
        ([3, 4], 5, False), ([3, 4], 4, False), ([3, 4], 3, True), ([3, 4, 6], 5, False),
        ([3, 4, 6, 7], 5, True),
    ],
)  # fmt: skip
def test_two_stops_within_seven_days_lock_until_the_clinician_unlocks(
    catalogue: Catalogue, stopped_on: list[int], unlocked_on: int | None, locked: bool
) -> None:
    stops = tuple(Stop("heel_slides", days_later(day)) for day in stopped_on)
    unlocked = None if unlocked_on is None else days_later(unlocked_on)
    assert is_locked(stops, "heel_slides", unlocked, PainRules(), TODAY) == locked
    plan = plan_of(Prescription("heel_slides", unlocked=unlocked), Prescription("ankle_pumps"))
    day = day_plan(plan, catalogue, history(stops=stops))
    assert ("heel_slides" in doses(day)) != locked
    assert day.left_out == ((LeftOut("heel_slides", "reason_locked"),) if locked else ())
    assert "ankle_pumps" in doses(day), "the stops of one exercise lock no other"


@pytest.mark.hazard("H5")
def test_the_plan_says_how_many_stops_lock_within_how_many_days() -> None:
    stops = [Stop("heel_slides", days_later(day)) for day in (0, 9)]
    assert is_locked(stops, "heel_slides", None, PainRules(lock_days=10), TODAY)
    assert is_locked(stops[:1], "heel_slides", None, PainRules(stops_that_lock=1), TODAY)
    assert not is_locked(
        stops, "heel_slides", None, PainRules(stops_that_lock=3, lock_days=60), TODAY
    )


@pytest.mark.hazard("H5")
@given(days=st.integers(1, 20_000), stopped_on=st.integers(50, 60))
def test_what_is_unlocked_on_a_day_that_has_not_come_stays_locked_until_then(
    catalogue: Catalogue, days: int, stopped_on: int
) -> None:
    stops = tuple(Stop("heel_slides", days_later(stopped_on)) for _ in range(2))
    unlocked = TODAY + dt.timedelta(days)
    assert is_locked(stops, "heel_slides", unlocked, PainRules(), TODAY)
    assert not is_locked(stops, "heel_slides", unlocked, PainRules(), unlocked)
    plan = plan_of(Prescription("heel_slides", unlocked=unlocked))
    recent = {"heel_slides": 2} if 60 - stopped_on < PainRules().lock_days else {}
    assert recent_stops(plan, history(stops=stops)) == recent
    locked = day_plan(plan, catalogue, history(stops=stops)).left_out
    assert locked == (LeftOut("heel_slides", "reason_locked"),)


@pytest.mark.parametrize(
    ("unlocked_on", "counted"), [(None, 3), (56, 2), (57, 2), (58, 1), (60, 0), (61, 3)]
)
def test_only_stops_since_the_unlock_count_for_the_next_lock(
    unlocked_on: int | None, counted: int
) -> None:
    unlocked = days_later(unlocked_on) if unlocked_on is not None else None
    plan = plan_of(Prescription("heel_slides", unlocked=unlocked))
    stops = tuple(Stop("heel_slides", days_later(day)) for day in (55, 57, 59))
    assert recent_stops(plan, history(stops=stops)).get("heel_slides", 0) == counted


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    ("operation", "exercise"),
    [
        (Operation(OPERATION, Region.LUMBAR, lumbar_motion_barred=True), "cat_cow"),
        (Operation(OPERATION, Region.LUMBAR, lumbar_motion_barred=True), "supine_lumbar_flexion"),
        (Operation(OPERATION, Region.CERVICAL), "cat_cow"),
    ],
)
def test_what_bends_what_must_not_be_bent_is_left_out_whoever_approved_it(
    catalogue: Catalogue, operation: Operation, exercise: str
) -> None:
    approved = Approval("Dr. Lee", "surgeon", OPERATION)
    entry = Prescription(exercise, Range(5, 5), Range(5, 5), approved=approved, steps=("Lift.",))
    barred = day_plan(plan_of(entry, operation=operation), catalogue, history())
    assert barred.left_out == (LeftOut(exercise, "reason_surgery"),)
    assert day_plan(plan_of(entry), catalogue, history()).left_out == ()
