"""The hazard table once more, in other words than the program's: what no day may ask for."""

from __future__ import annotations

import datetime as dt

from device.journal.history import History
from device.plan.model import Approach, Catalogue, Gate, Plan, Region, Task

SIGNED = dt.date(2026, 11, 9)
LARGEST = 99  # the voice counts no further


def unsafe(task: Task, plan: Plan, catalogue: Catalogue, history: History) -> str:
    """Return what is unsafe about a task of a day, or nothing: the hazard table once more."""
    exercise = catalogue[task.exercise.id]
    entries = [entry for entry in plan.exercises if entry.exercise == exercise.id]
    if len(entries) != 1:
        return "it stands in the plan more than once, or not at all"
    entry, sure = entries[0], history.staging_day
    days = (sure - plan.operation.date).days if sure is not None else 0
    if exercise.stage > min(plan.cleared_stage, 1 + (days >= 14) + (days >= 42)):  # noqa: PLR2004
        return f"stage {exercise.stage} on day {days}"
    operation, approved = plan.operation, entry.approved
    neck = operation.region is Region.CERVICAL
    gated = {
        Gate.NAMED: True, Gate.LATERAL: operation.approach is Approach.LATERAL, Gate.CERVICAL: neck,
        Gate.LUMBAR_MOTION: operation.lumbar_motion_barred,
    }.get(exercise.gate, False) or (neck and not exercise.spares_the_neck)  # fmt: skip
    latest = min(history.today, SIGNED)
    if gated and not (approved and approved.by.strip() and approved.date <= latest):
        return "it is gated, and nobody has approved it"
    if not exercise.steps and not any(step.strip() for step in entry.steps):
        return "nobody has written its steps"
    frail = plan.frail or entry.frail  # less is allowed then, and more is not
    meant = bool((entry.clinician_override or "").strip())
    dose = task.dose
    for name, got, known in (
        ("repetitions", dose.repetitions, exercise.repetitions),
        ("hold_s", dose.hold_s, exercise.hold_s),
        ("minutes", dose.minutes, exercise.minutes),
    ):
        signed = getattr(entry, name) or known
        beyond = [
            each
            for each in (signed, None if meant else known)
            if each and not (1 if frail else each.low) <= got <= each.high
        ]
        if got > LARGEST or got < 0 or beyond:
            return f"{name} {got}"
    return "" if dose.repetitions or dose.minutes else "nothing is asked"
