"""What the FHIR bundle says is true: how sessions ended, whether the plan holds, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from device.report.export import Format
from tests.journal.desk import SetClock
from tests.journal.past import (
    BEGAN,
    DONE,
    RESUMED,
    began,
    ended,
    next_day,
    paced,
    pain,
    stopped,
)
from tests.report.home import PLAN, Home, home
from tests.report.lived import DAYS, GOOD, coded, exported, resources

Resource = dict[str, Any]


@pytest.fixture
def lived(tmp_path: Path, project: Path) -> Home:
    return home(tmp_path, project, DAYS)


@pytest.mark.hazard("H11")
def test_a_session_is_completed_only_when_it_was_and_is_never_called_observed(lived: Home) -> None:
    sessions = resources(lived, "Procedure")
    assert [each["status"] for each in sessions] == ["completed", "stopped", "stopped", "unknown"]
    assert {each["note"][0]["text"] for each in sessions} == {lived.texts.paced}
    counted = coded(resources(lived, "Observation"), "activity")
    assert {each["method"]["text"] for each in counted} == {lived.texts.paced}


HELD = {n: [BEGAN, next_day("worse"), ended("unfinished")] for n in (2, 1)}


@pytest.mark.parametrize(
    ("plan", "days", "signed", "status", "activity"),
    [
        (PLAN, DAYS, True, "active", "in-progress"),
        (PLAN, HELD, True, "on-hold", "on-hold"),
        (PLAN.replace("2027-01-31", "2026-11-22"), DAYS, True, "completed", "completed"),
        (PLAN.replace("2026-11-01", "2026-11-24"), {}, True, "active", "not-started"),
        (PLAN, DAYS, False, "draft", "not-started"),
        ("example: true\n" + PLAN, {}, True, "draft", "not-started"),
    ],
    ids=["in force", "on hold", "run out", "not yet", "not signed", "example"],
)
def test_the_plan_has_the_status_that_the_box_acts_by(
    tmp_path: Path,
    project: Path,
    plan: str,
    days: dict[int, Sequence[Entry]],
    signed: bool,
    status: str,
    activity: str,
) -> None:
    lived = home(tmp_path, project, days, plan=plan)
    if not signed:
        file = lived.project / "config" / "plan.yaml"
        file.write_text(file.read_text("utf-8").replace("Anna", "Eve"), encoding="utf-8")
    (made,) = resources(lived, "CarePlan")
    assert made["status"] == status
    assert made["activity"][0]["detail"]["status"] == activity
    Bundle.model_validate_json(exported(lived, Format.FHIR))


@pytest.mark.hazard("H5")
def test_what_pain_has_locked_is_on_hold_and_what_is_too_early_is_not_started(
    tmp_path: Path, project: Path
) -> None:
    hurt = [BEGAN, began("heel_slides"), pain("heel_slides"), stopped("heel_slides"), DONE]
    early = PLAN.replace("cleared_stage: 2", "cleared_stage: 1")
    lived = home(tmp_path, project, {2: hurt, 1: hurt}, plan=early)
    (made,) = resources(lived, "CarePlan")
    details = {each["detail"]["code"]["text"]: each["detail"] for each in made["activity"]}
    assert details["Glute squeezes"]["status"] == "in-progress"
    assert details["Heel slides"]["status"] == "on-hold"
    assert details["Bridging"]["status"] == "not-started"
    assert details["Heel slides"]["statusReason"]["text"] == lived.texts.reason_locked


@pytest.mark.parametrize("between", [[], [RESUMED]], ids=["put right", "asked again"])
def test_an_answer_that_is_given_again_amends_the_first(
    tmp_path: Path, project: Path, between: list[Entry]
) -> None:
    """The number was said back and put right, or the plug was pulled after it."""
    asked = [BEGAN, began("heel_slides"), pain("heel_slides"), stopped("heel_slides")]
    answers = [Entry(Kind.PAIN_ANSWERED, "heel_slides", n) for n in (8, 3)]
    days = {1: [*asked, answers[0], *between, answers[1], DONE]}
    (made,) = coded(resources(home(tmp_path, project, days), "Observation"), "72514-3")
    assert made["status"] == "amended"
    assert made["valueQuantity"]["value"] == 3
    assert "8" in made["note"][1]["text"]


def clocked(lived: Home, wrong: dt.datetime, right: dt.datetime) -> Resource:
    """Return the session in whose middle the clock was set from `wrong` to `right`."""
    clock = SetClock(wrong, sure=False)
    journal = SqliteJournal(lived.state / "journal.sqlite", clock, timezone="UTC")
    for entry in (BEGAN, began("glute_squeezes")):
        journal.write(entry)
        clock.advance(60)
    clock.set(right, sure=True)
    for entry in (paced("glute_squeezes"), DONE):
        clock.advance(60)
        journal.write(entry)
    journal.close()
    (made,) = resources(lived, "Procedure")
    period: Resource = made["performedPeriod"]
    return period


@pytest.mark.parametrize("ahead_min", [40, -1200, 0])
def test_no_session_ends_before_it_began_though_the_clock_was_set(
    tmp_path: Path, project: Path, ahead_min: int
) -> None:
    right = dt.datetime(2026, 11, 23, 9, 5, tzinfo=dt.UTC)
    wrong = right + dt.timedelta(minutes=ahead_min - 2)
    period = clocked(home(tmp_path, project), wrong, right)
    assert period == {"start": "2026-11-23T09:03:00+00:00", "end": "2026-11-23T09:07:00+00:00"}


def test_a_beginning_that_nobody_knows_is_left_out(tmp_path: Path, project: Path) -> None:
    """Begun with a clock that was ahead; the plug was pulled, and the end is of another start."""
    lived = home(tmp_path, project)
    file = lived.state / "journal.sqlite"
    right = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    for at, boot, rows in (
        (right + dt.timedelta(hours=2), "one", [BEGAN, *GOOD[:2]]),
        (right, "two", [RESUMED, DONE]),
    ):
        journal = SqliteJournal(file, SetClock(at, boot_id=boot), timezone="UTC")
        for entry in rows:
            journal.write(entry)
        journal.close()
    (made,) = resources(lived, "Procedure")
    assert set(made["performedPeriod"]) == {"end"}
