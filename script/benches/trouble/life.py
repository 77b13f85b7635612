"""A box without sound and a patient with dice: real sessions and a real journal, in no time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Protocol

from device.configuration import Configuration, load_configuration
from device.journal.clock import VirtualClock
from device.journal.entry import Entry
from device.journal.history import History
from device.plan.day_state import DayState
from device.plan.script import Question
from device.plan.today import day_state_of
from device.session.actions import Action, Write
from device.session.events import ButtonHeld, ButtonPressed, DayKnown, Event, Heard, Ticked, Word
from device.session.player import Length
from device.session.session import Session
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, samples
from script.benches.trouble.report import PROJECT, Broken

MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
PHRASE = RATE_HZ // 2
MAX_S = 2 * 3600
BREAK_S = 1800.0
REACTION = samples(0.6)
SILENT = samples(30)
"""After a silence the patient may say something after all; by then a question of pain is over."""

ANSWERS: dict[Question, tuple[Word | None, ...]] = {
    Question.READY: (*[Word.READY] * 17, Word.HELP, Word.NEXT, None),
    Question.PAUSED: (*[Word.READY] * 9, None),
    Question.RESUME: (*[Word.YES] * 9, Word.NO),
    Question.MORE_PAIN: (Word.NO, Word.NO, None),
    Question.SUSPECTED: (Word.NO, Word.NO, Word.YES),
    Question.HOW_BAD: (Word.ONE, Word.TWO, Word.FOUR, Word.SEVEN, None),
    Question.DANGER: (*[Word.NO] * 9, Word.YES),
    Question.GO_ON: (Word.READY, Word.NEXT),
    Question.NEXT_DAY_BETTER: (Word.YES, Word.YES, None),
    Question.NEXT_DAY_SAME: (Word.YES,),
    Question.DANGER_SURE: (*[Word.YES] * 9, Word.NO),
    Question.NEED_HELP: (*[Word.NO] * 4, Word.YES, None),
    Question.ARE_YOU_THERE: (*[Word.READY] * 9, None),
    Question.LEFT_OUT: (Word.YES, Word.NO, None),
}
"""What the patient may say to a question, each as likely as the others; None is silence."""

CALLS_S = 30.0
"""After so long it has been said whom to call; nothing is acknowledged before."""

OTHERS = (Word.YES, Word.NO, None)
"""What the patient may say to any other question."""

WORDS = (Word.NEXT, Word.PAUSE, Word.HOW_MANY_LEFT, Word.REPEAT, Word.SLOWER, Word.LOUDER)
"""What the patient says without being asked, besides pain."""


class Keeps(Protocol):
    """A journal, as far as a life needs one."""

    def write(self, entry: Entry) -> object:
        """Take one entry."""

    def history(self) -> History:
        """What the journal means for today."""


class SetClock(VirtualClock):
    """A clock that somebody, or a time server, sets."""

    def set(self, utc: dt.datetime, *, sure: bool = True) -> None:
        """Jump."""
        self._utc = utc
        self.sure = sure


@dataclass(frozen=True)
class Habits:
    """How often the patient does what nobody asked for, per minute."""

    pains: float = 0.05
    words: float = 0.3
    presses: float = 0.1


@lru_cache(maxsize=1)
def configuration() -> Configuration:
    """Return the project's own, read once; its plan is valid on whatever day the clock shows."""
    known = load_configuration(PROJECT)
    if known.loaded.plan is None:
        raise Broken("the plan cannot be read")
    plan = replace(known.loaded.plan, valid_from=dt.date.min, valid_until=dt.date.max)
    return replace(known, loaded=replace(known.loaded, plan=plan))


class Life:
    """One block of 20 ms per `step`; every phrase lasts half a second.

    `each_block` is called after every block, for trouble that comes at its time.
    """

    def __init__(
        self,
        journal: Keeps,
        clock: VirtualClock,
        dice: Random,
        habits: Habits = Habits(),
        each_block: Callable[[], None] = lambda: None,
        length: Length = lambda _phrase: PHRASE,
    ) -> None:
        self.now = 0
        self.actions = 0
        self.dice = dice
        self._journal = journal
        self._clock = clock
        self._habits = habits
        self._each_block = each_block
        self._answer_at: int | None = None
        self._asked: Question | None = None
        self.session = Session(length, self.today())

    def today(self) -> DayState:
        """Return the day as the journal has it."""
        known = configuration()
        if known.catalogue is None:
            raise Broken("the catalogue cannot be read")
        return day_state_of(known.loaded, known.catalogue, self._journal.history(), rehearsing=True)

    def happen(self, event: Event) -> tuple[Action, ...]:
        """Let something happen to the session; what it wants written is written."""
        actions = self.session.handle(event, self.now)
        for action in actions:
            if isinstance(action, Write):
                self._journal.write(action.entry)
        self.actions += len(actions)
        return actions

    def step(self) -> None:
        """One block; the patient does what comes to mind."""
        ran = self.session.runs
        self._act()
        self.happen(Ticked(self.now + BLOCK_SAMPLES))
        self.now += BLOCK_SAMPLES
        self._clock.advance(BLOCK_S)
        if ran and not self.session.runs:
            self.happen(DayKnown(self.today()))
        self._each_block()

    def wait(self, seconds: float) -> None:
        """Let blocks pass."""
        for _ in range(round(seconds / BLOCK_S)):
            self.step()

    def begin(self) -> bool:
        """Press the button until a session runs; false when today there is none to begin."""
        self.happen(DayKnown(self.today()))
        if self.session.view.pain_shown:
            self.wait(CALLS_S)
            self.happen(ButtonHeld())
            self.step()
            self.happen(DayKnown(self.today()))
        self.happen(ButtonPressed())
        self.step()
        return self.session.runs

    def finish(self) -> None:
        """Go on until the session is over. Raises `Broken` when that takes hours."""
        end = self.now + MAX_S * RATE_HZ
        while self.session.runs:
            if self.now > end:
                raise Broken(f"the session hangs at {self.session.question}")
            self.step()

    def one_session(self) -> None:
        """Live through the next session, today's or tomorrow's."""
        for _ in range(30):
            if self.today().tasks and self.begin():
                self.finish()
                self.rest(BREAK_S)
                return
            self.rest(self._until_morning_s())
        raise Broken("no session can begin for a month")

    def rest(self, seconds: float) -> None:
        """Nobody is there; no block passes."""
        self._clock.advance(seconds)

    def _until_morning_s(self) -> float:
        utc = self._clock.utc()
        morning = utc.replace(hour=9, minute=0, second=0, microsecond=0)
        if morning <= utc:
            morning += dt.timedelta(days=1)
        return (morning - utc).total_seconds()

    def _act(self) -> None:
        question = self.session.question
        if question is not self._asked:
            self._asked = question
            self._answer_at = self.now + REACTION if question is not None else None
        if question is not None:
            if self._answer_at is not None and self.now >= self._answer_at:
                self._answer_at = self.now + SILENT
                self._say(self.dice.choice(ANSWERS.get(question, OTHERS)))
            return
        if not self.session.runs:
            return
        drawn = self.dice.random() * 60 / BLOCK_S
        for often, act in (
            (self._habits.pains, lambda: self._say(Word.PAIN)),
            (self._habits.words, lambda: self._say(self.dice.choice(WORDS))),
            (self._habits.presses, lambda: self.happen(ButtonPressed())),
        ):
            if drawn < often:
                act()
                return
            drawn -= often

    def _say(self, word: Word | None) -> None:
        if word is not None:
            self.happen(Heard(word, self.now))
