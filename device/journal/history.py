"""What the journal means for today: pure functions from rows to `History`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from device.journal.entry import Kind
from device.journal.painful import (
    ENDED_IN_PAIN,
    had_pain,
    last_day,
    pain_left_open,
    pain_on_last_day,
    painless_running,
    tells_of_pain,
)
from device.journal.practice import days_running, times_paced
from device.journal.row import Row

_SETTLES = frozenset(
    {Kind.EXERCISE_PACED, Kind.EXERCISE_SKIPPED, Kind.EXERCISE_STOPPED, Kind.EXERCISE_LEFT_OUT}
)
_ENDS = frozenset({Kind.SESSION_COMPLETED, Kind.SESSION_ENDED_EARLY})
_ANSWERS_FROM_MILD_TO_WORST = ("silence", "gone", "same", "worse")


@dataclass(frozen=True, slots=True)
class Stop:
    """An exercise was stopped by pain on `day`."""

    exercise: str
    day: date


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A session begun today that was neither completed nor ended: where it stood."""

    session: int
    exercise: str | None = None
    """The exercise under way; None when it stood between two exercises."""
    side: str = ""
    """The side of the last repetition paced: "left", "right" or ""."""
    repetition: int = 0
    """The last repetition of `exercise` that was paced on `side`; 0 when none was."""
    settled: frozenset[str] = frozenset()
    """Exercises that are over for this session: paced, skipped, stopped, closed or left out."""
    had_pain: bool = False
    """Pain was said in this session: the danger-sign question for its first pain is due or done."""
    pain_open: bool = False
    """It broke off after "pain" and before the way on was chosen: never just go on."""
    cries: int = 0
    """How often pain was said since; a power cut does not begin the count anew."""


@dataclass(frozen=True, slots=True)
class PainShown:
    """Pain ended a session and nobody has acknowledged it yet."""

    day: date
    exercise: str | None = None
    danger: bool = False
    """A danger sign was named, or nobody answered."""
    called: bool = False
    """Whom to call was said to its end."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A part is broken since `at`: its end was not written down."""

    part: str
    at: datetime


def _no_counts() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class History:
    """All that today depends on. Every field but `today` has the value of an empty journal."""

    today: date
    """The day that counts: by the clock, but never earlier than the journal while it is unsure."""
    sure: bool = True
    """Whether `today` is known to be right."""
    staging_day: date | None = None
    """The day to count stages from: `today` while sure, else the last day that was sure.

    None when no day ever was: then only the first stage is safe.
    """
    last_day: date | None = None
    """The last day before today on which a session began; None where there was none."""
    started_today: bool = False
    """A session was begun today, whatever became of it."""
    sessions_done_today: int = 0
    """Sessions of today that were carried to their end."""
    rested_s: float | None = None
    """Seconds since the last of them ended, 0 or more; None where none did, or nobody asked."""
    paced_today: tuple[str, ...] = ()
    skipped_today: tuple[str, ...] = ()
    stopped_today: tuple[str, ...] = ()
    """Exercises by what became of them today, in the order it happened, each once."""
    stops: tuple[Stop, ...] = ()
    """Every stop by pain ever, oldest first."""
    days_running: int = 0
    """Days in a row up to yesterday on which something was done, up to `LOOKED_BACK`."""
    times_paced: Mapping[str, int] = field(default_factory=_no_counts)
    """Exercise to how often it was paced to its end in the last `RECENT_SESSIONS` sessions, counted
    up to `MANY`; absent means never."""
    painless_running: Mapping[str, int] = field(default_factory=_no_counts)
    """Exercise to how many of the latest sessions running paced it to its end, all without pain."""
    pain_unasked: bool = False
    """There was pain on the last day of sessions before today, and today's question about it has
    not been answered ("silence" is not an answer)."""
    next_day_answer: str | None = None
    """The worst answer of today: "gone", "same", "worse", "silence"; None when not asked."""
    worse_mornings_running: int = 0
    """Mornings in a row, up to the latest with a session or an answer, that were "worse"."""
    worse_mornings: tuple[tuple[date, int], ...] = ()
    """Each morning on which "worse" was said, and for which time running: so many put the plan on
    hold, which only the clinician ends, with a later date in the plan."""
    interrupted: Interrupted | None = None
    pain_shown: PainShown | None = None
    pain_open: date | None = None
    """The day of a pain whose questions (how bad, danger signs) were never answered: the box lost
    its power while it asked. They come before anything else, on whichever day that is."""
    enrollments_offered: tuple[date, ...] = ()
    """When the box offered to learn the patient's voice, oldest first."""
    faults: tuple[Fault, ...] = ()
    """What is broken, in the order in which it broke."""

    @property
    def worse_today(self) -> bool:
        """The pain was said to be worse today: the low end of every range."""
        return self.next_day_answer == "worse"

    def on_hold_since(self, mornings: int) -> date | None:
        """Return the latest morning that was worse for the `mornings`-th time running or more."""
        return max(
            (day for day, running in self.worse_mornings if running >= mornings), default=None
        )

    @property
    def danger_shown(self) -> bool:
        """A danger sign (or an unanswered question) ended a session; not yet acknowledged."""
        return self.pain_shown is not None and self.pain_shown.danger


