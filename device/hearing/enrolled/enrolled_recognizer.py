"""The recognizer that knows the patient's own way to say each command, and no language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from device.hearing.commands import UNKNOWN_WORD
from device.hearing.enrolled.cohort import Cohort, cohort
from device.hearing.enrolled.features import NoWord, candidates_in, features_of
from device.hearing.enrolled.matcher import Matcher, Score, learn
from device.hearing.enrolled.profile_store import Template, VoiceProfile
from device.hearing.recognizer import TAUGHT, Hypothesis, SampleRange, SoundPair
from device.hearing.utterance import concatenated
from device.session.events import Word
from device.sound.block import Samples, silence

DOUBTFUL = 0.75
"""From this share of its threshold on a word is mentioned: enough to ask about pain, and to agree
with another recognizer that is sure."""

MAX_COMPARED_SAMPLES = 16_000 * 4

Understood = tuple[str, Samples]
"""A word, and the sound of the utterance that was taken for it."""


class EnrolledRecognizer:
    """See `Recognizer`. Compares the whole utterance with the templates when it is over."""

    def __init__(self, voice: VoiceProfile, others: Cohort | None = None) -> None:
        self._others = others or cohort()
        self._words: frozenset[str] = frozenset()
        self._blocks: list[SoundPair] = []
        self._matcher = _learned(voice, self._others)
        self._knows = _known(voice)
        self._last: Understood | None = None

    @property
    def last(self) -> Understood | None:
        """What was said last, if it was a word. Any thread."""
        return self._last

    def template_of(self, said: Understood) -> Template | None:
        """Return what was said as a template of its word; any thread, as slow as `finish`.

        None where it was a word only without what hangs on it: that would be learned with it.
        """
        word, sound = said
        try:
            features = features_of(sound)
        except NoWord:
            return None
        whole = self._matcher.best([features], frozenset({word}))
        return Template(word, features) if whole is not None and whole.accepted else None

    def learn(self, voice: VoiceProfile) -> None:
        """From now on know this voice. Some tens of milliseconds."""
        self._matcher = _learned(voice, self._others)
        self._knows = _known(voice)

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Recognizer`."""
        self.drop()
        self._words = frozenset(str(word) for word in words)

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        """See `Recognizer`."""
        self._blocks.append(SoundPair(block, block if denoised is None else denoised))

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:
        """See `Recognizer`. About 13 ms on a PC, nothing while no word is known."""
        sounds = concatenated(self._blocks) if self._blocks else SoundPair(silence(0), silence(0))
        self._blocks = []
        self._last = None
        if not self._matcher.words:
            return Hypothesis("", None, 0.0, TAUGHT)
        if len(sounds.raw) > MAX_COMPARED_SAMPLES:
            return self._hearing(None)
        candidates = candidates_in(sounds, spoken)
        best = self._matcher.best(candidates, self._words)
        if best is not None and best.accepted:
            self._last = best.word, sounds.raw
        over = self._matcher.over(candidates)
        scores = tuple((Word(word), score) for word, score in over.items())
        return replace(self._hearing(best), scores=scores)

    def drop(self) -> None:
        """See `Recognizer`."""
        self._blocks = []

    def _hearing(self, best: Score | None) -> Hypothesis:
        if best is None:
            return Hypothesis(UNKNOWN_WORD, None, 0.0, TAUGHT, knows=self._knows)
        word = Word(best.word)
        certainty = float(np.clip(best.score, 0.0, 1.0))
        likely = best.score >= DOUBTFUL * best.threshold
        mentions = frozenset({word} if likely else ())
        if best.accepted:
            return Hypothesis(word.value, word, certainty, TAUGHT, mentions, knows=self._knows)
        return Hypothesis(UNKNOWN_WORD, None, certainty, TAUGHT, mentions, knows=self._knows)


def _learned(voice: VoiceProfile, others: Cohort) -> Matcher:
    known = {str(word) for word in Word}
    templates = {word: features for word, features in voice.by_word.items() if word in known}
    return learn(templates, others, voice.synthetic)


def _known(voice: VoiceProfile) -> frozenset[Word]:
    """Return the commands that a person has said."""
    return frozenset(word for word in Word if word in voice.taught)
