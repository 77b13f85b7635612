"""All that leaves the box: five values of today. They are looked up when something has changed."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from device.configuration import Configuration, load_configuration
from device.journal.clock import Clock, local_day
from device.journal.entry import Kind
from device.journal.reading import read_only
from device.settings import DaySettings, Settings
from device.status import status_of


@dataclass(frozen=True, slots=True)
class Told:
    """Today as a home centre sees it. `fault`: the lamp would blink quickly."""

    today_done: bool = False
    sessions_left: int = 0
    pain_shown: bool = False
    fault: bool = False
    last_session: dt.datetime | None = None


def told_of(configuration: Configuration, state: Path, clock: Clock) -> Told:
    """Return it from the files and the journal. Nothing is written. Raises OSError."""
    today = status_of(configuration, state, clock)
    return Told(
        today_done=0 < today.sessions_due <= today.sessions_done,
        sessions_left=max(0, today.sessions_due - today.sessions_done),
        pain_shown=today.pain_shown,
        fault=bool(today.faults or today.problems),
        last_session=_last_session(state / "journal.sqlite"),
    )


def _last_session(file: Path) -> dt.datetime | None:
    def reading(journal: sqlite3.Connection) -> dt.datetime | None:
        found = journal.execute(
            "SELECT at FROM entries WHERE kind = ? ORDER BY day DESC, id DESC LIMIT 1",
            (Kind.SESSION_BEGAN,),
        ).fetchone()
        return dt.datetime.fromisoformat(found[0]) if found is not None else None

    return read_only(file, reading) if file.exists() else None


class Watch:
    """Looks at the files of a box whenever they, or the day, are others than before.

    Not thread-safe. `unread` is called with what is wrong when the journal cannot be read.
    """

    def __init__(
        self, project: Path, state: Path, clock: Clock, unread: Callable[[str], None]
    ) -> None:
        self._project = project
        self._state = state
        self._clock = clock
        self._unread = unread
        self._seen: tuple[object, ...] | None = None
        self._told = Told()
        self._configured: tuple[tuple[object, ...], Configuration] | None = None

    def look(self) -> Told:
        """Return what there is to tell now; where it cannot be read, the last of it, as a fault."""
        files, configuration = self._configuration()
        day = (configuration.settings or Settings()).day
        seen = (files, self._journal(), self._today(day))
        if seen != self._seen:
            try:
                self._told = told_of(configuration, self._state, self._clock)
            except OSError as problem:
                self._unread(str(problem))
                self._told = replace(self._told, fault=True)
            self._seen = seen
        return self._told

    def _configuration(self) -> tuple[tuple[object, ...], Configuration]:
        folders = (self._project / "config", self._project / "voices")
        files = tuple(_stamps(file for f in folders for file in sorted(f.rglob("*.yaml"))))
        if self._configured is None or self._configured[0] != files:
            self._configured = (files, load_configuration(self._project))
        return self._configured

    def _journal(self) -> tuple[object, ...]:
        journal = self._state / "journal.sqlite"
        return tuple(_stamps((journal, journal.with_name(f"{journal.name}-wal"))))

    def _today(self, day: DaySettings) -> tuple[dt.date, bool]:
        today = local_day(self._clock.utc(), day.rollover_hour, day.timezone)
        return today, self._clock.sure


def _stamps(files: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    for file in files:
        try:
            found = file.stat()
        except OSError:
            yield str(file), 0, 0
        else:
            # An empty file beside the journal is there because somebody has read it.
            yield str(file), found.st_mtime_ns if found.st_size else 0, found.st_size
