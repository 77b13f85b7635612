"""Whoever writes the plan is told why an exercise is left out, and which line would change it."""

from __future__ import annotations

import pytest

from device.journal.history import History, Stop
from device.plan.gates import day_plan
from device.plan.model import Approach, Approval, Catalogue, Operation, Prescription, Region
from device.plan.reasons import why_left_out
from tests.plan.plans import OPERATION, days_later, plan_of


def of(day: int, until: int | None = None) -> Approval:
    ends = None if until is None else days_later(until)
    return Approval("Dr. Lee", "surgeon", days_later(day), ends)


LUMBAR = Operation(OPERATION, Region.LUMBAR)
NECK = Operation(OPERATION, Region.CERVICAL)
SIDE = Operation(OPERATION, Region.LUMBAR, Approach.LATERAL)
BARRED = Operation(OPERATION, Region.LUMBAR, lumbar_motion_barred=True)
STOPPED = (Stop("heel_slides", days_later(50)), Stop("heel_slides", days_later(52)))


@pytest.mark.parametrize(
    ("entry", "operation", "cleared", "day", "stops", "why"),
    [
        (Prescription("wall_slides"), LUMBAR, 3, 41, (), "stage 3, from day 42 on (2026-11-12)"),
        (Prescription("wall_slides"), LUMBAR, 2, 60, (), "but the plan clears stage 2"),
        (Prescription("wall_slides"), LUMBAR, 2, 30, (), "and the plan clears stage 2"),
        (Prescription("wall_slides"), LUMBAR, 3, None, (), "nobody is sure of the date"),
        (Prescription("wall_slides"), LUMBAR, 3, 60, (), "an approval by name: `approved: {by:"),
        (Prescription("cat_cow", approved=of(70)), LUMBAR, 3, 60, (), "begins on 2026-12-10"),
        (Prescription("cat_cow", approved=of(1, 50)), LUMBAR, 3, 60, (), "ended on 2026-11-20"),
        (Prescription("glute_squeezes"), NECK, 3, 60, (), "after surgery of the neck it needs"),
        (Prescription("seated_marching"), SIDE, 3, 60, (), "after surgery from the side it needs"),
        (Prescription("pelvic_tilts"), BARRED, 3, 60, (), "moving the low back is barred it needs"),
        (Prescription("heel_slides"), LUMBAR, 3, 60, STOPPED,
         "pain stopped it on 2026-11-20, 2026-11-22. To open it again: `unlocked: DATE`"),
        (Prescription("hamstring_stretch", approved=of(1)), LUMBAR, 3, 60, (), "its steps"),
        (Prescription("hamstring_stretch", approved=of(1), steps=("Lift.",)), LUMBAR, 3, 60, (),
         "its dose"),
    ],
)  # fmt: skip
def test_every_reason_names_the_day_or_the_line_that_would_change_it(
    catalogue: Catalogue,
    entry: Prescription,
    operation: Operation,
    cleared: int,
    day: int | None,
    stops: tuple[Stop, ...],
    why: str,
) -> None:
    plan = plan_of(entry, operation=operation, cleared_stage=cleared)
    staging = None if day is None else days_later(day)
    history = History(days_later(60 if day is None else day), staging_day=staging, stops=stops)
    (out,) = day_plan(plan, catalogue, history).left_out
    assert why in why_left_out(plan, catalogue, history, out)
