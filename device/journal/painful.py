"""What in the journal tells of pain, and how long there was none. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from device.journal.entry import Kind
from device.journal.row import Row

ENDED_IN_PAIN = ("pain", "danger", "no_answer")
"""Texts of SESSION_ENDED_EARLY that the light shows as pain."""

TELL_OF_PAIN = frozenset(
    {Kind.EXERCISE_STOPPED, Kind.PAIN_ANSWERED, Kind.PAIN_SAID, Kind.SESSION_ENDED_EARLY}
)
"""Kinds that tell of pain, some of them by their text."""

LOOKED_BACK = dt.timedelta(days=30)
"""Sessions longer ago say nothing about how it goes now."""


OPENS_PAIN = (Kind.PAIN_SAID, Kind.EXERCISE_STOPPED)
"""After one of these the questions about pain are due."""

SETTLES_PAIN = (Kind.WENT_ON, Kind.PAIN_ACKNOWLEDGED, Kind.SESSION_COMPLETED)
"""After one of these they are not: the patient chose how to go on, or somebody has looked."""


def had_pain(rows: Iterable[Row]) -> bool:
    """Whether these rows tell of pain. A suspicion alone, with no answer to it, does not."""
    return any(tells_of_pain(row) for row in rows if row.kind in TELL_OF_PAIN)


def last_day(rows: Iterable[Row], today: dt.date) -> dt.date | None:
    """Return the last day before `today` on which a session began; None where there was none."""
    began = (row.day for row in rows if row.kind is Kind.SESSION_BEGAN and row.day < today)
    return max(began, default=None)


def pain_on_last_day(rows: Sequence[Row], today: dt.date) -> bool:
    """Whether there was pain on the last day of sessions before `today`.

    Asked by day, not by session: pain in the morning is not forgotten by a good evening.
    """
    day = last_day(rows, today)
    return day is not None and had_pain(row for row in rows if row.day == day)


def tells_of_pain(row: Row) -> bool:
    """Whether a row tells of pain."""
    match row.kind:
        case Kind.EXERCISE_STOPPED | Kind.PAIN_ANSWERED:
            return True
        case Kind.PAIN_SAID:
            return row.text != "suspected"
        case Kind.SESSION_ENDED_EARLY:
            return row.text in ENDED_IN_PAIN
        case _:
            return False


def pain_left_open(rows: Iterable[Row]) -> dt.date | None:
    """Return the day of the last pain whose questions were never answered to their end.

    `rows` in order. A session that was broken off ("unfinished") settles nothing.
    """
    day: dt.date | None = None
    for row in rows:
        if row.kind in OPENS_PAIN:
            day = row.day
        elif row.kind in SETTLES_PAIN or (
            row.kind is Kind.SESSION_ENDED_EARLY and row.text in ENDED_IN_PAIN
        ):
            day = None
    return day


def painless_running(rows: Sequence[Row], today: dt.date) -> Mapping[str, int]:
    """Exercise to in how many sessions running it was paced to its end, without any pain since.

    `rows` in order. Pain in any session, and a morning on which yesterday's was not gone, begin the
    count of every exercise anew; an exercise that was skipped begins its own anew. Only sessions
    that were carried to their end count.
    """
    running: dict[str, int] = {}
    paced: list[str] = []
    hurt = False
    for row in rows:
        if today - row.day > LOOKED_BACK:
            continue
        if tells_of_pain(row) or _not_gone(row):
            hurt = True
            running.clear()
        match row.kind:
            case Kind.SESSION_BEGAN:
                paced, hurt = [], False
            case Kind.EXERCISE_PACED if row.exercise is not None:
                paced.append(row.exercise)
            case Kind.EXERCISE_SKIPPED if row.exercise is not None:
                running.pop(row.exercise, None)
            case Kind.SESSION_COMPLETED if not hurt:
                for exercise in dict.fromkeys(paced):
                    running[exercise] = running.get(exercise, 0) + 1
    return MappingProxyType(running)


def _not_gone(row: Row) -> bool:
    return row.kind is Kind.NEXT_DAY_ANSWERED and row.text in ("same", "worse")
