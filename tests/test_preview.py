"""A day as it will be, for whoever wrote the plan: also one on which the box does nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from device.configuration import Configuration, load_configuration
from device.journal.history import History
from device.plan.day_state import DayState
from device.plan.today import day_state_of
from device.preview import preview_lines, summary

DAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def configuration(project: Path) -> Configuration:
    return load_configuration(project, "en")


def told(configuration: Configuration, history: History) -> list[str]:
    plan, catalogue, book = (
        configuration.loaded.plan, configuration.catalogue, configuration.book,
    )  # fmt: skip
    assert plan is not None
    assert catalogue is not None
    assert book is not None
    day = day_state_of(configuration.loaded, catalogue, history, rehearsing=True)
    return list(summary(plan, catalogue, history, day, book))


def test_a_session_that_is_done_says_so(configuration: Configuration) -> None:
    first, second, *_ = told(configuration, History(DAY, staging_day=DAY, sessions_done_today=1))
    assert first.startswith("  session 1 of 2, done: 9 exercises, ")
    assert second.startswith("  session 2 of 2: 1 exercise, ")


@pytest.mark.hazard("H5")
def test_on_hold_it_says_since_when_and_which_line_of_the_plan_ends_it(
    configuration: Configuration,
) -> None:
    history = History(DAY, staging_day=DAY, worse_mornings=((DAY, 2),))
    said = told(configuration, history)
    assert said[0].startswith("The box exercises nobody on this day: No exercise today.")
    assert said[1] == "  on hold since 2026-11-23. To end it: `hold_lifted:` and a later date"


@pytest.mark.hazard("H8")
def test_a_plan_that_nobody_signed_shows_its_day_and_that_nobody_exercises_by_it(
    configuration: Configuration,
) -> None:
    unsigned = replace(configuration, loaded=replace(configuration.loaded, signed=False))
    said = told(unsigned, History(DAY, staging_day=DAY))
    assert "Your plan is not signed" in said[0]
    assert said[1] == "If it did:"
    assert said[2].startswith("  session 1 of 2")


def test_the_minutes_are_those_that_the_box_says(configuration: Configuration) -> None:
    assert configuration.catalogue is not None
    assert configuration.book is not None
    history = History(DAY, staging_day=DAY)
    day = day_state_of(configuration.loaded, configuration.catalogue, history, rehearsing=True)
    spoken = next(
        each.text for each in preview_lines(day, configuration.book) if "minutes" in each.text
    )
    minutes = spoken.split("about ")[1].split(" ")[0]
    assert f"9 exercises, {minutes} minutes" in told(configuration, history)[0]


def test_a_day_without_an_exercise_has_no_line(configuration: Configuration) -> None:
    assert configuration.book is not None
    assert list(preview_lines(DayState(DAY), configuration.book)) == []
