"""What the two pictures show: the worst pain and the minutes, day by day or by longer stretches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from device.plan.model import PainRules
from device.report.colours import MINUTES, MODERATE, SLIGHT, STRONG
from device.report.facts import Facts
from device.report.pains import Pain
from device.report.periods import Period, for_bars
from device.report.plots import Bar, Scale, bars
from device.report.texts import Texts

MAX_PICTURE_TEXT = 42
"""Maximum number of values in a text alternative. The table beside it has the latest anyway."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and what it shows."""

    title: str
    svg: Markup


def letters_of(facts: Facts) -> dict[str, str]:
    """Return a letter for each exercise that hurt: A for the one that hurt most often."""
    counts: dict[str, int] = {}
    for day in facts.days:
        for pain in day.pains:
            if pain.exercise is not None:
                counts[pain.exercise] = counts.get(pain.exercise, 0) + 1
    in_order = sorted(counts, key=lambda exercise: (-counts[exercise], exercise))
    return {exercise: chr(ord("A") + n) for n, exercise in enumerate(in_order[:26])}


def pain_picture(facts: Facts, t: Texts, name_of: Callable[[str], str]) -> Picture:
    """Return the worst pain of each stretch, with the letter of its exercise."""
    letters = letters_of(facts)
    each, stretches = for_bars(facts.days, t)
    title = t.said("pain_plot", each=each)
    shown = [_pain_bar(stretch, letters, facts.rules) for stretch in stretches]

    def told(stretch: Period, pain: Pain) -> str:
        value = t.no_answer if pain.value is None else pain.value
        exercise = name_of(pain.exercise) if pain.exercise is not None else t.no_exercise
        return t.said("pain_at", date=stretch.told, value=value, exercise=exercise)

    lines = [told(stretch, pain) for stretch in stretches if (pain := stretch.worst) is not None]
    return Picture(title, bars(shown, Scale(10, 2), title, _in_words(lines)))


def minutes_picture(facts: Facts, t: Texts) -> Picture:
    """Return the minutes of each stretch."""
    each, stretches = for_bars(facts.days, t)
    title = t.said("minutes_plot", each=each)
    shown = [Bar(stretch.label, stretch.minutes or None, MINUTES) for stretch in stretches]
    lines = [
        t.said("minutes_on", date=stretch.told, n=round(stretch.minutes))
        for stretch in stretches
        if stretch.minutes
    ]
    scale = Scale.to(max(stretch.minutes for stretch in stretches))
    return Picture(title, bars(shown, scale, title, _in_words(lines)))


def _pain_bar(stretch: Period, letters: dict[str, str], rules: PainRules) -> Bar:
    pain = stretch.worst
    if pain is None:
        return Bar(stretch.label, None)
    colour = STRONG
    if pain.weight <= rules.moderate_max:
        colour = SLIGHT if pain.weight <= rules.slight_max else MODERATE
    mark = letters.get(pain.exercise or "", "\u2013")
    return Bar(stretch.label, pain.weight, colour, mark, open=pain.value is None)


def _in_words(lines: Iterable[str]) -> str:
    """The latest, newest first."""
    latest = list(lines)[-MAX_PICTURE_TEXT:]
    return "; ".join(reversed(latest)) + "." if latest else ""
