"""Each change of the clocks stands for itself in the calendar, at the hour that RFC 5545 wants."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from icalendar import Calendar

from device.report.zones import add_rules

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Seoul", "Pacific/Apia")


def rules(zone: str) -> str:
    made = Calendar()
    add_rules(made, zone, dt.date(2026, 6, 1), dt.date(2027, 12, 1))
    return bytes(made.to_ical()).decode()


def test_the_onset_is_told_by_the_clock_before_it() -> None:
    text = rules("Europe/Berlin")
    assert "DTSTART:20270328T020000" in text, "summer time begins at two, not at three"
    assert "DTSTART:20261025T030000" in text


@pytest.mark.parametrize("zone", ZONES)
def test_no_part_has_more_than_one_onset(zone: str) -> None:
    """ical.js 2.2 takes of several onsets in one part all but the first."""
    assert "RDATE" not in rules(zone)


@pytest.mark.parametrize("zone", ZONES)
def test_read_by_the_letter_the_rules_are_those_of_the_zone(zone: str) -> None:
    """The latest onset, by the clock before it, decides: RFC 5545, 3.6.5."""
    (written,) = Calendar.from_ical(rules(zone)).walk("VTIMEZONE")
    onsets = sorted(
        (part.decoded("dtstart") - part.decoded("tzoffsetfrom"), part.decoded("tzoffsetto"))
        for part in written.subcomponents
    )
    for hours in range(0, 24 * 500, 1):
        at = dt.datetime(2026, 6, 3, 0, 30) + dt.timedelta(hours=hours)  # noqa: DTZ001 - in UTC
        offset = [to for onset, to in onsets if onset <= at][-1]
        real = at.replace(tzinfo=dt.UTC).astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()
        assert offset == real, at


def test_for_utc_there_are_no_rules_to_tell() -> None:
    assert "VTIMEZONE" not in rules("UTC")
