"""Where it hurt and how it was the next morning, as the journal has it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from device.journal.entry import Kind
from device.journal.row import Row

_GOES_ON = frozenset({Kind.EXERCISE_BEGAN, Kind.EXERCISE_PACED, Kind.WENT_ON})
"""What is asked about one pain ends where the exercises go on."""

_ABOUT_PAIN = frozenset({Kind.PAIN_SAID, Kind.PAIN_ANSWERED, Kind.DANGER_ANSWERED})
MORNING_KINDS = frozenset({Kind.NEXT_DAY_ANSWERED})
"""Kinds of answers about the day before. A frozen set is asked 70,000 times in ten years, and costs
less than looking up a member of `Kind`."""

DANGEROUS = ("yes", "silence")
"""Answers about danger signs that count as one: silence is never a no."""


@dataclass(frozen=True, slots=True)
class Pain:
    """Pain was said.

    `value` is 0 to 10, None when there was no answer; `danger` "yes", "no", "silence", or None when
    nobody asked. `earlier` holds answers that were given to the same question before `value`: the
    plug was pulled, and the box asked again.
    """

    at: dt.datetime
    exercise: str | None = None
    value: int | None = None
    danger: str | None = None
    earlier: tuple[int, ...] = ()

    @property
    def weight(self) -> int:
        """Return how bad it counts: no answer is never less than the worst one."""
        return 10 if self.value is None else self.value

    @property
    def dangerous(self) -> bool:
        """Whether a danger sign was named, or nobody answered about them."""
        return self.danger in DANGEROUS


@dataclass(frozen=True, slots=True)
class Morning:
    """The answer to how the pain is today: "gone", "same", "worse", or "silence"."""

    at: dt.datetime
    answer: str


def pains_of(rows: Iterable[Row], when: Callable[[Row], dt.datetime]) -> Sequence[Pain]:
    """Return one for each time it was asked about; a suspicion with no answer to it is none.

    `when` tells the time of a row.
    """
    told: list[Pain] = []
    still_asked = False
    for row in rows:
        if row.kind in _GOES_ON:
            still_asked = False
        if row.kind not in _ABOUT_PAIN:
            continue
        last = told[-1] if told else None
        if row.kind is Kind.PAIN_SAID and row.text != "suspected":
            if last is None or last.value is not None or last.danger is not None:
                told.append(Pain(when(row), row.exercise))
            still_asked = True
        elif row.kind is Kind.PAIN_ANSWERED:
            if last is None or (last.value is not None and not still_asked):
                told.append(Pain(when(row), row.exercise))
            told[-1] = _answered(told[-1], row)
            still_asked = True
        elif row.kind is Kind.DANGER_ANSWERED:
            if last is None:
                told.append(Pain(when(row), row.exercise))
            told[-1] = replace(told[-1], danger=_worse(told[-1].danger, row.text))
    return told


def mornings_of(rows: Iterable[Row], when: Callable[[Row], dt.datetime]) -> tuple[Morning, ...]:
    """Return every answer about the day before; `when` tells the time of a row."""
    return tuple(Morning(when(row), row.text or "") for row in rows if row.kind in MORNING_KINDS)


def _answered(pain: Pain, row: Row) -> Pain:
    earlier = pain.earlier if pain.value is None else (*pain.earlier, pain.value)
    exercise = pain.exercise or row.exercise
    return replace(pain, value=row.value, exercise=exercise, earlier=earlier)


def _worse(before: str | None, now: str | None) -> str | None:
    """A danger sign that was named once is never taken back by a later answer."""
    return before if before == "yes" else now
