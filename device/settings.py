"""The box's own settings: `config/device.yaml` as frozen dataclasses, read once."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from device.reading.document import Document, read
from device.reading.fill import fill, fill_what_holds
from device.reading.problem import Problem, Unreadable, errors

PINS = range(2, 28)
"""GPIO numbers of the 40-pin header that may be used freely (BCM)."""


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """ALSA names of the sound card; one card for both, or the echo cannot be taken out."""

    microphone: str = "default"
    speaker: str = "default"


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """BCM numbers of the pins."""

    button_pin: int = 17
    led_pin: int = 27


@dataclass(frozen=True, slots=True)
class DaySettings:
    """When a day begins. Empty `timezone`: the system's."""

    rollover_hour: int = 3
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `device.yaml`."""

    language: str = "en"
    sound: SoundSettings = field(default_factory=SoundSettings)
    panel: PanelSettings = field(default_factory=PanelSettings)
    day: DaySettings = field(default_factory=DaySettings)


def load_settings(file: Path) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Read the settings; None when the problems hold an error."""
    try:
        document = read(file)
    except Unreadable as unreadable:
        return None, unreadable.problems
    settings, problems = fill(document, Settings)
    readable = settings or fill_what_holds(document, Settings)
    if readable is not None:
        problems = (*problems, *_lint(document, readable))
    problems = tuple(sorted(problems, key=lambda problem: problem.line))
    return (None if errors(problems) else settings), problems


def _lint(document: Document, settings: Settings) -> Iterator[Problem]:
    def problem(path: tuple[str, ...], what: str, expected: str) -> Problem:
        return Problem(document.file, document.line(path), what, expected)

    panel, day = settings.panel, settings.day
    for name in ("button_pin", "led_pin"):
        pin = getattr(panel, name)
        if pin not in PINS:
            yield problem(("panel", name), f"{name} is {pin}", "a GPIO number from 2 to 27")
    if panel.button_pin == panel.led_pin:
        yield problem(("panel",), "button and LED are on the same pin", "two different pins")
    if day.rollover_hour not in range(12):
        yield problem(
            ("day", "rollover_hour"), f"rollover_hour is {day.rollover_hour}", "0 to 11, at night"
        )
    if day.timezone and day.timezone not in zoneinfo.available_timezones():
        yield problem(
            ("day", "timezone"), f"{day.timezone!r} is no time zone", "such as Europe/Berlin"
        )
    if not re.fullmatch(r"[a-z]{2,3}", settings.language):
        yield problem(("language",), f"{settings.language!r} is no language", "such as en or ko")
