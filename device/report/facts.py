"""The facts of a report: each day held against the plan, and what became of each exercise. Pure.

The journal does not write down how many sessions were due. That is worked out from the plan as it
stands now, with the locks and holds of that day; an earlier plan may have asked for more or less.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from device.journal.entry import Kind
from device.journal.history import History
from device.journal.painful import had_pain
from device.journal.row import Row
from device.plan.gates import day_plan, stage_on
from device.plan.model import Catalogue, PainRules, Plan, Range
from device.report.due import NOTHING_DUE, Due, Past
from device.report.pains import MORNING_KINDS, Pain
from device.report.sessions import ExerciseOutcome, SessionRecord, sessions_of

ONE_DAY = dt.timedelta(days=1)


class Mark(StrEnum):
    """A day in one word, the first that holds."""

    PAIN = "pain"  # pain was said, whatever else was done
    DONE = "done"  # every session due was carried to its end
    PARTLY = "partly"  # something was paced
    AHEAD = "ahead"  # today, and nothing has been paced yet
    MISSED = "missed"  # something was due and nothing was paced
    NOT_DUE = "not_due"  # nothing was due, or there is no record


@dataclass(frozen=True)
class Day:
    """One day. `stage` is None without a plan; `sure`: the box knew the date.

    `asked`: how often the plan asked for each exercise. What is summed up of a day is kept: a page
    asks for it many times.
    """

    date: dt.date
    mark: Mark
    sessions: tuple[SessionRecord, ...] = ()
    sessions_done: int = 0
    sessions_due: int = 0
    stage: int | None = None
    on_hold: bool = False
    next_day_answer: str | None = None
    sure: bool = True
    asked: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def minutes(self) -> float:
        """Return how long the sessions were under way."""
        return sum(session.active_s for session in self.sessions) / 60

    @cached_property
    def pains(self) -> tuple[Pain, ...]:
        """Return every pain that was said."""
        return tuple(pain for session in self.sessions for pain in session.pains)

    @property
    def worst(self) -> Pain | None:
        """Return the worst of them."""
        return max(self.pains, key=lambda pain: pain.weight, default=None)

    @cached_property
    def paced(self) -> Counter[str]:
        """Return how often each exercise was counted to its end."""
        turns = (turn for session in self.sessions for turn in session.turns)
        return Counter(turn.exercise for turn in turns if turn.outcome is ExerciseOutcome.PACED)

    def asked_by(self, today: dt.date) -> Mapping[str, int]:
        """Return how often each exercise was asked for; of today only what was counted already."""
        if self.date != today:
            return self.asked
        paced = self.paced
        return {exercise: min(n, paced[exercise]) for exercise, n in self.asked.items()}

    @property
    def left_by_word(self) -> bool:
        """Whether an exercise was left because the patient said so."""
        return any(session.exercises(ExerciseOutcome.SKIPPED) for session in self.sessions)


@dataclass(frozen=True, slots=True)
class Prescribed:
    """How much of an exercise the plan asks for; a range that is None does not apply.

    `hold_s` is in seconds, `minutes` in minutes; `times_per_day` is one number.
    """

    repetitions: Range | None = None
    hold_s: Range | None = None
    minutes: Range | None = None
    times_per_day: int = 1


@dataclass(frozen=True, slots=True)
class ExerciseFacts:
    """How often what became of one exercise; `now` is why it is left out now, or None.

    `left_out`: for each reason, on how many days. `asked`: how often the plan asked for it in all
    these days; `repetitions`: how many were counted in all of them.
    """

    exercise: str
    outcomes: Mapping[ExerciseOutcome, int]
    left_out: tuple[tuple[str, int], ...] = ()
    now: str | None = None
    prescribed: bool = True
    dose: Prescribed | None = None
    asked: int = 0
    repetitions: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All of a report. `plan` is None where it is missing or wrong, `refusal` says why it is still.

    `refusal` is the key of a phrase, as in a day state. `sessions_ahead`: how many sessions the
    plan asks for on the first day from today on that it holds.
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
    sessions_ahead: int = 0

    def count(self, mark: Mark) -> int:
        """Return how many days have this mark."""
        return sum(day.mark is mark for day in self.days)

    @property
    def rules(self) -> PainRules:
        """Return the plan's rules for pain."""
        return self.plan.pain if self.plan is not None else PainRules()

    @property
    def sessions(self) -> Iterator[SessionRecord]:
        """Yield every session, in order."""
        for day in self.days:
            yield from day.sessions


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
        refused = date == today and due.refused_today
        counts = not refused and (recorded or date == today)
        asked = due.on(date, past, worked=bool(sessions)) if counts else NOTHING_DUE
        on_hold = due.plan is not None and past.on_hold(due.plan, date)
        done = [row.kind for row in rows].count(Kind.SESSION_COMPLETED)
        yield Day(
            date,
            _mark(rows, sessions, done, asked.sessions, is_today=date == today),
            sessions,
            done,
            asked.sessions,
            stage_on(due.plan, past.staging_day(date)) if due.plan is not None else None,
            on_hold,
            _next_day_answer(rows),
            all(row.sure for row in rows),
            asked.times,
        )


