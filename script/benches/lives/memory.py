"""A journal that is kept in memory: for benches that live through thousands of days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from device.journal.clock import Clock
from device.journal.entry import Entry, Kind
from device.journal.history import History, history_of
from device.journal.row import Row
from device.journal.store import MAX_BREAK_S

_ENDS = (Kind.SESSION_COMPLETED, Kind.SESSION_ENDED_EARLY)


class MemoryJournal:
    """Numbers rows, and gives them their day and session, as `SqliteJournal` does.

    `rows` are those of an earlier journal, after a plug was pulled. Days turn at `rollover_hour`,
    UTC. `tests/benches/lives/test_memory.py` holds it against the one on disk.
    """

    def __init__(self, clock: Clock, rows: Iterable[Row] = (), *, rollover_hour: int = 3) -> None:
        self.rows = list(rows)
        self._clock = clock
        self._rollover_hour = rollover_hour
        self._night = dt.timedelta(hours=rollover_hour)
        self._known: tuple[tuple[int, dt.date, bool], History] | None = None
        self._last: Row | None = None
        self._last_day = max((row.day for row in self.rows), default=dt.date.min)
        self._session: tuple[int, dt.date] | None = None
        self._broken_off: tuple[int, dt.date] | None = None
        for row in self.rows:
            if row.kind is Kind.SESSION_BEGAN:
                self._broken_off = (row.id, row.day)
            elif row.kind in _ENDS:
                self._broken_off = None

    def today(self) -> dt.date:
        """Return the day that counts; never before the last known one while nobody is sure."""
        today = (self._clock.utc() - self._night).date()
        return today if self._clock.sure else max(today, self._last_day)

    def write(self, entry: Entry) -> Row:
        """Add `entry`; return it as a row."""
        id_ = len(self.rows) + 1
        today = self.today()
        self._session = self._session_for(entry.kind, id_, today)
        session, day = self._session or (None, today)
        self._last = row = Row(
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
        self._last_day = max(self._last_day, day)
        self.rows.append(row)
        return row

    def history(self) -> History:
        """Return what the journal means for today."""
        now = self._clock.utc()
        key = (len(self.rows), self.today(), self._clock.sure)
        known = self._known
        if known is None or known[0] != key or known[1].rested_s is not None:
            self._known = (key, history_of(self.rows, key[1], sure=key[2], now=now))
            return self._known[1]
        return known[1]

    def reopened(self) -> MemoryJournal:
        """Return the journal as the next start of the machine finds it."""
        again = MemoryJournal(self._clock, self.rows, rollover_hour=self._rollover_hour)
        again._known = self._known
        return again

    def _session_for(self, kind: Kind, id_: int, today: dt.date) -> tuple[int, dt.date] | None:
        if kind is Kind.SESSION_BEGAN:
            self._broken_off = (id_, today)
            return self._broken_off
        if kind is Kind.SESSION_RESUMED:
            return self._broken_off
        last = self._last
        if last is None or self._session is None or last.kind in _ENDS:
            return None
        if kind in _ENDS:
            self._broken_off = None
        since_last_s = self._clock.boottime_s() - last.boottime_s
        return self._session if since_last_s < MAX_BREAK_S else None
