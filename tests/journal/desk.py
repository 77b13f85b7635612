"""What a journal needs to be written at: a clock, and a disk that can be taken away from it."""

from __future__ import annotations

import datetime as dt
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from device.journal.clock import Clock, VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal

MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
TODAY = MORNING.date()
EVER = (dt.date.min, dt.date.max)

BEGAN = Entry(Kind.SESSION_BEGAN)
DONE = Entry(Kind.SESSION_COMPLETED)
RESUMED = Entry(Kind.SESSION_RESUMED)
PRESSED = Entry(Kind.BUTTON, text="pressed")
PAIN = Entry(Kind.PAIN_SAID, "slides", text="word")
FAULT = Entry(Kind.FAULT_BEGAN, text="disk")

DiskTrouble = Callable[[Path], AbstractContextManager[None]]


class SetClock(VirtualClock):
    """A clock that somebody, or a time server, sets."""

    def set(self, utc: dt.datetime, *, sure: bool = True) -> None:
        self._utc = utc
        self.sure = sure


def opened(file: Path, clock: Clock) -> closing[SqliteJournal]:
    return closing(SqliteJournal(file, clock, timezone="UTC"))


def asked(file: Path, question: str) -> list[tuple[object, ...]]:
    """What SQLite itself answers about a file that nobody writes now."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(question).fetchall()


@contextmanager
def full(_file: Path) -> Iterator[None]:
    """A disk without room: no file of this process may grow or be written any more.

    The kernel says EFBIG, where a disk would say ENOSPC; SQLite takes either for a failed write.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def gone(file: Path) -> Iterator[None]:
    """A disk that is not there: where the folder was is something else, until it comes back."""
    away = file.parent.with_name("away")
    file.parent.rename(away)
    file.parent.write_text("no folder")
    try:
        yield
    finally:
        file.parent.unlink()
        away.rename(file.parent)