def history_of(
    rows: Iterable[Row], today: date, *, sure: bool = True, now: datetime | None = None
) -> History:
    """Return what `rows` of a journal mean on `today`, the day that counts (`local_day`).

    `rows` may be the whole journal or the part of it that `needed_rows` picks, in any order, each
    once. Rows of later days (a clock that was set back) count for stops and pain shown, never for
    what was done today. `sure`: of `today`. `now`, in UTC, is for `rested_s` alone.
    """
    in_order = sorted(rows, key=lambda row: row.id)
    of_today = [row for row in in_order if row.day == today]
    answer = _answer_of(of_today)
    running, worse = _worse_mornings(in_order, today)
    return History(
        today=today,
        sure=sure,
        staging_day=today if sure else _last_sure_day(in_order, today),
        last_day=last_day(in_order, today),
        started_today=any(row.kind is Kind.SESSION_BEGAN for row in of_today),
        sessions_done_today=sum(row.kind is Kind.SESSION_COMPLETED for row in of_today),
        rested_s=_rested_s(of_today, now),
        paced_today=_exercises(of_today, Kind.EXERCISE_PACED),
        skipped_today=_exercises(of_today, Kind.EXERCISE_SKIPPED),
        stopped_today=_exercises(of_today, Kind.EXERCISE_STOPPED),
        stops=tuple(
            Stop(row.exercise, row.day)
            for row in in_order
            if row.kind is Kind.EXERCISE_STOPPED and row.exercise is not None
        ),
        times_paced=times_paced(in_order),
        days_running=days_running(in_order, today),
        painless_running=painless_running(in_order, today),
        pain_unasked=answer in (None, "silence") and pain_on_last_day(in_order, today),
        next_day_answer=answer,
        worse_mornings_running=running,
        worse_mornings=worse,
        interrupted=_interrupted(in_order, today),
        pain_shown=_pain_shown(in_order),
        pain_open=pain_left_open(in_order),
        enrollments_offered=tuple(r.day for r in in_order if r.kind is Kind.ENROLLMENT_OFFERED),
        faults=_faults(in_order),
    )


def _rested_s(of_today: Sequence[Row], now: datetime | None) -> float | None:
    done = [row.at for row in of_today if row.kind is Kind.SESSION_COMPLETED]
    return max(0.0, (now - done[-1]).total_seconds()) if done and now is not None else None


def _last_sure_day(rows: Sequence[Row], today: date) -> date | None:
    return max((row.day for row in rows if row.sure and row.day <= today), default=None)


