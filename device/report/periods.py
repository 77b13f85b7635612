"""Days put together until they can be taken in at a look: weeks, months, three months, years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from device.report.facts import Day, Mark
from device.report.pains import Pain
from device.report.texts import Texts

MAX_BARS = 56
"""Maximum number of bars that have room for a letter each on a phone."""

MAX_MONTHS = 36
"""A table of more rows is one of years."""

Key = Callable[[dt.date], dt.date]


@dataclass(frozen=True, slots=True)
class Period:
    """Some days running: `label` names them shortly, `told` in full."""

    label: str
    told: str
    days: tuple[Day, ...]

    @property
    def worst(self) -> Pain | None:
        """Return the worst pain."""
        pains = (day.worst for day in self.days)
        return max((p for p in pains if p is not None), key=lambda p: p.weight, default=None)

    @property
    def worst_weight(self) -> int | None:
        """Return how bad the worst pain counts, 0 to 10; None without pain."""
        return self.worst.weight if self.worst is not None else None

    @property
    def minutes(self) -> float:
        """Return how long the sessions were under way."""
        return sum(day.minutes for day in self.days)

    def count(self, mark: Mark) -> int:
        """Return how many days have this mark."""
        return sum(day.mark is mark for day in self.days)


def for_bars(days: Sequence[Day], t: Texts) -> tuple[str, tuple[Period, ...]]:
    """Return the finest stretches that are few enough for bars, and how often one begins."""
    if len(days) <= MAX_BARS:
        shown = (Period(t.day_of(d.date, short=True), t.day_of(d.date), (d,)) for d in days)
        return t.each_day, tuple(shown)
    for each, begins in ((t.each_week, _week), (t.each_month, _month), (t.each_quarter, _quarter)):
        found = _together(days, begins)
        if len(found) <= MAX_BARS:
            return each, tuple(_named(of_it, begins, t) for of_it in found)
    return t.each_year, tuple(_named(of_it, _year, t) for of_it in _together(days, _year))


def by_week(days: Sequence[Day], t: Texts) -> tuple[Period, ...]:
    """Return the weeks, each from Monday on."""
    return tuple(_named(of_it, _week, t) for of_it in _together(days, _week))


def for_table(days: Sequence[Day], t: Texts) -> tuple[str, tuple[Period, ...]]:
    """Return months, or years where the months are many, and the heading for them."""
    found = _together(days, _month)
    if len(found) <= MAX_MONTHS:
        return t.months_head, tuple(_named(of_it, _month, t) for of_it in found)
    return t.years_head, tuple(_named(of_it, _year, t) for of_it in _together(days, _year))


def _together(days: Sequence[Day], begins: Key) -> tuple[tuple[Day, ...], ...]:
    found: dict[dt.date, list[Day]] = {}
    for day in days:
        found.setdefault(begins(day.date), []).append(day)
    return tuple(map(tuple, found.values()))


def _named(days: tuple[Day, ...], begins: Key, t: Texts) -> Period:
    first, last = days[0].date, days[-1].date
    if begins is _week:
        label, told = t.day_of(first, short=True), f"{t.day_of(first)} \u2013 {t.day_of(last)}"
    elif begins is _month:
        label = told = t.month_of(first)
    elif begins is _quarter:
        label, told = t.month_of(first), f"{t.month_of(first)} \u2013 {t.month_of(last)}"
    else:
        label = told = str(first.year)
    return Period(label, told, days)


def _week(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def _month(date: dt.date) -> dt.date:
    return date.replace(day=1)


def _quarter(date: dt.date) -> dt.date:
    return date.replace(day=1, month=date.month - (date.month - 1) % 3)


def _year(date: dt.date) -> dt.date:
    return date.replace(day=1, month=1)
