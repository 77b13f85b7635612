"""Sessions, as the journal has them: what was paced, left and stopped. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from device.journal.entry import Kind
from device.journal.row import Row
from device.report.pains import Morning, Pain, mornings_of, pains_of
from device.report.times import times_of

_ENROLLMENT = frozenset({Kind.ENROLLMENT_BEGAN, Kind.ENROLLMENT_ENDED, Kind.SESSION_RESUMED})
"""Where an enrollment begins, and where it is over: the plug may have been pulled out of it."""

_RESTS, _RESUMES = frozenset({Kind.PAUSED}), frozenset({Kind.SESSION_RESUMED})


class Ending(StrEnum):
    """How a session ended."""

    COMPLETED = "completed"
    PAIN = "pain"
    DANGER = "danger"
    NO_ANSWER = "no_answer"
    UNFINISHED = "unfinished"
    BROKEN_OFF = "broken_off"  # no end was written: it runs still, or the plug was pulled


class ExerciseOutcome(StrEnum):
    """What became of an exercise."""

    PACED = "paced"  # all its repetitions were counted; nobody saw whether they were done
    SKIPPED = "skipped"  # the patient said so
    STOPPED = "stopped"  # by pain
    LEFT_OUT = "left_out"  # by the plan
    BEGUN = "begun"  # and neither finished nor left


Outcome = tuple[str, ExerciseOutcome, str]
"""An exercise, what became of it, and why."""

_BEGINS = frozenset({Kind.EXERCISE_BEGAN})
_BECAME = {
    Kind.EXERCISE_PACED: ExerciseOutcome.PACED,
    Kind.EXERCISE_SKIPPED: ExerciseOutcome.SKIPPED,
    Kind.EXERCISE_STOPPED: ExerciseOutcome.STOPPED,
    Kind.EXERCISE_LEFT_OUT: ExerciseOutcome.LEFT_OUT,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One exercise, once. `reason` says why it was left out; `repetitions` how many were paced.

    One that was stopped and tried again has two turns, and its repetitions with the last.
    """

    exercise: str
    outcome: ExerciseOutcome
    reason: str = ""
    repetitions: int = 0


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session. `active_s` leaves out pauses, breaks and an enrollment.

    `sure`: the date is right.

    `began` and `ended` fit each other where the clock was set in between. Where the machine itself
    was started anew with a wrong clock, `ended` may still lie before `began`. `key` is what no
    other session of any box has: the start of the machine and the time in it, as written down.
    """

    id: int
    day: dt.date
    began: dt.datetime
    ended: dt.datetime
    active_s: float
    ending: Ending
    turns: tuple[Turn, ...] = ()
    pains: tuple[Pain, ...] = ()
    sure: bool = True
    mornings: tuple[Morning, ...] = ()
    key: str = ""

    def exercises(self, outcome: ExerciseOutcome) -> tuple[str, ...]:
        """Return the exercises with this outcome, each once."""
        return tuple(dict.fromkeys(t.exercise for t in self.turns if t.outcome is outcome))


_turn = lru_cache(maxsize=1024)(Turn)
"""Most turns of ten years are alike."""


def sessions_of(
    rows: Sequence[Row], repetitions: Mapping[tuple[int, str], int] | None = None
) -> tuple[SessionRecord, ...]:
    """Return the sessions of a day from its rows, in order."""
    by_session: dict[int, list[Row]] = {}
    for row in rows:
        if row.session is not None:
            by_session.setdefault(row.session, []).append(row)
    return tuple(_session(id_, of_it, repetitions or {}) for id_, of_it in by_session.items())


def _session(id_: int, rows: Sequence[Row], counts: Mapping[tuple[int, str], int]) -> SessionRecord:
    first = rows[0]
    key = f"{id_} {first.boot_id} {first.boottime_s:.3f} {first.at.isoformat()}"
    when = times_of(rows)
    return SessionRecord(
        id_,
        first.day,
        when(first),
        when(rows[-1]),
        _active_s(rows),
        _ending(rows),
        _turns(list(_outcomes(rows)), id_, counts),
        tuple(pains_of(rows, when)),
        all(row.sure for row in rows),
        mornings_of(rows, when),
        key,
    )


def _ending(rows: Sequence[Row]) -> Ending:
    for row in reversed(rows):
        if row.kind is Kind.SESSION_COMPLETED:
            return Ending.COMPLETED
        if row.kind is Kind.SESSION_ENDED_EARLY:
            known = row.text in {each.value for each in Ending}
            return Ending(str(row.text)) if known else Ending.UNFINISHED
    return Ending.BROKEN_OFF


def _active_s(rows: Sequence[Row]) -> float:
    """By the seconds since the machine started: the wall clock may have been set meanwhile."""
    total, taught = 0.0, False
    for before, row in itertools.pairwise(rows):
        rested = before.kind in _RESTS or row.kind in _RESUMES
        if before.kind in _ENROLLMENT:
            taught = before.kind is Kind.ENROLLMENT_BEGAN
        if before.boot_id == row.boot_id and not rested and not taught:
            passed = row.boottime_s - before.boottime_s
            total += passed if passed > 0 else 0.0
    return total


def _outcomes(rows: Iterable[Row]) -> Iterator[Outcome]:
    begun: str | None = None
    stopped: str | None = None
    for row in rows:
        exercise = row.exercise
        if exercise is None:
            continue
        if row.kind in _BEGINS:
            begun, stopped = exercise, None
            continue
        outcome = _BECAME.get(row.kind)
        if outcome is None or (outcome is ExerciseOutcome.SKIPPED and exercise == stopped):
            continue
        if outcome is ExerciseOutcome.STOPPED:
            stopped = exercise
        yield exercise, outcome, row.text or "" if outcome is ExerciseOutcome.LEFT_OUT else ""
        if exercise == begun:
            begun = None
    if begun is not None:
        yield begun, ExerciseOutcome.BEGUN, ""


def _turns(
    outcomes: Sequence[Outcome], session: int, counts: Mapping[tuple[int, str], int]
) -> tuple[Turn, ...]:
    last = {exercise: n for n, (exercise, _, _) in enumerate(outcomes)}
    return tuple(
        [
            _turn(*outcome, counts.get((session, outcome[0]), 0) if last[outcome[0]] == n else 0)
            for n, outcome in enumerate(outcomes)
        ]
    )
