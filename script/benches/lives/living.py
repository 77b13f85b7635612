"""A life carried out: the real session and day on a journal in memory, as fast as it goes."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import yaml

from device.journal.history import History
from device.plan.day_state import DayState
from device.plan.loading import LoadedPlan, load_plan
from device.plan.model import Catalogue
from device.plan.script import Question
from device.plan.signature import sign
from device.plan.today import day_state_of
from device.reading.diagnostic import errors
from device.scenarios.box import SimulatedBox
from device.scenarios.home import ScenarioClock
from device.session.actions import Action, Play, Silence
from device.session.events import (
    ButtonHeld,
    ButtonPressed,
    Event,
    FaultBegan,
    FaultEnded,
    Heard,
    PainSuspected,
    SpokenOver,
    Word,
)
from device.session.player import Length
from device.session.questions import ACCEPTED_ANSWERS
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, samples, seconds
from script.benches.lives.memory import MemoryJournal
from script.benches.lives.plans import FIRST_DAYS, OPERATED, draw_change, draw_plan
from script.benches.lives.steps import Life, Step

MORNING = dt.time(9)
MAX_WAIT_S = 90.0


class Witness(Protocol):
    """Sees everything that happens to a box and everything that it does."""

    def begins(self, box: Living) -> None:
        """The box is there."""

    def happens(self, event: Event) -> None:
        """An event is about to be handled."""

    def done(self, action: Action, now: int) -> None:
        """The box did something."""

    def after(self) -> None:
        """The event has been handled."""

    def restarted(self) -> None:
        """The plug was pulled and put back."""


class Living(SimulatedBox):
    """A box with a life of its own; `loaded` is its plan."""

    def __init__(
        self,
        catalogue: Catalogue,
        loaded: LoadedPlan,
        begins: dt.datetime,
        length: Length,
        confirmer: Witness,
    ) -> None:
        self.loaded = loaded
        self.catalogue = catalogue
        self.begins = begins.replace(tzinfo=dt.UTC)
        self.clock = ScenarioClock(begins.replace(tzinfo=dt.UTC), boot_id="1")
        self.memory = MemoryJournal(self.clock)
        self.length = length
        self.quiet_from = 0
        self._looked: tuple[LoadedPlan, History, DayState] | None = None
        self._confirmer = confirmer
        super().__init__(
            self.memory,
            self._today,
            length,
            pass_time=self.clock.advance,
            done=self._did,
        )
        confirmer.begins(self)

    def _today(self) -> DayState:
        history = self.journal.history()
        if (
            self._looked is None
            or self._looked[0] is not self.loaded
            or self._looked[1] is not history
        ):
            self._looked = (
                self.loaded,
                history,
                day_state_of(self.loaded, self.catalogue, history),
            )
        return self._looked[2]

    def _do(self, event: Event) -> None:
        self._confirmer.happens(event)
        super()._do(event)
        self._confirmer.after()

    def _did(self, action: Action, now: int) -> None:
        match action:
            case Play(said, at):
                self.quiet_from = max(self.quiet_from, at + self.length(said))
            case Silence():
                self.quiet_from = now
        self._confirmer.done(action, now)

    def does(self, step: Step) -> None:  # noqa: C901, PLR0912 - one case an action
        """Let `step` happen."""
        if step.after_s:
            self.wait(step.after_s)
        match step.do:
            case "say":
                self.happens(Heard(step.value, self.now))
            case "press":
                self.happens(ButtonPressed())
            case "hold":
                self.happens(ButtonHeld())
            case "doubtful":
                self.happens(PainSuspected(self.now))
            case "murmur":
                self.happens(SpokenOver(self.now))
            case "silence":
                self.wait(step.value)
            case "fault":
                self.happens(FaultBegan(step.value))
            case "fault_over":
                self.happens(FaultEnded(step.value))
            case "plug_pulled":
                self.clock.advance(step.value)
                self.clock.boot()
                self.journal = self.memory = self.memory.reopened()
                self.restart()
                self._confirmer.restarted()
            case "morning_after":
                now = self.clock.utc()
                morning = dt.datetime.combine(now.date() + dt.timedelta(step.days), MORNING, dt.UTC)
                self.wait((morning - now).total_seconds())
            case "clock_set":
                self.clock.set(step.value.replace(tzinfo=dt.UTC))
                self._day_may_turn()
            case "clock_sure":
                self.clock.sure = step.value
                self._day_may_turn()
            case "plan_changed":
                self.loaded = changed(self.loaded, step.value)
                self.look_at_today()

    def _day_may_turn(self) -> None:
        if not self.session.runs:
            self.look_at_today()


def plan_of(plan: Mapping[str, Any], catalogue: Catalogue, day: dt.date) -> LoadedPlan | None:
    """Return a plan file's plan, signed on `day`; None where `check` has something against it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.yaml"
        file.write_text(yaml.safe_dump(dict(plan), sort_keys=False), encoding="utf-8")
        sign(file, "Dr. Lee", "surgeon", day)
        loaded = load_plan(file, catalogue)
    return None if errors(loaded.problems) else loaded


def changed(loaded: LoadedPlan, changes: Mapping[str, Any]) -> LoadedPlan:
    """Return the plan with other values; all of them are such as may stand in any plan."""
    if loaded.plan is None:
        return loaded
    return replace(loaded, plan=replace(loaded.plan, **changes))


