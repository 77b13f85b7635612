"""What a session was, from its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from device.journal.entry import Entry, Kind
from device.journal.row import Row
from device.report.pains import Pain
from device.report.sessions import Ending, ExerciseOutcome, SessionRecord, Turn, sessions_of
from tests.journal.past import (
    BEGAN,
    DONE,
    RESUMED,
    WENT_ON,
    began,
    ended,
    paced,
    pain,
    past,
    skipped,
    stopped,
)

PAUSED = Entry(Kind.PAUSED)
CLOSED = Entry(Kind.EXERCISE_SKIPPED, "slides", text="closed")
LEFT = Entry(Kind.EXERCISE_LEFT_OUT, "bridging", text="reason_gate")


def answer(value: int) -> Entry:
    return Entry(Kind.PAIN_ANSWERED, "slides", value)


def danger(told: str) -> Entry:
    return Entry(Kind.DANGER_ANSWERED, "slides", text=told)


def session(*entries: Entry) -> SessionRecord:
    (only,) = sessions_of(past({0: [BEGAN, *entries]}))
    return only


def outcomes(*entries: Entry) -> list[tuple[str, ExerciseOutcome]]:
    return [(turn.exercise, turn.outcome) for turn in session(*entries).turns]


@pytest.mark.parametrize(
    ("entries", "ending"),
    [
        ([DONE], Ending.COMPLETED),
        ([ended("pain")], Ending.PAIN),
        ([ended("danger")], Ending.DANGER),
        ([ended("no_answer")], Ending.NO_ANSWER),
        ([ended("unfinished")], Ending.UNFINISHED),
        ([ended("a word of a later version")], Ending.UNFINISHED),
        ([began("slides")], Ending.BROKEN_OFF),
        ([began("slides"), RESUMED, DONE], Ending.COMPLETED),
    ],
)
def test_a_session_ends_raw_written_down(entries: Sequence[Entry], ending: Ending) -> None:
    assert session(*entries).ending is ending


@pytest.mark.hazard("H11")
def test_what_became_of_each_exercise_is_told_and_paced_is_only_what_was_paced() -> None:
    entries = [
        LEFT,
        *(began("slides"), paced("slides")),
        *(began("squeezes"), skipped("squeezes")),
        *(began("tilts"), pain("tilts"), stopped("tilts"), WENT_ON),
        began("march"),
    ]
    assert outcomes(*entries) == [
        ("bridging", ExerciseOutcome.LEFT_OUT),
        ("slides", ExerciseOutcome.PACED),
        ("squeezes", ExerciseOutcome.SKIPPED),
        ("tilts", ExerciseOutcome.STOPPED),
        ("march", ExerciseOutcome.BEGUN),
    ]
    assert session(*entries).turns[0].reason == "reason_gate"


def test_an_exercise_that_pain_closed_is_stopped_by_pain_and_not_left_by_word() -> None:
    closed = outcomes(began("slides"), pain("slides"), stopped("slides"), answer(4), CLOSED)
    assert closed == [("slides", ExerciseOutcome.STOPPED)]


def test_an_exercise_tried_again_after_pain_is_told_twice() -> None:
    again = [began("slides"), pain("slides"), stopped("slides"), answer(2), WENT_ON]
    assert outcomes(*again, paced("slides")) == [
        ("slides", ExerciseOutcome.STOPPED),
        ("slides", ExerciseOutcome.PACED),
    ]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([pain("slides"), answer(4)], [(4, None)]),
        ([pain("slides"), answer(4), danger("no")], [(4, "no")]),
        ([pain("slides"), danger("silence")], [(None, "silence")]),
        ([pain("slides")], [(None, None)]),
        ([pain("slides"), pain("slides"), answer(4)], [(4, None)]),
        ([pain("slides"), answer(2), pain("slides"), answer(6)], [(2, None), (6, None)]),
        ([pain("slides"), answer(2), pain("slides")], [(2, None), (None, None)]),
        ([answer(3)], [(3, None)]),
        ([pain("slides", "suspected")], []),
        ([pain("slides", "suspected"), pain("slides"), answer(0)], [(0, None)]),
    ],
)
def test_every_pain_is_told_once_with_its_answers(
    entries: Sequence[Entry], told: list[tuple[int | None, str | None]]
) -> None:
    pains = session(*entries).pains
    assert [(each.value, each.danger) for each in pains] == told
    assert {each.exercise for each in pains} <= {"slides"}


def test_no_answer_weighs_as_much_as_the_worst() -> None:
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    assert Pain(now).weight == 10
    assert Pain(now, value=0).weight == 0


def timed(*seconds_and_entries: tuple[float, Entry], boots: str = "") -> list[Row]:
    rows = past({0: [BEGAN, *(entry for _, entry in seconds_and_entries)]})
    times = [0.0, *(seconds for seconds, _ in seconds_and_entries)]
    starts = boots or "a" * len(rows)
    return [
        row._replace(boottime_s=at, boot_id=boot)
        for row, at, boot in zip(rows, times, starts, strict=True)
    ]


def test_pauses_and_breaks_and_another_start_of_the_machine_are_no_minutes() -> None:
    (paused,) = sessions_of(timed((60, PAUSED), (660, WENT_ON), (720, DONE)))
    assert paused.active_s == 120
    (resumed,) = sessions_of(timed((60, began("x")), (3600, RESUMED), (3660, DONE)))
    assert resumed.active_s == 120
    (rebooted,) = sessions_of(timed((60, began("x")), (5, RESUMED), (65, DONE), boots="aabb"))
    assert rebooted.active_s == 120


def test_an_enrollment_is_no_minutes_of_exercise_and_no_session_done() -> None:
    enrollment, over = (
        Entry(Kind.ENROLLMENT_BEGAN),
        Entry(Kind.ENROLLMENT_ENDED, value=7, text="done"),
    )
    word = Entry(Kind.WORD_TAUGHT, text="no")
    (taught,) = sessions_of(timed((10, enrollment), (30, word), (110, over), (140, began("x"))))
    assert taught.active_s == 40
    assert (taught.ending, taught.turns) == (
        Ending.BROKEN_OFF,
        (Turn("x", ExerciseOutcome.BEGUN),),
    )
    (unplugged,) = sessions_of(timed((10, enrollment), (30, word), (90, RESUMED), (150, DONE)))
    assert unplugged.active_s == 70


def test_repetitions_are_those_of_the_last_turn() -> None:
    rows = past({0: [BEGAN, began("slides"), stopped("slides"), WENT_ON, paced("slides"), DONE]})
    (only,) = sessions_of(rows, {(1, "slides"): 7, (9, "slides"): 3})
    assert [turn.repetitions for turn in only.turns] == [0, 7]


def test_a_day_that_the_clock_was_not_sure_of_is_said() -> None:
    (only,) = sessions_of(past({0: [BEGAN, DONE]}, frozenset({0})))
    assert not only.sure
