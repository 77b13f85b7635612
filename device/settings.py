"""The box's own settings: `config/device.yaml` as frozen dataclasses, read once."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from device.reading.diagnostic import ConfigError, Diagnostic, errors
from device.reading.former import FORMERLY, with_new_names
from device.reading.validation import validate, validate_what_holds
from device.reading.yaml_document import YamlDocument, read_yaml
from device.sound.units import MICROPHONE_GAIN_RANGE_DB

PINS = range(2, 28)
"""GPIO numbers of the 40-pin header that may be used freely (BCM)."""


_CARD = re.compile(r"[\w.:=,+ -]+")
"""With quotes, bars and slashes ALSA would write sound into files and programs."""


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """The sound card. Use one card for both directions, or the echo cannot be removed."""

    microphone: str = "default"
    """ALSA name of the microphone; `spinecoach doctor` lists the names."""
    speaker: str = "default"
    """ALSA name of the speaker."""
    microphone_gain_db: float = 0.0
    """Gain on top of the microphone's own, in dB, 0 to 30; `spinecoach doctor` suggests one."""


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """The pins of button and light, as BCM numbers, 2 to 27."""

    button_pin: int = 17
    """The button, between this pin and ground."""
    led_pin: int = 27
    """The LED with its resistor, between this pin and ground."""


@dataclass(frozen=True, slots=True)
class DaySettings:
    """The day that a session counts for."""

    rollover_hour: int = 3
    """Hour at which a new day begins, 0 to 11; a session before it counts for the day before."""
    timezone: str = ""
    """IANA name of the time zone, such as `Europe/Berlin`; empty: that of the system."""
    tip: bool = True
    """Whether a piece of advice ends the first session of a day."""


@dataclass(frozen=True, slots=True)
class MqttSettings:
    """The household's MQTT broker. Without this block nothing is published."""

    broker: str
    """Host name or address of the broker."""
    box: str
    """Name of this box on the broker; every box needs a different one."""
    port: int = 1883
    """TCP port of the broker."""
    username: str = ""
    """User of the broker; empty: none."""
    password_file: str = ""
    """File that holds the password and nothing else; a relative path begins beside device.yaml."""
    tls: bool = False
    """Whether the connection is encrypted."""
    ca_file: str = ""
    """Certificate of a private authority, as a file; it switches encryption on."""
    discovery_prefix: str = "homeassistant"
    """Topic prefix of Home Assistant's discovery."""


@dataclass(frozen=True, slots=True)
class HearingSettings:
    """How the box treats the patient's own way to say the commands."""

    adapt_voice: bool = field(default=True, metadata={FORMERLY: "follow_voice"})
    """Whether a command that was surely understood may replace an old template of it."""
    offer_enrollment: bool = field(default=True, metadata={FORMERLY: "offer_lesson"})
    """Whether a box that nobody has taught offers at the first session to learn the voice."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of `config/device.yaml`."""

    language: str = "en"
    """The language that the box speaks and hears: a folder of voices/."""
    sound: SoundSettings = field(default_factory=SoundSettings)
    panel: PanelSettings = field(default_factory=PanelSettings)
    day: DaySettings = field(default_factory=DaySettings)
    hearing: HearingSettings = field(default_factory=HearingSettings)
    mqtt: MqttSettings | None = None


def load_settings(file: Path) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """Read the settings; None when the problems hold an error."""
    try:
        document = read_yaml(file)
    except ConfigError as unreadable:
        return None, unreadable.problems
    document, renamed = with_new_names(document, Settings)
    settings, problems = validate(document, Settings)
    readable = settings or validate_what_holds(document, Settings)
    if readable is not None:
        problems = (*problems, *_lint(document, readable))
    problems = tuple(sorted((*renamed, *problems), key=lambda problem: problem.line))
    return (None if errors(problems) else settings), problems


def _lint(document: YamlDocument, settings: Settings) -> Iterator[Diagnostic]:
    def problem(path: tuple[str, ...], what: str, expected: str) -> Diagnostic:
        return Diagnostic(document.file, document.line(path), what, expected)

    yield from (problem(*each) for each in _lint_sound(settings.sound))
    panel, day = settings.panel, settings.day
    for name in ("button_pin", "led_pin"):
        pin = getattr(panel, name)
        if pin not in PINS:
            yield problem(("panel", name), f"{name} is {pin}", "a GPIO number from 2 to 27")
    yield from _lint_gain(document, settings.sound.microphone_gain_db)
    if panel.button_pin == panel.led_pin:
        yield problem(("panel",), "button and LED are on the same pin", "two different pins")
    if day.rollover_hour not in range(12):
        yield problem(
            ("day", "rollover_hour"), f"rollover_hour is {day.rollover_hour}", "0 to 11, at night"
        )
    if day.timezone and not is_time_zone(day.timezone):
        yield problem(
            ("day", "timezone"), f"{day.timezone!r} is no time zone", "such as Europe/Berlin"
        )
    if not re.fullmatch(r"[a-z]{2,3}", settings.language):
        yield problem(("language",), f"{settings.language!r} is no language", "such as en or ko")
    if settings.mqtt is not None:
        for name, what, expected in _lint_mqtt(settings.mqtt):
            yield problem(("mqtt", name), what, expected)


def is_time_zone(name: str) -> bool:
    """Whether `zoneinfo.available_timezones` has it, without a look at each of its 600 files."""
    if name == "posixrules" or name.startswith(("posix/", "right/")):
        return False
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _lint_sound(sound: SoundSettings) -> Iterator[tuple[tuple[str, str], str, str]]:
    for name in ("microphone", "speaker"):
        card = getattr(sound, name)
        if not _CARD.fullmatch(card):
            expected = "one that `spinecoach doctor` lists"
            yield ("sound", name), f"{card!r} is no name of a sound card", expected


def _lint_mqtt(mqtt: MqttSettings) -> Iterator[tuple[str, str, str]]:
    """Yield each mistake: where, what, and what was expected."""
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", mqtt.broker):
        expected = "a name or address alone, such as homeassistant.local"
        yield "broker", f"{mqtt.broker!r} is no broker", expected
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,31}", mqtt.box):
        expected = "small letters, digits and hyphens, such as bed-1"
        yield "box", f"{mqtt.box!r} is no name for a box", expected
    if not 1 <= mqtt.port < 2**16:
        yield "port", f"port is {mqtt.port}", "1883, or 8883 with TLS"
    if not re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", mqtt.discovery_prefix):
        yield "discovery_prefix", f"{mqtt.discovery_prefix!r} is none", "such as homeassistant"
    if mqtt.password_file and not mqtt.username:
        yield "password_file", "there is a password and no user", "`username`, too"


def _lint_gain(document: YamlDocument, gain_db: float) -> Iterator[Diagnostic]:
    low, high = MICROPHONE_GAIN_RANGE_DB
    if not low <= gain_db <= high:
        line = document.line(("sound", "microphone_gain_db"))
        what = f"microphone_gain_db is {gain_db:g}"
        yield Diagnostic(document.file, line, what, f"{low:g} to {high:g}, in decibels")