# ---------------------------------------------------------------- what a life is made of

_PARTS = ("microphone", "speaker", "button", "disk", "model")
_EAGER = {
    Question.READY: (Word.READY,),
    Question.PAUSED: (Word.READY,),
    Question.RESUME: (Word.YES, Word.YES, Word.NO),
    Question.GO_ON: (Word.READY, Word.NEXT),
    Question.DANGER: (Word.NO, Word.NO, Word.NO, Word.YES),
    Question.DANGER_SURE: (Word.YES, Word.YES, Word.NO),
    Question.NEED_HELP: (Word.NO, Word.NO, Word.YES),
}

_MORNINGS = (1, 1, 1, 2, 9)
_SHARES = {
    "silence": 34, "cry": 14, "word": 9, "press": 8, "twice": 3, "plug": 5, "morning": 7,
    "clock": 3, "plan": 2, "part": 5,
}  # fmt: skip


class Chance:
    """Draws the steps of a life as it goes on: what comes depends on what the box asks."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice

    def step(self, box: Living) -> Step:
        """Return what happens next to `box`."""
        dice = self._dice
        question = box.session.question
        if not box.session.runs and dice.random() < 0.6:  # noqa: PLR2004 - it is used
            return Step(self._soon(), dice.choice(["press", "press", "press", "hold"]), "button")
        if question is not None and dice.random() < 0.6:  # noqa: PLR2004 - and answered
            return self._answer(box, question)
        (kind,) = dice.choices(tuple(_SHARES), tuple(_SHARES.values()))
        if kind == "plan" and box.session.runs:  # the box reads its plan when it starts
            kind = "silence"
        return self._drawn(kind, box)

    def _drawn(self, kind: str, box: Living) -> Step:
        dice, at_once = self._dice, 0.0
        day = box.clock.utc().date()
        drawn: dict[str, Callable[[], Step]] = {
            "silence": self._silence,
            "cry": self._cry,
            "word": lambda: Step(self._soon(), "say", dice.choice(tuple(Word))),
            "press": lambda: Step(self._soon(), dice.choice(["press", "hold"]), "button"),
            "twice": lambda: Step(dice.choice([0.1, 0.3, 0.5]), "press", "button"),
            "plug": lambda: Step(self._soon(), "plug_pulled", dice.choice([1.0, 60.0, 14400.0])),
            "morning": lambda: Step(at_once, "morning_after", "09:00", dice.choice(_MORNINGS)),
            "clock": lambda: self._clock(box),
            "plan": lambda: Step(at_once, "plan_changed", draw_change(dice, day)),
            "part": self._part,
        }
        return drawn[kind]()

    def _silence(self) -> Step:
        return Step(0.0, "silence", self._seconds(self._dice.choice([3, 20, 60, 60, 90, 600])))

    def _part(self) -> Step:
        do = self._dice.choice(["fault", "fault_over"])
        return Step(self._soon(), do, self._dice.choice(_PARTS))

    def _answer(self, box: Living, question: Question) -> Step:
        """An answer, early or late; mostly after the question, as a patient gives it."""
        dice = self._dice
        rests_s = seconds(max(0, box.quiet_from - box.now))
        after_s = dice.choice([0.2, 0.2, rests_s + 0.6, rests_s + 0.6, rests_s + 0.6, 5.0])
        after_s = -(-samples(after_s) // BLOCK_SAMPLES) * BLOCK_S
        if dice.random() < 0.15:  # noqa: PLR2004 - by the button
            return Step(after_s, "press", "button")
        words = _EAGER.get(question) or tuple(sorted(ACCEPTED_ANSWERS[question])) or (Word.READY,)
        return Step(after_s, "say", dice.choice(words))

    def _cry(self) -> Step:
        dice = self._dice
        do, value = dice.choice(
            [
                ("say", Word.PAIN),
                ("say", Word.STOP),
                ("hold", "button"),
                ("doubtful", "pain"),
                ("murmur", True),
            ]
        )
        return Step(self._soon(), do, value)

    def _clock(self, box: Living) -> Step:
        dice = self._dice
        if dice.random() < 0.5:  # noqa: PLR2004 - the one or the other
            return Step(0.0, "clock_sure", dice.choice([True, False]))
        by = dt.timedelta(hours=dice.choice([-30, -5, 5, 30]))
        moment = (box.clock.utc() + by).replace(tzinfo=None, microsecond=0)
        return Step(0.0, "clock_set", moment)

    def _soon(self) -> float:
        return self._dice.choice([0.0, 0.3, 1.0, self._seconds(12)])

    def _seconds(self, most: float) -> float:
        return round(self._dice.uniform(0.1, most) / BLOCK_S) * BLOCK_S


def any_life(dice: random.Random, catalogue: Catalogue) -> tuple[Life, LoadedPlan]:
    """Return a life that has yet to be lived, and its plan."""
    while True:
        plan = draw_plan(dice, catalogue)
        day = OPERATED + dt.timedelta(dice.choice(FIRST_DAYS))
        loaded = plan_of(plan, catalogue, day)
        if loaded is not None:
            return Life(plan, dt.datetime.combine(day, MORNING)), loaded
