"""Days in a row are those on which something was done, and no others."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.practice import days_running
from tests.journal.past import BEGAN, DONE, TODAY, ended, paced, past, skipped

WORKED = [BEGAN, paced("slides"), DONE]
LEFT_ALL_OUT = [BEGAN, skipped("slides"), DONE]
BROKEN_OFF = [BEGAN, paced("slides"), ended("unfinished")]


@pytest.mark.parametrize(
    ("days", "running"),
    [
        ({}, 0),
        ({1: WORKED}, 1),
        ({1: WORKED, 2: WORKED, 3: WORKED}, 3),
        ({2: WORKED, 3: WORKED}, 0),
        ({1: WORKED, 3: WORKED}, 1),
        ({1: WORKED, 2: LEFT_ALL_OUT, 3: WORKED}, 1),
        ({1: WORKED, 2: BROKEN_OFF, 3: WORKED}, 1),
        ({0: WORKED}, 0),
    ],
)
def test_days_in_a_row_end_yesterday_and_have_no_gap(
    days: dict[int, list[object]], running: int
) -> None:
    assert days_running(past(days), TODAY) == running  # type: ignore[arg-type]


@given(st.sets(st.integers(1, 40)))
def test_as_many_days_are_told_as_were_done_without_a_gap_and_a_month_at_most(
    ago: set[int],
) -> None:
    told = days_running(past(dict.fromkeys(sorted(ago, reverse=True), WORKED)), TODAY)
    assert told == min(30, next(n for n in range(42) if n + 1 not in ago))


@pytest.mark.parametrize("today", [dt.date.min, dt.date.max])
def test_a_clock_at_the_end_of_all_days_is_counted_with(today: dt.date) -> None:
    assert days_running(past({1: WORKED}), today) == 0
