"""Parts of the page in words: danger signs, weeks, mornings, what is different since the visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from device.report.adherence import Adherence, Balance, Visit, adherence_of
from device.report.facts import Facts
from device.report.periods import by_week
from device.report.texts import Texts

MORNINGS = 14
"""Maximum number of answers about the next morning on the page."""

WEEKS = 14
"""Maximum number of weeks on the page, the same as in the calendar of days."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: what it is of, and its cells."""

    name: str
    cells: tuple[str, ...]


def dangers_of(facts: Facts, t: Texts, name_of: Callable[[str], str]) -> Iterator[str]:
    """Yield each danger sign, the latest first, and each question about one left unanswered."""
    for day in reversed(facts.days):
        for pain in reversed(day.pains):
            if pain.dangerous:
                what = t.danger_yes if pain.danger == "yes" else t.danger_silence
                where = name_of(pain.exercise) if pain.exercise is not None else t.no_exercise
                yield t.said("danger_on", date=t.day_of(day.date), what=what, exercise=where)


def counted(adherence: Adherence, t: Texts) -> tuple[str, str]:
    """Return `counted of asked` and the percentage; dashes where nothing was asked."""
    if adherence.percent is None:
        return t.nothing_asked, "\u2013"
    of = t.said("counted_of", n=adherence.counted, all=adherence.asked)
    return of, t.said("percent", n=adherence.percent)


def weeks_of(facts: Facts, t: Texts) -> Iterator[TableRow]:
    """Yield a row for each week, the latest first."""
    for week in list(reversed(by_week(facts.days, t)))[:WEEKS]:
        of, percent = counted(adherence_of(week.days, facts.last), t)
        yield TableRow(
            week.told, (of, percent, str(round(week.minutes)), _worst(week.worst_weight, t))
        )


def morning_rows(facts: Facts, t: Texts) -> Iterator[TableRow]:
    """Yield each answer about how the pain was in the morning, the latest first."""
    answered = [day for day in reversed(facts.days) if day.next_day_answer is not None]
    for day in answered[:MORNINGS]:
        yield TableRow(t.day_of(day.date), (t.said(f"morning_{day.next_day_answer}"),))


def visit_rows(visit: Visit, t: Texts) -> Iterator[TableRow]:
    """Yield what was before the last visit beside what has been since."""
    both = (visit.before, visit.since)
    yield TableRow(t.days_in_all, tuple(str(each.days) for each in both))
    yield TableRow(t.adherence, tuple(counted(each.adherence, t)[1] for each in both))
    yield TableRow(t.minutes_a_day, tuple(str(_a_day(each)) for each in both))
    yield TableRow(t.pains_told, tuple(str(each.pains) for each in both))
    yield TableRow(t.pain_worst, tuple(_worst(each.worst, t) for each in both))
    yield TableRow(t.worse_mornings, tuple(str(each.worse_mornings) for each in both))


def _a_day(balance: Balance) -> int:
    return round(balance.minutes / balance.days)


def _worst(weight: int | None, t: Texts) -> str:
    return t.none_told if weight is None else str(weight)
