"""The ear that asks a recogniser how likely each phrase of the vocabulary is."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from device.hearing.commands import UNKNOWN, Commands, syllables
from device.hearing.ear import Hearing, Sounds
from device.hearing.judge import DOUBTED, LIKELIHOOD
from device.hearing.likelihood.grammar import Evidence, grammar_of
from device.hearing.likelihood.recogniser import Recogniser
from device.hearing.likelihood.tokens import read_tokens
from device.hearing.likelihood.tree import likely
from device.hearing.likelihood.weights import Weights
from device.session.events import Word
from device.sound.block import samples

SURE = -1.0
"""A word with this score is one."""

LONGEST = samples(3.4)
"""What is longer is no command, and not asked about."""


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded recogniser; several ears may share it, one thread at a time."""

    recogniser: Recogniser
    weights: Weights


def load_likelihood(weights: Weights) -> Model:
    """Load the recogniser: some tenths of a second, 80 MB."""
    return Model(Recogniser(weights), weights)


class LikelihoodEar:
    """See `SlowEar`. An answer takes some 60 ms of a PC.

    `aside`: on a thread of its own, as where sound is waiting; else at once, so that a simulated
    hour is the same whenever it is lived.
    """

    def __init__(self, model: Model, commands: Commands, *, aside: bool = False) -> None:
        self._model = model
        self._grammar = grammar_of(commands, read_tokens(model.weights.tokens))
        self._words: frozenset[Word] = frozenset()
        self._pool = ThreadPoolExecutor(1, "likelihood") if aside else None

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `SlowEar`."""
        self._words = words

    def ask(self, sounds: Sounds) -> Future[Hearing]:
        """See `SlowEar`."""
        if self._pool is not None:
            return self._pool.submit(self._heard, sounds, self._words)
        answer: Future[Hearing] = Future()
        answer.set_result(self._heard(sounds, self._words))
        return answer

    def evidence(self, sounds: Sounds) -> Evidence:
        """Return what a sound says for each word of the vocabulary, whether it makes sense now."""
        sound = sounds.less_noise
        if not sound.any() or len(sound) > LONGEST:
            return Evidence({}, None, "")
        recogniser, grammar = self._model.recogniser, self._grammar
        begun = recogniser.begin(recogniser.states(sound))
        heard = likely(recogniser, begun, grammar.tree, grammar.count, grammar.tokens.ends)
        return grammar.evidence(heard)

    def _heard(self, sounds: Sounds, words: frozenset[Word]) -> Hearing:
        return hearing_of(self.evidence(sounds), words)


def hearing_of(evidence: Evidence, words: frozenset[Word]) -> Hearing:
    """Return what this ear heard when `words` make sense."""
    best, text = evidence.best, evidence.text
    mentions = frozenset(w for w in words if evidence.scores.get(w, -np.inf) >= DOUBTED)
    scores = tuple((w, s) for w, s in evidence.scores.items() if w in words)
    if best is None or best not in words:
        return Hearing(text or UNKNOWN, None, 0.0, LIKELIHOOD, mentions, scores=scores)
    score = evidence.scores[best]
    certainty = float(np.exp(min(0.0, score)))
    word = best if score >= SURE else None
    return Hearing(
        best.value, word, certainty, LIKELIHOOD, mentions, syllables(text), scores=scores
    )
