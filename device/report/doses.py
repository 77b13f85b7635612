"""A dose in words, in the language of the report."""

from __future__ import annotations

from device.plan.model import Range
from device.report.facts import Prescribed
from device.report.texts import Texts


def said_dose(dose: Prescribed | None, t: Texts) -> str:
    """Return how much the plan asks for; without a dose, that it does not say."""
    if dose is None or not any((dose.repetitions, dose.hold_s, dose.minutes)):
        return t.reason_no_dose
    told = (
        ("dose_repetitions", dose.repetitions),
        ("dose_hold", dose.hold_s),
        ("dose_minutes", dose.minutes),
    )
    parts = [t.said(key, n=said_range(value)) for key, value in told if value is not None]
    if dose.times_per_day > 1:
        parts.append(t.said("dose_times", n=dose.times_per_day))
    return ", ".join(parts)


def said_range(value: Range) -> str:
    """Return it with an en dash, or as one number."""
    return str(value.low) if value.low == value.high else f"{value.low}\u2013{value.high}"
