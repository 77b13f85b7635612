"""Reading the journal while the daemon writes it: for status, preview and reports."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from device.journal.clock import Clock, local_day
from device.journal.history import History, history_of
from device.journal.needed import needed_rows
from device.journal.row import Row
from device.journal.schema import ROW_COLUMNS, as_rows

T = TypeVar("T")

READ_TRIES = 3

NO_FILE_BESIDE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""How SQLite says that it cannot make its own files beside the journal."""


def read_rows(file: Path) -> tuple[Row, ...]:
    """Return everything in the journal, in order; nothing where there is none yet.

    Opened read-only. Raises OSError when it is no journal or cannot be read.
    """
    everything = f"SELECT {ROW_COLUMNS} FROM entries ORDER BY id"  # noqa: S608
    return _read(file, lambda journal: tuple(as_rows(journal.execute(everything))))


def read_history(file: Path, clock: Clock, rollover_hour: int, timezone: str) -> History:
    """Return what the journal means for today. It is opened read-only.

    Args:
        file: the journal; where there is none, nothing has happened yet.
        clock: tells what today is.
        rollover_hour: hour of the day, 0 to 23, at which a day begins.
        timezone: an IANA name; empty for the system's.

    Raises:
        OSError: the journal cannot be read.
    """
    rows = _read(file, needed_rows)
    now, sure = clock.utc(), clock.sure
    today = local_day(now, rollover_hour, timezone)
    if not sure:
        today = max([today, *(row.day for row in rows)])
    return history_of(rows, today, sure=sure, now=now)


def read_only(file: Path, reading: Callable[[sqlite3.Connection], T]) -> T:
    """Return what `reading` finds in the journal, opened so that nothing can be written.

    As `opened_to_read`; but where it can only be looked at, it is read as it stands, and a copy of
    it only when it was changed meanwhile: a home centre looks often. Raises OSError.
    """
    try:
        return _in_place(file, reading, "mode=ro")
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode & 0xFF not in NO_FILE_BESIDE:
            raise _unreadable(file, problem) from problem
    except sqlite3.Error as problem:
        raise _unreadable(file, problem) from problem
    before = _stamp(file)
    if not before[1]:
        with contextlib.suppress(sqlite3.Error):
            found = _in_place(file, reading, "immutable=1")
            if _stamp(file) == before:
                return found
    with opened_to_read(file) as journal:
        return reading(journal)


def _in_place(file: Path, reading: Callable[[sqlite3.Connection], T], how: str) -> T:
    with contextlib.ExitStack() as stack:
        return reading(_look(stack, f"{file.absolute().as_uri()}?{how}"))


@contextlib.contextmanager
def opened_to_read(file: Path) -> Iterator[sqlite3.Connection]:
    """Give the journal as it stands at one moment, opened so that nothing can be written.

    Everything that reads it opens it in this module. SQLite makes a file beside it even to read;
    where none can be made (the card has become read-only, a service may only look, it is somebody
    else's) a copy is read instead. Raises OSError, also while it is read.
    """
    try:
        with contextlib.ExitStack() as stack:
            try:
                journal = _look(stack, f"{file.absolute().as_uri()}?mode=ro")
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode & 0xFF not in NO_FILE_BESIDE:
                    raise
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="spinecoach-"))
                copy = _copied(file, Path(folder))
                journal = _look(stack, f"{copy.as_uri()}?mode=rw")
            yield journal
    except sqlite3.Error as problem:
        raise _unreadable(file, problem) from problem


def _look(stack: contextlib.ExitStack, name: str) -> sqlite3.Connection:
    """Open it and begin to read: from here on it stays as it is. Raises sqlite3.Error."""
    journal = sqlite3.connect(name, uri=True, isolation_level=None)
    stack.callback(journal.close)
    journal.execute("BEGIN")
    journal.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return journal


def _copied(file: Path, folder: Path) -> Path:
    """Copy it with the log beside it, at a moment at which neither was written. Raises OSError."""
    copy = folder / file.name
    for _ in range(READ_TRIES):
        before = _stamp(file)
        for part in ("", "-wal"):
            there, to = (each.with_name(each.name + part) for each in (file, copy))
            to.unlink(missing_ok=True)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(there, to)
        if _stamp(file) == before:
            return copy
    raise OSError(f"the journal {file} is being written and cannot be read just now")


def _read(file: Path, reading: Callable[[sqlite3.Connection], tuple[Row, ...]]) -> tuple[Row, ...]:
    return read_only(file, reading) if file.exists() else ()


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
