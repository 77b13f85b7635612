"""Homes with days gone by, made up: none, one day, six weeks with pain, ten years."""

from __future__ import annotations

import datetime as dt
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from device.configuration import load_configuration
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.row import Row
from device.journal.schema import insert
from device.plan.model import PainRules
from device.plan.signature import sign
from device.report.show import ReportOptions, write_report
from device.settings import load_settings

NOT_OURS = shutil.ignore_patterns("plan.signed", "plan.before")
"""What signing leaves beside the plan of whoever develops here."""

PROJECT = Path(__file__).resolve().parents[3]
TODAY = dt.date(2026, 11, 23)
TEN_YEARS = 3652
SIGNED = dt.date(2026, 11, 22)
HURT = 0.03
PLAN = """\
operation: {date: 2026-10-05, region: lumbar, approach: posterior, kind: fusion}
cleared_stage: 2
valid_from: 2026-10-12
valid_until: 2027-01-31
contacts:
  emergency: "112"
  family: {name: Anna, phone: "0123 456 789"}
exercises:
  - exercise: deep_breathing
  - exercise: ankle_pumps
    times_per_day: 2
  - exercise: heel_slides
  - exercise: glute_squeezes
  - exercise: pelvic_tilts
    approved: {by: Dr. Kim, role: physiotherapist, date: 2026-10-10}
  - exercise: abdominal_bracing
  - exercise: bridging
  - exercise: seated_marching
  - exercise: shoulder_blade_squeezes
"""
CLOCK = VirtualClock(dt.datetime.combine(TODAY, dt.time(8), dt.UTC))
EXERCISES = (
    "deep_breathing", "ankle_pumps", "heel_slides", "glute_squeezes", "pelvic_tilts",
    "abdominal_bracing", "seated_marching", "shoulder_blade_squeezes",
)  # fmt: skip


@dataclass
class Years:
    """Makes up days gone by, the same ones for the same seed."""

    days: int
    hurt: float = HURT
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
                for entry, seconds in _session(dice, self.hurt, first=n == 0):
                    id_ += 1
                    boottime_s += seconds
                    at += dt.timedelta(seconds=seconds)
                    yield Row(
                        id_, entry.kind, day, at, began, entry.exercise, entry.value, entry.text,
                        boot_id=f"boot-{day}", boottime_s=round(boottime_s, 3),
                    )  # fmt: skip
                at += dt.timedelta(hours=4)
                boottime_s += 4 * 3600


def _session(dice: random.Random, hurt: float, *, first: bool) -> Iterator[tuple[Entry, float]]:
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
        if dice.random() < hurt / 2:
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


@dataclass(frozen=True, slots=True)
class Case:
    """A home: so many days were lived in it, and the report is of so many."""

    name: str
    lived: int
    days: int = 42
    hurt: float = HURT
    language: str = "en"
    awkward: bool = False


CASES = (
    Case("empty", 0),
    Case("one day", 1),
    Case("42 days", 42, hurt=4 * HURT),
    Case("ten years", TEN_YEARS, TEN_YEARS),
    Case("korean", 42, hurt=4 * HURT, language="ko"),
    Case("much pain", 42, hurt=24 * HURT),
    Case("awkward names", 42, hurt=4 * HURT, awkward=True),
)
PICTURED = CASES[:5]
AWKWARD = "<b>" + "Reallyverylongname" * 5


def household(folder: Path, case: Case) -> None:
    """Make the files and the journal of a case."""
    for name in ("config", "voices"):
        shutil.copytree(PROJECT / name, folder / name, ignore=NOT_OURS)
    plan = _unlocked(PLAN) if case.lived == TEN_YEARS else PLAN
    (folder / "config" / "plan.yaml").write_text(plan, encoding="utf-8")
    device = folder / "config" / "device.yaml"
    told = device.read_text("utf-8").replace("language: en", f"language: {case.language}")
    told = told.replace("\nday:\n", "\nday:\n  timezone: UTC\n")
    device.write_text(told, encoding="utf-8")
    if case.awkward:
        names = folder / "voices" / case.language / "exercises.yaml"
        told = names.read_text("utf-8").replace('"Glute squeezes"', f'"{AWKWARD}"')
        names.write_text(told.replace('"Ankle pumps"', f'"{AWKWARD}"'), encoding="utf-8")
    signer = AWKWARD if case.awkward else "Dr. Weber"
    sign(folder / "config" / "plan.yaml", signer, "surgeon", SIGNED)
    (folder / "state").mkdir()
    if case.lived:
        yesterday = TODAY - dt.timedelta(days=1)
        insert(folder / "state" / "journal.sqlite", Years(case.lived, case.hurt, yesterday).rows())


def _unlocked(plan: str) -> str:
    """In ten years every exercise would have been locked some day, and unlocked again."""
    return re.sub(r"(  - exercise: \w+\n)", rf"\g<1>    unlocked: {SIGNED}\n", plan)


def written(folder: Path, days: int, html: Path | None = None, pdf: Path | None = None) -> None:
    """Write a report as the command does, by a clock that stands at `TODAY`."""
    configuration = load_configuration(folder)
    write_report(
        configuration, voices(folder), folder / "state", CLOCK, ReportOptions(days, html, pdf)
    )


def voices(folder: Path) -> Path:
    """Return the folder of the language."""
    settings, _ = load_settings(folder / "config" / "device.yaml")
    return folder / "voices" / (settings.language if settings is not None else "en")
