"""The unit: what systemd makes of it, and what in it must never be lost.

That it works at all is shown by script/test-boot, which needs root.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

EXPOSURE_AT_MOST = 1.0
RESTARTS_WITHIN_S = 10
WATCHED_EVERY_S = 15


@pytest.fixture(scope="module")
def unit(project: Path) -> Path:
    return project / "systemd" / "spinecoach.service"


@pytest.fixture(scope="module")
def settings(unit: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


def analyzed(*command: str) -> str:
    if not shutil.which("systemd-analyze"):
        pytest.skip("the service is not analyzed: there is no systemd-analyze on this machine")
    done = subprocess.run(
        ["systemd-analyze", "--no-pager", *command],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    return done.stdout + done.stderr


def exposure(unit: Path) -> float:
    told = analyzed("security", "--offline=true", str(unit))
    found = re.search(r"exposure level.*?: ([\d.]+)", told)
    assert found, told
    return float(found[1])


def with_lines(unit: Path, folder: Path, *instead: tuple[str, str]) -> Path:
    """A copy of the unit with other lines, under its own name."""
    text = unit.read_text(encoding="utf-8")
    for old, new in instead:
        assert old in text
        text = text.replace(old, new)
    copy = folder / unit.name
    copy.write_text(text, encoding="utf-8")
    return copy


def test_it_is_shut_in_as_far_as_sound_and_pins_allow(unit: Path) -> None:
    assert exposure(unit) <= EXPOSURE_AT_MOST


def test_a_unit_that_may_use_the_network_would_be_found_out(unit: Path, tmp_path: Path) -> None:
    open_one = with_lines(unit, tmp_path, ("PrivateNetwork=yes\n", ""))
    assert exposure(open_one) > EXPOSURE_AT_MOST


def test_systemd_understands_every_line_of_it(unit: Path, tmp_path: Path) -> None:
    there = with_lines(unit, tmp_path, ("/opt/spinecoach/.venv/bin/spinecoach run", "/bin/true"))
    told = [line for line in analyzed("verify", str(there)).splitlines() if unit.name in line]
    assert told == []


def test_a_word_that_systemd_does_not_know_would_be_found_out(unit: Path, tmp_path: Path) -> None:
    wrong = with_lines(
        unit,
        tmp_path,
        ("/opt/spinecoach/.venv/bin/spinecoach run", "/bin/true"),
        ("PrivateNetwork", "PrivateNetwrok"),
    )
    assert "PrivateNetwrok" in analyzed("verify", str(wrong))


def test_it_has_a_user_of_its_own_and_no_network(settings: dict[str, list[str]]) -> None:
    assert settings["User"] == ["spinecoach"]
    assert settings["PrivateNetwork"] == ["yes"]
    assert settings["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert settings["CapabilityBoundingSet"] == [""]
    assert settings["NoNewPrivileges"] == ["yes"]


def test_it_can_write_its_state_and_nothing_else(settings: dict[str, list[str]]) -> None:
    assert settings["ProtectSystem"] == ["strict"]
    assert settings["StateDirectory"] == ["spinecoach"]
    assert settings["StateDirectoryMode"] == ["0700"]
    assert "ConfigurationDirectory" not in settings, "the settings would be its own to write"
    assert "ReadWritePaths" not in settings


def test_a_hung_or_ended_process_is_started_again_and_never_given_up(
    settings: dict[str, list[str]],
) -> None:
    assert settings["Type"] == ["notify"]
    assert settings["Restart"] == ["always"]
    assert settings["StartLimitIntervalSec"] == ["0"]
    assert int(settings["RestartSec"][0]) <= RESTARTS_WITHIN_S
    assert int(settings["WatchdogSec"][0]) <= WATCHED_EVERY_S
