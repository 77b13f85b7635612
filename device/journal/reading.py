"""Reading the journal while the daemon writes it: for status, preview and reports."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from device.journal.clock import Clock, local_day
from device.journal.history import History, history_of
from device.journal.row import Row
from device.journal.store import COLUMNS, as_row


def read_rows(file: Path) -> tuple[Row, ...]:
    """Return everything in the journal, in order; nothing where there is none yet.

    Opened read-only. Raises OSError when it is no journal or cannot be read.
    """
    if not file.exists():
        return ()
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as journal:
            rows = journal.execute(f"SELECT {COLUMNS} FROM entries ORDER BY id")  # noqa: S608
            return tuple(map(as_row, rows))
    except sqlite3.Error as problem:
        raise OSError(f"the journal {file} cannot be read: {problem}") from problem


def read_history(file: Path, clock: Clock, rollover_hour: int, timezone: str) -> History:
    """Return what the journal means for today. Raises OSError."""
    rows = read_rows(file)
    today, sure = local_day(clock.utc(), rollover_hour, timezone), clock.sure
    if not sure and rows:
        today = max(today, rows[-1].day)
    return history_of(rows, today, sure=sure)