def _exercises(rows: Iterable[Row], kind: Kind) -> tuple[str, ...]:
    named = (row.exercise for row in rows if row.kind is kind)
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _answer_of(rows: Iterable[Row]) -> str | None:
    answers = {row.text for row in rows if row.kind is Kind.NEXT_DAY_ANSWERED}
    known = [answer for answer in _ANSWERS_FROM_MILD_TO_WORST if answer in answers]
    return known[-1] if known else None


def _worse_mornings(rows: Sequence[Row], today: date) -> tuple[int, tuple[tuple[date, int], ...]]:
    """How many mornings running were worse, and each worse one with its place in its run.

    A morning is a day with a session or an answer; one without "worse" ends the run, but silence
    is no answer and today has its answer still to come, so neither of these does.
    """
    answers: dict[date, list[Row]] = {}
    for row in rows:
        if row.kind in (Kind.SESSION_BEGAN, Kind.NEXT_DAY_ANSWERED):
            answers.setdefault(row.day, []).append(row)
    running, worse = 0, []
    for day in sorted(answers):
        answer = _answer_of(answers[day])
        if answer == "worse":
            running += 1
            worse.append((day, running))
        elif answer != "silence" and not (answer is None and day == today):
            running = 0
    return running, tuple(worse)


def _interrupted(rows: Sequence[Row], today: date) -> Interrupted | None:
    began = [row for row in rows if row.kind is Kind.SESSION_BEGAN]
    if not began or began[-1].day != today:
        return None
    session = began[-1].session
    of_session = [row for row in rows if row.session == session]
    if session is None or any(row.kind in _ENDS for row in of_session):
        return None
    return _where_it_stood(session, of_session)


def _where_it_stood(session: int, rows: Sequence[Row]) -> Interrupted:
    exercise: str | None = None
    side, repetition = "", 0
    settled: set[str] = set()
    pain_open, cries = False, 0
    for row in rows:
        if row.kind is Kind.EXERCISE_BEGAN and row.exercise is not None:
            settled.discard(row.exercise)
            if row.exercise != exercise:  # taken up again after a break: it stands where it stood
                exercise, side, repetition = row.exercise, "", 0
        elif row.kind is Kind.REPETITION_PACED:
            side, repetition = row.text or "", row.value or 0
        elif row.kind in _SETTLES and row.exercise is not None:
            settled.add(row.exercise)
            if row.exercise == exercise:
                exercise, side, repetition = None, "", 0
        if row.kind in (Kind.PAIN_SAID, Kind.EXERCISE_STOPPED):
            pain_open = True
            cries += row.kind is Kind.PAIN_SAID and tells_of_pain(row)
        elif row.kind in (Kind.EXERCISE_BEGAN, Kind.WENT_ON):
            pain_open, cries = False, 0
    return Interrupted(
        session, exercise, side, repetition, frozenset(settled), had_pain(rows), pain_open, cries
    )


def _pain_shown(rows: Sequence[Row]) -> PainShown | None:
    shown: Row | None = None
    called = False
    for row in rows:
        if row.kind is Kind.SESSION_ENDED_EARLY and row.text in ENDED_IN_PAIN:
            shown, called = row, False
        elif row.kind is Kind.CALLS_SAID:
            called = True
        elif row.kind is Kind.PAIN_ACKNOWLEDGED:
            shown = None
    if shown is None:
        return None
    of_session = [row for row in rows if row.session == shown.session is not None]
    hurting = [row.exercise for row in of_session if tells_of_pain(row) and row.exercise]
    exercise = shown.exercise or (hurting[-1] if hurting else None)
    return PainShown(
        shown.day, exercise, danger=shown.text in ("danger", "no_answer"), called=called
    )


def _faults(rows: Sequence[Row]) -> tuple[Fault, ...]:
    broken: dict[str, Fault] = {}
    for row in rows:
        if row.kind in (Kind.FAULT_BEGAN, Kind.FAULT_ENDED):
            broken.pop(row.text or "", None)
        if row.kind is Kind.FAULT_BEGAN:
            broken[row.text or ""] = Fault(row.text or "", row.at)
    return tuple(broken.values())
