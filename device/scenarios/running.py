"""Carrying out a scenario: each step waits for its moment, does something, and looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from device.plan.script import Question
from device.reading.diagnostic import ConfigError
from device.reading.diagnostic import quoted_value as quoted
from device.reading.yaml_document import Path_
from device.scenarios.expecting import misses
from device.scenarios.home import Home
from device.scenarios.model import ACTIONS, ScenarioStep, When
from device.scenarios.reading import ScenarioFile
from device.scenarios.record import Record
from device.session.events import (
    Event,
    FaultBegan,
    FaultEnded,
    PainSuspected,
    SpokenOver,
    Word,
)
from device.session.session import Session
from device.sound.block import samples, seconds

REACTION_S = 0.6
"""From the end of a question to the answer of a patient who carries on."""

_WITHOUT_PAIN = {
    Question.READY: Word.READY,
    Question.PAUSED: Word.READY,
    Question.MORE_PAIN: Word.NO,
    Question.NEXT_DAY_BETTER: Word.YES,
    Question.RESUME: Word.YES,
    Question.ENROLLMENT: Word.NO,
    Question.LEFT_OUT: Word.NO,
}
"""How a patient who carries on answers; a question that is not here ends it."""

CARRIES_ON_S = 7200.0


class Place(Protocol):
    """The box of a scenario, at the level of text or in a room with sound."""

    session: Session

    @property
    def now(self) -> int:
        """The sample at which the next block begins."""

    def say(self, word: Word) -> None:
        """The patient says a word."""

    def press(self) -> None:
        """Press the button for a moment."""

    def hold(self) -> None:
        """Hold the button."""

    def happens(self, event: Event) -> None:
        """Something else happens."""

    def wait(self, seconds: float) -> None:
        """Let so many `seconds` pass."""

    def wait_until(self, holds: Callable[[], bool], within_s: float) -> bool:
        """Let time pass until `holds`; return whether it did `within_s` seconds."""

    def power_off_and_on(self, seconds: float) -> None:
        """Pull the plug for so many seconds."""

    def look_at_today(self) -> None:
        """Work out anew what today holds."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What did not come out as expected, and the line of its step."""

    line: int
    what: str


