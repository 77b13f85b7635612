"""Plans for tests: nothing in them but what a test is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from device.plan.model import Operation, Plan, Prescription, Region
from tests.days import CONTACTS

OPERATION = dt.date(2026, 10, 1)


def days_later(days: int) -> dt.date:
    return OPERATION + dt.timedelta(days)


def plan_of(*entries: Prescription, **facts: object) -> Plan:
    plan = Plan(
        Operation(OPERATION, Region.LUMBAR), 3, OPERATION, days_later(365), entries, CONTACTS
    )
    return replace(plan, **facts)  # type: ignore[arg-type]
