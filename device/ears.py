"""The ears of this box: the models' and the taught one, as far as they are there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol, TypeAlias

from device.configuration import Configuration
from device.hearing.building import likelihood_ear, listener_of, load_model
from device.hearing.commands import Commands
from device.hearing.ear import SlowEar
from device.hearing.likelihood.weights import LANGUAGES, WeightsMissing
from device.hearing.listener import Listener
from device.hearing.models import ModelMissing, find
from device.hearing.taught.following import Following
from device.hearing.taught.learning import Job, Learning
from device.hearing.taught.store import StoreDamaged, Take, Voice, VoiceStore
from device.hearing.taught.taught_ear import TaughtEar
from device.session.actions import Action, WantTake
from device.session.events import Event, FaultBegan, FaultEnded, LessonPossible
from device.settings import Settings

log = logging.getLogger(__name__)


Watching: TypeAlias = "Following | Learning | OpensForLesson"


@dataclass(frozen=True, slots=True)
class Ears:
    """`listener` is None where nothing can be heard with.

    `needs_model`: there is none, and nobody has taught the box either. `watches` are for the chain:
    they follow a taught voice, and learn one. `lesson`: nobody has taught the box, and it may offer
    to learn.
    """

    listener: Listener | None
    needs_model: bool = False
    watches: tuple[Watching, ...] = ()
    lesson: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What ears need of the box.

    `later` is given what takes long, one job at a time; `tell` an event for the session, any
    thread; `listen` the listener that the chain is to hear with from now on.
    """

    later: Callable[[Job], None]
    tell: Callable[[Event], None]
    listen: Callable[[Listener], None]


class Hearer(Protocol):
    """The chain, as far as ears are concerned."""

    inbox: SimpleQueue[Event]

    def watch(self, *watches: Watching) -> None:
        """From now on let these see what happens."""

    def listen_with(self, listener: Listener) -> None:
        """From now on hear with this."""


LikelyOf = Callable[[str, Commands], SlowEar]
"""Returns the ear that knows likelihoods for a language. Raises WeightsMissing."""


def aside(language: str, commands: Commands) -> SlowEar:
    """Return that ear on a thread of its own, so that no sound waits for it. `LikelyOf`."""
    return likelihood_ear(language, commands, aside=True)


def give_ears(
    configuration: Configuration,
    state: Path,
    chain: Hearer,
    later: Callable[[Job], None],
    likely_of: LikelyOf | None = aside,
) -> None:
    """Open the ears and let `chain` hear with them; slow. `later`: as in `Around`.

    `likely_of` is None where no ear that knows likelihoods is wanted.
    """
    tell = chain.inbox.put
    ears = open_ears(configuration, state, Around(later, tell, chain.listen_with), likely_of)
    chain.watch(*ears.watches)
    if ears.needs_model:
        tell(FaultBegan("model"))
    if ears.listener is not None:
        chain.listen_with(ears.listener)
    if ears.lesson:
        tell(LessonPossible())


def open_ears(
    configuration: Configuration,
    state: Path,
    around: Around,
    likely_of: LikelyOf | None = aside,
) -> Ears:
    """Load models and taught voice. Slow."""
    book, commands = configuration.book, configuration.commands
    if book is None or commands is None:
        return Ears(None)
    settings = (configuration.settings or Settings()).hearing
    store = VoiceStore(state)
    voice = _taught(store)
    language = book.voice.language
    likely = _likely(language, commands, likely_of)
    model = None
    try:
        model = load_model(find(language).folder)
    except ModelMissing as missing:
        log.log(logging.WARNING if likely is None else logging.INFO, "%s", missing)
        if likely is None and not voice.taught:
            log.warning("The button does it all until then.")
    hears = model is not None or likely is not None
    # Beside a model, takes that nobody has said would only contradict it.
    ear = TaughtEar(voice if not hears or voice.taught else Voice())
    needs_model = not hears and not voice.taught
    learner = VoiceLearner(
        store, voice, ear, lambda: around.tell(FaultEnded("model")) if needs_model else None
    )
    learning = Learning(learner, around.later, around.tell)
    listener = listener_of(model, commands, ear, told=learning.said, likely=likely)
    watches: tuple[Watching, ...] = (learning,)
    if settings.follow_voice:
        follow = Following(ear, lambda take: around.later(lambda: learner.follow(take)))
        watches = (*watches, follow)
    deaf = not hears and not voice
    if deaf:
        watches = (*watches, OpensForLesson(lambda: around.listen(listener)))
    lesson = settings.offer_lesson and not voice.taught
    return Ears(None if deaf else listener, needs_model, watches, lesson)


class OpensForLesson:
    """A `Watch`: ears that know nothing yet are opened by a lesson, and not before.

    Until then nobody would be understood with them, and the box would only fall silent for it.
    """

    def __init__(self, opens: Callable[[], None]) -> None:
        self._opens = opens
        self._open = False

    def happened(self, event: Event, now: int) -> None:
        """See `Watch`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `Watch`
        """See `Watch`."""
        if isinstance(action, WantTake) and not self._open:
            self._open = True
            self._opens()


class VoiceLearner:
    """Takes what was learned into the voice: on disk and in the ear. Not on the sound's thread.

    `taught` is called after the first word was taught. Where the disk is full it is done without.
    """

    def __init__(
        self,
        store: VoiceStore,
        voice: Voice,
        ear: TaughtEar,
        taught: Callable[[], None] = lambda: None,
    ) -> None:
        self.voice = voice
        self._store = store
        self._ear = ear
        self._taught = taught

    def follow(self, take: Take) -> None:
        """Learn from `take`, and keep it."""
        self._know(self.voice.followed(take), take.word)

    def teach(self, takes: Iterable[Take]) -> None:
        """Know these words by these takes and no others, and keep them."""
        new, first = tuple(takes), not self.voice.taught
        self._know(self.voice.with_takes(new), new[0].word)
        if first:
            self._taught()

    def _know(self, voice: Voice, word: str) -> None:
        self.voice = voice
        self._ear.learn(voice)
        try:
            self._store.save(voice)
        except OSError as problem:
            log.warning("a new take of %r could not be kept: %s", word, problem)


def _likely(language: str, commands: Commands, likely_of: LikelyOf | None) -> SlowEar | None:
    if likely_of is None or language not in LANGUAGES:
        return None
    try:
        return likely_of(language, commands)
    except WeightsMissing as missing:
        log.warning("%s The box goes on with the ears that it has.", missing)
        return None


def _taught(store: VoiceStore) -> Voice:
    try:
        return store.load()
    except StoreDamaged as damaged:
        log.warning("%s", damaged)
        return Voice()