def _next_day_answer(rows: Iterable[Row]) -> str | None:
    """The worst answer of the day."""
    answers = {row.text for row in rows if row.kind in MORNING_KINDS}
    return next((each for each in ("worse", "same", "gone", "silence") if each in answers), None)


def _mark(
    rows: Sequence[Row], sessions: Iterable[SessionRecord], done: int, asked: int, *, is_today: bool
) -> Mark:
    if had_pain(rows):
        return Mark.PAIN
    if 0 < asked <= done:
        return Mark.DONE
    if done or any(session.exercises(ExerciseOutcome.PACED) for session in sessions):
        return Mark.PARTLY
    if not asked:
        return Mark.NOT_DUE
    return Mark.AHEAD if is_today else Mark.MISSED


def exercises_of(
    days: Iterable[Day], plan: Plan | None, catalogue: Catalogue | None, history: History
) -> tuple[ExerciseFacts, ...]:
    """Return what became of every exercise of the plan, and of others that the days tell of."""
    outcomes: defaultdict[str, Counter[ExerciseOutcome]] = defaultdict(Counter)
    reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
    asked: Counter[str] = Counter()
    repetitions: Counter[str] = Counter()
    for day in days:
        asked.update(day.asked_by(history.today))
        of_day: dict[tuple[str, str], None] = {}  # in order: a page is the same each time
        for session in day.sessions:
            for turn in session.turns:
                outcomes[turn.exercise][turn.outcome] += 1
                repetitions[turn.exercise] += turn.repetitions
                if turn.outcome is ExerciseOutcome.LEFT_OUT:
                    of_day[turn.exercise, turn.reason] = None
        for exercise, reason in of_day:
            reasons[exercise][reason] += 1
    prescribed = doses_of(plan, catalogue)
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
            prescribed.get(exercise),
            asked[exercise],
            repetitions[exercise],
        )
        for exercise in dict.fromkeys([*prescribed, *outcomes])
    )


def doses_of(plan: Plan | None, catalogue: Catalogue | None) -> dict[str, Prescribed]:
    """Return how much the plan asks for, by exercise; what it leaves open is the catalogue's."""
    known = {each.id: each for each in catalogue.exercises} if catalogue is not None else {}
    doses: dict[str, Prescribed] = {}
    for entry in plan.exercises if plan is not None else ():
        found = known.get(entry.exercise)
        if found is None:
            times = entry.times_per_day or 1
            dose = Prescribed(entry.repetitions, entry.hold_s, entry.minutes, times)
        else:
            dose = Prescribed(
                entry.repetitions or found.repetitions,
                entry.hold_s or found.hold_s,
                entry.minutes or found.minutes,
                entry.times_per_day or found.times_per_day.low,
            )
        doses[entry.exercise] = dose
    return doses
