"""A box in a home for reports: its files with a signed plan, and a journal of days gone by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from device.configuration import Configuration, load_configuration
from device.journal.clock import VirtualClock
from device.journal.entry import Entry
from device.journal.row import Row
from device.journal.schema import insert
from device.plan.signature import sign
from device.report.facts import Facts
from device.report.gathering import facts_of
from device.report.texts import Texts, load_texts
from tests.household import project_with
from tests.journal.past import TODAY, past

EVENING = dt.datetime.combine(TODAY, dt.time(20), dt.UTC)
SIGNED = dt.date(2026, 11, 9)
PLAN = """\
operation: {date: 2026-10-05, region: lumbar, approach: posterior, kind: fusion}
cleared_stage: 2
valid_from: 2026-11-01
valid_until: 2027-01-31
contacts:
  emergency: "112"
  family: {name: Anna, phone: "0123 456 789"}
exercises:
  - exercise: glute_squeezes
  - exercise: heel_slides
  - exercise: bridging
"""


@dataclass(frozen=True)
class Home:
    """Where its files are, and what they said when they were first asked."""

    project: Path
    state: Path
    language: str

    @cached_property
    def configuration(self) -> Configuration:
        return load_configuration(self.project)

    @property
    def voices(self) -> Path:
        return self.project / "voices" / self.language

    @cached_property
    def texts(self) -> Texts:
        return load_texts(self.voices)

    @property
    def clock(self) -> VirtualClock:
        return VirtualClock(EVENING)

    def facts(self, days: int = 42) -> Facts:
        return facts_of(self.configuration, self.state, self.clock, days)


def home(
    folder: Path,
    project: Path,
    days: Mapping[int, Sequence[Entry]] | None = None,
    *,
    plan: str = PLAN,
    language: str = "en",
    by: tuple[str, str] = ("Dr. Weber", "surgeon"),
) -> Home:
    """Make one in `folder`; `days` as in `past`. Nothing in them: no journal."""
    files = project_with(folder / "project", project, plan, language)
    device = files / "config" / "device.yaml"
    told = device.read_text("utf-8").replace("\nday:\n", "\nday:\n  timezone: UTC\n")
    device.write_text(told, encoding="utf-8")
    sign(files / "config" / "plan.yaml", *by, SIGNED)
    state = folder / "state"
    state.mkdir()
    if days:
        insert(state / "journal.sqlite", minutes_apart(past(days)))
    return Home(files, state, language)


def minutes_apart(rows: Sequence[Row]) -> list[Row]:
    """Put a minute of the machine's own time between rows, and a start of it between days."""
    return [
        row._replace(boot_id=f"boot-{row.day}", boottime_s=60.0 * n) for n, row in enumerate(rows)
    ]
