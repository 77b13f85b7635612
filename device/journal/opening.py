"""Opening the journal at a start: whole, damaged, or on a disk that cannot be written."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from device.journal.needed import needed_rows
from device.journal.reading import opened_to_read
from device.journal.row import Row
from device.journal.schema import ROW_COLUMNS, as_rows, connected, first_free_id, insert, is_whole

log = logging.getLogger(__name__)

SMALLEST_DATABASE = 512
"""Bytes: the smallest page that a database of SQLite has."""

MAX_BYTES = 2**31
"""No journal is longer than this; a damaged header may say anything."""

JOURNAL_SUFFIXES = ("", "-wal", "-shm")
"""What SQLite's file has beside it, by the end of its name."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found. `next_id` is None as long as nobody knows what is in the file."""

    rows: tuple[Row, ...] = ()
    next_id: int | None = 1
    problem: str = ""
    """Why nothing can be written for now."""
    set_aside: Path | None = None
    """The damaged file, under its new name."""


def open_journal(file: Path, now: dt.datetime) -> Opened:
    """Return what today depends on; the file is made, or brought up to date, where it can be.

    A damaged file is set aside and all of it that can still be read is copied into a new one; a
    disk that cannot be written is read, and written once it can be. Raises JournalTooNew.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if _was_there(file):
            return _begin_anew(file, now)
        return _read(file)
    except sqlite3.DatabaseError as problem:
        if not _damaged(problem):
            return _without_writing(file, str(problem))
        return _begin_anew(file, now)
    except OSError as problem:
        return _without_writing(file, str(problem))


def _was_there(file: Path) -> bool:
    """Whether a journal was here of which a cut has left no more than an empty file, or its log.

    SQLite would begin a new one and delete the log, as if there had never been a day before; it
    takes a file of one byte for a new one, too. A file of no bytes is left behind as well when the
    power goes before the very first entry; to set that aside costs nothing.
    """
    if file.exists():
        return file.stat().st_size < SMALLEST_DATABASE
    return any(file.with_name(file.name + part).exists() for part in JOURNAL_SUFFIXES[1:])


def salvaged(file: Path) -> tuple[Row, ...]:
    """Return the rows of a damaged journal that can still be read, from both its ends.

    The file itself is not touched: a copy is read. Nothing when there is no room for one.
    """
    found: dict[int, Row] = {}
    with (
        contextlib.suppress(sqlite3.Error, OSError),
        _copy_of(file) as copy,
        closing(sqlite3.connect(_filled_up(copy))) as journal,
    ):
        for order in ("ASC", "DESC"):
            with contextlib.suppress(sqlite3.Error):
                stored = journal.execute(
                    f"SELECT {ROW_COLUMNS} FROM entries NOT INDEXED ORDER BY id {order}"  # noqa: S608
                )
                for row in as_rows(_until_known(stored, found)):
                    found[row.id] = row
    return tuple(found[id_] for id_ in sorted(found))


def set_aside_beside(file: Path) -> tuple[Path, ...]:
    """Return damaged files that were set aside here and that nobody has looked after yet."""
    names = f"{file.name}.damaged-*"
    return tuple(
        path
        for path in sorted(file.parent.glob(names))
        if not path.name.endswith(JOURNAL_SUFFIXES[1:])
    )


def _read(file: Path) -> Opened:
    with closing(connected(file)) as connection:
        if not is_whole(connection):
            raise sqlite3.DatabaseError("malformed")
        return Opened(needed_rows(connection), first_free_id(connection))


def _damaged(problem: sqlite3.DatabaseError) -> bool:
    """Whether the file is to blame, and not the disk, the room on it or who may write."""
    return not isinstance(problem, sqlite3.OperationalError) or "malformed" in str(problem)


def _begin_anew(file: Path, now: dt.datetime) -> Opened:
    try:
        aside = _set_aside(file, now)
    except OSError as problem:
        return _without_writing(file, f"it is damaged and cannot be set aside: {problem}")
    rows = salvaged(aside)
    log.error(
        "The journal was damaged. It is kept as %s; %d of its entries could be read and go on in a "
        "new one. Copy that file to a safe place before you delete it.",
        aside,
        len(rows),
    )
    try:
        if rows:
            insert(file, rows)
        opened = _read(file)
    except (sqlite3.Error, OSError) as problem:
        return Opened(rows, _after(rows), str(problem), aside)
    return Opened(opened.rows, opened.next_id, set_aside=aside)


def _set_aside(file: Path, now: dt.datetime) -> Path:
    """Move a damaged file away, with all that belongs to it: somebody may still mend it."""
    name = f"{file.name}.damaged-{now.strftime('%Y%m%dT%H%M%S')}"
    n = 1
    while (aside := file.with_name(f"{name}-{n}" if n > 1 else name)).exists():
        n += 1
    for part in JOURNAL_SUFFIXES:
        there = file.with_name(file.name + part)
        if there.exists():
            there.replace(aside.with_name(aside.name + part))
    aside.touch()  # of a log alone, too, this is the name that is told
    return aside


def _without_writing(file: Path, problem: str) -> Opened:
    """Read a journal that cannot be opened for writing; where it is, or beside it in memory."""
    log.warning("The journal %s cannot be written: %s. The box goes on without it.", file, problem)
    with contextlib.suppress(OSError, sqlite3.Error), opened_to_read(file) as connection:
        return Opened(needed_rows(connection), first_free_id(connection), problem)
    log.error("Nothing could be read from %s: what is locked or on hold is not known.", file)
    return Opened(next_id=None, problem=problem)


@contextlib.contextmanager
def _copy_of(file: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".copy-", dir=file.parent) as place:
        copy = Path(place) / "journal.sqlite"
        for part in JOURNAL_SUFFIXES[:2]:
            there = file.with_name(file.name + part)
            if there.exists():
                shutil.copyfile(there, copy.with_name(copy.name + part))
        yield copy


def _filled_up(file: Path) -> Path:
    """Give a file that was cut off its length again: SQLite reads nothing of one that is shorter.

    Its header says how long a page is (bytes 16 and 17) and how many there are (28 to 31).
    """
    with file.open("rb+") as journal:
        head = journal.read(100)
        length = int.from_bytes(head[16:18]) * int.from_bytes(head[28:32])
        if file.stat().st_size < length <= MAX_BYTES:
            journal.truncate(length)
    return file


def _until_known(
    stored: Iterator[tuple[object, ...]], known: dict[int, Row]
) -> Iterator[tuple[object, ...]]:
    for values in stored:
        if int(str(values[0])) in known:
            return
        yield values


def _after(rows: tuple[Row, ...]) -> int:
    return max((row.id for row in rows), default=0) + 1
