"""The recognizers of this box: the models' and the enrolled one, as far as they are there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol, TypeAlias

from device.configuration import Configuration
from device.hearing.assembly import likelihood_recognizer, listener_of, load_model
from device.hearing.commands import Commands
from device.hearing.enrolled.adaptation import Adaptation
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer, Understood
from device.hearing.enrolled.profile_store import ProfileStore, StoreDamaged, Template, VoiceProfile
from device.hearing.enrolled.session_enrollment import Job, SessionEnrollment
from device.hearing.hearing_thread import BlockListener
from device.hearing.likelihood.weights import LANGUAGES, WeightsMissing
from device.hearing.listener import Listener
from device.hearing.models import ModelMissing, find_model
from device.hearing.recognizer import SlowRecognizer
from device.session.actions import Action, RequestTemplate
from device.session.events import EnrollmentPossible, Event, FaultBegan, FaultEnded
from device.settings import Settings

log = logging.getLogger(__name__)


RecognitionObserver: TypeAlias = "Adaptation | SessionEnrollment | OpensForEnrollment"


@dataclass(frozen=True, slots=True)
class Recognition:
    """`listener` is None where nothing can be heard with.

    `needs_model`: there is none, and nobody has taught the box either. `watches` are for the chain:
    they follow an enrolled voice, and learn one. `enrollment`: nobody has taught the box, and it
    may offer to learn.
    """

    listener: Listener | None
    needs_model: bool = False
    watches: tuple[RecognitionObserver, ...] = ()
    enrollment: bool = False


@dataclass(frozen=True, slots=True)
class RecognitionHost:
    """What recognizers need of the box.

    `later` is given what takes long, one job at a time; `tell` an event for the session, any
    thread; `listen` the listener that the chain is to hear with from now on.
    """

    later: Callable[[Job], None]
    tell: Callable[[Event], None]
    listen: Callable[[Listener], None]


class HearingPipeline(Protocol):
    """The chain, as far as recognizers are concerned."""

    inbox: SimpleQueue[Event]

    def watch(self, *watches: RecognitionObserver) -> None:
        """From now on let these see what happens."""

    def listen_with(self, listener: BlockListener) -> None:
        """From now on hear with this."""


LikelyOf = Callable[[str, Commands], SlowRecognizer]
"""Returns the recognizer that knows likelihoods for a language. Raises WeightsMissing."""


def aside(language: str, commands: Commands) -> SlowRecognizer:
    """Return that recognizer on a thread of its own, so that no sound waits for it. `LikelyOf`."""
    return likelihood_recognizer(language, commands, aside=True)


def start_recognition(
    configuration: Configuration,
    state: Path,
    chain: HearingPipeline,
    later: Callable[[Job], None],
    likely_of: LikelyOf | None = aside,
    hearing_of: Callable[[Listener], BlockListener] = lambda listener: listener,
) -> None:
    """Open the recognizers and let `chain` hear with them; slow. `later`: as in `RecognitionHost`.

    `likely_of` is None where no recognizer that knows likelihoods is wanted. `hearing_of` returns
    what the chain is to hear with, on another thread, say.
    """
    tell = chain.inbox.put

    def listen(listener: Listener) -> None:
        chain.listen_with(hearing_of(listener))

    recognizers = open_recognition(
        configuration, state, RecognitionHost(later, tell, listen), likely_of
    )
    chain.watch(*recognizers.watches)
    if recognizers.needs_model:
        tell(FaultBegan("model"))
    if recognizers.listener is not None:
        listen(recognizers.listener)
    if recognizers.enrollment:
        tell(EnrollmentPossible())


def open_recognition(
    configuration: Configuration,
    state: Path,
    around: RecognitionHost,
    likely_of: LikelyOf | None = aside,
) -> Recognition:
    """Load the models of the language, and the enrolled voice that is kept in `state`. Slow.

    `around` is for what learns; `likely_of` as in `start_recognition`.
    """
    book, commands = configuration.book, configuration.commands
    if book is None or commands is None:
        return Recognition(None)
    settings = (configuration.settings or Settings()).hearing
    store = ProfileStore(state)
    voice = _taught(store)
    language = book.voice.language
    likely = _likely(language, commands, likely_of)
    model = None
    try:
        model = load_model(find_model(language).folder)
    except ModelMissing as missing:
        log.log(logging.WARNING if likely is None else logging.INFO, "%s", missing)
        if likely is None and not voice.taught:
            log.warning("The button does it all until then.")
    hears = model is not None or likely is not None
    # Beside a model, templates that nobody has said would only contradict it.
    recognizer = EnrolledRecognizer(voice if not hears or voice.taught else VoiceProfile())
    needs_model = not hears and not voice.taught
    learner = VoiceLearner(
        store, voice, recognizer, lambda: around.tell(FaultEnded("model")) if needs_model else None
    )
    learning = SessionEnrollment(learner, around.later, around.tell)
    listener = listener_of(model, commands, recognizer, told=learning.said, likely=likely)
    watches: tuple[RecognitionObserver, ...] = (learning,)
    if settings.adapt_voice:
        follow = Adaptation(recognizer, lambda said: around.later(lambda: learner.follow(said)))
        watches = (*watches, follow)
    deaf = not hears and not voice
    if deaf:
        watches = (*watches, OpensForEnrollment(lambda: around.listen(listener)))
    enrollment = settings.offer_enrollment and not voice.taught
    return Recognition(None if deaf else listener, needs_model, watches, enrollment)


class OpensForEnrollment:
    """A `PipelineObserver`: an enrollment opens recognizers that know nothing yet.

    Until then nobody would be understood with them, and the box would only fall silent for it.
    """

    def __init__(self, opens: Callable[[], None]) -> None:
        self._opens = opens
        self._open = False

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        if isinstance(action, RequestTemplate) and not self._open:
            self._open = True
            self._opens()


class VoiceLearner:
    """Takes what was learned into the voice: on disk and in the recognizer.

    Not on the sound's thread.

    `taught` is called after the first word was taught. Where the disk is full it is done without.
    """

    def __init__(
        self,
        store: ProfileStore,
        voice: VoiceProfile,
        recognizer: EnrolledRecognizer,
        taught: Callable[[], None] = lambda: None,
    ) -> None:
        self.voice = voice
        self._store = store
        self._recognizer = recognizer
        self._taught = taught

    def follow(self, said: Understood) -> None:
        """Learn from what was surely a word, and keep it; nothing where it is no template."""
        template = self._recognizer.template_of(said)
        if template is not None:
            self._know(self.voice.followed(template), template.word)

    def teach(self, templates: Iterable[Template]) -> None:
        """Know these words by these templates and no others, and keep them."""
        new, first = tuple(templates), not self.voice.taught
        self._know(self.voice.with_templates(new), new[0].word)
        if first:
            self._taught()

    def _know(self, voice: VoiceProfile, word: str) -> None:
        self.voice = voice
        self._recognizer.learn(voice)
        try:
            self._store.save(voice)
        except OSError as problem:
            log.warning("a new template of %r could not be kept: %s", word, problem)


def _likely(language: str, commands: Commands, likely_of: LikelyOf | None) -> SlowRecognizer | None:
    if likely_of is None or language not in LANGUAGES:
        return None
    try:
        return likely_of(language, commands)
    except WeightsMissing as missing:
        log.warning("%s The box goes on with the recognizers that it has.", missing)
        return None


def _taught(store: ProfileStore) -> VoiceProfile:
    try:
        return store.load()
    except StoreDamaged as damaged:
        log.warning("%s", damaged)
        return VoiceProfile()
