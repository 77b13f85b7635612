"""Where no network tells the date a person can, at the box."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.cli import main
from device.configuration import load_configuration
from device.journal.clock import CONFIRMED, SystemClock, VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from device.status import status_of
from tests.household import SHORT_PLAN, project_with

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def state(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the state of a box that has neither a network nor a battery."""
    box = project_with(tmp_path / "box", project, SHORT_PLAN, "en")
    state = tmp_path / "state"
    state.mkdir()
    monkeypatch.setenv("SPINECOACH_HOME", str(box))
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    monkeypatch.setattr("device.journal.clock.clock_of", of_nobody)
    return state


def of_nobody(state: Path) -> SystemClock:
    nothing = state / "nothing"
    confirmed = state / CONFIRMED
    return SystemClock(lambda: False, told=nothing, batteries=nothing, confirmed=confirmed)


def confirms(date: dt.date | str, answer: str | None = None) -> Result:
    how = [] if answer is not None else ["--date", str(date)]
    return CliRunner().invoke(main, ["clock", "confirm", *how], input=answer)


def today() -> dt.date:
    return dt.datetime.now().astimezone().date()


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("typed", [False, True])
def test_after_it_was_confirmed_the_date_is_sure(state: Path, typed: bool) -> None:
    assert not of_nobody(state).sure
    done = confirms(today(), f"{today()}\n" if typed else None)
    assert done.exit_code == 0, done.output
    assert f"{today()}" in done.output
    assert "after the operation" in done.output
    assert of_nobody(state).sure
    here = load_configuration(state.with_name("box"))
    assert status_of(here, state, of_nobody(state)).date_is_sure


@pytest.mark.hazard("H6")
def test_who_names_another_date_is_told_how_to_set_the_clock(state: Path) -> None:
    done = confirms(today() - dt.timedelta(days=1))
    assert done.exit_code == 2
    assert "sudo date -s" in done.output
    assert not of_nobody(state).sure


@pytest.mark.hazard("H6")
def test_a_clock_behind_the_journal_is_not_confirmed(state: Path) -> None:
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    journal = SqliteJournal(state / "journal.sqlite", VirtualClock(ahead))
    journal.write(Entry(Kind.SESSION_BEGAN))
    journal.close()
    done = confirms(today())
    assert done.exit_code == 2
    assert "The journal has entries" in done.output
    assert not of_nobody(state).sure


def test_a_clock_that_is_sure_needs_nobody(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("device.journal.clock.clock_of", lambda _state: VirtualClock(NOON))
    assert "sure already" in confirms(today()).output
    assert not (state / CONFIRMED).exists()
