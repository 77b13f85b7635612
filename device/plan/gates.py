"""What is allowed on a day: stages, gates, locks, and the dose. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from device.journal.history import History, Stop
from device.plan.instructions import BRIEF_FROM, SHORT_FROM, Instructions
from device.plan.model import (
    Approach,
    Catalogue,
    DayPlan,
    Dose,
    Exercise,
    Gate,
    LeftOut,
    Level,
    Mode,
    Operation,
    PainRules,
    Plan,
    Position,
    Prescription,
    Region,
    Task,
)

STAGE_BEGINS = {1: 0, 2: 14, 3: 42}
"""Days after the operation on which a stage begins."""

STEADY_SESSIONS = 3
"""Consecutive sessions without pain that move an exercise one level up, if the plan allows it."""


def stage_on(plan: Plan, day: dt.date | None) -> int:
    """The stage on `day`, by the calendar and never past what is cleared.

    None is a day that nobody is sure of: only the first stage is safe.
    """
    if day is None:
        return 1
    days = (day - plan.operation.date).days
    reached = max((stage for stage, first in STAGE_BEGINS.items() if days >= first), default=1)
    return min(reached, plan.cleared_stage)


def day_plan(plan: Plan, catalogue: Catalogue, history: History, *, low: bool = False) -> DayPlan:
    """Return what is allowed on the day of `history`; `low`: the low end of every range."""
    stage = stage_on(plan, history.staging_day)
    prescribed = {entry.exercise: entry for entry in plan.exercises}
    tasks: list[tuple[Task, int]] = []
    left_out: list[LeftOut] = []
    for exercise in _in_order(catalogue):
        entry = prescribed.get(exercise.id)
        if entry is None:
            continue
        reason = _reason_against(plan, exercise, entry, stage, history)
        if reason is not None:
            left_out.append(LeftOut(exercise.id, reason))
            continue
        level = level_on(plan, entry, history, low=low)
        instructions = instructions_on(plan, exercise.id, history, low=low)
        task = Task(exercise, _dose(exercise, entry, level), instructions, entry.steps)
        tasks.append((task, entry.times_per_day or exercise.times_per_day.low))
    times = max((times for _, times in tasks), default=0)
    sessions = tuple(
        tuple(task for task, times in tasks if times > session) for session in range(times)
    )
    return DayPlan(stage, sessions, tuple(left_out))


def instructions_on(
    plan: Plan, exercise: str, history: History, *, low: bool = False
) -> Instructions:
    """Return how much is said of `exercise`, an id, on the day of `history`.

    Less with each time; after any pain, and where `low` doses are asked for, no longer its name
    alone.
    """
    if plan.full_instructions or history.times_paced.get(exercise, 0) < SHORT_FROM:
        return Instructions.FULL
    known = history.painless_running.get(exercise, 0) >= BRIEF_FROM
    return Instructions.BRIEF if known and not (low or history.worse_today) else Instructions.SHORT


def level_on(plan: Plan, entry: Prescription, history: History, *, low: bool = False) -> Level:
    """Where in its range an exercise stands; never past the range, and down at the least doubt.

    Where the plan allows `progression`, every `STEADY_SESSIONS` sessions running without pain move
    it one level up from what is signed; the next pain takes it back.
    """
    if low or history.worse_today:
        return Level.LOW
    if not plan.progression or not history.sure:
        return entry.level
    levels = tuple(Level)
    up = history.painless_running.get(entry.exercise, 0) // STEADY_SESSIONS
    return levels[min(levels.index(entry.level) + up, len(levels) - 1)]


def counts(lifted: dt.date | None, today: dt.date) -> dt.date | None:
    """Return `lifted`, the day of an unlock, unless it is None or after `today`.

    A slip of the year would otherwise open it for good.
    """
    return lifted if lifted is not None and lifted <= today else None


def is_locked(
    stops: Sequence[Stop],
    exercise: str,
    unlocked: dt.date | None,
    rules: PainRules,
    today: dt.date,
) -> bool:
    """Whether `stops` by pain lock `exercise` under `rules`, since it was `unlocked` last."""
    unlocked = counts(unlocked, today)
    days = sorted(
        stop.day
        for stop in stops
        if stop.exercise == exercise and (unlocked is None or stop.day >= unlocked)
    )
    n = rules.stops_that_lock
    return any(
        (later - first).days < rules.lock_days
        for first, later in zip(days, days[n - 1 :], strict=False)
    )


def recent_stops(plan: Plan, history: History) -> Mapping[str, int]:
    """How often pain stopped each exercise of `plan`, by the stops in `history` that lock it."""
    unlocked = {each.exercise: counts(each.unlocked, history.today) for each in plan.exercises}
    return Counter(
        stop.exercise
        for stop in history.stops
        if stop.exercise in unlocked
        and (history.today - stop.day).days < plan.pain.lock_days
        and stop.day >= (unlocked[stop.exercise] or stop.day)
    )


def _in_order(catalogue: Catalogue) -> list[Exercise]:
    """Grouped by position, so that nobody gets up and down more than needed; walks last."""
    positions = list(Position)
    return sorted(
        catalogue.exercises,
        key=lambda each: (each.mode is Mode.WALK, positions.index(each.position)),
    )


def _reason_against(
    plan: Plan, exercise: Exercise, entry: Prescription, stage: int, history: History
) -> str | None:
    if is_locked(history.stops, exercise.id, entry.unlocked, plan.pain, history.today):
        return "reason_locked"
    if exercise.stage > stage:
        return "reason_stage"
    if is_barred(plan.operation, exercise):
        return "reason_surgery"
    if is_gated(plan.operation, exercise) and not _approved(entry, history.today):
        return "reason_gate" if exercise.gate is Gate.NAMED else "reason_surgery"
    if exercise.steps == 0 and not any(step.strip() for step in entry.steps):
        return "reason_no_dose"
    has_dose = entry.repetitions or exercise.repetitions or entry.minutes or exercise.minutes
    return None if has_dose else "reason_no_dose"


def is_barred(operation: Operation, exercise: Exercise) -> bool:
    """Whether `exercise` bends what `operation` forbids to bend, whoever has approved it."""
    neck = operation.region is Region.CERVICAL and Region.CERVICAL in exercise.bends
    return neck or (operation.lumbar_motion_barred and Region.LUMBAR in exercise.bends)


def is_gated(operation: Operation, exercise: Exercise) -> bool:
    """Whether somebody has to approve `exercise` after `operation`."""
    if operation.region is Region.CERVICAL and not exercise.spares_the_neck:
        return True
    match exercise.gate:
        case Gate.NONE:
            return False
        case Gate.NAMED:
            return True
        case Gate.LATERAL:
            return operation.approach is Approach.LATERAL
        case Gate.CERVICAL:
            return operation.region is Region.CERVICAL
        case Gate.LUMBAR_MOTION:
            return operation.lumbar_motion_barred


def _approved(entry: Prescription, day: dt.date) -> bool:
    approval = entry.approved
    if approval is None or not approval.by.strip():
        return False
    return approval.date <= day and (approval.valid_until is None or day <= approval.valid_until)


def _dose(exercise: Exercise, entry: Prescription, level: Level) -> Dose:
    repetitions = entry.repetitions or exercise.repetitions
    hold_s = entry.hold_s or exercise.hold_s
    minutes = entry.minutes or exercise.minutes
    return Dose(
        repetitions.at(level) if repetitions else 0,
        hold_s.at(level) if hold_s else 0,
        minutes.at(level) if minutes else 0,
    )
