"""What a machine lacks is told at the end of a run, in one command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.lacking import command_for


def test_every_package_that_a_reason_names_is_in_one_command() -> None:
    reasons = [
        "no sound rig: sudo apt install pulseaudio alsa-utils",
        "mosquitto is not on this machine: apt install mosquitto",
        "Pango is missing: sudo apt install libpango-1.0-0 alsa-utils. It is free.",
        "root cannot be told to become root",
    ]
    assert command_for(reasons) == "sudo apt install alsa-utils libpango-1.0-0 mosquitto pulseaudio"


def test_reasons_that_no_package_removes_make_no_command() -> None:
    assert command_for(["only root can give a file away"]) == ""


def test_the_end_of_a_run_has_the_command(project: Path, tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n\ndef test_it():\n    pytest.skip('no broker: apt install mosquitto')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path],
        env={**os.environ, "PYTHONPATH": str(project)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "1 test: no broker: apt install mosquitto" in done.stdout
    assert "All of it at once: sudo apt install mosquitto" in done.stdout
