"""The recognizer that asks Moonshine how likely each phrase of the vocabulary is."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from device.hearing.arbiter import DOUBTED, HURTS
from device.hearing.commands import UNKNOWN_WORD, Commands, syllables
from device.hearing.likelihood.grammar import Grammar, Label, WordEvidence, grammar_of
from device.hearing.likelihood.moonshine import Moonshine
from device.hearing.likelihood.tokens import read_tokens
from device.hearing.likelihood.tree import Likely, likely
from device.hearing.likelihood.weights import Weights
from device.hearing.recognizer import LIKELIHOOD, Hypothesis, SoundPair
from device.session.events import Word
from device.sound.block import samples

SURE = -2.0
"""A word with this score is one. Learned with one of six people left out each time: 1 % of their
other words reach -2.3, and 0.6 % reach this (docs/english.md)."""

LIKELIER = -0.7
"""A word with this score is likelier than all else together."""

MAY_HURT = -2.5
"""From this score on pain and stop are asked about. With -4 the first dozen sentences of visitors'
talk made the box ask twice."""

MAX_LIKELIHOOD_SAMPLES = samples(3.4)
"""What is longer is no command, and not asked about."""


@dataclass(frozen=True, slots=True)
class Model:
    """Moonshine, loaded; several recognizers may share it, one thread at a time."""

    moonshine: Moonshine
    weights: Weights


def load_likelihood(weights: Weights) -> Model:
    """Load Moonshine: some tenths of a second, 80 MB."""
    return Model(Moonshine(weights), weights)


class LikelihoodRecognizer:
    """See `SlowRecognizer`. An answer takes some 60 ms of a PC.

    `aside`: on a thread of its own, as where sound is waiting; else at once, so that a simulated
    hour is the same whenever it is lived.
    """

    def __init__(self, model: Model, commands: Commands, *, aside: bool = False) -> None:
        self._model = model
        self._grammar = grammar_of(commands, read_tokens(model.weights.tokens))
        self._words: frozenset[Word] = frozenset()
        self._pool = ThreadPoolExecutor(1, "likelihood") if aside else None

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `SlowRecognizer`."""
        self._words = words

    def ask(self, sounds: SoundPair) -> Future[Hypothesis]:
        """See `SlowRecognizer`."""
        if self._pool is not None:
            return self._pool.submit(self._heard, sounds, self._words)
        answer: Future[Hypothesis] = Future()
        answer.set_result(self._heard(sounds, self._words))
        return answer

    def _heard(self, sounds: SoundPair, words: frozenset[Word]) -> Hypothesis:
        return hearing_of(evidence_of(self._model, self._grammar, sounds), words)


def evidence_of(model: Model, grammar: Grammar[Label], sounds: SoundPair) -> WordEvidence[Label]:
    """Return what `sounds`, one utterance, say for each word of `grammar`. About 60 ms on a PC."""
    heard = heard_of(model, grammar, sounds)
    return WordEvidence({}, "") if heard is None else grammar.evidence(heard)


def heard_of(model: Model, grammar: Grammar[Label], sounds: SoundPair) -> Likely | None:
    """Return how likely each form of `grammar` is; None where `sounds` are silent or too long.

    Args:
        model: The weights of a language, loaded.
        grammar: The forms that are asked about.
        sounds: One utterance, 16 kHz, at most `MAX_LIKELIHOOD_SAMPLES` samples; the one with less
            noise is asked about.
    """
    sound = sounds.denoised
    if not sound.any() or len(sound) > MAX_LIKELIHOOD_SAMPLES:
        return None
    begun = model.moonshine.begin(model.moonshine.states(sound))
    return likely(model.moonshine, begun, grammar.tree, grammar.count, grammar.tokens.ends)


def hearing_of(evidence: WordEvidence[Word], words: frozenset[Word]) -> Hypothesis:
    """Return what this recognizer heard when `words` make sense."""
    scores = {word: score for word, score in evidence.scores.items() if word in words}
    told, text = tuple(scores.items()), evidence.text
    mentions = frozenset(word for word, score in scores.items() if score >= _doubted(word))
    likeliest = max(scores, key=lambda word: scores[word], default=None)
    if likeliest is None or scores[likeliest] < _needed(likeliest):
        return Hypothesis(text or UNKNOWN_WORD, None, 0.0, LIKELIHOOD, mentions, scores=told)
    certainty = float(np.exp(min(0.0, scores[likeliest])))
    return Hypothesis(
        text, likeliest, certainty, LIKELIHOOD, mentions, syllables(text), scores=told
    )


def _needed(word: Word) -> float:
    """Return the score that makes it this word: yes and no must be likelier than all else together.

    Where nobody speaks "no" ranks first, "yes" for coughs, and they may answer a danger sign.
    """
    return LIKELIER if word in {Word.YES, Word.NO} else SURE


def _doubted(word: Word) -> float:
    """Return the score with which a word is mentioned; pain and stop are asked about at once."""
    return MAY_HURT if word in HURTS else DOUBTED
