"""What a box writes, of days that are made up, for its readers to read."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from device.configuration import load_configuration
from device.journal.clock import VirtualClock
from device.journal.schema import insert
from device.plan.signature import sign
from device.report.export import ExportOptions, Format, write_export
from script.benches.pages.homes import CLOCK, PLAN, SIGNED, TODAY, Years, household, voices
from script.benches.pages.homes import Case as Lived

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Seoul",
    "Australia/Lord_Howe",
    "Pacific/Honolulu",
)
HOURS = (10, 16)
LAST = dt.date(2027, 11, 20)
PSEUDONYM = "P-017"


def lived(folder: Path, **how: Any) -> Path:  # noqa: ANN401 - as a Case takes them
    """Return a home with six weeks of days in it."""
    folder.mkdir(parents=True)
    household(folder, Lived(folder.name, how.pop("days", 42), **how))
    return folder


def exported(home: Path, kind: Format, now: VirtualClock = CLOCK, days: int = 60) -> Path:
    """Write an export as the command does; return its file."""
    wish = ExportOptions(kind, days, home / f"export.{kind.value}", pseudonym=PSEUDONYM)
    return write_export(load_configuration(home), voices(home), home / "state", now, wish)


def in_zone(home: Path, zone: str) -> None:
    """Move a home to a zone, with a plan of a year and two sessions a day."""
    device = home / "config" / "device.yaml"
    told = device.read_text("utf-8").replace("timezone: UTC", f"timezone: {zone}")
    device.write_text(told, encoding="utf-8")
    plan = home / "config" / "plan.yaml"
    plan.write_text(PLAN.replace("2027-01-31", f"{LAST}"), encoding="utf-8")
    sign(plan, "Dr. Weber", "surgeon", SIGNED)


def right_times(zone: str, first: dt.date, last: dt.date) -> set[str]:
    """Return when reminders should ring, in UTC, by the zone's own rules."""
    days = ((first + dt.timedelta(n)) for n in range((last - first).days + 1))
    local = (
        dt.datetime.combine(day, dt.time(hour), zoneinfo.ZoneInfo(zone))
        for day in days
        for hour in HOURS
    )
    return {f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}" for at in local}


def calendars(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield a year of reminders in each zone."""
    for zone in ZONES:
        home = lived(folder / zone.replace("/", "-"), days=0)
        in_zone(home, zone)
        yield zone, exported(home, Format.ICS)


def two_journals(folder: Path) -> Iterator[Path]:
    """Yield the bundles of a box before and after a new card, under one pseudonym."""
    for name, last, days in (("old", TODAY - dt.timedelta(15), 20), ("new", TODAY, 14)):
        home = lived(folder / name, days=0)
        # The same dice: a new journal counts from one again, as the old one did.
        insert(home / "state" / "journal.sqlite", list(Years(days, 0.0, last).rows()))
        yield exported(home, Format.FHIR)


def resources(bundle: Path, kind: str) -> list[dict[str, Any]]:
    """Return the resources of a kind in a bundle."""
    made = json.loads(bundle.read_text("utf-8"))
    found = (each["resource"] for each in made["entry"])
    return [each for each in found if each["resourceType"] == kind]
