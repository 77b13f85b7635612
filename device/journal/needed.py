"""Which rows today depends on: some hundreds, however many years the journal holds.

`history_of` of these rows is `history_of` of all of them. SQLite finds each part through an index.
"""

from __future__ import annotations

import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterable

from device.journal import practice
from device.journal.entry import Kind
from device.journal.painful import (
    ENDED_IN_PAIN,
    LOOKED_BACK,
    OPENS_PAIN,
    SETTLES_PAIN,
    TELL_OF_PAIN,
)
from device.journal.row import Row
from device.journal.schema import IS_DAY, ROW_COLUMNS, as_rows

_OF_RECENT_DAYS = (
    Kind.SESSION_BEGAN,
    Kind.SESSION_COMPLETED,
    Kind.SESSION_ENDED_EARLY,
    Kind.EXERCISE_PACED,
    Kind.EXERCISE_SKIPPED,
    Kind.EXERCISE_STOPPED,
    Kind.PAIN_SAID,
    Kind.PAIN_ANSWERED,
    Kind.NEXT_DAY_ANSWERED,
)
"""What became of sessions, and pain: all of it on the days of the latest sessions."""

_NEVER_OF_ANY_USE = (Kind.WORD_HEARD, Kind.BUTTON, Kind.FAULT_BEGAN, Kind.FAULT_ENDED)
"""Of the session under way everything is needed but these: faults are looked for by themselves."""

_NEVER = "9999-99-99"
"""After every day."""

Stored = tuple[object, ...]


def needed_rows(connection: sqlite3.Connection) -> tuple[Row, ...]:
    """Return all rows that today can depend on, in order.

    True for every day from that of the latest sessions on, and for every plan: whoever stopped for
    pain, or said that it was worse, is found over all years. Raises sqlite3.Error.
    """
    find = _Finding(connection)
    find.recent()
    find.stops()
    find.worse_mornings()
    find.pain_shown()
    find.pain_open()
    find.enrollments()
    find.faults()
    find.last_days()
    return tuple(as_rows(find.found[id_] for id_ in sorted(find.found)))


