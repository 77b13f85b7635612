"""The few rows that are read at a start mean the same as all of them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from device.journal import practice, schema
from device.journal.entry import Entry, Kind
from device.journal.history import PainShown, history_of
from device.journal.needed import needed_rows
from device.journal.row import Row
from tests.journal.past import (
    BEGAN,
    DONE,
    TODAY,
    ended,
    fault,
    next_day,
    paced,
    pain,
    past,
    stopped,
)

TEXTS = ["pain", "danger", "worse", "gone", "silence", "suspected", "disk"]
TELLING = [BEGAN, BEGAN, DONE, paced("slides"), next_day("worse"), next_day("gone")]
ANY = st.builds(
    Entry,
    st.sampled_from(list(Kind)),
    st.none() | st.sampled_from(["slides", "tilts"]),
    st.none() | st.integers(0, 10),
    st.none()
    | st.sampled_from(["pain", "danger", "worse", "gone", "silence", "suspected", "disk"]),
)
DAY = st.lists(ANY | st.sampled_from(TELLING), max_size=5)
LIVES = st.lists(st.tuples(st.integers(1, 60), st.booleans(), DAY), max_size=12)


def chosen_from(rows: list[Row]) -> tuple[Row, ...]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for migration in schema.MIGRATIONS:
            connection.executescript(migration)
        schema.add(connection, rows)
        return needed_rows(connection)


def rows_of(life: list[tuple[int, bool, list[Entry]]]) -> list[Row]:
    """Each day: how long after the one before it, whether the clock was sure, what happened."""
    ago = sum(days for days, _, _ in life)
    days: dict[int, list[Entry]] = {}
    unsure = set()
    for after, sure, entries in life:
        ago -= after
        days[ago] = entries
        if not sure:
            unsure.add(ago)
    return past(days, frozenset(unsure))


@settings(max_examples=400, deadline=None)
@given(LIVES, st.integers(0, 3), st.booleans(), st.integers(1, 3))
@example(
    [(1, True, [BEGAN, next_day("worse")]), (1, True, [next_day("gone")]), (40, True, [BEGAN])],
    0,
    True,
    1,
)
@example(
    [
        (40, True, [BEGAN, next_day("worse")]),
        (1, True, [BEGAN]),
        (1, True, [next_day("worse")]),
        (60, True, [BEGAN]),
        (1, True, [BEGAN]),
    ],
    0,
    True,
    1,
)
@example([(1, True, [BEGAN]), (400, False, [BEGAN, DONE]), (1, False, [BEGAN])], 1, False, 1)
def test_what_is_read_means_the_same_as_the_whole_journal(
    life: list[tuple[int, bool, list[Entry]]], later: int, sure: bool, recent: int
) -> None:
    rows = rows_of(life)
    today = TODAY + dt.timedelta(days=later)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(practice, "RECENT_SESSIONS", recent)
        assert history_of(chosen_from(rows), today, sure=sure) == history_of(rows, today, sure=sure)


@pytest.mark.hazard("H5")
def test_of_years_ago_what_must_not_be_forgotten_is_still_known() -> None:
    years = [
        [BEGAN, stopped("slides"), fault("disk")],
        [BEGAN, next_day("worse")],
        [next_day("silence")],
        [BEGAN, next_day("worse")],
        [BEGAN, pain("tilts"), ended("danger")],
    ]
    ago = {3000 - 400 * n: entries for n, entries in enumerate(years)}
    many = {n: [BEGAN, paced("slides"), DONE] for n in range(50, 0, -1)}
    known = history_of(chosen_from(past(ago | many)), TODAY)
    assert [stop.exercise for stop in known.stops] == ["slides"]
    assert known.on_hold_since(2) == TODAY - dt.timedelta(days=1800)
    assert known.pain_shown == PainShown(TODAY - dt.timedelta(days=1400), "tilts", danger=True)
    assert [broken.part for broken in known.faults] == ["disk"]


def test_of_five_hundred_days_only_some_are_read() -> None:
    long = {
        n: [BEGAN, *[paced(f"exercise {i}") for i in range(9)], DONE] for n in range(500, 0, -1)
    }
    rows = past(long)
    assert len(chosen_from(rows)) < len(rows) // 10


NO_DAYS = ("2026-13-45", "9999-99-99", "0000-01-01", "nonsense", "")


@pytest.mark.hazard("H5")
@pytest.mark.parametrize("no_day", NO_DAYS)
@pytest.mark.parametrize("sure", [0, 1])
def test_an_entry_whose_day_is_none_costs_no_other(no_day: str, sure: int) -> None:
    """A card may hold anything after a cut, and a box that cannot read its journal cannot start."""
    days = {9: [BEGAN, stopped("slides")], 3: [BEGAN, paced("slides"), DONE], 0: [BEGAN]}
    *rows, _ = whole = past(days)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for migration in schema.MIGRATIONS:
            connection.executescript(migration)
        schema.add(connection, whole)
        connection.execute(
            "UPDATE entries SET day = ?, sure = ? WHERE id = (SELECT max(id) FROM entries)",
            (no_day, sure),
        )
        read = needed_rows(connection)
    assert history_of(read, TODAY) == history_of(rows, TODAY)
    assert max(row.day for row in read) == TODAY - dt.timedelta(days=3)
