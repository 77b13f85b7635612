"""What a press of the button would start today, how much of it, and why nothing may start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from device.journal.entry import Kind
from device.journal.history import History, Interrupted, PainShown, Stop, history_of
from device.journal.row import Row
from device.plan.day_state import DayState
from device.plan.loading import LoadedPlan
from device.plan.model import (
    Approval,
    Catalogue,
    Dose,
    LeftOut,
    Level,
    Operation,
    PainRules,
    Plan,
    Prescription,
    Range,
    Region,
    Task,
)
from device.plan.today import day_state_of
from tests.days import CONTACTS

OPERATION = dt.date(2026, 10, 1)
FIRST, LAST = dt.date(2026, 11, 9), dt.date(2026, 12, 31)
TODAY = dt.date(2026, 11, 23)

PLAN = Plan(
    Operation(OPERATION, Region.LUMBAR),
    3,
    FIRST,
    LAST,
    (
        Prescription("ankle_pumps", times_per_day=3),
        Prescription("pelvic_tilts", Range(10, 14), level=Level.HIGH),
        Prescription("bridging"),
        Prescription("walking_short", times_per_day=2),
    ),
    CONTACTS,
)


def history(today: dt.date = TODAY, **facts: object) -> History:
    return History(today, **({"staging_day": today} | facts))  # type: ignore[arg-type]


def signed(plan: Plan = PLAN) -> LoadedPlan:
    return LoadedPlan(plan, signed=True)


def keys(day: DayState) -> list[str]:
    return [said.key for said in day.refusal]


def names(tasks: Sequence[Task]) -> list[str]:
    return [task.exercise.id for task in tasks]


def doses(tasks: Sequence[Task]) -> dict[str, Dose]:
    return {task.exercise.id: task.dose for task in tasks}


# ---------------------------------------------------------------- why nothing may start


def test_with_a_signed_plan_in_its_time_nothing_is_refused(catalogue: Catalogue) -> None:
    for today in (FIRST, TODAY, LAST):
        day = day_state_of(signed(), catalogue, history(today))
        assert day.refusal == ()
        assert day.day == today
        assert day.tasks


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    ("loaded", "refused"),
    [
        (LoadedPlan(None, signed=False, missing=True), "no_plan"),
        (LoadedPlan(None, signed=True), "plan_wrong"),
        (LoadedPlan(PLAN, signed=False), "plan_unsigned"),
        (signed(replace(PLAN, example=True)), "plan_example"),
        (LoadedPlan(replace(PLAN, example=True), signed=False), "plan_unsigned"),
        (signed(replace(PLAN, valid_until=TODAY - dt.timedelta(1))), "plan_expired"),
        (signed(replace(PLAN, valid_from=TODAY + dt.timedelta(1))), "plan_not_yet"),
    ],
    ids=["missing", "wrong", "unsigned", "example", "unsigned example", "expired", "not yet"],
)
def test_without_a_valid_plan_the_reason_is_told_and_whom_to_ask(
    catalogue: Catalogue, loaded: LoadedPlan, refused: str
) -> None:
    assert keys(day_state_of(loaded, catalogue, history())) == [refused, "ask_family_setup"]


def test_an_example_is_only_ever_rehearsed(catalogue: Catalogue) -> None:
    example = replace(PLAN, example=True)
    assert day_state_of(signed(example), catalogue, history(), rehearsing=True).refusal == ()
    assert keys(day_state_of(signed(example), catalogue, history()))[0] == "plan_example"


@pytest.mark.parametrize(
    ("loaded", "today", "refused"),
    [
        (LoadedPlan(PLAN, signed=False), TODAY, "plan_unsigned"),
        (signed(), LAST + dt.timedelta(1), "plan_expired"),
        (signed(), FIRST - dt.timedelta(1), "plan_not_yet"),
    ],
)
def test_rehearsing_opens_nothing_else(
    catalogue: Catalogue, loaded: LoadedPlan, today: dt.date, refused: str
) -> None:
    assert keys(day_state_of(loaded, catalogue, history(today), rehearsing=True))[0] == refused


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("lifted", "refused"),
    [
        (None, True),
        (TODAY - dt.timedelta(3), True),
        (TODAY - dt.timedelta(2), True),
        (TODAY - dt.timedelta(1), False),
        (TODAY, False),
        (TODAY + dt.timedelta(1), True),
        (dt.date(2062, 12, 1), True),
    ],
)
def test_on_hold_lasts_until_the_plan_says_otherwise_later(
    catalogue: Catalogue, lifted: dt.date | None, refused: bool
) -> None:
    plan = replace(PLAN, hold_lifted=lifted)
    past = history(worse_mornings=((TODAY - dt.timedelta(2), 2),))
    told = ["on_hold", "call_clinic"] if refused else []
    assert keys(day_state_of(signed(plan), catalogue, past)) == told


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("mornings_allowed", "worse_mornings", "refused"),
    [
        (2, 1, False),
        (2, 2, True),
        (1, 1, True),
        (3, 2, False),
        (3, 3, True),
    ],
)
def test_worse_so_many_mornings_as_the_plan_says_is_on_hold(
    catalogue: Catalogue, mornings_allowed: int, worse_mornings: int, refused: bool
) -> None:
    rows = []
    for n in range(worse_mornings):
        day = TODAY - dt.timedelta(worse_mornings - 1 - n)
        at = dt.datetime.combine(day, dt.time(8), dt.UTC)
        rows.append(Row(n, Kind.NEXT_DAY_ANSWERED, day, at, text="worse"))
    plan = replace(PLAN, pain=PainRules(worse_mornings_on_hold=mornings_allowed))
    today = day_state_of(signed(plan), catalogue, history_of(rows, TODAY))
    assert keys(today) == (["on_hold", "call_clinic"] if refused else [])


# ---------------------------------------------------------------- what is due


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("done", "tasks", "left", "day_done"),
    [
        (0, ["ankle_pumps", "pelvic_tilts", "walking_short"], 3, False),
        (1, ["ankle_pumps", "walking_short"], 2, False),
        (2, ["ankle_pumps"], 1, False),
        (3, [], 0, True),
        (4, [], 0, True),
    ],
)
def test_the_day_is_done_when_every_session_due_was_carried_to_its_end(
    catalogue: Catalogue, done: int, tasks: list[str], left: int, day_done: bool
) -> None:
    day = day_state_of(signed(), catalogue, history(sessions_done_today=done))
    assert day.sessions_due == 3
    assert (names(day.tasks), day.sessions_left, day.day_done) == (tasks, left, day_done)
    assert names(day.low_tasks) == tasks


@pytest.mark.hazard("H11")
def test_a_day_on_which_nothing_is_due_is_not_a_day_that_was_done(catalogue: Catalogue) -> None:
    day = day_state_of(signed(replace(PLAN, exercises=())), catalogue, history())
    assert (day.sessions_due, day.day_done, day.tasks) == (0, False, ())


def test_what_is_left_out_is_told_in_the_first_session_only(catalogue: Catalogue) -> None:
    first = day_state_of(signed(), catalogue, history())
    assert first.left_out == (LeftOut("bridging", "reason_gate"),)
    assert day_state_of(signed(), catalogue, history(sessions_done_today=1)).left_out == ()


def test_the_catalogues_low_end_says_how_often_where_the_plan_does_not(
    catalogue: Catalogue,
) -> None:
    plan = replace(PLAN, exercises=(Prescription("ankle_pumps"),))
    assert day_state_of(signed(plan), catalogue, history()).sessions_due == 2


# ---------------------------------------------------------------- how much


@pytest.mark.parametrize(
    ("level", "expected"),
    [(Level.LOW, Dose(10, 5)), (Level.MIDDLE, Dose(12, 7)), (Level.HIGH, Dose(15, 10))],
)
def test_a_new_patient_starts_at_the_low_end_and_the_plan_moves_on(
    catalogue: Catalogue, level: Level, expected: Dose
) -> None:
    new = replace(PLAN, exercises=(Prescription("pelvic_tilts"),))
    assert doses(day_state_of(signed(new), catalogue, history()).tasks) == {
        "pelvic_tilts": Dose(10, 5)
    }
    moved = replace(PLAN, exercises=(Prescription("pelvic_tilts", level=level),))
    assert doses(day_state_of(signed(moved), catalogue, history()).tasks) == {
        "pelvic_tilts": expected
    }


@pytest.mark.hazard("H5")
def test_on_a_worse_day_everything_is_at_the_low_end(catalogue: Catalogue) -> None:
    usual = day_state_of(signed(), catalogue, history())
    assert doses(usual.tasks)["pelvic_tilts"] == Dose(14, 10)
    assert doses(usual.low_tasks)["pelvic_tilts"] == Dose(10, 5)
    worse = day_state_of(signed(), catalogue, history(next_day_answer="worse"))
    assert worse.tasks == usual.low_tasks
    assert day_state_of(signed(), catalogue, history(next_day_answer="same")).tasks == usual.tasks


def test_what_the_journal_knows_reaches_the_session(catalogue: Catalogue) -> None:
    broken_off = Interrupted(7, "ankle_pumps")
    past = history(
        interrupted=broken_off,
        pain_unasked=True,
        worse_mornings_running=1,
        started_today=True,
        pain_shown=PainShown(TODAY, "ankle_pumps", danger=True),
        stops=(Stop("ankle_pumps", TODAY), Stop("ankle_pumps", TODAY)),
    )
    approved = Prescription("bridging", approved=Approval("Dr. Lee", "surgeon", OPERATION))
    plan = replace(PLAN, exercises=(*PLAN.exercises[:2], approved), pain=PainRules(slight_max=2))
    day = day_state_of(signed(plan), catalogue, past)
    assert names(day.tasks) == ["pelvic_tilts", "bridging"]
    assert day.left_out == (LeftOut("ankle_pumps", "reason_locked"),)
    assert day.interrupted == broken_off
    assert (day.ask_next_day, day.worse_mornings, day.started_today) == (True, 1, True)
    assert (day.pain_shown, day.danger_shown, day.pain_exercise) == (True, True, "ankle_pumps")
    assert (day.rules, day.contacts) == (plan.pain, CONTACTS)


@pytest.mark.parametrize(
    ("days_ago", "due"),
    [((), True), ((0,), False), ((6,), False), ((7,), True), ((8, 0), False), ((90, 30), False)],
)
def test_an_enrollment_is_offered_once_once_more_after_a_week_and_never_again(
    catalogue: Catalogue, days_ago: tuple[int, ...], *, due: bool
) -> None:
    offered = tuple(TODAY - dt.timedelta(days) for days in days_ago)
    today = day_state_of(signed(), catalogue, history(enrollments_offered=offered))
    assert today.enrollment_due is due
