"""The ears of a box that nobody has taught, put together as the daemon does it."""

from __future__ import annotations

from pathlib import Path

from device.chain import Chain
from device.configuration import Configuration
from device.ears import Around, open_ears
from device.hearing.taught.store import VoiceStore
from device.hearing.taught.taught_ear import TaughtEar
from device.session.actions import Action, Learn
from device.session.events import Event, FaultBegan, LessonPossible


def give_ears(
    chain: Chain, configuration: Configuration, state: Path, patients_ear: TaughtEar
) -> None:
    """Let `chain` hear with what is there, and offer a lesson. What it learns is kept in `state`.

    All is done at once: no thread takes part. `patients_ear` learns along: a patient finds out
    which words work.
    """
    around = Around(lambda job: job(), chain.inbox.put, chain.listen_with)
    ears = open_ears(configuration, state, around)
    chain.watch(*ears.watches, LearnsAlong(VoiceStore(state), patients_ear))
    if ears.needs_model:
        chain.inbox.put(FaultBegan("model"))
    if ears.listener is not None:
        chain.listen_with(ears.listener)
    if ears.lesson:
        chain.inbox.put(LessonPossible())


class LearnsAlong:
    """A `Watch`, after those of the ears: another ear that knows what the box has kept."""

    def __init__(self, store: VoiceStore, ear: TaughtEar) -> None:
        self._store = store
        self._ear = ear

    def happened(self, event: Event, now: int) -> None:
        """See `Watch`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `Watch`
        """See `Watch`."""
        if isinstance(action, Learn):
            self._ear.learn(self._store.load())
