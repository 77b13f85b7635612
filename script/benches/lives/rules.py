"""The plan's promises about a day, in other words than the program's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from device.journal.entry import Entry, Kind
from device.plan.model import Approach, Exercise, Gate, Level, Mode, PainRules, Plan, Region
from script.benches.lives.broken import Broken

if TYPE_CHECKING:
    from script.benches.lives.living import Living


class DayRules:
    """What may begin, how far it may be counted, and what a worse morning means, for one box."""

    def __init__(self, box: Living) -> None:
        self._box = box
        self._stops: list[tuple[str, dt.date]] = []
        self._answers: dict[dt.date, str] = {}
        self._held_since: dt.date | None = None
        self._most = 0
        self._began_on: dt.date | None = None
        self._before: dt.date | None = None

    @property
    def pain(self) -> PainRules:
        """The ladder of the plan."""
        plan = self._box.loaded.plan
        return plan.pain if plan is not None else PainRules()

    @property
    def same_day(self) -> bool:
        """Whether the session that is being begun is of the day of the one before."""
        return self._began_on == self._before

    def writes(self, entry: Entry) -> None:
        """Look at an entry. Raises Broken."""
        day = self._box.memory.rows[-1].day
        if entry.kind is Kind.SESSION_BEGAN:
            self._before, self._began_on = self._began_on, day
        if entry.kind in (Kind.SESSION_BEGAN, Kind.SESSION_RESUMED, Kind.EXERCISE_BEGAN):
            self._answers.setdefault(day, "")
            self._on_hold(day)
        if entry.kind is Kind.NEXT_DAY_ANSWERED:
            self._answered(entry.text or "", day)
        elif entry.kind is Kind.EXERCISE_STOPPED and entry.exercise is not None:
            self._stops.append((entry.exercise, day))
        elif entry.kind is Kind.EXERCISE_BEGAN and entry.exercise is not None:
            self._begins(entry.exercise, day)

    def counts(self, n: int) -> None:
        """A number was counted. Raises Broken."""
        if n > self._most:
            raise Broken("dose", f"{n} was counted, {self._most} is the most")

    def _answered(self, text: str, day: dt.date) -> None:
        if text == "silence":
            return
        self._answers[day] = text
        running = 0
        for other in sorted(self._answers):
            if other <= day:
                running = running + 1 if self._answers[other] == "worse" else 0
        if running >= self.pain.worse_mornings_on_hold:
            self._held_since = day

    def _on_hold(self, day: dt.date) -> None:
        plan = self._box.loaded.plan
        since = self._held_since
        if since is None or plan is None or day < since:
            return
        if plan.hold_lifted is None or plan.hold_lifted <= since:
            raise Broken("hold", f"something began on {day}, on hold since {since}")

    def _begins(self, id_: str, day: dt.date) -> None:
        plan = self._box.loaded.plan
        assert plan is not None  # noqa: S101 - nothing begins without one
        exercise = self._box.catalogue[id_]
        if not may_begin(plan, exercise, day):
            raise Broken("gate, stage and lock", f"{id_} began on {day}")
        stops = [when for stopped, when in self._stops if stopped == id_]
        n = plan.pain.stops_that_lock
        for first, later in zip(stops, stops[n - 1 :], strict=False):
            if abs((later - first).days) < plan.pain.lock_days:
                raise Broken("gate, stage and lock", f"{id_} began, stopped on {first}, {later}")
        worse = self._answers.get(day) == "worse"
        self._most = most_counted(plan, exercise, worse=worse)


def may_begin(plan: Plan, exercise: Exercise, day: dt.date) -> bool:
    """Return whether the plan and the calendar allow an exercise at all."""
    entry = {each.exercise: each for each in plan.exercises}.get(exercise.id)
    if entry is None or exercise.stage > plan.cleared_stage:
        return False
    if (day - plan.operation.date).days < {1: 0, 2: 14, 3: 42}[exercise.stage]:
        return False
    operation = plan.operation
    gated = {
        Gate.NONE: False,
        Gate.NAMED: True,
        Gate.LATERAL: operation.approach is Approach.LATERAL,
        Gate.CERVICAL: operation.region is Region.CERVICAL,
        Gate.LUMBAR_MOTION: operation.lumbar_motion_barred,
    }[exercise.gate] or (operation.region is Region.CERVICAL and not exercise.spares_the_neck)
    return not gated or (entry.approved is not None and entry.approved.date <= day)


def most_counted(plan: Plan, exercise: Exercise, *, worse: bool) -> int:
    """Return the highest number that may be counted in an exercise; 0 for a walk."""
    if exercise.mode is Mode.WALK:
        return 0
    entry = {each.exercise: each for each in plan.exercises}[exercise.id]
    level = Level.LOW if worse else Level.HIGH if plan.progression else entry.level
    doses = (entry.repetitions or exercise.repetitions, entry.hold_s or exercise.hold_s)
    return max(dose.at(level) if dose is not None else 0 for dose in doses)
