"""Any patient with any plan, day after day: the journal, the plan's rules and the session are real.

A life ends with `done`: everything that the box did, in order, and on which day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from hypothesis import strategies as st

from device.journal.entry import Entry, Kind
from device.journal.history import history_of
from device.journal.row import Row
from device.plan.loading import LoadedPlan
from device.plan.model import Catalogue, Plan
from device.plan.script import Question
from device.plan.today import day_state_of
from device.session.actions import Action, Write
from device.session.events import (
    NUMBERS,
    ButtonHeld,
    ButtonPressed,
    DayKnown,
    Event,
    FaultBegan,
    FaultEnded,
    Heard,
    PainSuspected,
    Ticked,
    Word,
)
from device.session.questions import ACCEPTED_ANSWERS
from device.sound.block import BLOCK_SAMPLES, RATE_HZ
from tests.session.any_plan import OPERATED, plans
from tests.session.box import PHRASE, Box

TICK = 10 * BLOCK_SAMPLES
MAX_S = 90.0

# ---------------------------------------------------------------- the patient


@dataclass(frozen=True, slots=True)
class Answer:
    """Whatever is asked next gets its `n`-th answer."""

    n: int


@dataclass(frozen=True, slots=True)
class PlugPulled:
    """The box starts anew with what the journal knows."""


Step = Event | Answer | PlugPulled | float

STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(Answer, st.integers(0, 10)),
    st.floats(0.1, MAX_S),
    st.sampled_from([Word.PAIN, Word.STOP, Word.NEXT, Word.READY]).map(lambda w: Heard(w, 0)),
    st.sampled_from(list(Word)).map(lambda word: Heard(word, 0)),
    st.sampled_from(
        [
            ButtonPressed(),
            ButtonHeld(),
            PainSuspected(0),
            FaultBegan("microphone"),
            FaultEnded("microphone"),
            PlugPulled(),
        ]
    ),
)


@dataclass(frozen=True, slots=True)
class Day:
    """How a day goes: the button, the questions of the morning, perhaps pain, then anything.

    `worse` is the answer to the morning's questions, `readies` how often ready is said before it,
    `hurts` how bad it is and whether there is a danger sign, or None for no pain; `then` is
    answered to what the box offers after it. With `plug_pulled` the box starts anew right after the
    cry.
    """

    later_days: int
    knows: bool
    worse: bool
    readies: int
    counts_s: float
    cry: Event
    plug_pulled: bool
    hurts: tuple[int, bool] | None
    then: Word
    steps: tuple[Step, ...]


SOFTLY = st.tuples(st.integers(0, 5), st.just(False))
HURTS = st.none() | SOFTLY | st.tuples(st.integers(0, 10), st.sampled_from([False, False, True]))


def days(
    worse: st.SearchStrategy[bool],
    hurts: st.SearchStrategy[tuple[int, bool] | None],
    *,
    calm: bool = False,
) -> st.SearchStrategy[list[Day]]:
    """Some days with such mornings and such pain; `calm`: hardly anything else happens."""
    day = st.builds(
        Day,
        later_days=st.sampled_from([1, 1, 1, 2, 9, 30]),
        knows=st.just(value=True) if calm else st.sampled_from([True, True, False]),
        worse=worse,
        readies=st.integers(1, 3) if calm else st.just(1),
        counts_s=st.floats(15 if calm else 0, 40),
        cry=st.sampled_from([Heard(Word.PAIN, 0), Heard(Word.STOP, 0), ButtonHeld()]),
        plug_pulled=st.sampled_from([False, False, not calm]),
        hurts=hurts,
        then=st.sampled_from([Word.READY, Word.NEXT]),
        steps=st.lists(STEPS, max_size=1 if calm else 8).map(tuple),
    )
    return st.lists(day, min_size=3 if calm else 2, max_size=5)


ANY_DAYS = days(st.booleans(), HURTS)
WORSE_DAYS = days(st.just(value=True), SOFTLY, calm=True)
"""It hurts a little, is worse the next morning, and what is left is counted all the same."""
STRONG_DAYS = days(st.booleans(), st.tuples(st.integers(6, 10), st.booleans()))
"""It hurts so much that the session ends."""
BAD_DAYS = days(st.sampled_from([True, True, True, False]), SOFTLY)
"""It hurts a little every day, and mostly it is worse the next morning."""

# ---------------------------------------------------------------- the life


@dataclass(frozen=True, slots=True)
class Done:
    """What the box did, and on which day."""

    day: dt.date
    action: Action


@dataclass
class Life:
    """Days of one box: what it writes is what it knows the next time it looks at the day."""

    plan: Plan
    catalogue: Catalogue
    day: dt.date
    rows: list[Row] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._session: int | None = None
        self.restart()

    def today(self) -> DayKnown:
        loaded = LoadedPlan(self.plan, signed=True)
        return DayKnown(day_state_of(loaded, self.catalogue, history_of(self.rows, self.day)))

    def restart(self) -> None:
        self.box = Box(self.today().day_state)

    def turn_to(self, day: dt.date) -> None:
        self.day = day
        self.restart()

    def happens(self, event: Event) -> None:
        ran = self.box.session.runs
        for action in self.box.happens(event):
            self.done.append(Done(self.day, action))
            if isinstance(action, Write):
                self._write(action.entry)
        if ran and not self.box.session.runs:
            self.box.happens(self.today())

    def wait(self, seconds: float, *, for_question: bool = False) -> None:
        """Let time pass; `for_question`: until one has been said to its end, at the longest."""
        end = self.box.now + round(seconds * RATE_HZ)
        while self.box.now < end and not (for_question and self.box.session.question):
            self._tick()
        if for_question and self.box.session.question:
            self._tick(PHRASE)

    def _tick(self, samples: int = TICK) -> None:
        for _ in range(-(-samples // TICK)):
            self.happens(Ticked(self.box.now + TICK))
            self.box.now += TICK

    def answers(self, word: Word) -> None:
        self.wait(MAX_S, for_question=True)
        self.happens(Heard(word, self.box.now))

    def lives(self, day: Day) -> None:
        self.turn_to(self.day + dt.timedelta(day.later_days))
        if day.knows and self.box.shows_pain():
            self.happens(ButtonHeld())
            self.happens(self.today())
        self.happens(ButtonPressed())
        self.wait(MAX_S, for_question=True)
        while self.box.session.question in (
            Question.NEXT_DAY_BETTER, Question.NEXT_DAY_SAME,
        ):  # fmt: skip
            better = self.box.session.question is Question.NEXT_DAY_BETTER
            self.answers(Word.NO if better or day.worse else Word.YES)
            self.wait(MAX_S, for_question=True)
        for _ in range(day.readies):
            self.answers(Word.READY)
        self.wait(day.counts_s)
        if day.hurts is not None and self.box.session.runs:
            self._hurts(day, *day.hurts)
        for step in day.steps:
            self.does(step)

    def _hurts(self, day: Day, how_bad: int, danger: bool) -> None:
        self.happens(day.cry)
        if day.plug_pulled:
            self.restart()
            self.happens(ButtonPressed())
            self.wait(MAX_S, for_question=True)
            if self.box.session.question is Question.RESUME:  # only by a box that forgot
                self.answers(Word.YES)
                self.answers(Word.READY)
                self.wait(day.counts_s)
        self.answers(NUMBERS[how_bad])
        self.wait(3)
        if self.box.session.question is Question.CALF:
            self.answers(Word.NO)
            self.wait(3)
        if self.box.session.question is Question.DANGER:
            self.answers(Word.YES if danger else Word.NO)
        self.wait(3, for_question=True)
        if self.box.session.question is Question.DANGER_SURE:
            self.answers(Word.YES)
        self.wait(3)
        if self.box.session.question is Question.GO_ON:
            self.answers(day.then)
            self.wait(day.counts_s)

    def does(self, step: Step) -> None:
        match step:
            case float():
                self.wait(step)
            case PlugPulled():
                self.restart()
            case Answer(n):
                self.wait(MAX_S, for_question=True)
                question = self.box.session.question
                possible = (
                    sorted(ACCEPTED_ANSWERS[question]) if question is not None else [Word.READY]
                )
                self.happens(Heard(possible[n % len(possible)], self.box.now))
            case _:
                self.happens(step)

    def _write(self, entry: Entry) -> None:
        n, kind = len(self.rows) + 1, entry.kind
        if kind is Kind.SESSION_BEGAN:
            self._session = n
        at = dt.datetime.combine(self.day, dt.time(9), dt.UTC) + dt.timedelta(seconds=n)
        self.rows.append(
            Row(n, kind, self.day, at, self._session, entry.exercise, entry.value, entry.text)
        )


@st.composite
def lives(
    draw: st.DrawFn,
    catalogue: Catalogue,
    of: st.SearchStrategy[list[Day]] = ANY_DAYS,
    least: int = 1,
) -> Life:
    """Some days of a patient, from any day after the operation on.

    Their plan has `least` exercises or more: two stops by pain lock one of them.
    """
    first = OPERATED + dt.timedelta(draw(st.sampled_from([0, 11, 13, 39, 41, 60])))
    life = Life(draw(plans(catalogue, least)), catalogue, first)
    for day in draw(of):
        life.lives(day)
    return life
