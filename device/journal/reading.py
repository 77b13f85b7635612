"""Reading the journal while the daemon writes it: for status, preview and reports."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from device.journal.clock import Clock, local_day
from device.journal.history import History, history_of
from device.journal.needed import needed_rows
from device.journal.row import Row
from device.journal.schema import COLUMNS, as_rows


def read_rows(file: Path) -> tuple[Row, ...]:
    """Return everything in the journal, in order; nothing where there is none yet.

    Opened read-only. Raises OSError when it is no journal or cannot be read.
    """
    everything = f"SELECT {COLUMNS} FROM entries ORDER BY id"  # noqa: S608
    return _read(file, lambda journal: tuple(as_rows(journal.execute(everything))))


def read_history(file: Path, clock: Clock, rollover_hour: int, timezone: str) -> History:
    """Return what the journal means for today. Opened read-only. Raises OSError."""
    rows = _read(file, needed_rows)
    today, sure = local_day(clock.utc(), rollover_hour, timezone), clock.sure
    if not sure:
        today = max([today, *(row.day for row in rows)])
    return history_of(rows, today, sure=sure)


def _read(file: Path, reading: Callable[[sqlite3.Connection], tuple[Row, ...]]) -> tuple[Row, ...]:
    if not file.exists():
        return ()
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as journal:
            return reading(journal)
    except sqlite3.Error as problem:
        raise OSError(f"the journal {file} cannot be read: {problem}") from problem
