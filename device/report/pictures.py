"""What the two pictures show: the worst pain and the minutes of each day, or of each month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from device.plan.model import PainRules
from device.report.colours import MINUTES, MODERATE, SLIGHT, STRONG
from device.report.facts import Day, Facts
from device.report.plots import Bar, Scale, bars
from device.report.sessions import Pain
from device.report.texts import Texts

MOST_BARS = 98
"""Days; more are put together by month."""

LONGEST_TOLD = 42
"""So many values are told in words; the table beside the picture has the latest anyway."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of one bar."""

    label: str
    told: str
    days: tuple[Day, ...]

    @property
    def worst(self) -> Pain | None:
        """Return the worst pain."""
        pains = (day.worst for day in self.days)
        return max((p for p in pains if p is not None), key=lambda p: p.weight, default=None)


def letters_of(facts: Facts) -> dict[str, str]:
    """Return a letter for each exercise that hurt: A for the one that hurt most often."""
    counts: dict[str, int] = {}
    for day in facts.days:
        for pain in day.pains:
            if pain.exercise is not None:
                counts[pain.exercise] = counts.get(pain.exercise, 0) + 1
    in_order = sorted(counts, key=lambda exercise: (-counts[exercise], exercise))
    return {exercise: chr(ord("A") + n) for n, exercise in enumerate(in_order[:26])}


def pain_picture(facts: Facts, t: Texts, name_of: Callable[[str], str]) -> Markup:
    """Return the worst pain of each stretch, with the letter of its exercise."""
    letters = letters_of(facts)
    stretches = _stretches(facts.days, t)
    shown = [_pain_bar(stretch, letters, facts.rules) for stretch in stretches]

    def told(stretch: Stretch, pain: Pain) -> str:
        value = t.no_answer if pain.value is None else pain.value
        exercise = name_of(pain.exercise) if pain.exercise is not None else t.no_exercise
        return t.said("pain_at", date=stretch.told, value=value, exercise=exercise)

    lines = [told(stretch, pain) for stretch in stretches if (pain := stretch.worst) is not None]
    return bars(shown, Scale(10, 2), t.pain_plot, _in_words(lines))


def minutes_picture(facts: Facts, t: Texts) -> Markup:
    """Return the minutes of each stretch."""
    stretches = _stretches(facts.days, t)
    minutes = [sum(day.minutes for day in stretch.days) for stretch in stretches]
    shown = [
        Bar(stretch.label, n or None, MINUTES)
        for stretch, n in zip(stretches, minutes, strict=True)
    ]
    lines = [
        t.said("minutes_on", date=stretch.told, n=round(n))
        for stretch, n in zip(stretches, minutes, strict=True)
        if n
    ]
    return bars(shown, Scale.to(max(minutes)), t.minutes_plot, _in_words(lines))


def _pain_bar(stretch: Stretch, letters: dict[str, str], rules: PainRules) -> Bar:
    pain = stretch.worst
    if pain is None:
        return Bar(stretch.label, None)
    colour = STRONG
    if pain.weight <= rules.moderate_max:
        colour = SLIGHT if pain.weight <= rules.slight_max else MODERATE
    mark = letters.get(pain.exercise or "", "\u2013")
    return Bar(stretch.label, pain.weight, colour, mark, open=pain.value is None)


def _stretches(days: Sequence[Day], t: Texts) -> tuple[Stretch, ...]:
    if len(days) <= MOST_BARS:
        return tuple(
            Stretch(t.day_of(day.date, short=True), t.day_of(day.date), (day,)) for day in days
        )
    by_month: dict[dt.date, list[Day]] = {}
    for day in days:
        by_month.setdefault(day.date.replace(day=1), []).append(day)
    return tuple(
        Stretch(t.month_of(month), t.month_of(month), tuple(of_it))
        for month, of_it in by_month.items()
    )


def _in_words(lines: Iterable[str]) -> str:
    """The latest, newest first."""
    latest = list(lines)[-LONGEST_TOLD:]
    return "; ".join(reversed(latest)) + "." if latest else ""
