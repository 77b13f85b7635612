"""To which session and day an entry belongs, and that memory and disk agree about it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.history import history_of
from device.journal.store import SqliteJournal
from tests.journal.desk import (
    BEGAN,
    DONE,
    FAULT,
    MORNING,
    PAIN,
    PRESSED,
    RESUMED,
    TODAY,
    SetClock,
    opened,
)

HOUR = 3600.0
DAY = 24 * HOUR
EARLIER = MORNING - dt.timedelta(days=100)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MORNING)


# ------------------------------------------------------------ sessions


def test_a_session_has_the_number_of_its_beginning_until_its_end(
    file: Path, clock: SetClock
) -> None:
    with opened(file, clock) as journal:
        entries = (FAULT, BEGAN, PAIN, DONE, PRESSED, PRESSED, BEGAN, PRESSED, DONE, FAULT)
        sessions = [journal.write(entry).session for entry in entries]
    assert sessions == [None, 2, 2, 2, None, None, 7, 7, 7, None]


def test_long_after_the_last_entry_of_a_session_nothing_belongs_to_it(
    file: Path, clock: SetClock
) -> None:
    with opened(file, clock) as journal:
        began = journal.write(BEGAN)
        clock.advance(2.9 * HOUR)
        assert journal.write(PRESSED).session == began.id
        clock.advance(3 * HOUR)
        assert journal.write(PRESSED).session is None


def test_a_resumed_session_keeps_its_number_after_a_restart(file: Path, clock: SetClock) -> None:
    with opened(file, clock) as journal:
        journal.write(BEGAN)
        journal.write(DONE)
        began = journal.write(BEGAN)
    clock.advance(5 * HOUR)
    with opened(file, clock) as journal:
        assert journal.write(PRESSED).session is None
        resumed = [journal.write(entry) for entry in (RESUMED, PAIN, DONE)]
        assert {(row.session, row.day) for row in resumed} == {(began.id, TODAY)}
        assert journal.history().interrupted is None
        assert journal.history().sessions_done_today == 2


def test_a_session_kept_for_hours_keeps_its_number_when_a_press_resumes_it(
    file: Path, clock: SetClock
) -> None:
    with opened(file, clock) as journal:
        began = journal.write(BEGAN)
        clock.advance(4 * HOUR)
        resumed = [journal.write(entry).session for entry in (PRESSED, RESUMED, DONE)]
        assert resumed[1:] == [began.id, began.id]
        assert journal.history().interrupted is None


def test_a_clock_set_right_in_a_session_does_not_break_it_off(file: Path, clock: SetClock) -> None:
    clock.set(MORNING - dt.timedelta(hours=4), sure=False)
    with opened(file, clock) as journal:
        began = journal.write(BEGAN)
        clock.advance(60)
        clock.set(MORNING)
        assert journal.write(DONE).session == began.id
        assert journal.history().interrupted is None


# ------------------------------------------------------------ days


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("rollover_hour", "began", "day"),
    [
        (0, "2026-11-23 23:50", "2026-11-23"),
        (0, "2026-11-24 00:00", "2026-11-24"),
        (3, "2026-11-23 23:50", "2026-11-23"),
        (3, "2026-11-24 02:50", "2026-11-23"),
        (3, "2026-11-24 03:00", "2026-11-24"),
    ],
)
def test_a_session_over_the_end_of_a_day_counts_for_the_day_it_began(
    file: Path, clock: SetClock, rollover_hour: int, began: str, day: str
) -> None:
    clock.set(dt.datetime.fromisoformat(began).replace(tzinfo=dt.UTC))
    journal = SqliteJournal(file, clock, rollover_hour=rollover_hour, timezone="UTC")
    rows = [journal.write(BEGAN)]
    clock.advance(20 * 60)
    rows += [journal.write(PAIN), journal.write(DONE)]
    after = journal.write(PRESSED)
    journal.close()
    first = dt.date.fromisoformat(day)
    assert {row.day for row in rows} == {first}
    assert after.day == journal.today()
    assert history_of(rows, first).sessions_done_today == 1
    assert history_of(rows, first + dt.timedelta(days=1)).sessions_done_today == 0


def test_the_zone_of_the_box_says_when_its_day_ends(file: Path, clock: SetClock) -> None:
    clock.set(dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC))
    journal = SqliteJournal(file, clock, timezone="Asia/Seoul")
    assert journal.write(BEGAN).day == dt.date(2026, 11, 24)
    journal.close()


@pytest.mark.hazard("H6")
def test_an_unsure_clock_never_goes_back_behind_the_journals_last_day(
    file: Path, clock: SetClock
) -> None:
    with opened(file, clock) as journal:
        journal.write(BEGAN)
    clock.set(EARLIER, sure=False)
    with opened(file, clock) as journal:
        told = journal.history()
        assert (told.today, told.sure, told.started_today) == (TODAY, False, True)
        clock.set(MORNING + dt.timedelta(days=2), sure=False)
        told = journal.history()
        assert (told.today, told.staging_day) == (TODAY + dt.timedelta(days=2), TODAY)


@pytest.mark.hazard("H6")
def test_an_unsure_clock_never_goes_back_in_what_is_written_either(
    file: Path, clock: SetClock
) -> None:
    with opened(file, clock) as journal:
        journal.write(BEGAN)
        journal.write(DONE)
    clock.set(EARLIER, sure=False)
    with opened(file, clock) as journal:
        assert journal.today() == TODAY
        assert journal.write(BEGAN).day == TODAY
        assert journal.history().today == TODAY
        assert journal.history().sessions_done_today == 1


def test_a_clock_that_is_sure_is_believed_also_when_it_goes_back(
    file: Path, clock: SetClock
) -> None:
    with opened(file, clock) as journal:
        journal.write(BEGAN)
        clock.set(EARLIER)
        assert journal.history().today == EARLIER.date()
        assert not journal.history().started_today


# ------------------------------------------------------------ memory and disk

TEXTS = ["pain", "danger", "worse", "gone", "silence", "suspected", "left", "disk"]
ENTRIES = st.builds(
    Entry,
    st.sampled_from(list(Kind)),
    st.none() | st.sampled_from(["slides", "tilts"]),
    st.none() | st.integers(0, 10),
    st.none() | st.sampled_from(TEXTS),
)
BREAKS_S = st.sampled_from([20.0, 4 * HOUR, 8 * HOUR, DAY])
LIVES = st.lists(ENTRIES | BREAKS_S, max_size=30)


@settings(max_examples=40, deadline=None)
@given(LIVES)
@example([*(Entry(kind, "slides", 1, "pain") for kind in Kind), DAY, PRESSED])
def test_what_is_kept_in_memory_means_the_same_as_all_that_is_on_the_disk(
    life: list[Entry | float],
) -> None:
    clock = VirtualClock(MORNING)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.sqlite"
        with opened(file, clock) as journal:
            for step in life:
                if isinstance(step, Entry):
                    journal.write(step)
                else:
                    clock.advance(step)
            told = journal.history()
            rows = journal.rows(dt.date.min, dt.date.max)
        assert told == history_of(rows, told.today, now=clock.utc())
        with opened(file, clock) as journal:
            assert journal.history() == told
