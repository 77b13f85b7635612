"""Pain that was never asked about to its end, and calls for help that were cut short."""

from __future__ import annotations

import datetime as dt

import pytest

from device.journal.entry import Entry, Kind
from device.journal.history import PainShown
from tests.journal.past import ACKNOWLEDGED, BEGAN, WENT_ON, ended, pain, stopped
from tests.journal.test_history import Days, day, history


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("days", "open_since"),
    [
        ({}, None),
        ({0: [BEGAN, pain("slides")]}, day(0)),
        ({3: [BEGAN, pain("slides"), stopped("slides")]}, day(3)),
        ({3: [BEGAN, pain("slides"), ended("unfinished")]}, day(3)),
        ({3: [BEGAN, pain("slides"), WENT_ON]}, None),
        ({3: [BEGAN, pain("slides"), ended("pain")]}, None),
        ({3: [BEGAN, pain("slides"), ended("no_answer")], 1: [ACKNOWLEDGED]}, None),
        ({3: [BEGAN, pain("slides"), WENT_ON, pain("tilts")], 1: [BEGAN]}, day(3)),
    ],
)
def test_pain_whose_questions_were_cut_short_stays_open_whatever_the_day(
    days: Days, open_since: dt.date | None
) -> None:
    assert history(days).pain_open == open_since


@pytest.mark.hazard("H3")
def test_that_whom_to_call_was_said_is_known_of_the_pain_shown_and_of_no_later_one() -> None:
    called = Entry(Kind.CALLS_SAID)
    first = history({0: [BEGAN, ended("danger"), called]}).pain_shown
    later = history({1: [BEGAN, ended("danger"), called], 0: [BEGAN, ended("danger")]}).pain_shown
    assert first == PainShown(day(0), danger=True, called=True)
    assert later == PainShown(day(0), danger=True)
