"""A box at the level of text: the real session, journal and day, without sound.

Time leaps from one thing that is due to the next. What the box does is therefore the same as with a
tick for every block of sound, and an hour takes a millisecond or two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from device.journal.entry import Entry, Kind
from device.journal.history import History
from device.plan.day_state import DayState
from device.plan.script import Question
from device.scenarios.due import next_due
from device.session.actions import Action, Write
from device.session.events import ButtonHeld, ButtonPressed, DayKnown, Event, Heard, Ticked, Word
from device.session.player import Length
from device.session.session import Session
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, samples

ActionSink = Callable[[Action, int], None]
"""Told every action, with the sample at which it was asked for."""

MAX_WAIT_S = 900.0


class Journal(Protocol):
    """Where entries go, and what they mean for today."""

    def write(self, entry: Entry) -> object:
        """Take one entry."""

    def today(self) -> dt.date:
        """Return the day that counts now."""

    def history(self) -> History:
        """Return what the journal means for today."""


class SimulatedBox:
    """One box from the plug in the wall to the plug pulled out; `restart` is both.

    `journal` and `look` (what today holds) may be put in another's place at any time; they are used
    anew each time. `pass_time` winds the wall clock on. `now` is in samples and never goes back.
    """

    def __init__(
        self,
        journal: Journal,
        look: Callable[[], DayState],
        length: Length,
        *,
        pass_time: Callable[[float], None] = lambda _seconds: None,
        done: ActionSink = lambda _action, _now: None,
    ) -> None:
        self.journal = journal
        self.look = look
        self.now = 0
        self._wound = 0
        self._length = length
        self._pass_time = pass_time
        self._done = done
        self.session = self._started()

    def _started(self) -> Session:
        for fault in self.journal.history().faults:
            self.journal.write(Entry(Kind.FAULT_ENDED, text=fault.part))  # all is tried anew
        self.day_state = self.look()
        return Session(self._length, self.day_state)

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer."""
        return self.session.question

    # ------------------------------------------------------------------ what happens to it

    def happens(self, event: Event) -> None:
        """Let the session take an event, and do what it asks for."""
        ran = self.session.runs
        if not ran and not isinstance(event, Ticked):
            self._turn_the_day()
        self._do(event)
        if ran and not self.session.runs:
            self.look_at_today()

    def say(self, word: Word) -> None:
        """Say a command or an answer that is understood."""
        self.happens(Heard(word, self.now))

    def press(self) -> None:
        """Press the button for a moment."""
        self.happens(ButtonPressed())

    def hold(self) -> None:
        """Hold the button."""
        self.happens(ButtonHeld())

    def restart(self) -> None:
        """Pull the plug and put it back: only the journal is remembered."""
        self.session = self._started()

    def look_at_today(self) -> None:
        """Work out anew what today holds, and tell the session."""
        self.day_state = self.look()
        self._do(DayKnown(self.day_state))

    # ------------------------------------------------------------------ time

    def wait(self, seconds: float) -> None:
        """Let so many `seconds` pass, up to whole blocks, and the box do what is due."""
        end = self.now + -(-samples(seconds) // BLOCK_SAMPLES) * BLOCK_SAMPLES
        while self.now < end:
            self._leap(end)
        self._wind()

    def wait_until(self, holds: Callable[[], bool], within_s: float = MAX_WAIT_S) -> bool:
        """Let time pass until `holds`; return whether it did `within_s` seconds."""
        end = self.now + samples(within_s)
        while not holds():
            if self.now >= end:
                return False
            self._leap(end)
            self._wind()
        return True

    def _leap(self, end: int) -> None:
        """Go on to the next thing that is due and do it, or to `end`."""
        due = next_due(self.session)
        at = end if due is None else min(end, max(self.now, due - due % BLOCK_SAMPLES))
        self.now = at
        self._wind()
        if at < end:
            self.happens(Ticked(at + BLOCK_SAMPLES))
            self.now += BLOCK_SAMPLES
        if not self.session.runs:
            self._wind()
            self._turn_the_day()

    def _wind(self) -> None:
        """Wind the wall clock on to `now`."""
        if self.now > self._wound:
            self._pass_time((self.now - self._wound) / BLOCK_SAMPLES * BLOCK_S)
            self._wound = self.now

    # ------------------------------------------------------------------ what it does

    def _do(self, event: Event) -> None:
        for action in self.session.handle(event, self.now):
            if isinstance(action, Write):
                self.journal.write(action.entry)
            self._done(action, self.now)

    def _turn_the_day(self) -> None:
        """While nothing runs, another day is noticed by itself."""
        if self.journal.today() != self.day_state.day:
            self.look_at_today()
