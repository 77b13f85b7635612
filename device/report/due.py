"""What was due on a day: the plan as it stands now, with the locks and holds of that day. Pure."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from device.journal.entry import Kind
from device.journal.history import History, Stop, history_of
from device.journal.row import Row
from device.plan.gates import day_plan, is_locked, stage_on
from device.plan.model import Catalogue, Plan

REMEMBERED = frozenset({Kind.EXERCISE_STOPPED, Kind.NEXT_DAY_ANSWERED, Kind.SESSION_BEGAN})
"""Kinds of rows that decide what is locked or on hold on later days."""

LATEST_MORNINGS = 200
"""Number of latest rows that are read. They cover the longest run of worse mornings in a plan."""


@dataclass(frozen=True, slots=True)
class DueSessions:
    """What a day asks for: how many sessions, and how often each exercise in them."""

    sessions: int = 0
    times: Mapping[str, int] = field(default_factory=dict)


NOTHING_DUE = DueSessions()


@dataclass(slots=True)
class Past:
    """What the days so far have left behind: stops that lock, mornings that hold.

    `worse`: mornings with worse pain, and for which time running.
    """

    stops: list[Stop] = field(default_factory=list)
    mornings: list[Row] = field(default_factory=list)
    mornings_to_hold: int = 2
    worse: list[tuple[dt.date, int]] = field(default_factory=list)
    sure_day: dt.date | None = None
    unsure_days: set[dt.date] = field(default_factory=set)

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows, in order, of one day or of many."""
        for row in rows:
            if not row.sure:
                self.unsure_days.add(row.day)
            elif self.sure_day is None or row.day > self.sure_day:
                self.sure_day = row.day
            if row.kind not in REMEMBERED:
                continue
            if row.kind is not Kind.EXERCISE_STOPPED:
                self.mornings.append(row)
                if row.text == "worse":
                    self._count(row.day)
            elif row.exercise is not None:
                self.stops.append(Stop(row.exercise, row.day))

    def on_hold(self, plan: Plan, day: dt.date) -> bool:
        """Whether the plan was on hold on `day`, by the mornings so far."""
        many, lifted = plan.pain.worse_mornings_on_hold, plan.hold_lifted
        since = max((morning for morning, running in self.worse if running >= many), default=None)
        return since is not None and (lifted is None or lifted <= since or day < lifted)

    def staging_day(self, day: dt.date) -> dt.date | None:
        """Return the day to count stages from, as `History` has it."""
        return self.sure_day if day in self.unsure_days else day

    def _count(self, day: dt.date) -> None:
        """Worse again: the latest mornings decide for which time running."""
        told = history_of(self.mornings[-LATEST_MORNINGS:], day)
        self.worse.append((day, told.worse_mornings_running))


@dataclass(frozen=True)
class Due:
    """What the plan asks for on a day. Answers are kept: most days are alike.

    `refused_today`: the box starts nothing today, whatever the plan asks for.
    """

    plan: Plan | None
    catalogue: Catalogue | None
    refused_today: bool = False
    _known: dict[tuple[object, ...], DueSessions] = field(default_factory=dict)
    _locks: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)

    def on(self, day: dt.date, past: Past, *, worked: bool) -> DueSessions:
        """Return it; outside the plan's dates only for a day on which there was a session."""
        plan, catalogue = self.plan, self.catalogue
        if plan is None or catalogue is None or past.on_hold(plan, day):
            return NOTHING_DUE
        if not worked and not plan.valid_from <= day <= plan.valid_until:
            return NOTHING_DUE
        staging_day = past.staging_day(day)
        begun, over = bisect_right(self._first_days, day), bisect_left(self._last_days, day)
        key = (stage_on(plan, staging_day), self._locked(past.stops, begun, day), begun, over)
        if key not in self._known:
            history = History(day, staging_day=staging_day, stops=tuple(past.stops))
            sessions = day_plan(plan, catalogue, history).sessions
            times = Counter(task.exercise.id for session in sessions for task in session)
            self._known[key] = DueSessions(len(sessions), times)
        return self._known[key]

    def _locked(self, stops: Sequence[Stop], begun: int, day: dt.date) -> frozenset[str]:
        """Return what is locked: the only thing that a day's plan asks of the stops so far.

        Another stop, or one of the plan's dates gone by (`begun`), is needed to change it.
        """
        key = len(stops), begun
        if key not in self._locks and self.plan is not None:
            self._locks[key] = frozenset(
                each.exercise
                for each in self.plan.exercises
                if is_locked(stops, each.exercise, each.unlocked, self.plan.pain, day)
            )
        return self._locks[key]

    @cached_property
    def _first_days(self) -> list[dt.date]:
        """From when on an exercise is approved, or no longer locked."""
        entries = self.plan.exercises if self.plan is not None else ()
        approved = (each.approved.date for each in entries if each.approved is not None)
        return sorted([*approved, *(each.unlocked for each in entries if each.unlocked)])

    @cached_property
    def _last_days(self) -> list[dt.date]:
        """Until when an exercise is approved."""
        entries = self.plan.exercises if self.plan is not None else ()
        approvals = (each.approved for each in entries if each.approved is not None)
        return sorted(each.valid_until for each in approvals if each.valid_until is not None)


def sessions_on(plan: Plan, catalogue: Catalogue, history: History, day: dt.date) -> int:
    """Return how many sessions the plan asks for on `day`, by what the journal tells until now."""
    if day != history.today:
        history = replace(history, today=day, staging_day=day, next_day_answer=None)
    return len(day_plan(plan, catalogue, history).sessions)
