"""How long there was no pain: only whole sessions count, and any pain begins anew."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from device.journal.entry import Entry
from device.journal.painful import painless_running
from tests.journal.past import (
    BEGAN,
    DONE,
    TODAY,
    ended,
    next_day,
    paced,
    pain,
    past,
    skipped,
    stopped,
)

GOOD = (BEGAN, paced("slides"), paced("tilts"), DONE)


def running(*days: Sequence[Entry]) -> dict[str, int]:
    """Return what counts after `days`, of which the last was yesterday."""
    ago = dict(zip(range(len(days), 0, -1), days, strict=True))
    return dict(painless_running(past(ago), TODAY))


def test_every_session_that_paced_an_exercise_to_its_end_counts_once() -> None:
    assert running(GOOD, GOOD + GOOD, GOOD) == {"slides": 4, "tilts": 4}
    assert running((BEGAN, paced("slides"), paced("slides"), DONE)) == {"slides": 1}


@pytest.mark.parametrize(
    "hurts",
    [
        (BEGAN, paced("slides"), pain("tilts"), stopped("tilts"), DONE),
        (BEGAN, pain(), DONE),
        (BEGAN, pain(cause="button"), ended("pain")),
        (BEGAN, ended("danger")),
        (BEGAN, ended("no_answer")),
        (BEGAN, next_day("same"), paced("slides"), DONE),
        (BEGAN, next_day("worse"), paced("slides"), DONE),
    ],
)
def test_pain_in_a_session_or_in_the_morning_begins_every_count_anew(
    hurts: tuple[Entry, ...],
) -> None:
    assert running(GOOD, GOOD, hurts) == {}
    assert running(GOOD, hurts, GOOD) == {"slides": 1, "tilts": 1}


@pytest.mark.parametrize(
    "harmless",
    [
        (BEGAN, pain(cause="suspected"), DONE),
        (BEGAN, next_day("gone"), DONE),
        (BEGAN, next_day("silence"), DONE),
        (BEGAN, paced("slides"), ended("unfinished")),
        (BEGAN, paced("slides")),
    ],
)
def test_what_is_no_pain_and_no_whole_session_changes_nothing(harmless: tuple[Entry, ...]) -> None:
    assert running(GOOD, harmless, GOOD) == {"slides": 2, "tilts": 2}


def test_an_exercise_that_was_skipped_begins_its_own_count_anew() -> None:
    left = (BEGAN, skipped("slides"), paced("tilts"), DONE)
    assert running(GOOD, GOOD, left) == {"tilts": 3}


def test_what_is_longer_ago_than_thirty_days_counts_no_more() -> None:
    assert painless_running(past({31: GOOD, 30: GOOD, 1: GOOD}), TODAY) == {"slides": 2, "tilts": 2}
    assert painless_running(past({31: (BEGAN, pain("slides")), 1: GOOD}), TODAY)["slides"] == 1
