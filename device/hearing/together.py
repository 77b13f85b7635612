"""One score of two recognizers.

What the enrolled one makes of an utterance, in the light of likelihoods. Pure.

The two err apart: the enrolled recognizer where words of one person are alike, the other one where
a voice is none that it has heard. Of six people's digits, five templates, 1 % of the other words
accepted, five sets of four (288 commands and 432 other words of each, docs/english.md):

| share of the likelihood | 2 m in quiet | 2 m, 12 dB |
|-------------------------|--------------|------------|
| none                    | 96.8 %       | 84.7 %     |
| 0.01                    | 97.8         | 86.5       |
| 0.015                   | 98.0         | 86.8       |
| 0.02                    | 98.1         | 86.4       |
| 0.03                    | 98.1         | 84.4       |
| 0.05                    | 98.1         | 82.2       |
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from device.hearing.recognizer import LIKELIHOOD, TAUGHT, Hypothesis
from device.session.events import Word

SHARE = 0.015
"""What a unit of log likelihood weighs beside an enrolled recognizer's score."""

EVEN = -4.0
"""With this log likelihood a taught word stays what it is; a likelier one gains."""

MIN_PAIN_LIKELIHOOD = -8.0
"""Below this it makes no difference: a voice may be strange to the recognizer."""


def in_the_light_of(hypotheses: Sequence[Hypothesis], words: frozenset[Word]) -> list[Hypothesis]:
    """Return the hypotheses, likelihoods in that of the enrolled recognizer where there are any.

    `words` are those that make sense now. A word that the enrolled recognizer takes for another one
    that makes none stays nothing.
    """
    likely = {w: s for h in hypotheses if h.source == LIKELIHOOD for w, s in h.scores}
    if not likely:
        return list(hypotheses)
    return [_shifted(h, likely, words) if h.source == TAUGHT else h for h in hypotheses]


def _shifted(taught: Hypothesis, likely: dict[Word, float], words: frozenset[Word]) -> Hypothesis:
    over = {
        word: score
        + (SHARE * (max(MIN_PAIN_LIKELIHOOD, likely[word]) - EVEN) if word in likely else 0.0)
        for word, score in taught.scores
    }
    word = max(over, key=lambda each: over[each], default=None)
    if word is None or word not in words:
        return taught
    if over[word] >= 0.0:
        mentions = taught.mentions | {word}
        return replace(taught, text=word.value, word=word, mentions=mentions)
    return replace(taught, word=None) if taught.word is not None else taught
