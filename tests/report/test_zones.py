"""The rules of a zone in the calendar are those of the zone, in the form that all readers take."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from device.report.zones import add_rules

STANDING = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Jerusalem",
    "Europe/Dublin",
)
LISTED = ("Africa/Cairo",)
"""In October its clocks change on a day that can be in either of two months."""
UNCHANGED = ("Asia/Seoul", "Pacific/Honolulu", "Pacific/Apia")


def rules(zone: str) -> str:
    made = Calendar()
    add_rules(made, zone, dt.date(2026, 6, 1), dt.date(2027, 12, 1))
    return bytes(made.to_ical()).decode()


def onsets(text: str) -> Iterator[tuple[dt.datetime, dt.timedelta]]:
    """Yield every onset in UTC until 2028, with the offset from then on: RFC 5545, 3.6.5."""
    (written,) = Calendar.from_ical(text).walk("VTIMEZONE")
    for part in written.subcomponents:
        first, before = part.decoded("dtstart"), part.decoded("tzoffsetfrom")
        told = part.get("rrule")
        each = rrulestr(told.to_ical().decode(), dtstart=first) if told else [first]
        for onset in each:
            if onset.year > 2028:
                break
            yield onset - before, part.decoded("tzoffsetto")


def test_the_onset_is_told_by_the_clock_before_it() -> None:
    text = rules("Europe/Berlin")
    assert "DTSTART:20250330T020000" in text, "summer time begins at two, not at three"
    assert "DTSTART:20251026T030000" in text


@pytest.mark.parametrize("zone", STANDING)
def test_a_standing_rule_is_told_as_a_yearly_one(zone: str) -> None:
    """ical4j 4.2 is an hour off in half of the year where each change is told alone."""
    text = rules(zone)
    assert text.count("BEGIN:STANDARD") == text.count("BEGIN:DAYLIGHT") == 1
    assert text.count("RRULE:FREQ=YEARLY") == 2


@pytest.mark.parametrize("zone", STANDING)
def test_only_the_first_and_the_last_day_of_a_month_are_counted(zone: str) -> None:
    """For ical4j 4.2 the second Sunday is the first one from the second day on."""
    counted = re.findall(r"BYDAY=(-?\d+)", rules(zone))
    assert set(counted) <= {"1", "-1"}


@pytest.mark.parametrize("zone", [*STANDING, *LISTED, *UNCHANGED])
def test_no_part_lists_more_than_one_onset(zone: str) -> None:
    """ical.js 2.2 takes of several onsets in one part all but the first."""
    assert "RDATE" not in rules(zone)


@pytest.mark.parametrize("zone", LISTED)
def test_without_a_standing_rule_each_change_is_told_alone(zone: str) -> None:
    text = rules(zone)
    assert "RRULE" not in text
    assert text.count("BEGIN:DAYLIGHT") > 1


@pytest.mark.parametrize("zone", UNCHANGED)
def test_a_zone_whose_clocks_stay_has_one_part(zone: str) -> None:
    text = rules(zone)
    assert text.count("DTSTART") == text.count("BEGIN:STANDARD") == 1


@pytest.mark.parametrize("zone", [*STANDING, *LISTED, *UNCHANGED])
def test_read_by_the_letter_the_rules_are_those_of_the_zone(zone: str) -> None:
    """The latest onset, by the clock before it, decides."""
    told = sorted(onsets(rules(zone)))
    for hours in range(0, 24 * 500, 1):
        at = dt.datetime(2026, 6, 3, 0, 30) + dt.timedelta(hours=hours)  # noqa: DTZ001 - in UTC
        offset = [to for onset, to in told if onset <= at][-1]
        real = at.replace(tzinfo=dt.UTC).astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
        assert offset == real, at


def test_for_utc_there_are_no_rules_to_tell() -> None:
    assert "VTIMEZONE" not in rules("UTC")
