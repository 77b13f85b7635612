"""The rules of a time zone in a calendar, in the form that the readers tried take. Pure.

icalendar 7.3 writes the beginning of summer time by the clock after it, where RFC 5545 (3.6.5)
wants the one before, and ical.js 2.2 takes of several onsets in one part all but the first. So each
change of the clocks gets a part of its own, with its onset put right.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator

from icalendar import Calendar, Timezone
from icalendar.cal.timezone import TimezoneDaylight, TimezoneStandard

ZonePart = TimezoneStandard | TimezoneDaylight


def add_rules(calendar: Calendar, zone: str, first: dt.date, last: dt.date) -> None:
    """Put the rules of `zone`, an IANA name, before what is in the calendar already.

    They hold from `first` to `last`. For UTC there are none to put.
    """
    if zone == "UTC":
        return
    found = Timezone.from_tzid(zone, first_date=first, last_date=last)
    made = Timezone()
    made.add("tzid", zone)
    for part in found.subcomponents:
        if isinstance(part, TimezoneStandard | TimezoneDaylight):
            for each in _apart(part, zoneinfo.ZoneInfo(zone)):
                made.add_component(each)
    calendar.subcomponents.insert(0, made)


def _apart(part: ZonePart, zone: dt.tzinfo) -> Iterator[ZonePart]:
    before, after = part.TZOFFSETFROM, part.TZOFFSETTO
    for onset in _onsets(part):
        each = type(part)()
        each.add("dtstart", _by_the_clock_before(onset, before, after, zone))
        each.add("tzname", str(part["TZNAME"]))
        each.add("tzoffsetfrom", before)
        each.add("tzoffsetto", after)
        yield each


def _onsets(part: ZonePart) -> list[dt.datetime]:
    told = part.get("RDATE", [])
    lists = told if isinstance(told, list) else [told]
    return [part.DTSTART, *(each.dt for one in lists for each in one.dts)]


def _by_the_clock_before(
    onset: dt.datetime, before: dt.timedelta, after: dt.timedelta, zone: dt.tzinfo
) -> dt.datetime:
    """Return the onset as the clock shows it that is about to change."""
    for offset in (before, after):
        at = (onset - offset).replace(tzinfo=dt.UTC)
        earlier = (at - dt.timedelta(seconds=1)).astimezone(zone).utcoffset()
        if (earlier, at.astimezone(zone).utcoffset()) == (before, after):
            return at.replace(tzinfo=None) + before
    return onset
