"""What rows of the journal mean for today."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.entry import Entry, Kind
from device.journal.history import (
    History,
    PainShown,
    Stop,
    history_of,
)
from device.journal.painful import had_pain
from device.journal.practice import MANY
from device.journal.row import Row
from device.plan.gates import is_locked
from device.plan.model import PainRules
from tests.journal.past import (
    ACKNOWLEDGED,
    BEGAN,
    DONE,
    TODAY,
    WENT_ON,
    began,
    ended,
    fault,
    fault_over,
    next_day,
    paced,
    pain,
    past,
    skipped,
    stopped,
)

Days = Mapping[int, Sequence[Entry]]


def history(days: Days) -> History:
    return history_of(past(days), TODAY)


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


def test_an_empty_journal_knows_nothing_but_the_day() -> None:
    assert history_of([], TODAY) == History(TODAY, staging_day=TODAY)


# ------------------------------------------------------------ today


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("days", "started", "done"),
    [
        ({1: [BEGAN, DONE]}, False, 0),
        ({0: [BEGAN]}, True, 0),
        ({0: [BEGAN, DONE]}, True, 1),
        ({0: [BEGAN, DONE, BEGAN]}, True, 1),
        ({0: [BEGAN, Entry(Kind.SESSION_RESUMED), DONE]}, True, 1),
        ({0: [BEGAN, DONE, BEGAN, DONE]}, True, 2),
        ({0: [BEGAN, ended("pain")]}, True, 0),
        ({0: [BEGAN, ended("unfinished"), BEGAN, DONE]}, True, 1),
    ],
)
def test_only_a_session_of_today_carried_to_its_end_is_done(
    days: Days, started: bool, done: int
) -> None:
    assert (history(days).started_today, history(days).sessions_done_today) == (started, done)


def test_exercises_of_today_are_told_once_each_in_the_order_they_happened() -> None:
    told = history(
        {
            1: [BEGAN, paced("bridge"), stopped("squats"), skipped("walk"), DONE],
            0: [
                *(BEGAN, skipped("march"), paced("slides"), stopped("tilts"), paced("breath")),
                *(DONE, BEGAN, skipped("walk"), paced("slides"), stopped("tilts")),
            ],
        }
    )
    assert told.paced_today == ("slides", "breath")
    assert told.skipped_today == ("march", "walk")
    assert told.stopped_today == ("tilts",)


def test_an_exercise_is_new_until_it_was_paced_and_counting_ends_at_many() -> None:
    often: Days = {ago: [BEGAN, paced("slides"), DONE] for ago in range(MANY + 5, 0, -1)}
    times = history({**often, 0: [BEGAN, paced("tilts"), skipped("walk"), began("bridge")]})
    assert times.times_paced == {"slides": MANY, "tilts": 1}


# ------------------------------------------------------------ pain


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("stops", "locked"),
    [
        ([0], False),
        ([0, 0], True),
        ([6, 0], True),
        ([7, 0], False),
        ([20, 14], True),
        ([21, 14, 7, 0], False),
    ],
)
def test_two_stops_by_pain_within_seven_days_lock_an_exercise(
    stops: list[int], locked: bool
) -> None:
    days: dict[int, list[Entry]] = {}
    for ago in stops:
        days.setdefault(ago, []).extend([BEGAN, stopped("slides"), skipped("tilts"), DONE])
    told = history(days).stops
    assert told == tuple(Stop("slides", day(ago)) for ago in stops)
    assert is_locked(told, "slides", None, PainRules(), day(0)) is locked
    assert not is_locked(told, "tilts", None, PainRules(), day(0))


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ({0: [BEGAN, DONE]}, None),
        ({0: [BEGAN, ended("unfinished")]}, None),
        ({0: [BEGAN, ended("pain", "slides")]}, PainShown(day(0), "slides")),
        ({0: [BEGAN, ended("danger", "slides")]}, PainShown(day(0), "slides", danger=True)),
        ({0: [BEGAN, ended("no_answer")]}, PainShown(day(0), danger=True)),
        ({0: [BEGAN, stopped("tilts"), ended("pain")]}, PainShown(day(0), "tilts")),
        ({9: [BEGAN, ended("pain")]}, PainShown(day(9))),
        ({9: [BEGAN, ended("pain")], 1: [ACKNOWLEDGED]}, None),
        ({1: [BEGAN, ended("pain"), ACKNOWLEDGED], 0: [BEGAN, DONE]}, None),
        ({1: [BEGAN, ended("pain")], 0: [BEGAN, DONE]}, PainShown(day(1))),
        (
            {2: [BEGAN, ended("danger"), ACKNOWLEDGED], 0: [BEGAN, ended("pain")]},
            PainShown(day(0)),
        ),
        ({1: [BEGAN, stopped("tilts"), DONE], 0: [BEGAN, ended("pain")]}, PainShown(day(0))),
    ],
)
def test_pain_that_ended_a_session_is_shown_until_it_is_acknowledged(
    days: Days, shown: PainShown | None
) -> None:
    assert history(days).pain_shown == shown
    assert history(days).danger_shown == (shown is not None and shown.danger)


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("days", "unasked"),
    [
        ({1: [BEGAN, DONE]}, False),
        ({1: [BEGAN, pain(), DONE]}, True),
        ({1: [BEGAN, pain(cause="suspected"), WENT_ON, DONE]}, False),
        ({1: [BEGAN, ended("no_answer")]}, True),
        ({8: [BEGAN, pain(), DONE]}, True),
        ({1: [BEGAN, pain(), DONE, BEGAN, DONE]}, True),
        ({2: [BEGAN, pain(), DONE], 1: [BEGAN, DONE]}, False),
        ({0: [BEGAN, pain()]}, False),
        ({1: [BEGAN, pain(), DONE], 0: [BEGAN, next_day("same")]}, False),
        ({1: [BEGAN, pain(), DONE], 0: [BEGAN, next_day("silence")]}, True),
    ],
)
def test_pain_of_the_last_day_is_asked_about_until_there_is_an_answer(
    days: Days, unasked: bool
) -> None:
    assert history(days).pain_unasked is unasked


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("answers", "worst"),
    [
        ([], None),
        (["gone"], "gone"),
        (["silence", "gone"], "gone"),
        (["worse", "gone", "silence"], "worse"),
        (["same", "gone"], "same"),
        (["silence"], "silence"),
    ],
)
def test_the_worst_answer_of_the_morning_counts(answers: list[str], worst: str | None) -> None:
    told = history({1: [next_day("worse")], 0: [BEGAN, *map(next_day, answers)]})
    assert told.next_day_answer == worst
    assert told.worse_today is (worst == "worse")


WORSE = [BEGAN, next_day("worse")]
SILENT = [BEGAN, next_day("silence")]


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("days", "running", "on_hold_since"),
    [
        ({0: WORSE}, 1, None),
        ({1: WORSE, 0: WORSE}, 2, day(0)),
        ({5: WORSE, 1: WORSE}, 2, day(1)),
        ({2: WORSE, 1: [BEGAN, next_day("same")], 0: WORSE}, 1, None),
        ({2: WORSE, 1: [BEGAN, DONE], 0: WORSE}, 1, None),
        ({2: WORSE, 1: SILENT, 0: WORSE}, 2, day(0)),
        ({1: WORSE, 0: [BEGAN]}, 1, None),
        ({1: WORSE, 0: [BEGAN, next_day("gone")]}, 0, None),
        ({2: WORSE, 1: WORSE, 0: [BEGAN, next_day("gone")]}, 0, day(1)),
        ({3: WORSE, 2: WORSE, 1: [BEGAN, next_day("gone")], 0: WORSE}, 1, day(2)),
        ({0: [*WORSE, *WORSE]}, 1, None),
    ],
)
def test_two_worse_mornings_running_put_the_plan_on_hold(
    days: Days, running: int, on_hold_since: dt.date | None
) -> None:
    told = history(days)
    assert (told.worse_mornings_running, told.on_hold_since(2)) == (running, on_hold_since)


def test_a_suspicion_alone_is_no_pain() -> None:
    assert not had_pain(past({0: [BEGAN, pain(cause="suspected"), WENT_ON]}))
    assert had_pain(past({0: [BEGAN, pain(cause="button")]}))
    assert had_pain(past({0: [BEGAN, Entry(Kind.PAIN_ANSWERED, value=0)]}))


# ------------------------------------------------------------ the clock, and faults


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    ("days", "unsure", "staging"),
    [
        ({}, frozenset(), None),
        ({3: [BEGAN, DONE]}, frozenset({3}), None),
        ({5: [BEGAN], 3: [BEGAN]}, frozenset({3}), day(5)),
        ({5: [BEGAN], 3: [BEGAN], -2: [BEGAN]}, frozenset({3}), day(5)),
    ],
)
def test_an_unsure_clock_moves_no_stage_past_the_last_day_that_was_sure(
    days: Days, unsure: frozenset[int], staging: dt.date | None
) -> None:
    rows = past(days, unsure)
    assert history_of(rows, TODAY, sure=False).staging_day == staging
    assert history_of(rows, TODAY, sure=True).staging_day == TODAY


@pytest.mark.hazard("H5")
def test_after_a_clock_was_set_back_pain_is_remembered_and_nothing_counts_as_done() -> None:
    told = history({-3: [BEGAN, paced("tilts"), stopped("slides"), DONE, BEGAN, ended("pain")]})
    assert told.stops == (Stop("slides", day(-3)),)
    assert told.pain_shown == PainShown(day(-3))
    assert (told.started_today, told.sessions_done_today, told.paced_today) == (False, 0, ())


@pytest.mark.parametrize(
    ("entries", "broken"),
    [
        ([fault("disk")], ["disk"]),
        ([fault("disk"), fault_over("disk")], []),
        ([fault("disk"), fault("button"), fault_over("disk")], ["button"]),
        ([fault("model"), fault("disk"), fault_over("disk")], ["model"]),
        ([fault("disk"), fault("button")], ["disk", "button"]),
        ([fault("disk"), fault_over("disk"), fault("disk")], ["disk"]),
    ],
)
def test_every_part_that_is_broken_is_known_until_it_works_again(
    entries: list[Entry], broken: list[str]
) -> None:
    assert [each.part for each in history({0: entries}).faults] == broken


# ------------------------------------------------------------ any journal

TEXTS = ["pain", "danger", "no_answer", "worse", "gone", "silence", "suspected", "left", "disk"]
ENTRIES = st.builds(
    Entry,
    st.sampled_from(list(Kind)),
    st.none() | st.sampled_from(["slides", "tilts"]),
    st.none() | st.integers(0, 10),
    st.none() | st.sampled_from(TEXTS),
)
JOURNALS = st.dictionaries(st.integers(-3, 10), st.lists(ENTRIES, max_size=12)).map(past)


@given(JOURNALS, st.booleans(), st.randoms(use_true_random=False))
def test_any_journal_has_one_meaning_in_whatever_order_its_rows_come(
    rows: list[Row], sure: bool, dice: random.Random
) -> None:
    meaning = history_of(rows, TODAY, sure=sure)
    assert history_of(iter(rows), TODAY, sure=sure) == meaning
    mixed = dice.sample(rows, len(rows))
    assert history_of(mixed, TODAY, sure=sure) == meaning
