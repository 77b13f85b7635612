"""When things happened, also where the wall clock was set in the middle of a session. Pure.

A Raspberry Pi without a battery starts with a wrong clock, and a time server puts it right while a
session runs. The machine's own seconds since its start are never set: they tell how far apart two
rows of one start of the machine are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from device.journal.row import Row

TOLERANCE = dt.timedelta(seconds=5)
"""A clock that is slewed, not set, differs by no more than this within a session (500 ppm)."""


def put_right(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows of a session with times that fit each other.

    Args:
        rows: all rows of one session, in the order in which they were written.

    Returns:
        The same rows. In each start of the machine the last row whose clock was sure (else the last
        one) stands; a row that is more than `TOLERANCE` off by the machine's own seconds is moved.
    """
    anchors = {row.boot_id: row for row in _by_certainty(rows)}
    return tuple(_moved(row, anchors[row.boot_id]) for row in rows)


def _by_certainty(rows: Iterable[Row]) -> list[Row]:
    """The doubtful ones first: of two rows of one start, the later in this order is believed."""
    return sorted(rows, key=lambda row: row.sure)


def _moved(row: Row, anchor: Row) -> Row:
    if not row.boot_id:
        return row
    at = anchor.at - dt.timedelta(seconds=anchor.boottime_s - row.boottime_s)
    return replace(row, at=at) if abs(at - row.at) > TOLERANCE else row
