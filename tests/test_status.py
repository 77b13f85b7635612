"""`spinecoach status`: what is broken is named, all of it, and what was set aside."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from device.cli import main
from device.configuration import load_configuration
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.plan.refusals import REFUSALS
from device.status import Status, show_status, status_of
from tests.journal.desk import BEGAN, MORNING, opened


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def told(project: Path, state: Path, *entries: Entry) -> Status:
    with opened(state / "journal.sqlite", VirtualClock(MORNING)) as journal:
        for entry in entries:
            journal.write(entry)
    return status_of(load_configuration(project), state, VirtualClock(MORNING))


def printed(status: Status) -> str:
    out = io.StringIO()
    show_status(status, Console(file=out, width=200))
    return out.getvalue()


def test_every_part_that_is_broken_is_named_and_the_light_says_so(
    project: Path, state: Path
) -> None:
    broken = [Entry(Kind.FAULT_BEGAN, text=part) for part in ("model", "speaker", "disk")]
    status = told(project, state, *broken, Entry(Kind.FAULT_ENDED, text="disk"))
    assert status.faults == ("model", "speaker")
    assert status.light == "fault"
    assert "Something is broken: model, speaker." in printed(status)


def test_when_everything_works_nothing_is_said_about_it(project: Path, state: Path) -> None:
    status = told(project, state)
    assert (status.faults, status.set_aside, status.light) == ((), (), "off")
    assert "broken" not in printed(status)
    assert "damaged" not in printed(status)


def test_a_damaged_journal_is_named_until_somebody_has_looked_after_it(
    project: Path, state: Path
) -> None:
    state.mkdir()
    (state / "journal.sqlite").write_bytes(b"This is a letter, and no journal. " * 400)
    status = told(project, state, BEGAN)
    (aside,) = status.set_aside
    assert "journal.sqlite.damaged-20261123T090000" in aside
    assert aside in printed(status)
    Path(aside).unlink()
    assert told(project, state).set_aside == ()


def test_a_session_that_was_broken_off_is_told(project: Path, state: Path) -> None:
    status = told(project, state, BEGAN)
    assert status.broken_off
    assert "A session was broken off" in printed(status)


@pytest.mark.parametrize("key", sorted(REFUSALS))
def test_why_no_session_can_begin_is_told_in_words_with_what_to_do(
    project: Path, state: Path, key: str
) -> None:
    text = printed(replace(told(project, state), refused=(key,)))
    assert f"No session can begin: {REFUSALS[key].seen}. {REFUSALS[key].to_do}" in text
    assert key not in text


def test_every_reason_that_the_box_says_has_words_for_a_terminal(project: Path) -> None:
    """What keeps a session from beginning is a phrase; the box says no other of these names."""
    said = load_configuration(project).book
    assert said is not None
    reasons = {key for key in said.texts if key.startswith("plan_")} | {"no_plan", "on_hold"}
    assert reasons == set(REFUSALS)


def test_a_date_that_is_not_sure_is_told_with_what_makes_it_so(project: Path, state: Path) -> None:
    status = told(project, state)
    assert "clock confirm" not in printed(status)
    assert "spinecoach clock confirm" in printed(replace(status, date_is_sure=False))


@pytest.mark.parametrize("content", [b"", b"no journal at all" * 400])
def test_a_journal_that_cannot_be_read_ends_with_the_next_step(
    project: Path, state: Path, content: bytes
) -> None:
    state.mkdir()
    (state / "journal.sqlite").write_bytes(content)
    here = {**os.environ, "SPINECOACH_HOME": str(project), "STATE_DIRECTORY": str(state)}
    done = CliRunner().invoke(main, ["status"], env=here)
    assert done.exit_code == 1
    assert "What to do: spinecoach doctor" in done.stderr
    assert str(state / "journal.sqlite") in done.stderr


def test_status_loads_nothing_that_only_the_sound_needs(project: Path) -> None:
    """A person waits for it: numpy alone takes a fifth of the time."""
    program = "import sys, device.status; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True
    )
    assert {"numpy", "onnxruntime", "vosk"} & set(done.stdout.split()) == set()
