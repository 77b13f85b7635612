"""From templates and a cohort to a decision: which taught word is this, if it is one at all.

For each word a kernel ridge regression: 1 at its own templates, 0 at those of the other words and
at the cohort. The kernel is a Gaussian one on the embedding plus one on the cepstra plus one on the
word as a whole. With a few hundred points it is learned in some milliseconds and asked in a
fraction of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.hearing.enrolled.cohort import Cohort
from device.hearing.enrolled.features import Features, stacked

Floats = NDArray[np.float32]

SHARPNESS = 2.0
CEPSTRA_SHARE = 1.1
WHOLE_SHARE = 0.35
STIFFNESS = 0.4
"""How sharp the kernel is, what its parts weigh beside the embedding, and how far from its
templates a word may be learned: best for five sets of words together, near and far
(docs/decisions/part-way-back.md)."""

THRESHOLD = (0.40, 0.60)
"""A word's own threshold stays between these."""

OWN_SHARE = 0.56
"""The threshold's share of what a word's templates get from the others of it."""

FEW = 8
"""Maximum number of rows that are multiplied without threads."""

START_THRESHOLD = 0.30
"""Of real people's words and rendered templates of one, two, seven and nine: at it 69 % were
understood and 3 % of other words accepted (script/bench voice)."""

OVER_OTHERS = 0.05
"""Margin of the threshold over the best score of any other enrolled word or the cohort."""


@dataclass(frozen=True, slots=True)
class Score:
    """The best word of those asked for, its score (about 1 for a template), and its threshold."""

    word: str
    score: float
    threshold: float

    @property
    def accepted(self) -> bool:
        """Whether it is the word."""
        return self.score >= self.threshold


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """Made by `learn`. `words` in the order of the columns of `_weights`."""

    words: tuple[str, ...]
    thresholds: tuple[float, ...]
    own: Mapping[str, tuple[float, ...]]
    """For each word what each template gets from a matcher that was learned without it."""

    _cohort: Cohort
    _points: Features
    _weights: Floats

    def scores(self, candidates: Sequence[Features]) -> Floats:
        """Return how much each utterance is each taught word.

        Args:
            candidates: Features of any number of utterances.

        Returns:
            (utterances, words): about 1 for a template of the word. The columns are in the order of
            `words`.
        """
        if not self.words or not candidates:
            return np.zeros((len(candidates), len(self.words)), np.float32)
        rows = stacked(candidates)
        each = _kernel(self._cohort.place(rows), self._points) @ self._weights
        best: Floats = each.reshape(len(candidates), -1, len(self.words)).max(axis=1)
        return best

    def best(self, candidates: Sequence[Features], among: frozenset[str]) -> Score | None:
        """Return the best of all taught words if it is one of `among`, else None.

        `candidates` are of one utterance. A word that makes no sense now must not be taken for
        another one that does.
        """
        best = max(self.best_of_each(candidates), key=lambda score: score.score, default=None)
        return best if best is not None and best.word in among else None

    def over(self, candidates: Sequence[Features]) -> dict[str, float]:
        """Return how far each taught word's score is over its threshold.

        `candidates` are of one utterance.
        """
        if not candidates:
            return {}
        best = self.scores(candidates).max(axis=0, initial=-1.0)
        return {
            word: float(score) - threshold
            for word, score, threshold in zip(self.words, best, self.thresholds, strict=True)
        }

    def best_of_each(self, candidates: Sequence[Features]) -> list[Score]:
        """Return for each of `candidates` the best taught word; nothing where none is taught."""
        if not self.words:
            return []
        scores = self.scores(candidates)
        return [
            Score(self.words[n], float(row[n]), self.thresholds[n])
            for row, n in zip(scores, scores.argmax(axis=1), strict=True)
        ]


def likeness(one: Features, other: Features, cohort: Cohort) -> float:
    """Return how alike `one` and `other` are beside `cohort`: two whole utterances; at most 1."""
    return float(cohort.place(one).embedding[0] @ cohort.place(other).embedding[0])


def learn(
    templates: Mapping[str, Sequence[Features]],
    cohort: Cohort,
    rendered: frozenset[str] = frozenset(),
) -> Matcher:
    """Learn words from their templates.

    Args:
        templates: Features of the templates of each word. Words without a template are left out.
        cohort: Words of other people, which are learned as none of these words.
        rendered: Words whose templates were said by no person: for them stands `START_THRESHOLD`.
    """
    words = tuple(word for word, said in templates.items() if said)
    placed = [(word, cohort.place(features)) for word in words for features in templates[word]]
    points = stacked([*(features for _, features in placed), cohort.words])
    others = len(cohort.words.embedding)
    readings = [len(features.embedding) for _, features in placed]
    whose = np.repeat([*(words.index(word) for word, _ in placed), -1], [*readings, others])
    which = np.concatenate(
        [np.repeat(np.arange(len(placed)), readings), len(placed) + np.arange(others)]
    )
    kernel = _kernel(points, points).astype(np.float64)
    weights, thresholds, own = [], [], {}
    for n, word in enumerate(words):
        target = (whose == n).astype(np.float64)
        inverse: NDArray[Any] = np.linalg.inv(kernel + STIFFNESS * np.diag(_looseness(target)))
        solved = inverse @ target
        held_out = _held_out(inverse, solved, target, which)
        mine = tuple(float(held_out[which == k].max()) for k in np.unique(which[whose == n]))
        weights.append(solved)
        own[word] = mine
        learned = _threshold(mine, held_out[whose != n])
        thresholds.append(START_THRESHOLD if word in rendered else learned)
    return Matcher(
        words, tuple(thresholds), own, cohort, points, np.array(weights, np.float32).reshape(
            len(words), len(whose)
        ).T,
    )  # fmt: skip


def _looseness(target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Few templates weigh as much together as all that is not the word."""
    few = target > 0
    share = np.where(few, 0.5 / few.sum(), 0.5 / max(1, (~few).sum())) * len(target)
    loose: NDArray[np.float64] = 1.0 / share
    return loose


def _held_out(
    inverse: NDArray[Any],
    solved: NDArray[Any],
    target: NDArray[np.float64],
    which: NDArray[np.int64],
) -> NDArray[np.float64]:
    """What each utterance would get if it had not been learned from, all its readings left out."""
    held = np.empty_like(target)
    for k in np.unique(which):
        at = np.flatnonzero(which == k)
        held[at] = target[at] - np.linalg.solve(inverse[np.ix_(at, at)], solved[at])
    return held


def _threshold(own: tuple[float, ...], others: NDArray[np.float64]) -> float:
    expected = float(np.median(own)) if len(own) > 1 else 1.0
    highest = float(others.max()) if len(others) else 0.0
    return float(np.clip(max(OWN_SHARE * expected, highest + OVER_OTHERS), *THRESHOLD))


def _kernel(some: Features, others: Features) -> Floats:
    shares = (1.0, CEPSTRA_SHARE, WHOLE_SHARE)
    kernels = [
        share * np.exp(SHARPNESS * (_products(rows, columns) - 1))
        for share, rows, columns in zip(shares, some.parts, others.parts, strict=True)
    ]
    together: Floats = np.sum(kernels, axis=0) / sum(shares)
    return together


def _products(some: Floats, others: Floats) -> Floats:
    """Return the product of every row with every other one.

    For one utterance without the threads of a matrix product, which wait for each other longer
    than the work takes.
    """
    products: Floats = np.einsum("ik,jk->ij", some, others) if len(some) <= FEW else some @ others.T
    return products
