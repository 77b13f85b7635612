"""The rules of a time zone in a calendar, in a form that every reader tried takes. Pure.

A zone whose clocks change by a standing rule is told by that rule, as RFC 5545 (3.6.5) has it:
ical4j 4.2 passes over the changes that a calendar lists one by one. A zone without such a rule
lists each change in a part of its own: ical.js 2.2 takes of several onsets in one part all but the
first. An onset is told by the clock that is about to change; icalendar 7.3 tells it by the next.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icalendar import Calendar, Timezone
from icalendar.cal.timezone import TimezoneDaylight, TimezoneStandard

STANDING_YEARS = 28
"""Minimum duration of a standing rule, in years: the days of the week recur after 28."""

_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Transition:
    """The clocks change: `onset` is told by the clock that is about to change."""

    onset: dt.datetime
    before: dt.timedelta
    after: dt.timedelta
    name: str

    @property
    def rule(self) -> tuple[object, ...]:
        """Return what is the same every year where a change is a yearly one."""
        at = self.onset
        return at.month, at.weekday(), at.time(), self.before, self.after


def add_rules(calendar: Calendar, zone: str, first: dt.date, last: dt.date) -> None:
    """Put the rules of `zone`, an IANA name, before what is in the calendar already.

    They hold from `first` to `last`. For UTC there are none to put.
    """
    if zone == "UTC":
        return
    made = Timezone()
    made.add("tzid", zone)
    rules = zoneinfo.ZoneInfo(zone)
    begin = dt.date(first.year - 1, 1, 1)
    changes = tuple(changes_of(rules, begin, dt.date(begin.year + STANDING_YEARS, 1, 1)))
    yearly = _yearly(changes, begin.year)
    if yearly is None:
        for part in _listed(rules, begin, last):
            made.add_component(part)
    else:
        for onset, days in yearly:
            made.add_component(_part(onset, days))
    calendar.subcomponents.insert(0, made)


def changes_of(zone: dt.tzinfo, first: dt.date, last: dt.date) -> Iterator[Transition]:
    """Yield the changes of the clocks from `first` on, to the day before `last`, in UTC."""
    at = dt.datetime.combine(first, dt.time(), dt.UTC)
    end = dt.datetime.combine(last, dt.time(), dt.UTC)
    before = _offset(at, zone)
    while at < end:
        after = _offset(at + _DAY, zone)
        if after != before:
            onset = _first_second_with(after, at, zone)
            name = onset.astimezone(zone).tzname() or ""
            yield Transition(onset.replace(tzinfo=None) + before, before, after, name)
        at, before = at + _DAY, after


def _offset(at: dt.datetime, zone: dt.tzinfo) -> dt.timedelta:
    return at.astimezone(zone).utcoffset() or dt.timedelta()


def _first_second_with(after: dt.timedelta, day: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Return within a day from `day` on when the offset `after` begins."""
    without, with_ = day, day + _DAY
    while with_ - without > _SECOND:
        middle = (without + (with_ - without) / 2).replace(microsecond=0)
        if _offset(middle, zone) == after:
            with_ = middle
        else:
            without = middle
    return with_


def _yearly(
    changes: Sequence[Transition], year: int
) -> list[tuple[Transition, frozenset[int]]] | None:
    """Return the first change of each yearly rule and on which days of its month it can be.

    None where some change follows no such rule. Without a change there is no rule either.
    """
    groups: dict[tuple[object, ...], list[Transition]] = {}
    for each in changes:
        groups.setdefault(each.rule, []).append(each)
    years = list(range(year, year + STANDING_YEARS))
    found = []
    for group in groups.values():
        days = frozenset(each.onset.day for each in group)
        whole_week = len(days) == _WEEK == max(days) - min(days) + 1
        if [each.onset.year for each in group] != years or not whole_week:
            return None
        found.append((group[0], days))
    return found or None


def _listed(
    zone: dt.tzinfo, first: dt.date, last: dt.date
) -> Iterator[TimezoneStandard | TimezoneDaylight]:
    begin = dt.datetime.combine(first, dt.time(), dt.UTC)
    offset = _offset(begin, zone)
    name = begin.astimezone(zone).tzname() or ""
    # What holds already: a reader must find an onset before the first reminder.
    yield _part(Transition(begin.replace(tzinfo=None) + offset, offset, offset, name))
    for each in changes_of(zone, first, last):
        yield _part(each)


def _part(
    change: Transition, days: frozenset[int] | None = None
) -> TimezoneStandard | TimezoneDaylight:
    """Return a part of the zone; `days` of the month on which it can be: it recurs every year."""
    part = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    part.add("dtstart", change.onset)
    if days is not None:
        part.add("rrule", _every_year(change.onset, days))
    part.add("tzname", change.name)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    return part


def _every_year(onset: dt.datetime, days: frozenset[int]) -> dict[str, object]:
    weekday = _WEEKDAYS[onset.weekday()]
    rule: dict[str, object] = {"freq": "yearly", "bymonth": onset.month}
    if max(days) == months.monthrange(onset.year, onset.month)[1]:
        return {**rule, "byday": f"-1{weekday}"}
    if min(days) == 1:
        return {**rule, "byday": f"1{weekday}"}
    return {**rule, "byday": weekday, "bymonthday": sorted(days)}
