"""What a report reads from the journal: the days asked for, and the little before them that counts.

Ten years hold a million rows. Only days asked for are read, one after the other, and the kinds that
come by the hundred (repetitions, words, presses) are counted by SQLite and never leave it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from device.journal.entry import Kind
from device.journal.reading import opened_to_read
from device.journal.row import Row
from device.journal.schema import IS_DAY, IS_TOLD, MIGRATIONS, ROW_COLUMNS, as_rows
from device.report.due import REMEMBERED


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the journal: every question is answered from the same moment."""

    connection: sqlite3.Connection

    def begins(self) -> dt.date | None:
        """Return the first day there is anything of."""
        return self._day("ASC")

    def ends(self) -> dt.date | None:
        """Return the last day there is anything of."""
        return self._day("DESC")

    def birth(self) -> tuple[str, str] | None:
        """Return the boot and the time of the very first row: no other journal has both."""
        found = self.connection.execute("SELECT boot_id, at FROM entries ORDER BY id LIMIT 1")
        row = found.fetchone()
        return (str(row[0]), str(row[1])) if row is not None else None

    def everything(self, first: dt.date, last: dt.date) -> Iterator[Row]:
        """Yield every entry of these days, both ends included, in the order it was written."""
        found = self.connection.execute(
            f"SELECT {ROW_COLUMNS} FROM entries WHERE day BETWEEN ? AND ? ORDER BY id",  # noqa: S608
            (first.isoformat(), last.isoformat()),
        )
        yield from as_rows(found)

    def days(self, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, tuple[Row, ...]]]:
        """Yield the days that have rows, in order, both ends included; one day in memory at a time.

        Without repetitions, words and presses.
        """
        found = self.connection.execute(
            f"SELECT {ROW_COLUMNS} FROM entries "  # noqa: S608 - the names are ours
            f"WHERE day BETWEEN ? AND ? AND {IS_TOLD} ORDER BY day, id",
            (first.isoformat(), last.isoformat()),
        )
        for day, rows in itertools.groupby(as_rows(found), key=attrgetter("day")):
            yield day, tuple(rows)

    def repetitions(self, first: dt.date, last: dt.date) -> Mapping[tuple[int, str], int]:
        """Return how many repetitions were paced, by session and exercise."""
        found = self.connection.execute(
            "SELECT session, exercise, count(*) FROM entries "
            "WHERE day BETWEEN ? AND ? AND kind = ? AND session NOT NULL AND exercise NOT NULL "
            "GROUP BY day, session, exercise",  # by day: as the index is sorted
            (first.isoformat(), last.isoformat(), Kind.REPETITION_PACED),
        )
        counted: dict[tuple[int, str], int] = {}
        for session, exercise, n in found:
            of = int(session), str(exercise)
            counted[of] = counted.get(of, 0) + int(n)
        return counted

    def before(self, day: dt.date) -> tuple[Row, ...]:
        """Return all rows of `REMEMBERED` from before `day`, oldest first."""
        kinds = ", ".join("?" * len(REMEMBERED))
        found = self.connection.execute(
            f"SELECT {ROW_COLUMNS} FROM entries WHERE kind IN ({kinds}) AND day < ? ORDER BY id",  # noqa: S608
            (*REMEMBERED, day.isoformat()),
        )
        return tuple(as_rows(found))

    def _day(self, order: str) -> dt.date | None:
        found = self.connection.execute(
            f"SELECT day FROM entries WHERE {IS_DAY} ORDER BY day {order} LIMIT 1"  # noqa: S608
        ).fetchone()
        return dt.date.fromisoformat(found[0]) if found is not None else None


@contextlib.contextmanager
def reading(file: Path) -> Iterator[Reading]:
    """Open the journal to read and never to write; where there is none yet, it is empty.

    Raises OSError, also while it is read, when it is no journal or cannot be read.
    """
    if file.exists():
        with opened_to_read(file) as connection:
            yield Reading(connection)
        return
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as nothing:
        for migration in MIGRATIONS:
            nothing.executescript(migration)
        yield Reading(nothing)