class _Finding:
    """Gathers rows of one reading; each is kept once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.found: dict[int, Stored] = {}
        self._connection = connection

    def recent(self) -> None:
        """The latest sessions and a month, and the day of sessions before the last one."""
        latest = self._ask(
            f"SELECT id, day FROM entries WHERE kind = ? AND {IS_DAY} "  # noqa: S608 - ours
            "ORDER BY day DESC, id DESC LIMIT ?",
            Kind.SESSION_BEGAN,
            practice.RECENT_SESSIONS,
        )
        began, first = 0, ""
        if latest:
            began, last = min(int(str(id_)) for id_, _ in latest), str(latest[0][1])
            before = self._ask(
                f"SELECT max(day) FROM entries WHERE kind = ? AND day < ? AND {IS_DAY}",  # noqa: S608
                *(Kind.SESSION_BEGAN, last),
            )[0][0]
            month = (dt.date.fromisoformat(last) - LOOKED_BACK).isoformat()
            first = min(str(latest[-1][1]), str(before or last), month)
        self._keep(f"kind IN ({_marks(_OF_RECENT_DAYS)}) AND day >= ?", *_OF_RECENT_DAYS, first)
        under_way = self._ask(
            "SELECT max(id) FROM entries WHERE kind = ? AND id >= ?", Kind.SESSION_BEGAN, began
        )[0][0]
        if under_way is not None:
            useless = _marks(_NEVER_OF_ANY_USE)
            self._keep(f"id >= ? AND kind NOT IN ({useless})", under_way, *_NEVER_OF_ANY_USE)

    def stops(self) -> None:
        """Every stop by pain: a lock lasts until the clinician lifts it."""
        self._keep("kind = ?", Kind.EXERCISE_STOPPED)

    def worse_mornings(self) -> None:
        """Every morning that was worse, and the first after each that ends the run."""
        worse = self._keep("kind = ? AND text = 'worse'", Kind.NEXT_DAY_ANSWERED)
        days = sorted({str(row[2]) for row in worse})
        for one, other in itertools.pairwise([*days, _NEVER]):
            for kind in (Kind.SESSION_BEGAN, Kind.NEXT_DAY_ANSWERED):
                self._keep(
                    "kind = ? AND day > ? AND day < ? AND NOT EXISTS (SELECT 1 FROM entries AS a "
                    "WHERE a.kind = ? AND a.day = entries.day AND a.text IN ('worse', 'silence')) "
                    "ORDER BY day LIMIT 1",
                    *(kind, one, other, Kind.NEXT_DAY_ANSWERED),
                )
            self._keep(
                "kind = ? AND day > ? AND day < ? AND text IN ('gone', 'same') "
                "ORDER BY day LIMIT 1",
                *(Kind.NEXT_DAY_ANSWERED, one, other),
            )

    def pain_shown(self) -> None:
        """What ended in pain since somebody acknowledged, and the pain of that session."""
        acknowledged = self._latest("kind = ?", Kind.PAIN_ACKNOWLEDGED)
        since = acknowledged[0][0] if acknowledged else 0
        ended = self._latest(
            f"kind = ? AND id > ? AND text IN ({_marks(ENDED_IN_PAIN)})",
            *(Kind.SESSION_ENDED_EARLY, since, *ENDED_IN_PAIN),
        )
        self._latest("kind = ? AND id > ?", Kind.CALLS_SAID, since)
        for id_, session in ((row[0], row[4]) for row in ended):
            pain = TELL_OF_PAIN
            self._keep(
                f"id BETWEEN ? AND ? AND session = ? AND kind IN ({_marks(pain)})",
                *(session, id_, session, *pain),
            )

    def pain_open(self) -> None:
        """The last pain, and the first entry after it that settles what is asked about it."""
        opened = self._latest(f"kind IN ({_marks(OPENS_PAIN)})", *OPENS_PAIN)
        for (id_,) in [row[:1] for row in opened]:
            self._keep(
                f"id > ? AND (kind IN ({_marks(SETTLES_PAIN)}) OR "
                f"(kind = ? AND text IN ({_marks(ENDED_IN_PAIN)}))) ORDER BY id LIMIT 1",
                *(id_, *SETTLES_PAIN, Kind.SESSION_ENDED_EARLY, *ENDED_IN_PAIN),
            )

    def enrollments(self) -> None:
        """Every offer to learn the patient's voice: who declined is not asked again and again."""
        self._keep("kind = ?", Kind.ENROLLMENT_OFFERED)

    def faults(self) -> None:
        """What was told last of each part, whether it broke or works again."""
        self._keep(
            "id IN (SELECT max(id) FROM entries WHERE kind IN (?, ?) GROUP BY coalesce(text, ''))",
            *(Kind.FAULT_BEGAN, Kind.FAULT_ENDED),
        )

    def last_days(self) -> None:
        """The last day there is, and the last that was sure."""
        for rows in (IS_DAY, f"sure = 1 AND {IS_DAY}"):
            last = f"SELECT day FROM entries WHERE {rows} ORDER BY day DESC LIMIT 1"  # noqa: S608
            self._keep(f"day = ({last}) AND {rows} LIMIT 1")

    def _latest(self, where: str, *values: object) -> list[Stored]:
        latest = f"id = (SELECT max(id) FROM entries WHERE {where})"  # noqa: S608
        return self._keep(latest, *values)

    def _keep(self, where: str, *values: object) -> list[Stored]:
        """Keep the rows of which `where` holds, and return them."""
        rows = self._ask(f"SELECT {ROW_COLUMNS} FROM entries WHERE {where}", *values)  # noqa: S608
        self.found.update((int(str(row[0])), row) for row in rows)
        return rows

    def _ask(self, question: str, *values: object) -> list[Stored]:
        return self._connection.execute(question, values).fetchall()


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