class ScenarioRun:
    """One run of a scenario. `word_of` knows what is meant by what the patient says."""

    def __init__(
        self,
        written: ScenarioFile,
        home: Home,
        place: Place,
        record: Record,
        word_of: Callable[[str], Word | None],
    ) -> None:
        self.failures: list[Failure] = []
        self._written = written
        self._home = home
        self._place = place
        self._record = record
        self._word_of = word_of
        self._day_began = place.now

    def run(self) -> tuple[Failure, ...]:
        """Carry out every step; return what went otherwise. A moment that never comes ends it.

        Raises ConfigError when a step changes the plan to one that has mistakes.
        """
        for i, step in enumerate(self._written.scenario.steps):
            self._line = self._written.line(i)
            if not self._comes(step):
                break
            if not self._does(step, ("steps", i)):
                break
            if step.expect is not None:
                for miss in misses(step.expect, self._record, self._place, self._home.look()):
                    self._fails(miss)
        return tuple(self.failures)

    def _fails(self, what: str) -> None:
        self.failures.append(Failure(self._line, what))

    # ------------------------------------------------------------------ moments

    def _comes(self, step: ScenarioStep) -> bool:
        place = self._place
        if step.at is not None:
            left_s = step.at - seconds(place.now - self._day_began)
            if left_s < 0:
                self._fails(f"{step.at:g} s is over already: it is {-left_s:.1f} s later")
            else:
                place.wait(left_s)
        if step.when is not None and not self._when(step.when, step.within_s):
            now = place.session.question
            asks = f"it asks {now.value}" if now is not None else "it asks nothing"
            self._fails(f"the moment never came within {step.within_s:g} s; {asks}")
            return False
        if step.after_s is not None:
            place.wait(step.after_s)
        return True

    def _when(self, when: When, within_s: float) -> bool:
        place, record = self._place, self._record
        until = place.now + samples(within_s)
        while place.wait_until(lambda: self._holds(when), seconds(max(0, until - place.now))):
            if not (when.heard or when.quiet) or record.quiet_from <= place.now:
                return True
            if place.now >= until:
                return False
            place.wait(seconds(min(record.quiet_from, until) - place.now))
        return False

    def _holds(self, when: When) -> bool:
        """Whether everything but the quiet holds."""
        session, record = self._place.session, self._record
        said, written = record.said(self._place.now), record.written()
        shown = record.light.pattern.name.lower() if record.light is not None else None
        state = "running" if session.runs else "over"
        return (
            when.asked in (None, session.question)
            and when.heard in (None, session.question)
            and when.exercise in (None, session.exercise)
            and when.light in (None, shown)
            and when.session in (None, state)
            and when.wrote in (None, *(entry.kind for entry in written))
            and when.said in (None, *(each.phrase.key for each in said))
            and when.counted in (None, *(each.counted for each in said))
        )

    # ------------------------------------------------------------------ actions

    def _does(self, step: ScenarioStep, path: Path_) -> bool:  # noqa: C901, PLR0912 - one case an action
        place, home = self._place, self._home
        if any_action(step):
            self._record.mark(place.now)
        if step.say is not None:
            word = self._word_of(step.say)
            if word is None:
                self._fails(f"{quoted(step.say)} means nothing in this language")
            else:
                place.say(word)
        elif step.press is not None:
            place.press()
        elif step.hold is not None:
            place.hold()
        elif step.doubtful is not None:
            place.happens(PainSuspected(place.now))
        elif step.murmur:
            place.happens(SpokenOver(place.now))
        elif step.silence is not None:
            place.wait(step.silence)
        elif step.carry_on is not None:
            return self._carries_on(step.carry_on)
        elif step.plug_pulled is not None:
            place.power_off_and_on(step.plug_pulled)
        elif step.clock_set is not None:
            home.clock.set(step.clock_set.replace(tzinfo=dt.UTC))
            self._day_may_turn()
        elif step.clock_sure is not None:
            home.clock.sure = step.clock_sure
            self._day_may_turn()
        elif step.plan_changed is not None:
            self._changes_plan(step, step.plan_changed, path)
        elif step.morning_after is not None:
            self._sleeps(step.morning_after, step.days)
        elif step.fault is not None:
            place.happens(FaultBegan(step.fault))
        elif step.fault_over is not None:
            place.happens(FaultEnded(step.fault_over))
        return True

    def _changes_plan(self, step: ScenarioStep, changes: Mapping[str, Any], path: Path_) -> None:
        refused = step.expect.refused if step.expect is not None else None
        try:
            self._home.change_plan(changes, (*path, "plan_changed"))
        except ConfigError as unreadable:
            if refused is None:
                raise
            told = " ".join(map(str, unreadable.problems))
            if refused not in told:
                self._fails(f"the plan was refused, but not for {refused!r}: {told}")
            return
        if refused is not None:
            self._fails(f"the plan was accepted, expected that it is refused for {refused!r}")
        self._place.look_at_today()

    def _day_may_turn(self) -> None:
        if not self._place.session.runs:
            self._place.look_at_today()

    def _sleeps(self, until: str, days: int) -> None:
        now = self._home.clock.utc()
        hour, minute = map(int, until.split(":"))
        morning = (now + dt.timedelta(days)).replace(hour=hour, minute=minute, second=0)
        self._place.wait((morning.replace(microsecond=0) - now).total_seconds())
        self._day_began = self._place.now
        self._record.mark(self._place.now)

    def _carries_on(self, to: str) -> bool:
        place, record = self._place, self._record
        until = place.now + samples(CARRIES_ON_S)
        since = place.now
        while place.session.runs and place.now < until:
            if place.session.exercise == to and any(
                s.counted is not None and s.at >= since for s in record.said(place.now)
            ):
                return True
            if place.session.exercise != to:
                since = place.now
            question = place.session.question
            if question is None:
                place.wait(0.2)
            elif question in _WITHOUT_PAIN:
                self._when(When(heard=question), CARRIES_ON_S)
                place.wait(REACTION_S)
                place.say(_WITHOUT_PAIN[question])
            else:
                self._fails(f"it asks {question.value}, which is no question to carry on over")
                return False
        if to == "end" and not place.session.runs:
            return True
        self._fails(f"it never came to count {to}")
        return False


def any_action(step: ScenarioStep) -> bool:
    """Whether a step does something."""
    return any(getattr(step, name) is not None for name in ACTIONS)
