"""The box learns in a session: what is said for a template is checked, and whole words are kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from device.hearing.enrolled.acceptance import TemplateRejected, checked_template, similar_word
from device.hearing.enrolled.cohort import Cohort, cohort
from device.hearing.enrolled.features import Features
from device.hearing.enrolled.profile_store import Template, VoiceProfile
from device.hearing.utterance import Utterance
from device.session.actions import Action, EnrollWord, RequestTemplate, TemplateRequest
from device.session.enrollment import TEMPLATES_PER_WORD
from device.session.events import Event, TemplateChecked, TemplateProblem
from device.sound.block import samples

SETTLES = samples(0.1)
"""Maximum duration of the echo after the box's own words, in samples (0.1 s)."""

Job = Callable[[], None]


class ProfileLearner(Protocol):
    """Who knows the voice, and keeps it."""

    @property
    def voice(self) -> VoiceProfile:
        """All that is known."""

    def teach(self, templates: Iterable[Template]) -> None:
        """Know these words by these templates from now on."""


class SessionEnrollment:
    """A `PipelineObserver` of the chain, and what a listener tells its utterances to.

    `later` is given what takes long (some 20 ms for a template, more for a word), one job at a time
    in order; `tell` puts an event into the chain's inbox, any thread. Only features are kept here,
    and none after its word.
    """

    def __init__(
        self,
        learner: ProfileLearner,
        later: Callable[[Job], None],
        tell: Callable[[Event], None],
        others: Cohort | None = None,
    ) -> None:
        self._learner = learner
        self._later = later
        self._tell = tell
        self._others = others or cohort()
        self._wanted: TemplateRequest | None = None
        self._wants = threading.Lock()
        self._features: dict[int, Features] = {}

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        match action:
            case RequestTemplate(wanted):
                with self._wants:
                    self._wanted = wanted
            case EnrollWord(word, templates):
                self._later(lambda: self._learn(word, templates))

    def said(self, utterance: Utterance) -> None:
        """Take what was said for the wanted template, unless the box was speaking as it began.

        The next one is for the next template. On the hearing's thread.
        """
        with self._wants:
            wanted = self._wanted
            if wanted is None or utterance.began_at < wanted.since + SETTLES:
                return
            self._wanted = None
        self._later(lambda: self._check(wanted, utterance))

    def _check(self, wanted: TemplateRequest, utterance: Utterance) -> None:
        self._tell(TemplateChecked(wanted.number, self._trouble(wanted, utterance)))

    def _trouble(self, wanted: TemplateRequest, utterance: Utterance) -> TemplateProblem | None:
        if not wanted.beside:
            self._features.clear()
        beside = [self._features[n] for n in wanted.beside]
        try:
            features = checked_template(utterance.sound, beside, self._others, utterance.over_db)
        except TemplateRejected as why:
            return why.trouble
        self._features[wanted.number] = features
        if len(beside) + 1 < TEMPLATES_PER_WORD:
            return None
        voice = self._learner.voice
        known = {word: voice.by_word[word] for word in voice.taught - {wanted.word}}
        templates = known | {str(wanted.word): (*beside, features)}
        return TemplateProblem.ALIKE if similar_word(templates, wanted.word, self._others) else None

    def _learn(self, word: str, templates: tuple[int, ...]) -> None:
        self._learner.teach(Template(word, self._features[n]) for n in templates)
        self._features.clear()
