"""How much of what was asked was counted: in all, by week, before and since a visit. Pure.

Counted is not done: the box paces and does not see. What is still to come today is not held against
anybody, and no exercise counts for more than it was asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from device.report.facts import Day, Facts

MIN_DAYS = 2
"""Minimum number of days on each side of a visit for a comparison."""


@dataclass(frozen=True, slots=True)
class Adherence:
    """How often exercises were counted to their end, of how often the plan asked for them."""

    counted: int = 0
    asked: int = 0

    @property
    def percent(self) -> int | None:
        """Return it from 0 to 100, rounded down; None when nothing was asked."""
        return 100 * self.counted // self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Balance:
    """Some days summed up. `worst` is 0 to 10, None without pain."""

    days: int
    adherence: Adherence
    minutes: float
    pains: int
    worst: int | None
    worse_mornings: int


@dataclass(frozen=True, slots=True)
class Visit:
    """The days before the last visit, and since; `day` is the first of these."""

    day: dt.date
    before: Balance
    since: Balance


def adherence_of(days: Sequence[Day], today: dt.date) -> Adherence:
    """Return it over `days`."""
    counted = asked = 0
    for day in days:
        paced, due = day.paced, day.asked_by(today)
        asked += sum(due.values())
        counted += sum(min(n, paced[exercise]) for exercise, n in due.items())
    return Adherence(counted, asked)


def balance_of(days: Sequence[Day], today: dt.date) -> Balance:
    """Return the days summed up."""
    pains = [pain for day in days for pain in day.pains]
    return Balance(
        len(days),
        adherence_of(days, today),
        sum(day.minutes for day in days),
        len(pains),
        max((pain.weight for pain in pains), default=None),
        sum(day.next_day_answer == "worse" for day in days),
    )


def visit_of(facts: Facts, day: dt.date | None = None) -> Visit | None:
    """Return the days before and since a visit; None when there are too few on either side.

    Without a `day` it is the one on which the plan was signed.
    """
    signed = facts.plan.signature if facts.plan is not None and facts.signed else None
    visit = day or (signed.date if signed is not None else None)
    if visit is None:
        return None
    before = tuple(each for each in facts.days if each.date < visit)
    since = tuple(each for each in facts.days if each.date >= visit)
    if min(len(before), len(since)) < MIN_DAYS or not any(each.sessions for each in before):
        return None
    return Visit(visit, balance_of(before, facts.last), balance_of(since, facts.last))
