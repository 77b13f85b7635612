"""The plan as a calendar: a reminder for each session of a day, and before something runs out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator

from icalendar import Alarm, Calendar, Event

from device.plan.model import Plan
from device.report.texts import Texts, plain

HOURS = {1: (10,), 2: (10, 16), 3: (9, 13, 17)}
"""When sessions are reminded of, by how many there are; more lie two hours apart from 8."""

ONE_WEEK = dt.timedelta(days=7)
LASTS = dt.timedelta(minutes=30)

_ROOM = uuid.UUID("5b0f7c8e-2a4e-4f0b-9a39-1d6f4b1c0f55")


def calendar(
    plan: Plan, sessions: int, texts: Texts, name_of: Callable[[str], str], now: dt.datetime
) -> bytes:
    """Return reminders from `now` to the plan's end, as iCalendar (RFC 5545).

    Times are those of the place where the calendar is looked at. An entry keeps its name from one
    export to the next, so that a calendar takes it up once.
    """
    made = Calendar()
    made.add("prodid", "-//Spinecoach//Reminders//EN")
    made.add("version", "2.0")
    for event in (*_sessions(plan, sessions, texts, now), *_ends(plan, texts, name_of)):
        made.add_component(event)
    return bytes(made.to_ical())


def hours_of(sessions: int) -> tuple[int, ...]:
    """Return at which hours the sessions of a day are reminded of."""
    return HOURS.get(sessions) or tuple(min(22, 8 + 2 * n) for n in range(sessions))


def _sessions(plan: Plan, sessions: int, t: Texts, now: dt.datetime) -> Iterator[Event]:
    first = max(plan.valid_from, now.date())
    if first > plan.valid_until:
        return
    by = plan.signature
    more = t.said("ics_more", name=by.name, date=t.day_of(by.date)) if by is not None else ""
    for n, hour in enumerate(hours_of(sessions), 1):
        event = _event(f"session {n}", t.ics_session, now)
        start = dt.datetime.combine(first, dt.time(hour))
        event.add("dtstart", start)
        event.add("dtend", start + LASTS)
        event.add("rrule", {"freq": "daily", "until": _end_of(plan.valid_until)})
        event.add("description", plain(more))
        event.add_component(_alarm(t.ics_session))
        yield event


def _ends(plan: Plan, t: Texts, name_of: Callable[[str], str]) -> Iterable[Event]:
    now = dt.datetime.combine(plan.valid_from, dt.time(), dt.UTC)
    yield _whole_day("plan ends", t.ics_plan_ends, plan.valid_until - ONE_WEEK, now)
    for entry in plan.exercises:
        if entry.approved is not None and entry.approved.valid_until is not None:
            told = t.said("ics_approval_ends", exercise=name_of(entry.exercise))
            day = entry.approved.valid_until - ONE_WEEK
            yield _whole_day(f"approval {entry.exercise}", told, day, now)


def _whole_day(name: str, told: str, day: dt.date, now: dt.datetime) -> Event:
    event = _event(f"{name} {day}", told, now)
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add_component(_alarm(told))
    return event


def _event(name: str, told: str, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid.uuid5(_ROOM, name)}@spinecoach")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("summary", plain(told))
    event.add("class", "PRIVATE")
    return event


def _alarm(told: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", plain(told))
    alarm.add("trigger", dt.timedelta())
    return alarm


def _end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day, without a zone, as the beginnings have none."""
    return dt.datetime.combine(day, dt.time(23, 59, 59))
