"""How often something was done, and how many days in a row. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from device.journal.entry import Kind
from device.journal.painful import LOOKED_BACK
from device.journal.row import Row

MANY = 10
"""`History.times_paced` counts no further than this: the difference is only "still new or not"."""

RECENT_SESSIONS = 20
"""`History.times_paced` looks at so many of the latest sessions: what was not done for so long is
new again."""


def times_paced(rows: Sequence[Row]) -> Mapping[str, int]:
    """Return how often each exercise was paced to its end in the latest sessions, up to `MANY`."""
    counts: dict[str, int] = {}
    began = sorted((row.day, row.id) for row in rows if row.kind is Kind.SESSION_BEGAN)
    since = began[-RECENT_SESSIONS:][:1]
    for row in rows:
        if row.kind is not Kind.EXERCISE_PACED or row.exercise is None:
            continue
        if [(row.day, row.id)] >= since:
            counts[row.exercise] = min(MANY, counts.get(row.exercise, 0) + 1)
    return MappingProxyType(counts)


def days_running(rows: Sequence[Row], today: dt.date) -> int:
    """Return how many days in a row up to yesterday a session was carried to its end.

    A session of which every exercise was left out is none. At most the days of `LOOKED_BACK`.
    """
    ended = {row.day for row in rows if row.kind is Kind.SESSION_COMPLETED}
    worked = {row.day for row in rows if row.kind is Kind.EXERCISE_PACED}
    ago = {(today - day).days for day in ended & worked}
    return next(n for n in range(LOOKED_BACK.days + 1) if n + 1 not in ago or n == LOOKED_BACK.days)
