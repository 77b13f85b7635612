"""Any plan on any day: nothing is open too early, unapproved, or to more than was signed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.journal.history import History, Stop
from device.plan.gates import day_plan
from device.plan.model import (
    Approach,
    Approval,
    Catalogue,
    Dose,
    Exercise,
    Gate,
    Level,
    Operation,
    Prescription,
    Range,
    Region,
)
from tests.plan.plans import OPERATION, days_later, plan_of
from tests.reaching import reached, reaches

STEPS = ("Lift one leg.",)


def needs_approval(exercise: Exercise, operation: Operation) -> bool:
    if operation.region is Region.CERVICAL and not exercise.spares_the_neck:
        return True
    return {
        Gate.NONE: False,
        Gate.NAMED: True,
        Gate.LATERAL: operation.approach is Approach.LATERAL,
        Gate.CERVICAL: operation.region is Region.CERVICAL,
        Gate.LUMBAR_MOTION: operation.lumbar_motion_barred,
    }[exercise.gate]


WHEN = st.integers(-5, 120).map(days_later)
RANGES = st.tuples(st.integers(1, 40), st.integers(0, 20)).map(lambda t: Range(t[0], t[0] + t[1]))
APPROVALS = st.builds(
    Approval, st.sampled_from(["Dr. Lee", " "]), st.just("surgeon"), WHEN, st.none() | WHEN
)
APPROVED = st.builds(
    Approval, st.just("Dr. Lee"), st.just("surgeon"), st.integers(-5, 20).map(days_later)
)
LATE = st.integers(42, 120).map(days_later)
OPERATIONS = st.builds(
    Operation,
    st.just(OPERATION),
    st.sampled_from(Region),
    st.sampled_from(Approach),
    lumbar_motion_barred=st.booleans(),
)


def entries(exercise: str, *, allows: bool) -> st.SearchStrategy[Prescription]:
    return st.builds(
        Prescription,
        st.just(exercise),
        *[st.none() | RANGES] * 3,
        times_per_day=st.none() | st.integers(1, 4),
        level=st.sampled_from(Level),
        approved=APPROVED if allows else st.none() | APPROVALS,
        steps=st.just(STEPS) if allows else st.sampled_from([(), STEPS]),
        unlocked=st.none() | st.integers(-5, 20).map(days_later),
    )


@pytest.mark.hazard("H6")
@pytest.mark.hazard("H7")
@reaches("done", "a later stage", "approved", "stopped before")
@settings(deadline=None)
@given(st.data())
def test_no_plan_and_no_history_open_anything_too_early_unapproved_or_too_much(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    known = {exercise.id: exercise for exercise in catalogue.exercises}
    chosen = data.draw(st.lists(st.sampled_from(sorted(known)), unique=True, min_size=4))
    allows = data.draw(st.sampled_from([True, True, False]))
    prescribed = {each: data.draw(entries(each, allows=allows)) for each in chosen}
    cleared = 3 if allows else data.draw(st.integers(1, 3))
    operation = data.draw(OPERATIONS)
    plan = plan_of(*prescribed.values(), cleared_stage=cleared, operation=operation)
    stopped = st.one_of(st.sampled_from(chosen), st.sampled_from(sorted(known)))
    stops = data.draw(st.lists(st.builds(Stop, stopped, WHEN), max_size=3 if allows else 6))
    today = data.draw(LATE if allows else WHEN)
    staging = today if allows else data.draw(st.none() | WHEN)
    past = History(today, staging_day=staging, stops=tuple(stops))
    day = day_plan(plan, catalogue, past, low=data.draw(st.booleans()))

    first = [task.exercise.id for task in day.sessions[0]] if day.sessions else []
    out = [left_out.exercise for left_out in day.left_out]
    assert sorted(first + out) == sorted(prescribed), "each is done or left out, and told"
    days = (staging - OPERATION).days if staging is not None else 0
    for task in (task for session in day.sessions for task in session):
        exercise, entry = task.exercise, prescribed[task.exercise.id]
        reached("done")
        assert exercise.stage <= cleared
        if exercise.stage > 1:
            reached("a later stage")
            assert days >= {2: 14, 3: 42}[exercise.stage]
        if needs_approval(exercise, operation):
            reached("approved")
            assert entry.approved is not None
            assert entry.approved.by == "Dr. Lee"
            assert entry.approved.date <= today <= (entry.approved.valid_until or today)
        for asked, signed, usual in (
            (task.dose.repetitions, entry.repetitions, exercise.repetitions),
            (task.dose.hold_s, entry.hold_s, exercise.hold_s),
            (task.dose.minutes, entry.minutes, exercise.minutes),
        ):
            range_ = signed or usual or Range(0, 0)
            assert range_.low <= asked <= range_.high
        assert task.dose != Dose()
        assert exercise.steps or task.steps
        since = entry.unlocked or OPERATION - dt.timedelta(5)
        counted = [s.day for s in stops if s.exercise == exercise.id and s.day >= since]
        if counted:
            reached("stopped before")
        assert all(abs((a - b).days) >= 7 for i, a in enumerate(counted) for b in counted[:i])
    assert all({task.exercise.id for task in session} <= set(first) for session in day.sessions)
