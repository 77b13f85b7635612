"""When things happened, where the clock was set in the middle of a session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.entry import Kind
from device.journal.row import Row
from device.report.times import TOLERANCE, times_of

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def row(boot: str, boottime_s: float, wall_s: float, *, sure: bool) -> Row:
    at = NOON + dt.timedelta(seconds=wall_s)
    return Row(
        1, Kind.PAUSED, NOON.date(), at, 1, sure=sure, boot_id=boot, boottime_s=boottime_s
    )  # fmt: skip


ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(("", "a", "b")),
        st.integers(0, 4000).map(lambda n: n / 8),
        st.integers(-9000, 9000).map(float),
        sure=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


def told(rows: Sequence[Row]) -> list[float]:
    when = times_of(rows)
    return [(when(each) - NOON).total_seconds() for each in rows]


@given(ROWS)
def test_every_time_fits_the_last_sure_row_of_its_start_else_the_last(rows: list[Row]) -> None:
    when = times_of(rows)
    for each in rows:
        of_start = [other for other in rows if other.boot_id == each.boot_id]
        anchor = ([other for other in of_start if other.sure] or of_start)[-1]
        fits = anchor.at + dt.timedelta(seconds=each.boottime_s - anchor.boottime_s)
        moves = bool(each.boot_id) and abs(fits - each.at) > TOLERANCE
        assert when(each) == (fits if moves else each.at)


@pytest.mark.parametrize(
    ("sure", "times"), [((False, True), [90.0, 100.0]), ((True, False), [-7200.0, -7190.0])]
)
def test_a_clock_that_was_set_moves_the_rows_of_whoever_was_not_sure(
    sure: tuple[bool, bool], times: list[float]
) -> None:
    rows = [row("a", 10, -7200, sure=sure[0]), row("a", 20, 100, sure=sure[1])]
    assert told(rows) == times


def test_another_start_and_a_clock_that_runs_a_little_off_move_nothing() -> None:
    rows = [
        row("a", 10, -7200, sure=False),
        row("b", 20, 100, sure=True),
        row("b", 30, 114.5, sure=True),
    ]
    assert told(rows) == [-7200.0, 100.0, 114.5]
