"""The box follows a voice that changes: what was surely a command becomes a new take of it."""

from __future__ import annotations

from collections.abc import Callable

from device.hearing.judge import HURTS
from device.hearing.taught.store import Take
from device.hearing.taught.taught_ear import TaughtEar
from device.journal.entry import Entry, Kind
from device.session.actions import Action, Write
from device.session.events import ButtonHeld, ButtonPressed, Event, Heard, PainSuspected
from device.sound.block import samples

UNDISTURBED = samples(8.0)
"""A command is confirmed when for so long nothing else was said or pressed: nobody took it back."""


class Following:
    """A `Watch` of the chain: tells `confirmed` each take that nothing spoke against.

    Only what was obeyed is one, and nothing is that is said in a lesson. Pain and stop are never
    followed: what comes after them is a talk of its own.
    """

    def __init__(self, ear: TaughtEar, confirmed: Callable[[Take], None]) -> None:
        self._ear = ear
        self._confirmed = confirmed
        self._heard: Take | None = None
        self._waiting: tuple[Take, int] | None = None

    def happened(self, event: Event, now: int) -> None:
        """See `Watch`. What waits is decided by the next thing that is said or pressed."""
        if not isinstance(event, Heard | PainSuspected | ButtonPressed | ButtonHeld):
            return
        waiting, self._waiting = self._waiting, None
        if waiting is not None and now - waiting[1] >= UNDISTURBED:
            self._confirmed(waiting[0])
        self._heard = None
        if isinstance(event, Heard) and event.word not in HURTS:
            take = self._ear.last
            if take is not None and take.word == event.word:
                self._heard = take

    def done(self, action: Action, now: int) -> None:
        """See `Watch`. What is written down was obeyed."""
        match action:
            case Write(Entry(Kind.WORD_HEARD, text=word)):
                heard, self._heard = self._heard, None
                if heard is not None and heard.word == word:
                    self._waiting = (heard, now)
