"""The journal's file: its tables, how it is opened, and rows as they stand in it."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from device.journal.entry import Kind
from device.journal.row import Row

log = logging.getLogger(__name__)

MIGRATIONS = (
    """
    CREATE TABLE entries (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      day TEXT NOT NULL,
      at TEXT NOT NULL,
      session INTEGER,
      exercise TEXT,
      value INTEGER,
      text TEXT,
      sure INTEGER NOT NULL,
      boot_id TEXT NOT NULL,
      boottime_s REAL NOT NULL
    ) STRICT;
    CREATE INDEX entries_by_day ON entries (day);
    """,
    "CREATE INDEX entries_by_kind ON entries (kind, day);",
    # A box that has not been told the time for years asks for its last sure day at every start.
    "CREATE INDEX entries_sure ON entries (day) WHERE sure = 1;",
    # A report counts the repetitions of years from the index alone, and reads of each day only the
    # fifth of its rows that it tells: 0.1 s of ten years, for a tenth more of the file.
    """
    DROP INDEX entries_by_kind;
    CREATE INDEX entries_by_kind ON entries (kind, day, session, exercise);
    CREATE INDEX entries_told ON entries (day)
      WHERE kind NOT IN ('button', 'repetition_paced', 'word_heard');
    """,
)
"""Schema n+1 from schema n; `PRAGMA user_version` says which one a file has. Never change one."""

ROW_COLUMNS = "id, kind, day, at, session, exercise, value, text, sure, boot_id, boottime_s"
"""What `as_row` wants, in its order."""

IS_DAY = "day = date(day) AND day > '1900' AND day < '9000'"
"""Whether a row's day is one that can be reckoned with; a damaged card may hold anything. SQL."""

ONLY_OF_ITS_DAY = frozenset({Kind.REPETITION_PACED, Kind.WORD_HEARD, Kind.BUTTON})
"""Kinds that come by the hundred, and of which nothing is needed once their day is over."""

IS_TOLD = "kind NOT IN ('button', 'repetition_paced', 'word_heard')"
"""None of `ONLY_OF_ITS_DAY`. SQL, in the words of the index `entries_told`: with others SQLite
does not use it."""


class JournalTooNew(Exception):
    """The file was written by a later version of the box; it is left alone."""


def connected(file: Path) -> sqlite3.Connection:
    """Open the file for writing, made or brought up to date where that is needed.

    Raises JournalTooNew, and sqlite3.Error, before anything in it is changed.
    """
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        version = _version(connection, file)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for n, migration in enumerate(MIGRATIONS[version:], version + 1):
            connection.executescript(f"BEGIN; {migration} PRAGMA user_version = {n}; COMMIT;")
    except BaseException:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, file: Path) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise JournalTooNew(
            f"The journal {file} was written by a later version of Spinecoach. "
            "Install that version again, or move the file away."
        )
    return version


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing damaged, an index that hides an entry of today included."""
    return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def first_free_id(connection: sqlite3.Connection) -> int:
    """Return the id of the next row."""
    return int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM entries").fetchone()[0])


def insert(file: Path, rows: Iterable[Row]) -> None:
    """Write `rows` to the journal `file`, all or none.

    Raises sqlite3.Error, OSError, JournalTooNew.
    """
    with contextlib.closing(connected(file)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        add(connection, rows)
        connection.execute("COMMIT")


def add(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Add `rows` to an open `connection`, without a commit. Raises sqlite3.Error."""
    marks = ", ".join("?" * 11)
    connection.executemany(
        f"INSERT INTO entries ({ROW_COLUMNS}) VALUES ({marks})",  # noqa: S608
        map(as_values, rows),
    )


def as_rows(stored: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    """Yield rows; one that makes no sense is told and left out, so that the day can go on."""
    for values in stored:
        try:
            yield as_row(values)
        except (ValueError, TypeError) as problem:
            log.warning(
                "the journal's entry %s makes no sense and is left out: %s", values[0], problem
            )


def as_values(row: Row) -> tuple[object, ...]:
    """Return the values of `ROW_COLUMNS`."""
    return (
        row.id, row.kind.value, row.day.isoformat(), row.at.isoformat(), row.session,
        row.exercise, row.value, row.text, int(row.sure), row.boot_id, row.boottime_s,
    )  # fmt: skip


_KINDS = {kind.value: kind for kind in Kind}
_day = lru_cache(maxsize=256)(dt.date.fromisoformat)
_time = dt.datetime.fromisoformat


def as_row(stored: tuple[Any, ...]) -> Row:
    """Return a row from the values of `ROW_COLUMNS`.

    Raises ValueError, and TypeError where a damaged file holds no text in the place of one.
    """
    id_, kind, day, at, session, exercise, value, text, sure, boot_id, boottime_s = stored
    if (known := _KINDS.get(kind)) is None:
        raise ValueError(f"{kind!r} is no kind of entry")
    # The tables are STRICT: what is no text is None, an integer or a real number.
    return Row._make((
        id_, known, _day(day), _time(at), session, exercise, value, text, bool(sure), boot_id,
        boottime_s,
    ))  # fmt: skip
