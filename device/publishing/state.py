"""All that leaves the box: a few values of today. They are looked up when something has changed."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from device.configuration import Configuration, load_configuration
from device.heartbeat import DEAD_AFTER_S, quiet_s
from device.journal.clock import Clock, local_day
from device.journal.entry import Kind
from device.journal.reading import read_only
from device.paths import language_folder
from device.reading.diagnostic import ConfigError
from device.report.texts import Texts, load_texts
from device.settings import DaySettings, Settings
from device.status import status_of

SEEN_EVERY_S = 300.0
"""`last_seen` is told no finer than this: a home centre keeps every change of it."""


@dataclass(frozen=True, slots=True)
class PublishedState:
    """Today as a home centre sees it.

    `fault`: the lamp would blink quickly, or the daemon is dead or deaf. `refusal` is the key of
    why nothing can begin, None when something can; `why` is the sentence for it. `last_seen` is
    when the daemon last moved sound, to `SEEN_EVERY_S`; None where that is not known.
    """

    today_done: bool = False
    sessions_left: int = 0
    pain_shown: bool = False
    fault: bool = False
    last_session: dt.datetime | None = None
    refusal: str | None = None
    why: str = ""
    plan_ends: dt.date | None = None
    last_seen: dt.datetime | None = None


def published_state_of(
    configuration: Configuration, state: Path, clock: Clock, texts: Texts | None = None
) -> PublishedState:
    """Return it from the files and the journal. Nothing is written. Raises OSError."""
    today = status_of(configuration, state, clock)
    refusal = next(iter(today.refused), None)
    settled = not (today.pain_shown or today.pain_open or today.broken_off)
    done = 0 < today.sessions_due <= today.sessions_done
    loaded = configuration.loaded
    return PublishedState(
        today_done=done and settled and refusal is None,
        sessions_left=0 if refusal is not None else today.sessions_left,
        pain_shown=today.pain_shown,
        fault=bool(today.faults or today.problems),
        last_session=_last_session(state / "journal.sqlite"),
        refusal=refusal,
        why=_why(refusal, texts),
        plan_ends=loaded.plan.valid_until if loaded.plan is not None and loaded.signed else None,
    )


def _why(refusal: str | None, texts: Texts | None) -> str:
    if texts is None:
        return refusal or ""
    if refusal is None:
        return texts.mqtt_no_refusal
    return texts.said(refusal) if texts.has(refusal) else texts.plan_wrong


def _last_session(file: Path) -> dt.datetime | None:
    def reading(journal: sqlite3.Connection) -> dt.datetime | None:
        found = journal.execute(
            "SELECT at FROM entries WHERE kind = ? ORDER BY day DESC, id DESC LIMIT 1",
            (Kind.SESSION_BEGAN,),
        ).fetchone()
        return dt.datetime.fromisoformat(found[0]) if found is not None else None

    return read_only(file, reading) if file.exists() else None


class StateWatcher:
    """Looks at the files of a box whenever they, or the day, are others than before.

    Not thread-safe. `unread` is called with what is wrong when the journal cannot be read. `alive`
    is the daemon's mark; None: nobody knows whether one runs.
    """

    def __init__(
        self,
        project: Path,
        state: Path,
        clock: Clock,
        unread: Callable[[str], None],
        alive: Path | None = None,
    ) -> None:
        self._alive = alive
        self._project = project
        self._state = state
        self._clock = clock
        self._unread = unread
        self._seen: tuple[object, ...] | None = None
        self._told = PublishedState()
        self._configured: tuple[tuple[object, ...], Configuration, Texts | None] | None = None
        self._last_seen: dt.datetime | None = None

    def look(self) -> PublishedState:
        """Return what there is to tell now; where it cannot be read, the last of it, as a fault."""
        files, configuration, texts = self._configuration()
        day = (configuration.settings or Settings()).day
        seen = (files, self._journal(), self._today(day))
        if seen != self._seen:
            try:
                self._told = published_state_of(configuration, self._state, self._clock, texts)
            except OSError as problem:
                self._unread(str(problem))
                self._told = replace(self._told, fault=True)
            self._seen = seen
        return self._with_life(self._told)

    def _with_life(self, told: PublishedState) -> PublishedState:
        """Add whether the daemon lives: looked at each time, since nothing changes when it dies."""
        if self._alive is None:
            return told
        quiet = quiet_s(self._alive)
        if quiet is None or quiet > DEAD_AFTER_S:
            told = replace(told, fault=True)
        if quiet is not None:
            seen_s = self._clock.utc().timestamp() - quiet
            self._last_seen = dt.datetime.fromtimestamp(seen_s - seen_s % SEEN_EVERY_S, dt.UTC)
        return replace(told, last_seen=self._last_seen)

    def _configuration(self) -> tuple[tuple[object, ...], Configuration, Texts | None]:
        folders = (self._project / "config", self._project / "voices")
        files = tuple(_stamps(file for f in folders for file in sorted(f.rglob("*.yaml"))))
        if self._configured is None or self._configured[0] != files:
            configuration = load_configuration(self._project)
            language = (configuration.settings or Settings()).language
            try:
                texts = load_texts(language_folder(self._project, language))
            except ConfigError:
                texts = None
            self._configured = (files, configuration, texts)
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
