"""The facts of a report: each day held against the plan, and what became of each exercise. Pure.

The journal does not write down how many sessions were due. That is worked out from the plan as it
stands now, with the locks and holds of that day; an earlier plan may have asked for more or less.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from device.journal.entry import Kind
from device.journal.history import History, Stop, history_of
from device.journal.painful import had_pain
from device.journal.row import Row
from device.plan.gates import day_plan, stage_on
from device.plan.model import Catalogue, PainRules, Plan
from device.report.sessions import Outcome, Pain, Session, sessions_of

ONE_DAY = dt.timedelta(days=1)

LATEST_MORNINGS = 200
"""So many rows of sessions and answers hold any run of worse mornings that a plan may speak of."""


class Mark(StrEnum):
    """A day in one word, the first that holds."""

    PAIN = "pain"  # pain was said, whatever else was done
    DONE = "done"  # every session due was carried to its end
    PARTLY = "partly"  # something was paced
    AHEAD = "ahead"  # today, and nothing has been paced yet
    MISSED = "missed"  # something was due and nothing was paced
    NOT_DUE = "not_due"  # nothing was due, or there is no record


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `stage` is None without a plan; `sure`: the box knew the date."""

    date: dt.date
    mark: Mark
    sessions: tuple[Session, ...] = ()
    sessions_done: int = 0
    sessions_due: int = 0
    stage: int | None = None
    on_hold: bool = False
    next_day_answer: str | None = None
    sure: bool = True

    @property
    def minutes(self) -> float:
        """Return how long the sessions were under way."""
        return sum(session.active_s for session in self.sessions) / 60

    @property
    def pains(self) -> tuple[Pain, ...]:
        """Return every pain that was said."""
        return tuple(pain for session in self.sessions for pain in session.pains)

    @property
    def worst(self) -> Pain | None:
        """Return the worst of them."""
        return max(self.pains, key=lambda pain: pain.weight, default=None)

    @property
    def left_by_word(self) -> bool:
        """Whether an exercise was left because the patient said so."""
        return any(session.exercises(Outcome.SKIPPED) for session in self.sessions)


@dataclass(frozen=True, slots=True)
class ExerciseFacts:
    """How often what became of one exercise; `now` is why it is left out now, or None.

    `left_out`: for each reason, on how many days.
    """

    exercise: str
    outcomes: Mapping[Outcome, int]
    left_out: tuple[tuple[str, int], ...] = ()
    now: str | None = None
    prescribed: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All of a report. `plan` is None where it is missing or wrong, `refusal` says why it is still.

    `refusal` is the key of a phrase, as in an outlook.
    """

    first: dt.date
    last: dt.date
    days: tuple[Day, ...]
    exercises: tuple[ExerciseFacts, ...] = ()
    plan: Plan | None = None
    signed: bool = False
    refusal: str | None = None
    pain_shown: bool = False
    today_is_sure: bool = True

    def count(self, mark: Mark) -> int:
        """Return how many days have this mark."""
        return sum(day.mark is mark for day in self.days)

    @property
    def rules(self) -> PainRules:
        """Return the plan's rules for pain."""
        return self.plan.pain if self.plan is not None else PainRules()

    @property
    def sessions(self) -> Iterator[Session]:
        """Yield every session, in order."""
        for day in self.days:
            yield from day.sessions


@dataclass(slots=True)
class Past:
    """What the days so far have left behind: stops that lock, mornings that hold.

    `worse`: mornings with worse pain, and for which time running.
    """

    stops: list[Stop] = field(default_factory=list)
    mornings: list[Row] = field(default_factory=list)
    mornings_to_hold: int = 2
    worse: list[tuple[dt.date, int]] = field(default_factory=list)
    sure_day: dt.date | None = None
    unsure_days: set[dt.date] = field(default_factory=set)

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows, in order, of one day or of many."""
        for row in rows:
            if not row.sure:
                self.unsure_days.add(row.day)
            else:
                self.sure_day = max(row.day, self.sure_day or row.day)
            if row.kind is Kind.EXERCISE_STOPPED and row.exercise is not None:
                self.stops.append(Stop(row.exercise, row.day))
            elif row.kind in (Kind.SESSION_BEGAN, Kind.NEXT_DAY_ANSWERED):
                self.mornings.append(row)
                if row.text == "worse":
                    self._count(row.day)

    def on_hold(self, plan: Plan, day: dt.date) -> bool:
        """Whether the plan was on hold on `day`, by the mornings so far."""
        many, lifted = plan.pain.worse_mornings_on_hold, plan.hold_lifted
        since = max((morning for morning, running in self.worse if running >= many), default=None)
        return since is not None and (lifted is None or lifted <= since or day < lifted)

    def staging_day(self, day: dt.date) -> dt.date | None:
        """Return the day to count stages from, as `History` has it."""
        return self.sure_day if day in self.unsure_days else day

    def _count(self, day: dt.date) -> None:
        """Worse again: the latest mornings decide for which time running."""
        told = history_of(self.mornings[-LATEST_MORNINGS:], day)
        self.worse.append((day, told.worse_mornings_running))


@dataclass(frozen=True, slots=True)
class Due:
    """How many sessions the plan asks for on a day. Answers are kept: most days are alike."""

    plan: Plan | None
    catalogue: Catalogue | None
    _known: dict[tuple[object, ...], int] = field(default_factory=dict)

    def on(self, day: dt.date, past: Past, *, worked: bool) -> int:
        """Return it; outside the plan's dates only for a day on which there was a session."""
        plan, catalogue = self.plan, self.catalogue
        if plan is None or catalogue is None or past.on_hold(plan, day):
            return 0
        if not worked and not plan.valid_from <= day <= plan.valid_until:
            return 0
        approvals = tuple(
            entry.approved is not None
            and entry.approved.date <= day
            and (entry.approved.valid_until is None or day <= entry.approved.valid_until)
            for entry in plan.exercises
        )
        staging_day = past.staging_day(day)
        key = (stage_on(plan, staging_day), len(past.stops), approvals)
        if key not in self._known:
            history = History(day, staging_day=staging_day, stops=tuple(past.stops))
            self._known[key] = len(day_plan(plan, catalogue, history).sessions)
        return self._known[key]


