"""How fast and how small the report is after ten years, and whether the page can be read."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from device.journal.entry import Entry, Kind
from device.journal.row import Row
from device.plan.model import PainRules

PROJECT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 23)
TEN_YEARS = 3652
HURT = 0.03
EXERCISES = (
    "deep_breathing", "ankle_pumps", "heel_slides", "glute_squeezes", "pelvic_tilts",
    "abdominal_bracing", "seated_marching", "shoulder_blade_squeezes",
)  # fmt: skip


@dataclass
class Years:
    """Makes up days gone by, the same ones for the same seed."""

    days: int
    last: dt.date = TODAY
    seed: int = 8

    def rows(self) -> Iterator[Row]:
        """Yield every row, in order."""
        dice = random.Random(self.seed)
        id_ = 0
        for ago in reversed(range(self.days)):
            day = self.last - dt.timedelta(days=ago)
            at = dt.datetime.combine(day, dt.time(9), dt.UTC)
            boottime_s = 1000.0
            for n in range(dice.choice((2, 2, 2, 2, 1, 0))):
                began = id_ + 1
                for entry, seconds in _session(dice, first=n == 0):
                    id_ += 1
                    boottime_s += seconds
                    at += dt.timedelta(seconds=seconds)
                    yield Row(
                        id_, entry.kind, day, at, began, entry.exercise, entry.value, entry.text,
                        boot_id=f"boot-{day}", boottime_s=round(boottime_s, 3),
                    )  # fmt: skip
                at += dt.timedelta(hours=4)
                boottime_s += 4 * 3600


def _session(dice: random.Random, *, first: bool) -> Iterator[tuple[Entry, float]]:
    yield Entry(Kind.SESSION_BEGAN), 1.0
    if first:
        yield Entry(Kind.EXERCISE_LEFT_OUT, "bridging", text="reason_stage"), 0.0
    for exercise in EXERCISES if first else EXERCISES[1:2]:
        yield Entry(Kind.EXERCISE_BEGAN, exercise), 20.0
        yield Entry(Kind.WORD_HEARD, text="ready"), 5.0
        if dice.random() < 2 * HURT:
            yield Entry(Kind.EXERCISE_SKIPPED, exercise, text="next"), 4.0
            continue
        for n in range(1, 11):
            yield Entry(Kind.REPETITION_PACED, exercise, n), 7.0
        if dice.random() < HURT / 2:
            value = dice.choice((1, 2, 3, 4, 5, 7))
            yield Entry(Kind.PAIN_SAID, exercise, text="word"), 1.0
            yield Entry(Kind.EXERCISE_STOPPED, exercise), 0.0
            yield Entry(Kind.PAIN_ANSWERED, exercise, value), 12.0
            yield Entry(Kind.DANGER_ANSWERED, exercise, text="no"), 15.0
            if value > PainRules().moderate_max:
                yield Entry(Kind.SESSION_ENDED_EARLY, exercise, text="pain"), 2.0
                return
            yield Entry(Kind.EXERCISE_SKIPPED, exercise, text="closed"), 2.0
            continue
        yield Entry(Kind.EXERCISE_PACED, exercise), 5.0
    yield Entry(Kind.SESSION_COMPLETED), 8.0
