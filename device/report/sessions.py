"""Sessions, as the journal has them: what was paced, left and stopped. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from device.journal.entry import Kind
from device.journal.row import Row
from device.report.pains import Morning, Pain, mornings_of, pains_of
from device.report.times import put_right

_ENROLLMENT = (Kind.ENROLLMENT_BEGAN, Kind.ENROLLMENT_ENDED, Kind.SESSION_RESUMED)
"""Where an enrollment begins, and where it is over: the plug may have been pulled out of it."""


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
    rows = put_right(rows)
    return SessionRecord(
        id_,
        first.day,
        rows[0].at,
        rows[-1].at,
        _active_s(rows),
        _ending(rows),
        tuple(_with_counts(list(_turns(rows)), id_, counts)),
        tuple(pains_of(rows)),
        all(row.sure for row in rows),
        mornings_of(rows),
        key,
    )


def _ending(rows: Iterable[Row]) -> Ending:
    ending = Ending.BROKEN_OFF
    for row in rows:
        if row.kind is Kind.SESSION_COMPLETED:
            ending = Ending.COMPLETED
        elif row.kind is Kind.SESSION_ENDED_EARLY:
            known = row.text in {each.value for each in Ending}
            ending = Ending(str(row.text)) if known else Ending.UNFINISHED
    return ending


def _active_s(rows: Sequence[Row]) -> float:
    """By the seconds since the machine started: the wall clock may have been set meanwhile."""
    total, taught = 0.0, False
    for before, row in itertools.pairwise(rows):
        rested = before.kind is Kind.PAUSED or row.kind is Kind.SESSION_RESUMED
        if before.kind in _ENROLLMENT:
            taught = before.kind is Kind.ENROLLMENT_BEGAN
        if before.boot_id == row.boot_id and not rested and not taught:
            total += max(0.0, row.boottime_s - before.boottime_s)
    return total


def _turns(rows: Iterable[Row]) -> Iterator[Turn]:
    begun: str | None = None
    stopped: str | None = None
    for row in rows:
        if row.exercise is None:
            continue
        match row.kind:
            case Kind.EXERCISE_BEGAN:
                begun, stopped = row.exercise, None
                continue
            case Kind.EXERCISE_PACED:
                yield Turn(row.exercise, ExerciseOutcome.PACED)
            case Kind.EXERCISE_SKIPPED if row.exercise != stopped:
                yield Turn(row.exercise, ExerciseOutcome.SKIPPED)
            case Kind.EXERCISE_STOPPED:
                stopped = row.exercise
                yield Turn(row.exercise, ExerciseOutcome.STOPPED)
            case Kind.EXERCISE_LEFT_OUT:
                yield Turn(row.exercise, ExerciseOutcome.LEFT_OUT, row.text or "")
            case _:
                continue
        if row.exercise == begun:
            begun = None
    if begun is not None:
        yield Turn(begun, ExerciseOutcome.BEGUN)


def _with_counts(
    turns: Sequence[Turn], session: int, counts: Mapping[tuple[int, str], int]
) -> Iterator[Turn]:
    last = {turn.exercise: i for i, turn in enumerate(turns)}
    for i, turn in enumerate(turns):
        n = counts.get((session, turn.exercise), 0) if last[turn.exercise] == i else 0
        yield Turn(turn.exercise, turn.outcome, turn.reason, n)
