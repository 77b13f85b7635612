"""Plans that `check` has nothing against, drawn by a seed."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from device.plan.model import Catalogue, Exercise, Range

OPERATED = dt.date(2026, 10, 5)
FIRST_DAYS = (3, 13, 15, 41, 43, 60)
"""Days after the operation on which a life may begin: around the days on which stages begin."""


def draw_plan(dice: random.Random, catalogue: Catalogue) -> dict[str, Any]:
    """Return any plan, as it would stand in a plan file."""
    chosen = dice.sample(catalogue.exercises, dice.randint(1, 4))
    region = dice.choice(["lumbar", "lumbar", "thoracic", "cervical"])
    plan: dict[str, Any] = {
        "operation": {
            "date": OPERATED,
            "region": region,
            "approach": dice.choice(["posterior", "posterior", "lateral", "anterior"]),
            "lumbar_motion_barred": dice.random() < 0.2,  # noqa: PLR2004 - one in five
        },
        "cleared_stage": dice.choice([1, 2, 3, 3]),
        "valid_from": OPERATED,
        "valid_until": OPERATED + dt.timedelta(365),
        "contacts": {
            "emergency": "112",
            "family": {"name": "Anna", "phone": "0123 456"},
            "clinic": {"name": "the clinic", "phone": "0987 65"},
        },
        "exercises": [_entry(dice, exercise) for exercise in chosen],
        "progression": dice.random() < 0.3,  # noqa: PLR2004 - three in ten
    }
    if dice.random() < 0.3:  # noqa: PLR2004 - same
        plan["pain"] = _rules(dice)
    return plan


def draw_change(dice: random.Random, day: dt.date) -> dict[str, Any]:
    """Return a change of the plan that a clinician may make on `day`."""
    yesterday = day - dt.timedelta(1)
    return dice.choice(
        [
            {"valid_until": yesterday},
            {"valid_until": day + dt.timedelta(200)},
            {"hold_lifted": day},
            {"cleared_stage": 1},
            {"progression": False},
        ]
    )


def _entry(dice: random.Random, exercise: Exercise) -> dict[str, Any]:
    silent = exercise.steps == 0  # the clinician writes them
    entry: dict[str, Any] = {"exercise": exercise.id}
    for name, range_ in (("repetitions", exercise.repetitions), ("minutes", exercise.minutes)):
        if range_ is not None:
            entry[name] = _within(dice, range_)
    if silent:
        entry |= {"repetitions": "3-5", "hold_s": "5-6", "steps": ["Do it."]}
    if dice.random() < 0.6:  # noqa: PLR2004 - more often than not, or gates stay shut
        entry["approved"] = {"by": "Dr. Lee", "role": "surgeon", "date": OPERATED}
    if exercise.times_per_day.high > 1:
        entry["times_per_day"] = dice.randint(
            exercise.times_per_day.low, exercise.times_per_day.high
        )
    entry["level"] = dice.choice(["low", "middle", "high"])
    return entry


def _within(dice: random.Random, range_: Range) -> str:
    low = dice.randint(range_.low, range_.high)
    return f"{low}-{dice.randint(low, range_.high)}"


def _rules(dice: random.Random) -> dict[str, Any]:
    slight = dice.randint(1, 3)
    return {
        "slight_max": slight,
        "moderate_max": dice.randint(slight + 1, 5),
        "danger_from": dice.randint(0, slight + 1),
        "answer_tries": dice.randint(1, 3),
        "stops_that_lock": dice.randint(1, 3),
        "lock_days": dice.choice([7, 14, 60]),
    }
