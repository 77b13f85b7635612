"""Days gone by, as the journal would have them; times and numbers come by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from device.journal.entry import Entry, Kind
from device.journal.row import Row

TODAY = dt.date(2026, 11, 23)

BEGAN = Entry(Kind.SESSION_BEGAN)
RESUMED = Entry(Kind.SESSION_RESUMED)
DONE = Entry(Kind.SESSION_COMPLETED)
ACKNOWLEDGED = Entry(Kind.PAIN_ACKNOWLEDGED)
WENT_ON = Entry(Kind.WENT_ON)

_ENDS = (Kind.SESSION_COMPLETED, Kind.SESSION_ENDED_EARLY)


def ended(why: str, exercise: str | None = None) -> Entry:
    return Entry(Kind.SESSION_ENDED_EARLY, exercise, text=why)


def began(exercise: str) -> Entry:
    return Entry(Kind.EXERCISE_BEGAN, exercise)


def paced(exercise: str) -> Entry:
    return Entry(Kind.EXERCISE_PACED, exercise)


def skipped(exercise: str) -> Entry:
    return Entry(Kind.EXERCISE_SKIPPED, exercise, text="next")


def stopped(exercise: str) -> Entry:
    return Entry(Kind.EXERCISE_STOPPED, exercise)


def repetition(exercise: str, n: int, side: str = "") -> Entry:
    return Entry(Kind.REPETITION_PACED, exercise, n, side)


def pain(exercise: str | None = None, cause: str = "word") -> Entry:
    return Entry(Kind.PAIN_SAID, exercise, text=cause)


def next_day(answer: str) -> Entry:
    return Entry(Kind.NEXT_DAY_ANSWERED, text=answer)


def fault(part: str) -> Entry:
    return Entry(Kind.FAULT_BEGAN, text=part)


def fault_over(part: str) -> Entry:
    return Entry(Kind.FAULT_ENDED, text=part)


def past(days: Mapping[int, Sequence[Entry]], unsure: frozenset[int] = frozenset()) -> list[Row]:
    """Return rows of `days`: how many days ago, to what happened; those in `unsure` by the clock.

    A session lasts from its beginning to its end, or to the end of its day.
    """
    rows: list[Row] = []
    for ago, entries in days.items():
        day = TODAY - dt.timedelta(days=ago)
        session: int | None = None
        for n, entry in enumerate(entries):
            id_ = len(rows) + 1
            if entry.kind is Kind.SESSION_BEGAN:
                session = id_
            at = dt.datetime.combine(day, dt.time(9, n // 60, n % 60), dt.UTC)
            rows.append(
                Row(
                    id_,
                    entry.kind,
                    day,
                    at,
                    session,
                    entry.exercise,
                    entry.value,
                    entry.text,
                    sure=ago not in unsure,
                )
            )
            if entry.kind in _ENDS:
                session = None
    return rows
