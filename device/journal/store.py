"""The journal on disk: SQLite, only ever added to, written by a thread of its own."""

from __future__ import annotations

import datetime as dt
import queue
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from device.journal.clock import Clock, local_day
from device.journal.entry import Entry, Kind
from device.journal.history import History, history_of
from device.journal.row import Row

TOGETHER_S = 0.5
"""Entries of so long a time are committed together; those in `_AT_ONCE` are not waited with."""

RETRY_S = 5.0

LONGEST_BREAK = dt.timedelta(hours=3)
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

_ONLY_OF_ITS_SESSION = frozenset({Kind.REPETITION_PACED, Kind.WORD_HEARD, Kind.BUTTON})
"""Kinds of which nothing is known any more once their day is over: not kept in memory."""

_MIGRATIONS = (
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
)
"""Schema n+1 from schema n; `PRAGMA user_version` says which one a file has. Never change one."""

COLUMNS = "id, kind, day, at, session, exercise, value, text, sure, boot_id, boottime_s"
"""What `as_row` wants, in its order."""


class JournalTooNew(Exception):
    """The file was written by a later version of the box; it is left alone."""


class SqliteJournal:
    """`write` makes a row at once and never waits for the disk; `history` never touches it.

    A file that is damaged is set aside under another name (`set_aside`) and a new one begun. When
    the disk is full or gone, rows stay in memory, `failing` is true, and it is tried again.
    `rollover_hour` and `timezone` say when a day begins. Raises JournalTooNew, OSError.
    """

    def __init__(
        self, file: Path, clock: Clock, *, rollover_hour: int = 3, timezone: str = ""
    ) -> None:
        self._file = file
        self._clock = clock
        self._rollover_hour = rollover_hour
        self._timezone = timezone
        self.set_aside: Path | None = None
        self.failing = False
        self._lock = threading.Lock()
        rows = self._opened()
        self._next_id = rows[-1].id + 1 if rows else 1
        self._broken_off = _session_of(rows)
        self._session: tuple[int, dt.date] | None = None
        today = self.today()
        self._rows = [r for r in rows if r.day >= today or r.kind not in _ONLY_OF_ITS_SESSION]
        self._queue: queue.SimpleQueue[Row | threading.Event | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._writer.start()

    def today(self) -> dt.date:
        """Return the day that counts now; never before the journal's last while nobody is sure."""
        return local_day(self._clock.utc(), self._rollover_hour, self._timezone)

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
            if self._rows and self._rows[-1].day < day:
                self._rows = [r for r in self._rows if r.kind not in _ONLY_OF_ITS_SESSION]
            self._rows.append(row)
            self._queue.put(row)
            return row

    def _session_for(self, kind: Kind, id_: int, today: dt.date) -> tuple[int, dt.date] | None:
        """Return which session an entry belongs to, and the day that session counts for."""
        session = self._session
        if kind is Kind.SESSION_BEGAN:
            return (id_, today)
        if kind is Kind.SESSION_RESUMED:
            return session or self._broken_off
        last = self._rows[-1] if self._rows else None
        if last is None or session is None or last.kind in _ENDS:
            return None
        return session if self._clock.utc() - last.at < LONGEST_BREAK else None

    def history(self) -> History:
        """Return what the journal means for today."""
        with self._lock:
            rows, sure = list(self._rows), self._clock.sure
        today = self.today()
        if not sure and rows:
            today = max(today, rows[-1].day)
        return history_of(rows, today, sure=sure)

    def rows(self, first: dt.date, last: dt.date) -> tuple[Row, ...]:
        """Return everything from one day to another, both included, from the disk."""
        self.flush()
        with sqlite3.connect(self._file) as connection:
            found = connection.execute(
                f"SELECT {COLUMNS} FROM entries WHERE day BETWEEN ? AND ? ORDER BY id",  # noqa: S608
                (first.isoformat(), last.isoformat()),
            ).fetchall()
        connection.close()
        return tuple(map(as_row, found))

    def flush(self) -> None:
        """Wait until everything written so far is on the disk, or until it could not be."""
        done = threading.Event()
        self._queue.put(done)
        done.wait()

    def close(self) -> None:
        """Write what is left and end the thread; a second time does nothing."""
        self._queue.put(None)
        self._writer.join()

    def _opened(self) -> list[Row]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._read()
        except sqlite3.DatabaseError as problem:
            if isinstance(problem, sqlite3.OperationalError) and "malformed" not in str(problem):
                raise OSError(f"the journal {self._file} cannot be opened: {problem}") from problem
            stamp = self._clock.utc().strftime("%Y%m%dT%H%M%S")
            self.set_aside = self._file.with_name(f"{self._file.name}.damaged-{stamp}")
            self._file.replace(self.set_aside)
            for left in ("-wal", "-shm"):
                self._file.with_name(self._file.name + left).unlink(missing_ok=True)
            return self._read()

    def _read(self) -> list[Row]:
        connection = self._connected()
        try:
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(_MIGRATIONS):
                raise JournalTooNew(
                    f"The journal {self._file} was written by a later version of Spinecoach. "
                    "Install that version again, or move the file away."
                )
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("malformed")
            for n, migration in enumerate(_MIGRATIONS[version:], version + 1):
                connection.executescript(f"BEGIN; {migration} PRAGMA user_version = {n}; COMMIT;")
            rows = connection.execute(f"SELECT {COLUMNS} FROM entries ORDER BY id")  # noqa: S608
            return list(map(as_row, rows))
        finally:
            connection.close()

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

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
        patience_s: float | None = (RETRY_S if self.failing else TOGETHER_S) if waiting else None
        while True:
            try:
                item = self._queue.get(timeout=patience_s)
            except queue.Empty:
                return False
            match item:
                case None:
                    return True
                case Row():
                    waiting.append(item)
                    if item.kind in _AT_ONCE:
                        return False
                    patience_s = TOGETHER_S
                case threading.Event() as event:
                    flushed.append(event)
                    return False

    def _commit(self, rows: Iterable[Row]) -> bool:
        try:
            connection = self._connected()
            try:
                connection.execute("BEGIN IMMEDIATE")
                marks = ", ".join("?" * 11)
                connection.executemany(
                    f"INSERT INTO entries ({COLUMNS}) VALUES ({marks})",  # noqa: S608
                    map(_values, rows),
                )
                connection.execute("COMMIT")
            finally:
                connection.close()
        except (sqlite3.Error, OSError):
            self.failing = True
            return False
        self.failing = False
        return True


def _session_of(rows: list[Row]) -> tuple[int, dt.date] | None:
    """Return the session that was running when the journal ended."""
    session: tuple[int, dt.date] | None = None
    for row in rows:
        if row.kind is Kind.SESSION_BEGAN:
            session = (row.id, row.day)
        elif row.kind in _ENDS:
            session = None
    return session


def _values(row: Row) -> tuple[object, ...]:
    return (
        row.id, row.kind.value, row.day.isoformat(), row.at.isoformat(), row.session,
        row.exercise, row.value, row.text, int(row.sure), row.boot_id, row.boottime_s,
    )  # fmt: skip


def as_row(stored: tuple[object, ...]) -> Row:
    """Return a row from the values of `COLUMNS`."""
    id_, kind, day, at, session, exercise, value, text, sure, boot_id, boottime_s = stored
    return Row(
        int(str(id_)),
        Kind(str(kind)),
        dt.date.fromisoformat(str(day)),
        dt.datetime.fromisoformat(str(at)),
        int(str(session)) if session is not None else None,
        str(exercise) if exercise is not None else None,
        int(str(value)) if value is not None else None,
        str(text) if text is not None else None,
        bool(sure),
        str(boot_id),
        float(str(boottime_s)),
    )
