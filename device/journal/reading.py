"""Reading the journal while the daemon writes it: for status, preview and reports."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from device.journal.clock import Clock, local_day
from device.journal.history import History, history_of
from device.journal.needed import needed_rows
from device.journal.row import Row
from device.journal.schema import COLUMNS, as_rows

T = TypeVar("T")

TRIES = 3

NO_FILE_BESIDE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""How SQLite says that it cannot make its own files beside the journal."""


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


def read_only(file: Path, reading: Callable[[sqlite3.Connection], T]) -> T:
    """Return what `reading` finds in the journal, opened so that nothing can be written.

    SQLite makes a file beside it even to read. Where none can be made (the card has become
    read-only, a service may only look) the journal is taken as it stands, and again when it was
    changed meanwhile. Raises OSError.
    """
    name = file.absolute().as_uri()
    for _ in range(TRIES):
        before = _stamp(file)
        try:
            return _opened(f"{name}?mode=ro", reading)
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF not in NO_FILE_BESIDE:
                raise _unreadable(file, problem) from problem
        except sqlite3.Error as problem:
            raise _unreadable(file, problem) from problem
        try:
            found = _opened(f"{name}?immutable=1", reading)
        except sqlite3.Error as problem:
            if _stamp(file) == before:
                raise _unreadable(file, problem) from problem
            continue
        if not before[1] and _stamp(file) == before:
            return found
    raise OSError(f"the journal {file} is being written and cannot be read just now")


def _read(file: Path, reading: Callable[[sqlite3.Connection], tuple[Row, ...]]) -> tuple[Row, ...]:
    return read_only(file, reading) if file.exists() else ()


def _opened(name: str, reading: Callable[[sqlite3.Connection], T]) -> T:
    with contextlib.closing(sqlite3.connect(name, uri=True)) as journal:
        return reading(journal)


def _unreadable(file: Path, problem: sqlite3.Error) -> OSError:
    return OSError(f"the journal {file} cannot be read: {problem}")


def _stamp(file: Path) -> tuple[tuple[int, int] | None, int]:
    """When and how big the journal is, and how much waits beside it to be put into it."""
    try:
        stat = file.stat()
        here = (stat.st_mtime_ns, stat.st_size)
    except OSError:
        here = None
    try:
        waiting = file.with_name(f"{file.name}-wal").stat().st_size
    except OSError:
        waiting = 0
    return here, waiting
