"""The enrolled recognizer in the light of likelihoods.

A close decision may turn, a clear one may not.
"""

from __future__ import annotations

import pytest

from device.hearing.arbiter import arbitrate
from device.hearing.recognizer import LIKELIHOOD, TAUGHT, Hypothesis
from device.hearing.together import EVEN, MIN_PAIN_LIKELIHOOD, SHARE, in_the_light_of
from device.session.events import Heard, Word
from tests.hearing.test_arbiter import ALONE, ENDED

ALL = frozenset(Word)
MOST = SHARE * -EVEN
"""Gain of a word that is certain."""


def taught(over: dict[Word, float]) -> Hypothesis:
    best = max(over, key=lambda word: over[word])
    word = best if over[best] >= 0 else None
    return Hypothesis(
        str(best), word, 0.5, TAUGHT, frozenset({best}), knows=frozenset(over),
        scores=tuple(over.items()),
    )  # fmt: skip


def likely(scores: dict[Word, float]) -> Hypothesis:
    return Hypothesis("", None, 0.0, LIKELIHOOD, scores=tuple(scores.items()))


def word_of(over: dict[Word, float], scores: dict[Word, float]) -> Word | None:
    return in_the_light_of([taught(over), likely(scores)], ALL)[0].word


def test_a_word_just_under_its_threshold_is_one_if_it_is_likely() -> None:
    assert word_of({Word.HELP: -0.9 * MOST}, {Word.HELP: 0.0}) is Word.HELP
    assert word_of({Word.HELP: -1.1 * MOST}, {Word.HELP: 0.0}) is None
    assert word_of({Word.HELP: -0.01}, {Word.HELP: EVEN}) is None


def test_a_word_just_over_its_threshold_is_none_if_it_is_unlikely() -> None:
    assert word_of({Word.HELP: 0.01}, {Word.HELP: MIN_PAIN_LIKELIHOOD}) is None
    assert word_of({Word.HELP: 0.01}, {Word.HELP: EVEN}) is Word.HELP


def test_a_clear_word_stays_however_strange_it_is_to_the_recognizer() -> None:
    assert word_of({Word.HELP: 0.2}, {Word.HELP: -39.0}) is Word.HELP


def test_of_two_like_words_the_likelier_one_is_it() -> None:
    alike = {Word.NEXT: 0.05, Word.PAUSE: 0.04}
    assert word_of(alike, {Word.NEXT: -6.0, Word.PAUSE: -0.1}) is Word.PAUSE
    assert word_of(alike, {Word.NEXT: -0.1, Word.PAUSE: -6.0}) is Word.NEXT


def test_a_word_that_makes_no_sense_now_is_not_taken_for_one_that_does() -> None:
    heard = Hypothesis("", None, 0.0, TAUGHT, scores=((Word.NO, 0.1), (Word.HELP, -0.01)))
    told = in_the_light_of([heard, likely({Word.HELP: 0.0})], ALL - {Word.NO})
    assert told[0].word is None


def test_without_likelihoods_nothing_changes() -> None:
    for hypothesis in (taught({Word.HELP: 0.1}), taught({Word.HELP: -0.1})):
        assert in_the_light_of([hypothesis], ALL) == [hypothesis]


@pytest.mark.parametrize("likeliness", [0.0, MIN_PAIN_LIKELIHOOD])
def test_the_arbitrate_uses_the_one_score(likeliness: float) -> None:
    close = taught({Word.HELP: -0.01 if likeliness == 0.0 else 0.01})
    event = arbitrate([close, likely({Word.HELP: likeliness})], ALONE)
    assert event == (Heard(Word.HELP, ENDED) if likeliness == 0.0 else None)
