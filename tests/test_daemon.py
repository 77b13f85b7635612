"""The daemon with every part real but the sound card, which is faster than any."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.journal.clock import VirtualClock
from device.journal.entry import Kind
from device.journal.reading import read_rows
from device.panel.light import Pattern, light_of
from device.plan.script import Question
from device.plan.signature import sign
from device.session.actions import Play
from tests.household import SHORT_PLAN, Household, Quick, living, project_with, wait_for

MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
WITHIN_S = 30.0


@pytest.fixture
def folder(tmp_path: Path, project: Path) -> Path:
    return project_with(tmp_path / "box", project, SHORT_PLAN)


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """There is a model, it is named, and it is none."""
    monkeypatch.setenv("SPINECOACH_MODEL_KO", str(tmp_path / "nothing"))


@pytest.fixture
def home(folder: Path, tmp_path: Path) -> Iterator[Household]:
    sign(folder / "config" / "plan.yaml", "Dr. Test", "surgeon", MORNING.date())
    with living(folder, tmp_path / "state", VirtualClock(MORNING), Quick, Quick) as household:
        yield household


def light(home: Household) -> Pattern:
    return light_of(home.daemon.view).pattern


def said(home: Household) -> list[str]:
    return [a.phrase.key for _, a in home.seen.actions if isinstance(a, Play)]


def test_without_a_model_a_whole_day_goes_by_button_alone_and_the_box_says_so(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    freed: list[str] = []
    monkeypatch.setattr(
        "device.daemon.return_freed", lambda: freed.append(threading.current_thread().name)
    )
    wait_for(lambda: "model" in home.daemon.view.faults, WITHIN_S, "the fault is known")
    home.press()
    wait_for(lambda: home.daemon.question is Question.READY, WITHIN_S, "asks for ready")
    assert "button_only" in said(home)
    home.press()
    wait_for(lambda: home.daemon.view.day_done, WITHIN_S, "the day is done")
    kinds = [row.kind for row in read_rows(home.state / "journal.sqlite")]
    wait_for(lambda: not home.daemon.view.session_runs, WITHIN_S, "the session ends")
    assert kinds.count(Kind.EXERCISE_PACED) == 1
    wait_for(lambda: freed == ["worker"], WITHIN_S, "what the session has freed goes back")


def test_holding_the_button_in_a_hold_stops_it_as_the_word_pain_does(home: Household) -> None:
    home.press()
    wait_for(lambda: home.daemon.question is Question.READY, WITHIN_S, "asks for ready")
    home.press(seconds=1.8)
    wait_for(lambda: "stopped" in said(home), WITHIN_S, "it stops")
    wait_for(lambda: home.daemon.view.pain_shown, 120, "nobody answers: the light shows pain")


def test_the_light_is_off_when_the_daemon_has_stopped(
    folder: Path,
    tmp_path: Path,
) -> None:
    with living(folder, tmp_path / "state", VirtualClock(MORNING), Quick, Quick) as household:
        wait_for(lambda: household.light() > 0, WITHIN_S, "a fault is shown: nobody has signed")
        pins = household.pins
    assert not pins.pin("GPIO27").state


def test_mistakes_in_the_files_are_said_and_shown_and_nobody_is_exercised(
    folder: Path,
    tmp_path: Path,
) -> None:
    plan = folder / "config" / "plan.yaml"
    plan.write_text(plan.read_text().replace("glute_squeezes", "glute_sqeezes"))
    with living(folder, tmp_path / "state", VirtualClock(MORNING), Quick, Quick) as household:
        wait_for(lambda: "plan_wrong" in said(household), WITHIN_S, "it says what is wrong")
        assert light(household) is Pattern.FAULT
        household.press()
        wait_for(lambda: said(household).count("plan_wrong") > 1, WITHIN_S, "it says so again")
        assert not household.daemon.view.session_runs


def test_a_session_that_the_daemon_was_stopped_in_is_offered_again(
    folder: Path,
    tmp_path: Path,
) -> None:
    sign(folder / "config" / "plan.yaml", "Dr. Test", "surgeon", MORNING.date())
    clock = VirtualClock(MORNING)
    with living(folder, tmp_path / "state", clock, Quick, Quick) as household:
        household.press()
        wait_for(lambda: household.daemon.question is Question.READY, WITHIN_S, "asks for ready")
    with living(folder, tmp_path / "state", clock, Quick, Quick) as household:
        assert light(household) is not Pattern.SOLID
        household.press()
        wait_for(lambda: household.daemon.question is Question.RESUME, WITHIN_S, "asks: go on?")