def days_of(
    days: Iterable[tuple[dt.date, Sequence[Row]]],
    repetitions: Mapping[tuple[int, str], int],
    past: Past,
    due: Due,
    span: tuple[dt.date, dt.date, dt.date | None],
) -> Iterator[Day]:
    """Yield every day of `span` (first, today, and the first day of the journal), in order.

    `days` are those with rows; `past` is what lies before the first, and goes on from there.
    """
    first, today, begins = span
    waiting = iter(days)
    next_one = next(waiting, None)
    for n in range((today - first).days + 1):
        date = first + n * ONE_DAY
        rows: Sequence[Row] = ()
        if next_one is not None and next_one[0] == date:
            rows, next_one = next_one[1], next(waiting, None)
        past.add(rows)
        sessions = sessions_of(rows, repetitions)
        recorded = begins is not None and (begins <= date)
        asked = due.on(date, past, worked=bool(sessions)) if recorded or date == today else 0
        on_hold = due.plan is not None and past.on_hold(due.plan, date)
        done = sum(row.kind is Kind.SESSION_COMPLETED for row in rows)
        yield Day(
            date,
            _mark(rows, sessions, done, asked, is_today=date == today),
            sessions,
            done,
            asked,
            stage_on(due.plan, past.staging_day(date)) if due.plan is not None else None,
            on_hold,
            _next_day_answer(rows),
            all(row.sure for row in rows),
        )


def _next_day_answer(rows: Iterable[Row]) -> str | None:
    """The worst answer of the day."""
    answers = {row.text for row in rows if row.kind is Kind.NEXT_DAY_ANSWERED}
    return next((each for each in ("worse", "same", "gone", "silence") if each in answers), None)


def _mark(
    rows: Sequence[Row], sessions: Iterable[Session], done: int, asked: int, *, is_today: bool
) -> Mark:
    if had_pain(rows):
        return Mark.PAIN
    if 0 < asked <= done:
        return Mark.DONE
    if done or any(session.exercises(Outcome.PACED) for session in sessions):
        return Mark.PARTLY
    if not asked:
        return Mark.NOT_DUE
    return Mark.AHEAD if is_today else Mark.MISSED


def exercises_of(
    days: Iterable[Day], plan: Plan | None, catalogue: Catalogue | None, history: History
) -> tuple[ExerciseFacts, ...]:
    """Return what became of every exercise of the plan, and of others that the days tell of."""
    outcomes: dict[str, Counter[Outcome]] = {}
    reasons: dict[str, Counter[str]] = {}
    for day in days:
        of_day: set[tuple[str, str]] = set()
        for session in day.sessions:
            for turn in session.turns:
                outcomes.setdefault(turn.exercise, Counter())[turn.outcome] += 1
                if turn.outcome is Outcome.LEFT_OUT:
                    of_day.add((turn.exercise, turn.reason))
        for exercise, reason in of_day:
            reasons.setdefault(exercise, Counter())[reason] += 1
    prescribed = [entry.exercise for entry in plan.exercises] if plan is not None else []
    now: dict[str, str] = {}
    if plan is not None and catalogue is not None:
        now = {out.exercise: out.reason for out in day_plan(plan, catalogue, history).left_out}
    return tuple(
        ExerciseFacts(
            exercise,
            outcomes.get(exercise, Counter()),
            tuple(reasons.get(exercise, Counter()).most_common()),
            now.get(exercise),
            exercise in prescribed,
        )
        for exercise in dict.fromkeys([*prescribed, *outcomes])
    )
