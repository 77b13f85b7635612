"""Ten years of days in the journal: today is still told at once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from device.journal.entry import Entry, Kind
from device.journal.needed import needed_rows
from device.journal.row import Row
from device.journal.schema import connected, insert
from tests.journal.desk import BEGAN, DONE, TODAY

pytestmark = pytest.mark.slow

YEARS = 10
EXERCISES = tuple(f"exercise {n}" for n in range(9))
REPETITIONS = 12
PAIN_EVERY_DAYS = 5


def session(day: int, nth: int) -> Iterator[Entry]:
    """A session with everything in it; every fifth day pain ends the second one."""
    pain = nth == 1 and day % PAIN_EVERY_DAYS == 0
    yield Entry(Kind.BUTTON, text="pressed")
    if nth == 0 and day % PAIN_EVERY_DAYS == 1:
        yield Entry(Kind.PAIN_ACKNOWLEDGED)
    yield BEGAN
    if nth == 0 and day % PAIN_EVERY_DAYS == 1:
        yield Entry(Kind.NEXT_DAY_ANSWERED, text="gone")
    for n, exercise in enumerate(EXERCISES):
        yield Entry(Kind.EXERCISE_BEGAN, exercise)
        yield Entry(Kind.WORD_HEARD, exercise, text="ready")
        for repetition in range(REPETITIONS):
            yield Entry(Kind.REPETITION_PACED, exercise, repetition + 1, "left")
        if pain and n == day % len(EXERCISES):
            yield Entry(Kind.PAIN_SAID, exercise, text="word")
            yield Entry(Kind.EXERCISE_STOPPED, exercise)
            yield Entry(Kind.PAIN_ANSWERED, exercise, 7)
            yield Entry(Kind.SESSION_ENDED_EARLY, exercise, text="pain")
            return
        yield Entry(Kind.EXERCISE_PACED, exercise)
    yield DONE


def ten_years() -> Iterator[Row]:
    """Two sessions on every day of ten years, up to yesterday."""
    id_ = 0
    days = YEARS * 365
    for day in range(days):
        date = TODAY - dt.timedelta(days=days - day)
        for nth, hour in enumerate((9, 17)):
            at = dt.datetime.combine(date, dt.time(hour), dt.UTC)
            began: int | None = None
            for entry in session(day, nth):
                id_ += 1
                at += dt.timedelta(seconds=5)
                if entry.kind is Kind.SESSION_BEGAN:
                    began = id_
                yield Row(id_, entry.kind, date, at, began, entry.exercise, entry.value, entry.text)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a journal of ten years, written in one transaction."""
    state = tmp_path_factory.mktemp("ten years")
    insert(state / "journal.sqlite", ten_years())
    return state / "journal.sqlite"


def best_ms(what: Callable[[], object]) -> float:
    """How long it takes the processor, which others may be using, too."""
    times = []
    for _ in range(15):
        began_s = time.thread_time()
        what()
        times.append((time.thread_time() - began_s) * 1000)
    return min(times)


def test_what_today_depends_on_is_found_in_ten_years_within_10_ms(file: Path) -> None:
    with closing(connected(file)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM entries").fetchone()
        assert count > YEARS * 365 * 200
        assert best_ms(lambda: needed_rows(connection)) < 10.0
