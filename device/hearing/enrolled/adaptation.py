"""The box follows a voice that changes: what was surely a command becomes a new template of it."""

from __future__ import annotations

from collections.abc import Callable

from device.hearing.arbiter import HURTS
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer, Understood
from device.journal.entry import Entry, Kind
from device.session.actions import Action, Write
from device.session.events import ButtonHeld, ButtonPressed, Event, Heard, PainSuspected
from device.sound.block import samples

UNDISTURBED = samples(8.0)
"""A command is confirmed when for so long nothing else was said or pressed: nobody took it back."""


class Adaptation:
    """A `PipelineObserver`: tells `confirmed` each utterance that nothing spoke against.

    Only what was obeyed is one, and nothing is that is said in an enrollment. Pain and stop are
    never followed: what comes after them is a talk of its own.
    """

    def __init__(
        self, recognizer: EnrolledRecognizer, confirmed: Callable[[Understood], None]
    ) -> None:
        self._recognizer = recognizer
        self._confirmed = confirmed
        self._heard: Understood | None = None
        self._waiting: tuple[Understood, int] | None = None

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`. The next thing said or pressed decides about what waits."""
        if not isinstance(event, Heard | PainSuspected | ButtonPressed | ButtonHeld):
            return
        waiting, self._waiting = self._waiting, None
        if waiting is not None and now - waiting[1] >= UNDISTURBED:
            self._confirmed(waiting[0])
        self._heard = None
        if isinstance(event, Heard) and event.word not in HURTS:
            last = self._recognizer.last
            if last is not None and last[0] == event.word:
                self._heard = last

    def done(self, action: Action, now: int) -> None:
        """See `PipelineObserver`. What is written down was obeyed."""
        match action:
            case Write(Entry(Kind.WORD_HEARD, text=word)):
                heard, self._heard = self._heard, None
                if heard is not None and heard[0] == word:
                    self._waiting = (heard, now)
