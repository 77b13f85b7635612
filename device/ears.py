"""The ears of this box: the model's, the taught one, or both, as far as they are there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from device.configuration import Configuration
from device.hearing.building import listener_of, load_model
from device.hearing.listener import Listener
from device.hearing.models import ModelMissing, find
from device.hearing.taught.following import Following
from device.hearing.taught.store import StoreDamaged, Take, Voice, VoiceStore
from device.hearing.taught.taught_ear import TaughtEar
from device.settings import Settings

log = logging.getLogger("spinecoach")

Job = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Ears:
    """`listener` is None where nothing can be heard with.

    `needs_model`: there is none, and nobody has taught the box either.

    `following` is a `Watch` for the chain, where the taught voice is followed.
    """

    listener: Listener | None
    needs_model: bool = False
    following: Following | None = None


def open_ears(configuration: Configuration, state: Path, later: Callable[[Job], None]) -> Ears:
    """Load model and taught voice. Slow. `later` is given what takes long, one job at a time."""
    book, commands = configuration.book, configuration.commands
    if book is None or commands is None:
        return Ears(None)
    store = VoiceStore(state)
    voice = _taught(store)
    model = None
    try:
        model = load_model(find(book.voice.language).folder)
    except ModelMissing as missing:
        log.warning("%s", missing)
        if not voice.taught:
            log.warning("The button does it all until then.")
    needs_model = model is None and not voice.taught
    if model is None and not voice:
        return Ears(None, needs_model)
    if model is not None and not voice.taught:
        # Beside a model, takes that nobody has said would only contradict it.
        return Ears(listener_of(model, commands))
    ear = TaughtEar(voice)
    following = None
    if (configuration.settings or Settings()).hearing.follow_voice:
        follower = Follower(store, voice, ear)
        following = Following(ear, lambda take: later(lambda: follower.take_in(take)))
    return Ears(listener_of(model, commands, ear), needs_model, following)


class Follower:
    """Takes confirmed takes into the voice: on disk and in the ear. Not on the sound's thread."""

    def __init__(self, store: VoiceStore, voice: Voice, ear: TaughtEar) -> None:
        self._store = store
        self._voice = voice
        self._ear = ear

    def take_in(self, take: Take) -> None:
        """Learn from `take`, and keep it; where the disk is full it is done without."""
        self._voice = self._voice.followed(take)
        self._ear.learn(self._voice)
        try:
            self._store.save(self._voice)
        except OSError as problem:
            log.warning("a new take of %r could not be kept: %s", take.word, problem)


def _taught(store: VoiceStore) -> Voice:
    try:
        return store.load()
    except StoreDamaged as damaged:
        log.warning("%s", damaged)
        return Voice()
