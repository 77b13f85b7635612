"""A plan as somebody has written it, and what is told about it."""

from __future__ import annotations

from collections.abc import Callable

from device.plan.loading import LoadedPlan

PLAN = """\
operation:
  date: 2026-10-26
  region: lumbar
cleared_stage: 2
valid_from: 2026-11-09
valid_until: 2027-01-31
contacts:
  emergency: "112"
  family: {name: Anna, phone: "0123 456"}
  clinic: {name: the clinic, phone: "+49 98 76"}
pain:
  slight_max: 3
exercises:
  - exercise: ankle_pumps
    repetitions: 10-15
    times_per_day: 2
  - exercise: glute_squeezes
    hold_s: 5
  - exercise: walking_short
    minutes: 5-10
"""
ADD = "    minutes: 5-10\n"
"""The last line: entries are added behind it."""

Load = Callable[..., LoadedPlan]
"""Loads `PLAN` with one text in the place of another, signed."""


def told(loaded: LoadedPlan) -> list[str]:
    return [str(problem) for problem in loaded.problems]
