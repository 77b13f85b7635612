"""Why an exercise of the plan is left out on a day, and what would change it: for who writes it."""

from __future__ import annotations

import datetime as dt

from device.journal.history import History
from device.plan.gates import STAGE_BEGINS, is_barred
from device.plan.model import (
    Approach,
    Approval,
    Catalogue,
    Exercise,
    Gate,
    LeftOut,
    Plan,
    Prescription,
    Region,
)

APPROVE = "`approved: {by: NAME, role: ROLE, date: DATE}`"

_LAST = dt.date.max.toordinal()


def why_left_out(plan: Plan, catalogue: Catalogue, history: History, out: LeftOut) -> str:
    """Return the reason, with the day or the line of the plan that would change it."""
    exercise = catalogue[out.exercise]
    entry = next(each for each in plan.exercises if each.exercise == out.exercise)
    match out.reason:
        case "reason_stage":
            return _stage(plan, exercise, history)
        case "reason_locked":
            days = sorted({s.day.isoformat() for s in history.stops if s.exercise == exercise.id})
            return f"pain stopped it on {', '.join(days)}. To open it again: `unlocked: DATE`"
        case "reason_gate":
            return f"it needs an approval by name{_approval(entry, history.today)}"
        case "reason_surgery" if is_barred(plan.operation, exercise):
            return f"{_operation(plan, exercise)} nobody may do it"
        case "reason_surgery":
            why = _operation(plan, exercise)
            return f"{why} it needs an approval by name{_approval(entry, history.today)}"
        case _:
            return _dose(exercise, entry)


def _stage(plan: Plan, exercise: Exercise, history: History) -> str:
    first = STAGE_BEGINS[exercise.stage]
    begins = dt.date.fromordinal(min(plan.operation.date.toordinal() + first, _LAST))
    told = f"it belongs to stage {exercise.stage}, from day {first} on ({begins})"
    if history.staging_day is None:
        return f"{told}, and nobody is sure of the date"
    reached = history.staging_day >= begins
    if exercise.stage <= plan.cleared_stage:
        return told
    cleared = f"the plan clears stage {plan.cleared_stage}: `cleared_stage`"
    return f"{told}, and {cleared}" if not reached else f"{told}, but {cleared}"


def _approval(entry: Prescription, day: dt.date) -> str:
    approval: Approval | None = entry.approved
    if approval is None or not approval.by.strip():
        return f": {APPROVE}"
    if approval.date > day:
        return f"; that of {approval.by} begins on {approval.date}"
    return f"; that of {approval.by} ended on {approval.valid_until}"


def _operation(plan: Plan, exercise: Exercise) -> str:
    operation = plan.operation
    if operation.region is Region.CERVICAL and not exercise.spares_the_neck:
        return "after surgery of the neck"
    if exercise.gate is Gate.LATERAL and operation.approach is Approach.LATERAL:
        return "after surgery from the side"
    return "while moving the low back is barred"


def _dose(exercise: Exercise, entry: Prescription) -> str:
    if not exercise.steps and not any(step.strip() for step in entry.steps):
        return "nobody has written its steps: `steps:` and a dose"
    return "nobody has written its dose: `repetitions:`"
