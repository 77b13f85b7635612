"""A clock that jumps, by hours or by years, while the box runs or while it is off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from device.journal.clock import local_day
from device.journal.entry import Entry, Kind
from device.journal.history import History
from device.journal.store import SqliteJournal
from tests.journal.desk import BEGAN, DONE, MORNING, PRESSED, TODAY, SetClock, opened

BERLIN, SEOUL = "Europe/Berlin", "Asia/Seoul"
DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=365)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def after_a_restart(file: Path, clock: SetClock) -> History:
    with opened(file, clock) as journal:
        return journal.history()


# ------------------------------------------------------------ a clock nobody has set


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    ("shows", "day"),
    [
        pytest.param(EPOCH, TODAY, id="1970"),
        pytest.param(MORNING - 40 * YEAR, TODAY, id="forty years ago"),
        pytest.param(MORNING - DAY, TODAY, id="yesterday"),
        pytest.param(MORNING, TODAY, id="the right time"),
        pytest.param(MORNING + DAY, TODAY + DAY, id="tomorrow"),
        pytest.param(MORNING + 40 * YEAR, TODAY + 40 * YEAR, id="in forty years"),
    ],
)
def test_until_somebody_sets_the_clock_no_day_goes_back_and_no_stage_goes_forward(
    file: Path, shows: dt.datetime, day: dt.date
) -> None:
    clock = SetClock(MORNING)
    with opened(file, clock) as journal:
        journal.write(BEGAN)
        journal.write(DONE)
    clock.set(shows, sure=False)
    told = after_a_restart(file, clock)
    assert (told.today, told.staging_day, told.sure) == (day, TODAY, False)
    assert told.sessions_done_today == (1 if day == TODAY else 0)


@pytest.mark.hazard("H6")
def test_a_box_that_was_never_told_the_time_counts_no_stage() -> None:
    clock = SetClock(MORNING, sure=False)
    journal = SqliteJournal(Path("/dev/null/none"), clock, timezone="UTC")
    journal.write(BEGAN)
    assert journal.history().staging_day is None
    journal.close()


@pytest.mark.hazard("H6")
def test_the_last_day_that_was_sure_is_known_after_years_without_a_time_server(file: Path) -> None:
    clock = SetClock(MORNING)
    with opened(file, clock) as journal:
        journal.write(BEGAN)
    clock.sure = False
    with opened(file, clock) as journal:
        for _ in range(80):
            clock.advance(7 * DAY.total_seconds())
            journal.write(BEGAN)
            journal.write(DONE)
    assert after_a_restart(file, clock).staging_day == TODAY


# ------------------------------------------------------------ a clock that somebody sets wrong


@pytest.mark.parametrize("away", [-40 * YEAR, -YEAR, -2 * DAY, 2 * DAY, YEAR, 40 * YEAR])
def test_a_jump_and_a_jump_back_lose_nothing_of_today(file: Path, away: dt.timedelta) -> None:
    clock = SetClock(MORNING)
    with opened(file, clock) as journal:
        journal.write(BEGAN)
        journal.write(Entry(Kind.EXERCISE_PACED, "slides"))
        journal.write(DONE)
        clock.set(MORNING + away)
        journal.write(PRESSED)
        journal.write(BEGAN)
        journal.write(Entry(Kind.EXERCISE_PACED, "tilts"))
        journal.write(DONE)
        journal.flush()
        clock.set(MORNING)
        told = journal.history()
    assert (told.sessions_done_today, told.paced_today) == (1, ("slides",))
    assert after_a_restart(file, clock) == told


def test_a_session_that_a_jump_goes_through_stays_one_session_of_the_day_it_began(
    file: Path,
) -> None:
    clock = SetClock(MORNING)
    with opened(file, clock) as journal:
        began = journal.write(BEGAN)
        for away in (YEAR, -YEAR, DAY, dt.timedelta()):
            clock.set(MORNING + away)
            row = journal.write(Entry(Kind.REPETITION_PACED, "slides", 1))
            assert (row.session, row.day) == (began.id, TODAY)
        journal.write(DONE)
        assert journal.history().sessions_done_today == 1


# ------------------------------------------------------------ nights, zones, summer time


@dataclass(frozen=True)
class Night:
    """A session begins at `began`; then it is `later`. Both in UTC, the box in `zone`."""

    zone: str
    began: str
    later: str
    same_day: bool


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    "night",
    [
        pytest.param(Night(BERLIN, "2026-11-23 22:50", "2026-11-23 23:20", True), id="midnight"),
        pytest.param(Night(BERLIN, "2026-11-24 01:50", "2026-11-24 02:10", False), id="at three"),
        pytest.param(Night(SEOUL, "2026-11-23 17:50", "2026-11-23 18:10", False), id="in Seoul"),
        pytest.param(
            Night(BERLIN, "2027-03-28 00:50", "2027-03-28 01:10", False),
            id="summer time begins: two o'clock is three, and the day with it",
        ),
        pytest.param(
            Night(BERLIN, "2027-10-31 00:50", "2027-10-31 01:50", True),
            id="summer time ends: the second hour from two to three is still the night before",
        ),
        pytest.param(Night(BERLIN, "2026-12-31 22:50", "2027-01-01 00:10", True), id="new year"),
        pytest.param(Night(BERLIN, "2028-02-28 22:50", "2028-02-29 10:10", False), id="leap day"),
    ],
)
def test_a_session_in_the_night_counts_for_its_evening_and_is_offered_until_the_day_is_over(
    file: Path, night: Night
) -> None:
    clock = SetClock(utc(night.began))
    journal = SqliteJournal(file, clock, timezone=night.zone)
    began = journal.write(BEGAN)
    clock.set(utc(night.later))
    row = journal.write(Entry(Kind.EXERCISE_BEGAN, "slides"))
    journal.close()
    assert row.day == began.day == local_day(utc(night.began), 3, night.zone)
    journal = SqliteJournal(file, clock, timezone=night.zone)
    assert (journal.history().interrupted is not None) is night.same_day
    journal.close()


def test_who_moves_to_another_zone_has_the_day_of_the_new_one(file: Path) -> None:
    clock = SetClock(utc("2026-11-23 20:00"))
    journal = SqliteJournal(file, clock, timezone=BERLIN)
    journal.write(BEGAN)
    journal.write(DONE)
    journal.close()
    journal = SqliteJournal(file, clock, timezone=SEOUL)
    assert journal.history().today == dt.date(2026, 11, 24)
    assert journal.history().sessions_done_today == 0
    journal.close()
    journal = SqliteJournal(file, clock, timezone=BERLIN)
    assert journal.history().sessions_done_today == 1
    journal.close()
