"""The box's own settings are read once; whatever is wrong with them is told in plain words."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

import pytest

from device.reading.diagnostic import Diagnostic
from device.settings import (
    DaySettings,
    MqttSettings,
    PanelSettings,
    Settings,
    SoundSettings,
    is_time_zone,
    load_settings,
)

GOOD = """\
language: ko
sound:
  microphone: "plughw:1,0"
  speaker: "plughw:1,0"
panel:
  button_pin: 2
  led_pin: 3
day:
  rollover_hour: 4
  timezone: Asia/Seoul
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "device.yaml"


def problems(file: Path, text: str) -> tuple[Diagnostic, ...]:
    file.write_text(text)
    settings, found = load_settings(file)
    assert settings is None, "settings with an error are not used"
    return found


def test_the_settings_that_come_with_the_project_hold_and_are_the_defaults(project: Path) -> None:
    assert load_settings(project / "config" / "device.yaml") == (Settings(), ())


def test_everything_can_be_set(file: Path) -> None:
    file.write_text(GOOD)
    expected = Settings(
        "ko",
        SoundSettings("plughw:1,0", "plughw:1,0"),
        PanelSettings(button_pin=2, led_pin=3),
        DaySettings(rollover_hour=4, timezone="Asia/Seoul"),
    )
    assert load_settings(file) == (expected, ())


def test_what_is_not_set_has_its_default(file: Path) -> None:
    file.write_text("panel: {led_pin: 22}\n")
    settings, found = load_settings(file)
    assert not found
    assert settings == Settings(panel=PanelSettings(led_pin=22))
    assert settings.panel.button_pin == 17


@pytest.mark.parametrize(
    ("there", "instead", "line", "says"),
    [
        ("button_pin: 2", "button_pin: 28", 6, "button_pin is 28. Expected: a GPIO number"),
        ("button_pin: 2", "button_pin: 1", 6, "button_pin is 1. Expected: a GPIO number"),
        ("led_pin: 3", "led_pin: -3", 7, "led_pin is -3. Expected: a GPIO number"),
        ("led_pin: 3", "led_pin: 2", 5, "on the same pin. Expected: two different pins"),
        ("led_pin: 3", "led_pin: GPIO3", 7, "Expected: a whole number"),
        ("led_pin: 3", "led_pn: 3", 7, "Did you mean 'led_pin'?"),
        ("rollover_hour: 4", "rollover_hour: 12", 9, "Expected: 0 to 11, at night"),
        ("rollover_hour: 4", "rollover_hour: -1", 9, "Expected: 0 to 11, at night"),
        ("Asia/Seoul", "Asia/Soul", 10, "'Asia/Soul' is no time zone"),
        ("language: ko", "language: Korean", 1, "'Korean' is no language"),
        ("language: ko", "language: ../ko", 1, "'../ko' is no language"),
        ("language: ko", "language: no", 1, "Expected: text"),
        ("speaker: ", "speeker: ", 4, "Did you mean 'speaker'?"),
        ("day:", "night:", 8, "'night' is not known here"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_to_write(
    file: Path, there: str, instead: str, line: int, says: str
) -> None:
    found = problems(file, GOOD.replace(there, instead))
    assert (line, True) in [(problem.line, says in str(problem)) for problem in found]


@pytest.mark.parametrize("pin", [2, 27])
@pytest.mark.parametrize("hour", [0, 11])
def test_the_ends_of_what_is_allowed_are_allowed(file: Path, pin: int, hour: int) -> None:
    file.write_text(f"panel: {{button_pin: {pin}, led_pin: 20}}\nday: {{rollover_hour: {hour}}}\n")
    settings, found = load_settings(file)
    assert not found
    assert settings is not None
    assert (settings.panel.button_pin, settings.day.rollover_hour) == (pin, hour)


def test_all_values_that_do_not_hold_are_told_at_once(file: Path) -> None:
    text = (
        GOOD.replace("language: ko", "language: 한국어")
        .replace("led_pin: 3", "led_pin: 40")
        .replace("rollover_hour: 4", "rollover_hour: 24")
        .replace("Asia/Seoul", "Mars")
    )
    assert sorted(problem.line for problem in problems(file, text)) == [1, 7, 9, 10]


def test_all_names_and_kinds_that_are_wrong_are_told_at_once(file: Path) -> None:
    text = GOOD.replace("led_pin: 3", "led_pin: three").replace("timezone", "time_zone")
    assert [problem.line for problem in problems(file, text)] == [7, 10]


def test_a_wrong_kind_hides_no_value_that_does_not_hold(file: Path) -> None:
    text = GOOD.replace("led_pin: 3", "led_pin: three").replace("hour: 4", "hour: 24")
    assert [problem.line for problem in problems(file, text)] == [7, 9]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    settings, (problem,) = load_settings(tmp_path / "device.yaml")
    assert settings is None
    assert "does not exist" in str(problem)


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    (problem,) = problems(file, "language: [en\n")
    assert "not YAML" in problem.what


# ------------------------------------------------------------ MQTT

MQTT = "mqtt:\n  broker: homeassistant.local\n  box: bed-1\n"


def test_nothing_is_published_unless_the_file_says_so(file: Path) -> None:
    file.write_text("language: en\n")
    settings, _ = load_settings(file)
    assert settings is not None
    assert settings.mqtt is None


def test_the_remarks_about_mqtt_in_the_projects_file_are_good_settings(
    project: Path, file: Path
) -> None:
    text = (project / "config" / "device.yaml").read_text(encoding="utf-8")
    at = text.index("# mqtt:")
    remarks = text[at:].splitlines(keepends=True)
    file.write_text(text[:at] + "".join(line.removeprefix("# ") for line in remarks))
    settings, found = load_settings(file)
    assert found == ()
    assert settings is not None
    assert settings.mqtt == MqttSettings(
        "homeassistant.local",
        "bed-1",
        username="spinecoach",
        password_file="mqtt-password",  # noqa: S106
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("  broker: mqtt://home/\n", "is no broker"),
        ("  box: Bed 1\n", "is no name for a box"),
        ("  box: bed/+/#\n", "is no name for a box"),
        ("  port: 70000\n", "port is 70000"),
        ("  discovery_prefix: home/#\n", "'home/#' is none"),
        ("  password_file: secret\n", "a password and no user"),
        ("  pasword_file: secret\n", "Did you mean 'password_file'"),
    ],
)
def test_a_mistake_under_mqtt_is_told_with_its_line(file: Path, line: str, told: str) -> None:
    name = line.partition(":")[0]
    text = "".join(each for each in MQTT.splitlines(keepends=True) if not each.startswith(name))
    text += line
    (problem,) = problems(file, text)
    assert told in str(problem)
    assert problem.line == len(text.splitlines())


def test_a_box_without_a_name_of_its_own_is_told(file: Path) -> None:
    (problem,) = problems(file, "mqtt:\n  broker: home\n")
    assert "'mqtt.box' is missing" in str(problem)


NO_ZONES = (
    *("Europe", "right/Europe/Berlin", "posix/UTC", "posixrules", "europe", "zone.tab", "Europe/"),
    *("../etc/passwd", "/etc/localtime", "./UTC", "a" * 300, "Zürich", "UTC\n"),
)


@pytest.mark.parametrize("name", NO_ZONES)
def test_what_is_no_zone_is_none_by_itself_too(name: str) -> None:
    assert name not in zoneinfo.available_timezones()
    assert not is_time_zone(name)


def test_every_zone_that_there_is_can_be_named() -> None:
    names = zoneinfo.available_timezones()
    assert len(names) > 400
    assert [name for name in names if not is_time_zone(name)] == []
