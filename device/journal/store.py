"""The journal on disk: SQLite, only ever added to, written by a thread of its own."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from device.journal.clock import Clock, local_day
from device.journal.entry import Entry, Kind
from device.journal.history import History, history_of
from device.journal.needed import needed_rows
from device.journal.opening import open_journal
from device.journal.row import Row
from device.journal.schema import (
    ROW_COLUMNS,
    JournalTooNew,
    add,
    as_rows,
    connected,
    first_free_id,
)

log = logging.getLogger(__name__)

TOGETHER_S = 0.5
"""Entries of so long a time are committed together; those in `_AT_ONCE` are not waited with."""

WRITE_RETRY_S = 5.0

MAX_BREAK_S = 3 * 3600
"""An entry so long after the one before it belongs to no session, unless one is resumed."""

_ENDS = (Kind.SESSION_COMPLETED, Kind.SESSION_ENDED_EARLY)

_AT_ONCE = frozenset(
    {
        Kind.SESSION_BEGAN,
        Kind.SESSION_COMPLETED,
        Kind.SESSION_ENDED_EARLY,
        Kind.EXERCISE_PACED,
        Kind.EXERCISE_STOPPED,
        Kind.PAIN_SAID,
        Kind.PAIN_ANSWERED,
        Kind.DANGER_ANSWERED,
        Kind.PAIN_ACKNOWLEDGED,
    }
)


class SqliteJournal:
    """`write` makes a row at once and never waits for the disk; `history` never touches it.

    A file that is damaged is set aside under another name (`set_aside`) and a new one begun with
    what could still be read. When the disk is full, read-only or gone, also at the start, rows stay
    in memory, `failing` is true, and it is tried again. `rollover_hour` and `timezone` say when a
    day begins. Raises JournalTooNew.
    """

    def __init__(
        self, file: Path, clock: Clock, *, rollover_hour: int = 3, timezone: str = ""
    ) -> None:
        self._file = file
        self._clock = clock
        self._rollover_hour = rollover_hour
        self._timezone = timezone
        opened = open_journal(file, clock.utc())
        self.set_aside = opened.set_aside
        self.failing = bool(opened.problem)
        self._lock = threading.Lock()
        self._rows = list(opened.rows)
        self._next_id = opened.next_id or 1
        self._unknown = opened.next_id is None
        self._ids_from = 0
        self._forgets = False
        self._last: Row | None = None
        self._last_day = max((row.day for row in self._rows), default=dt.date.min)
        self._broken_off = _session_of(self._rows)
        self._session: tuple[int, dt.date] | None = None
        self._queue: queue.SimpleQueue[Row | threading.Event | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._writer.start()

    def today(self) -> dt.date:
        """Return the day that counts now; never before the journal's last while nobody is sure."""
        today = local_day(self._clock.utc(), self._rollover_hour, self._timezone)
        return today if self._clock.sure else max(today, self._last_day)

    def write(self, entry: Entry) -> Row:
        """Add `entry`; return it as a row. Any thread."""
        with self._lock:
            id_ = self._next_id
            self._next_id += 1
            today = self.today()
            self._session = self._session_for(entry.kind, id_, today)
            session, day = self._session or (None, today)
            row = Row(
                id_,
                entry.kind,
                day,
                self._clock.utc(),
                session,
                entry.exercise,
                entry.value,
                entry.text,
                self._clock.sure,
                self._clock.boot_id,
                self._clock.boottime_s(),
            )
            if self._last_day < day:
                self._last_day, self._forgets = day, True
            self._last = row
            self._rows.append(row)
            self._queue.put(row)
            return row

    def _session_for(self, kind: Kind, id_: int, today: dt.date) -> tuple[int, dt.date] | None:
        """Return which session an entry belongs to, and the day that session counts for."""
        if kind is Kind.SESSION_BEGAN:
            self._broken_off = (id_, today)
            return self._broken_off
        if kind is Kind.SESSION_RESUMED:
            return self._broken_off
        session, last = self._session, self._last
        if last is None or session is None or last.kind in _ENDS:
            return None
        if kind in _ENDS:
            self._broken_off = None
        since_last_s = self._clock.boottime_s() - last.boottime_s
        return session if since_last_s < MAX_BREAK_S else None

    def history(self) -> History:
        """Return what the journal means for today."""
        with self._lock:
            rows, sure = list(self._rows), self._clock.sure
            today, now = self.today(), self._clock.utc()
        return history_of(rows, today, sure=sure, now=now)

    def rows(self, first: dt.date, last: dt.date) -> tuple[Row, ...]:
        """Return all from the day `first` to the day `last`, both included, from the disk."""
        self.flush()
        with contextlib.closing(connected(self._file)) as connection:
            found = connection.execute(
                f"SELECT {ROW_COLUMNS} FROM entries WHERE day BETWEEN ? AND ? ORDER BY id",  # noqa: S608
                (first.isoformat(), last.isoformat()),
            )
            return tuple(as_rows(found))

    def flush(self) -> None:
        """Wait until everything written so far is on the disk, or until it could not be."""
        done = threading.Event()
        self._queue.put(done)
        while not done.wait(0.1):
            if not self._writer.is_alive():
                return

    def close(self, within_s: float = 10.0) -> None:
        """Write what is left and end the thread; a second time does nothing.

        A disk that hangs is not waited for longer than `within_s`.
        """
        self._queue.put(None)
        self._writer.join(within_s)

    def _write_all(self) -> None:
        waiting: list[Row] = []
        flushed: list[threading.Event] = []
        closing = False
        while not closing:
            closing = self._gather(waiting, flushed)
            if waiting and not self._commit(waiting):
                if closing:
                    break
            else:
                waiting.clear()
            for event in flushed:
                event.set()
            flushed.clear()

    def _gather(self, waiting: list[Row], flushed: list[threading.Event]) -> bool:
        """Take what comes until it should be committed; return whether it was the last."""
        patience_s = WRITE_RETRY_S if self.failing else TOGETHER_S
        until_s = time.monotonic() + patience_s if waiting else None
        while True:
            try:
                left_s = None if until_s is None else max(0.0, until_s - time.monotonic())
                item = self._queue.get(timeout=left_s)
            except queue.Empty:
                return False
            match item:
                case None:
                    return True
                case Row():
                    waiting.append(item)
                    if item.kind in _AT_ONCE:
                        return False
                    soon_s = time.monotonic() + TOGETHER_S
                    until_s = soon_s if until_s is None else min(until_s, soon_s)
                case threading.Event() as event:
                    flushed.append(event)
                    return False

    def _commit(self, rows: Iterable[Row]) -> bool:
        try:
            with contextlib.closing(connected(self._file)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                if self._unknown:
                    self._learn(connection)
                add(connection, (self._numbered(row) for row in rows))
                connection.execute("COMMIT")
                self._unknown = False
                with contextlib.suppress(sqlite3.Error):
                    self._forget(connection)
        except (sqlite3.Error, OSError, JournalTooNew, ValueError, OverflowError) as problem:
            if not self.failing:
                log.warning("the journal cannot be written: %s", problem)
            self.failing = True
            return False
        self.failing = False
        return True

    def _learn(self, connection: sqlite3.Connection) -> None:
        """What could not be read at the start can be now: it comes before all that is in memory."""
        self._ids_from = first_free_id(connection) - 1
        with self._lock:
            before = [_shifted(row, -self._ids_from) for row in needed_rows(connection)]
            self._rows = [*before, *(row for row in self._rows if row.id > 0)]
            self._last_day = max(row.day for row in self._rows)
            self._broken_off = self._broken_off or _session_of(before)

    def _numbered(self, row: Row) -> Row:
        return _shifted(row, self._ids_from) if self._ids_from else row

    def _forget(self, connection: sqlite3.Connection) -> None:
        """Once a day, keep no more in memory than a start would read; all of it is on the disk."""
        with self._lock:
            oldest, forgets = (self._rows[0].id, self._forgets) if self._rows else (0, False)
        if not forgets:
            return
        self._forgets = False
        kept = needed_rows(connection)
        if not kept or self._ids_from or kept[0].id > oldest:
            return  # it is another disk, which knows less than the memory does
        with self._lock:
            self._rows = [*kept, *(row for row in self._rows if row.id > kept[-1].id)]


def _shifted(row: Row, by: int) -> Row:
    session = row.session + by if row.session is not None else None
    return row._replace(id=row.id + by, session=session)


def _session_of(rows: Iterable[Row]) -> tuple[int, dt.date] | None:
    """Return the session that was running when the journal ended."""
    session: tuple[int, dt.date] | None = None
    for row in rows:
        if row.kind is Kind.SESSION_BEGAN:
            session = (row.id, row.day)
        elif row.kind in _ENDS:
            session = None
    return session
