"""The plan as a calendar: a reminder for each session, and before something runs out. Pure.

RFC 5545. Reminders are in the zone of the home, written out in the file: a reader that knows only
floating times may slip an hour where the clocks change.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event

from device.plan.model import Plan
from device.report.texts import Texts, plain_text
from device.report.zones import add_rules

HOURS = {1: (10,), 2: (10, 16), 3: (9, 13, 17)}
"""When sessions are reminded of, by how many there are; more lie two hours apart from 8."""

WAKING = dt.timedelta(hours=9)
"""After midnight, when a whole day's reminder rings."""

ONE_DAY = dt.timedelta(days=1)
ONE_WEEK = dt.timedelta(days=7)
LASTS = dt.timedelta(minutes=30)

MANY_SESSIONS = 4
"""Maximum number of daily sessions in an earlier export that is not remembered."""

_EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One entry of the calendar. `name` is the same in every export; `hour` None: a whole day.

    It is repeated daily until `last`, where there is one.
    """

    name: str
    told: str
    first: dt.date
    hour: int | None = None
    last: dt.date | None = None
    more: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class CalendarBox:
    """Whose calendar it is. `zone` is an IANA name; empty: the place where one looks at it.

    `box` is what no other box has; `sequence` is higher than that of every earlier export.
    """

    box: str
    zone: str
    sequence: int
    now: dt.datetime

    def uid(self, name: str) -> str:
        """Return the name of a reminder in the whole world, the same at every export."""
        return f"{uuid.uuid5(uuid.uuid5(_ROOM, self.box), name)}@spinecoach"


_ROOM = uuid.UUID("5b0f7c8e-2a4e-4f0b-9a39-1d6f4b1c0f55")


def sequence_at(now: dt.datetime, before: int = 0) -> int:
    """Return a number for an export: minutes since 2020, and always more than `before`."""
    return max(before + 1, int((now - _EPOCH) / dt.timedelta(minutes=1)))


def reminders(
    plan: Plan,
    sessions: int,
    today: dt.date,
    refusal: str | None,
    texts: Texts,
    name_of: Callable[[str], str],
) -> tuple[Reminder, ...]:
    """Return what the calendar holds.

    Args:
        plan: the signed plan.
        sessions: how many sessions a day it asks for, on the first day from `today` on it holds.
        today: the local day.
        refusal: why the box starts nothing today, as a day state has it; None when it does.
        texts: the language.
        name_of: what an exercise is called.
    """
    found: list[Reminder] = []
    if refusal in (None, "plan_not_yet"):
        found += _sessions(plan, sessions, max(plan.valid_from, today), texts)
    elif texts.has(refusal):
        found.append(Reminder("state", texts.said(refusal), today))
    found += _ends(plan, texts, name_of)
    return tuple(found)


def cancelled(
    before: Iterable[str] | None, now: Iterable[Reminder], told: str, day: dt.date
) -> Iterator[Reminder]:
    """Yield what an earlier export held and this one does not, to be taken away.

    `before` are its names; None: nobody remembers, and it may have had any session. `day` is one
    long gone: a reader that shows what was cancelled shows it where nobody looks.
    """
    names = {each.name for each in now}
    if before is None:
        before = ("state", *(f"session {n}" for n in range(1, MANY_SESSIONS + 1)))
    for name in before:
        if name not in names:
            hour = 12 if name.startswith("session ") else None
            yield Reminder(name, told, day, hour, cancelled=True)


def calendar(entries: Iterable[Reminder], box: CalendarBox) -> bytes:
    """Return the entries as iCalendar, with the zone's rules where the box has a zone."""
    made = Calendar()
    made.add("prodid", "-//Spinecoach//Reminders//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    days: list[dt.date] = []
    for each in entries:
        made.add_component(_event(each, box))
        days += [each.first, each.last or each.first]
    if box.zone and days:
        add_rules(made, box.zone, min(days) - ONE_DAY, max(days) + ONE_WEEK)
    return bytes(made.to_ical())


def hours_of(sessions: int) -> tuple[int, ...]:
    """Return at which hours the sessions of a day are reminded of."""
    return HOURS.get(sessions) or tuple(min(22, 8 + 2 * n) for n in range(sessions))


def _sessions(plan: Plan, sessions: int, first: dt.date, t: Texts) -> Iterator[Reminder]:
    by = plan.signature
    more = t.said("ics_more", name=by.name, date=t.day_of(by.date)) if by is not None else ""
    for n, hour in enumerate(hours_of(sessions), 1):
        yield Reminder(f"session {n}", t.ics_session, first, hour, plan.valid_until, more)


def _ends(plan: Plan, t: Texts, name_of: Callable[[str], str]) -> Iterator[Reminder]:
    end = plan.valid_until
    told = t.said("ics_plan_ends", date=t.day_of(end))
    yield Reminder("plan ends", told, _before(end, plan))
    for entry in plan.exercises:
        if entry.approved is not None and entry.approved.valid_until is not None:
            end = entry.approved.valid_until
            name = name_of(entry.exercise)
            told = t.said("ics_approval_ends", exercise=name, date=t.day_of(end))
            yield Reminder(f"approval {entry.exercise}", told, _before(end, plan))


def _before(end: dt.date, plan: Plan) -> dt.date:
    """A week before; of a plan that is shorter, its first day."""
    return min(end, max(plan.valid_from, end - ONE_WEEK))


def _event(entry: Reminder, box: CalendarBox) -> Event:
    event = Event()
    event.add("uid", box.uid(entry.name))
    event.add("dtstamp", box.now.astimezone(dt.UTC))
    event.add("sequence", box.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", plain_text(entry.told))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if entry.hour is None:
        event.add("dtstart", entry.first)
        event.add("dtend", entry.first + ONE_DAY)
    else:
        start = _at(entry.first, dt.time(entry.hour), box)
        event.add("dtstart", start)
        event.add("dtend", start + LASTS)
    if entry.last is not None:
        event.add("rrule", {"freq": "daily", "until": _end_of(entry.last, box)})
    if entry.more:
        event.add("description", plain_text(entry.more))
    if not entry.cancelled:
        event.add_component(
            _alarm(entry.told, dt.timedelta() if entry.hour is not None else WAKING)
        )
    return event


def _at(day: dt.date, time: dt.time, box: CalendarBox) -> dt.datetime:
    zone = zoneinfo.ZoneInfo(box.zone) if box.zone else None
    return dt.datetime.combine(day, time, zone)


def _alarm(told: str, after: dt.timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain_text(told))
    alarm.add("trigger", after)
    return alarm


def _end_of(day: dt.date, box: CalendarBox) -> dt.datetime:
    """The last moment of a day: in UTC where the beginnings have a zone, as RFC 5545 wants it."""
    end = _at(day, dt.time(23, 59, 59), box)
    return end.astimezone(dt.UTC) if box.zone else end
