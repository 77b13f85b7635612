"""What was due: an answer that is kept is the one that would be worked out anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.entry import Kind
from device.journal.row import Row
from device.plan.loading import load_catalogue
from device.plan.model import Approval, Catalogue, Operation, Prescription, Region
from device.report.due import Due, Past
from tests.report.test_facts import plan

FIRST = dt.date(2026, 11, 1)
DAYS = st.integers(0, 20).map(lambda n: FIRST + dt.timedelta(days=n))
APPROVALS = st.builds(Approval, st.just("Dr. Kim"), st.just("physio"), DAYS, st.none() | DAYS)
OPERATION = Operation(dt.date(2026, 10, 5), Region.LUMBAR, lumbar_motion_barred=True)
GATED, LOCKED = Prescription("pelvic_tilts"), Prescription("heel_slides")


def day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n)


def _stop(id_: int, date: dt.date) -> Row:
    at = dt.datetime.combine(date, dt.time(9), dt.UTC)
    return Row(id_, Kind.EXERCISE_STOPPED, date, at, 1, LOCKED.exercise)


@pytest.fixture(scope="module")
def catalogue(project: Path) -> Catalogue:
    found, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert found is not None
    return found


@given(
    approved=st.none() | APPROVALS,
    unlocked=st.none() | DAYS,
    stopped=st.sets(DAYS, max_size=4),
    asked=st.lists(DAYS, min_size=2, max_size=12),
)
def test_a_kept_answer_is_the_one_that_would_be_worked_out_anew(
    catalogue: Catalogue,
    approved: Approval | None,
    unlocked: dt.date | None,
    stopped: set[dt.date],
    asked: list[dt.date],
) -> None:
    entries = (replace(GATED, approved=approved), replace(LOCKED, unlocked=unlocked))
    kept = Due(plan(exercises=entries, operation=OPERATION), catalogue)
    past = Past()
    for n, day in enumerate(sorted(stopped)):
        past.add([_stop(n, day)])
    for day in asked:
        anew = Due(kept.plan, catalogue).on(day, past, worked=True)
        assert kept.on(day, past, worked=True) == anew


def test_an_exercise_is_due_on_the_days_of_its_approval_and_from_its_unlocking_on(
    catalogue: Catalogue,
) -> None:
    approval = Approval("Dr. Kim", "physio", day(3), day(5))
    entries = (replace(GATED, approved=approval), replace(LOCKED, unlocked=day(8)))
    due, past = Due(plan(exercises=entries, operation=OPERATION), catalogue), Past()
    past.add([_stop(1, day(0)), _stop(2, day(1)), _stop(3, day(1))])
    told = {n: set(due.on(day(n), past, worked=True).times) for n in (2, 3, 5, 6, 7, 8)}
    gated, unlocked = {GATED.exercise}, {LOCKED.exercise}
    assert told == {2: set(), 3: gated, 5: gated, 6: set(), 7: set(), 8: unlocked}


@pytest.mark.hazard("H5")
def test_an_exercise_that_pain_stops_again_after_it_was_unlocked_is_due_no_more(
    catalogue: Catalogue,
) -> None:
    entries = (replace(LOCKED, unlocked=day(8)),)
    due, past = Due(plan(exercises=entries, operation=OPERATION), catalogue), Past()
    told = []
    for n, stops in ((2, (0, 1, 1)), (8, ()), (12, (9, 10, 11))):
        past.add([_stop(1, day(stop)) for stop in stops])
        told.append(set(due.on(day(n), past, worked=True).times))
    assert told == [set(), {LOCKED.exercise}, set()]
