"""The ear that knows the patient's own way to say each command, and no language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from device.hearing.commands import UNKNOWN
from device.hearing.ear import TAUGHT, Hearing, Sounds, Stretch
from device.hearing.saying import joined
from device.hearing.taught.cohort import Cohort, cohort
from device.hearing.taught.features import NoWord, readings_of, shape_of
from device.hearing.taught.matching import Matcher, Score, learn
from device.hearing.taught.store import Take, Voice
from device.session.events import Word
from device.sound.block import Samples, silence

DOUBTFUL = 0.75
"""From this share of its threshold on a word is mentioned: enough to ask about pain, and to agree
with another ear that is sure."""

MOST_SAMPLES = 16_000 * 4


class TaughtEar:
    """See `Ear`. Compares the whole utterance with the takes when it is over."""

    def __init__(self, voice: Voice, others: Cohort | None = None) -> None:
        self._others = others or cohort()
        self._words: frozenset[str] = frozenset()
        self._blocks: list[Sounds] = []
        self._matcher = _learned(voice, self._others)
        self._knows = _known(voice)
        self._last: tuple[str, Samples] | None = None

    @property
    def last(self) -> Take | None:
        """What was said last, as a take, if it was a word. As slow as `finish`.

        None, too, where it was a word only without what hangs on it: that would be learned with it.
        """
        if self._last is None:
            return None
        word, sound = self._last
        try:
            shape = shape_of(sound)
        except NoWord:
            return None
        whole = self._matcher.best([shape], frozenset({word}))
        return Take(word, shape) if whole is not None and whole.accepted else None

    def learn(self, voice: Voice) -> None:
        """From now on know this voice. Some tens of milliseconds."""
        self._matcher = _learned(voice, self._others)
        self._knows = _known(voice)

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Ear`."""
        self.drop()
        self._words = frozenset(str(word) for word in words)

    def accept(self, block: Samples, less_noise: Samples | None = None) -> None:
        """See `Ear`."""
        self._blocks.append(Sounds(block, block if less_noise is None else less_noise))

    def finish(self, spoken: Sequence[Stretch] = ()) -> Hearing:
        """See `Ear`. About 13 ms on a PC, nothing while no word is known."""
        sounds = joined(self._blocks) if self._blocks else Sounds(silence(0), silence(0))
        self._blocks = []
        self._last = None
        if not self._matcher.words:
            return Hearing("", None, 0.0, TAUGHT)
        if len(sounds.as_it_was) > MOST_SAMPLES:
            return self._hearing(None)
        shapes = readings_of(sounds, spoken)
        best = self._matcher.best(shapes, self._words)
        if best is not None and best.accepted:
            self._last = best.word, sounds.as_it_was
        over = self._matcher.over(shapes)
        scores = tuple((Word(word), score) for word, score in over.items())
        return replace(self._hearing(best), scores=scores)

    def drop(self) -> None:
        """See `Ear`."""
        self._blocks = []

    def _hearing(self, best: Score | None) -> Hearing:
        if best is None:
            return Hearing(UNKNOWN, None, 0.0, TAUGHT, knows=self._knows)
        word = Word(best.word)
        certainty = float(np.clip(best.score, 0.0, 1.0))
        likely = best.score >= DOUBTFUL * best.threshold
        mentions = frozenset({word} if likely else ())
        if best.accepted:
            return Hearing(word.value, word, certainty, TAUGHT, mentions, knows=self._knows)
        return Hearing(UNKNOWN, None, certainty, TAUGHT, mentions, knows=self._knows)


def _learned(voice: Voice, others: Cohort) -> Matcher:
    known = {str(word) for word in Word}
    takes = {word: shapes for word, shapes in voice.by_word.items() if word in known}
    return learn(takes, others, voice.synthetic)


def _known(voice: Voice) -> frozenset[Word]:
    """Return the commands that a person has said."""
    return frozenset(word for word in Word if word in voice.taught)
