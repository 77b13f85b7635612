"""When things happened, also where the wall clock was set in the middle of a session. Pure.

A Raspberry Pi without a battery starts with a wrong clock, and a time server puts it right while a
session runs. The machine's own seconds since its start are never set: they tell how far apart two
rows of one start of the machine are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from device.journal.row import Row

TOLERANCE = dt.timedelta(seconds=5)
"""A clock that is slewed, not set, differs by no more than this within a session (500 ppm)."""


def times_of(rows: Iterable[Row]) -> Callable[[Row], dt.datetime]:
    """Return what tells when each row of a session happened, so that the times fit each other.

    Args:
        rows: all rows of one session, in the order in which they were written.

    Returns:
        A function from one of these rows to its time in UTC. In each start of the machine the last
        row whose clock was sure (else the last one) stands; a row that is more than `TOLERANCE` off
        by the machine's own seconds is moved.
    """
    anchors: dict[str, Row] = {}
    for row in rows:
        if row.sure or row.boot_id not in anchors or not anchors[row.boot_id].sure:
            anchors[row.boot_id] = row

    def when(row: Row) -> dt.datetime:
        if not row.boot_id:
            return row.at
        anchor = anchors[row.boot_id]
        at = anchor.at - dt.timedelta(seconds=anchor.boottime_s - row.boottime_s)
        return at if abs(at - row.at) > TOLERANCE else row.at

    return when
