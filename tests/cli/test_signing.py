"""Signing: what it means is shown before anybody is asked, and only what was shown is signed."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from device.checking import Signer, sign_plan
from device.plan.signature import is_signed
from device.reading.yaml_document import read_yaml
from tests.household import project_with

PLAN = """\
operation: {date: 2026-10-05, region: lumbar, approach: posterior, kind: fusion, support: brace}
cleared_stage: 2
valid_from: 2026-10-10
valid_until: 2199-01-31
patient: {name: Berta, ask: true}
contacts:
  emergency: "112"
  family: {name: Anna, phone: "(555) 010-4477"}
  clinic: {name: the spine clinic, phone: "0987 654 ext. 12"}
exercises:
  - exercise: ankle_pumps
    times_per_day: 2
  - exercise: bridging
  - exercise: abdominal_bracing
    hold_s: 5-7
"""


@pytest.fixture
def home(project: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return project_with(folder, project, PLAN, "en")


def plan(home: Path) -> Path:
    return home / "config" / "plan.yaml"


def signing(home: Path, agrees: Callable[[], bool]) -> tuple[bool, str]:
    out = io.StringIO()
    signer = Signer("Dr. Weber", "surgeon", agrees)
    signed = sign_plan((home, home / "var"), signer, Console(file=out, width=200))
    return signed, out.getvalue()


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    "shown",
    [
        "days ago, on 2026-10-05: lumbar fusion, posterior, with a brace when out of bed",
        "stage 2 today, cleared up to stage 2",
        "for Berta, asked for by name before each session",
        "ankle pumps: 10 (of 10-15) times with each leg, 2 times a day",
        "abdominal bracing: 10 times, held for 5 (of 5-7) s each",
        "left out: bridging: it belongs to stage 3",
        "Session 1 of 2, about",
        "at least 120 minutes between two of them",
        "Get help now. Call one, one, two.",
        "Call Anna: five, five, five, zero, one, zero, four, four, seven, seven.",
        "the spine clinic today: zero, nine, eight, seven, six, five, four, extension, one, two.",
        "Pain up to 3",
    ],
)
def test_what_a_signature_means_is_shown_before_it_is_asked_for(home: Path, shown: str) -> None:
    before = plan(home).read_bytes()
    signed, told = signing(home, lambda: False)
    assert shown in told
    assert not signed
    assert told.rstrip().endswith("Nothing was signed.")
    assert plan(home).read_bytes() == before


@pytest.mark.hazard("H8")
def test_only_what_was_shown_is_signed(home: Path) -> None:
    def edits_meanwhile() -> bool:
        plan(home).write_text(PLAN.replace("hold_s: 5-7", "hold_s: 10"), encoding="utf-8")
        return True

    signed, told = signing(home, edits_meanwhile)
    assert not signed
    assert "was changed in the meantime" in told
    assert not is_signed(read_yaml(plan(home)))
    assert signing(home, lambda: True)[0]
    assert is_signed(read_yaml(plan(home)))


def test_a_plan_that_would_exercise_nobody_today_says_so(home: Path) -> None:
    text = PLAN.replace("2026-10-10", "2198-01-01")
    plan(home).write_text(text, encoding="utf-8")
    _, told = signing(home, lambda: True)
    assert "The box exercises nobody by it today: Your plan begins on a later day." in told


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(("types", "signed"), [("n\n", False), ("y\n", True)])
def test_at_a_terminal_a_person_is_asked(home: Path, types: str, signed: bool) -> None:
    near, far = pty.openpty()
    os.write(near, types.encode())
    command = [sys.executable, "-m", "device", "check", "--sign", "--name", "A", "--role", "B"]
    environ = os.environ | {"SPINECOACH_HOME": str(home), "STATE_DIRECTORY": str(home / "var")}
    done = subprocess.run(
        command, stdin=far, capture_output=True, text=True, env=environ, timeout=60, check=False
    )
    os.close(near)
    os.close(far)
    assert "Sign this plan? [y/N]" in done.stdout
    assert is_signed(read_yaml(plan(home))) is signed
    assert done.returncode == (0 if signed else 2), done.stdout + done.stderr
