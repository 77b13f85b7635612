"""An exercise moves up only where the plan allows it, only while nothing hurts, never past it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.history import History, Stop
from device.plan.gates import day_plan, is_locked, level_on, recent_stops
from device.plan.model import Catalogue, Level, PainRules, Prescription, Range
from tests.plan.plans import days_later, plan_of
from tests.reaching import reached, reaches

TODAY = days_later(20)
SQUEEZES = Prescription("glute_squeezes", Range(10, 14))


def level(times: int, *, progression: bool = True, signed: Level = Level.LOW) -> Level:
    entry = Prescription("glute_squeezes", level=signed)
    plan = plan_of(entry, progression=progression)
    return level_on(plan, entry, History(TODAY, painless_running={"glute_squeezes": times}))


@pytest.mark.parametrize(
    ("times", "signed", "reached"),
    [
        (0, "low", "low"),
        (2, "low", "low"),
        (3, "low", "middle"),
        (5, "low", "middle"),
        (6, "low", "high"),
        (60, "low", "high"),
        (2, "middle", "middle"),
        (3, "middle", "high"),
        (99, "high", "high"),
    ],
)
def test_three_sessions_running_without_pain_move_it_one_level_up(
    times: int, signed: str, reached: str
) -> None:
    assert level(times, signed=Level(signed)) is Level(reached)


def test_where_the_plan_does_not_say_so_nothing_moves() -> None:
    assert plan_of(SQUEEZES).progression is False
    assert level(99, progression=False) is Level.LOW


@pytest.mark.hazard("H5")
def test_a_worse_morning_and_a_day_that_nobody_is_sure_of_move_nothing_up() -> None:
    plan = plan_of(SQUEEZES, progression=True)
    steady = {"glute_squeezes": 9}
    worse = History(TODAY, painless_running=steady, next_day_answer="worse")
    assert level_on(plan, SQUEEZES, worse) is Level.LOW
    assert level_on(plan, SQUEEZES, History(TODAY, painless_running=steady), low=True) is Level.LOW
    assert level_on(plan, SQUEEZES, History(TODAY, sure=False, painless_running=steady)) is (
        Level.LOW
    )


@pytest.mark.hazard("H8")
@given(
    times=st.integers(0, 1000),
    low=st.integers(10, 15),
    more=st.integers(0, 5),
    signed=st.sampled_from(Level),
)
def test_no_progression_leaves_the_range_that_is_signed(
    catalogue: Catalogue, times: int, low: int, more: int, signed: Level
) -> None:
    range_ = Range(low, low + more)
    history = History(TODAY, staging_day=TODAY, painless_running={"glute_squeezes": times})

    def repetitions(*, progression: bool) -> int:
        entry = Prescription("glute_squeezes", range_, level=signed)
        plan = plan_of(entry, progression=progression)
        (task,) = day_plan(plan, catalogue, history).sessions[0]
        return task.dose.repetitions

    assert range_.at(signed) <= repetitions(progression=True) <= range_.high
    assert repetitions(progression=False) == range_.at(signed)


# ---------------------------------------------------------------- the lock, within a session

WHEN = st.integers(-5, 60).map(days_later)


@pytest.mark.hazard("H5")
@reaches()
@given(
    before=st.lists(WHEN, max_size=4),
    unlocked=st.none() | WHEN,
    n=st.integers(2, 3),
    lock_days=st.integers(7, 30),
)
def test_one_stop_more_locks_just_when_it_and_those_that_still_count_are_enough(
    before: list[dt.date], unlocked: dt.date | None, n: int, lock_days: int
) -> None:
    today = days_later(60)
    rules = PainRules(stops_that_lock=n, lock_days=lock_days)
    stops = [Stop("heel_slides", day) for day in before]
    plan = plan_of(Prescription("heel_slides", unlocked=unlocked), pain=rules)
    counted = recent_stops(plan, History(today, stops=tuple(stops))).get("heel_slides", 0)
    if not is_locked(stops, "heel_slides", unlocked, rules, today):
        reached()
        more = [*stops, Stop("heel_slides", today)]
        assert is_locked(more, "heel_slides", unlocked, rules, today) is (counted + 1 >= n)
