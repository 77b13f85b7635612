"""Which taught word it is, and whether it is one: learned from templates and a cohort alone."""

from __future__ import annotations

import numpy as np
import pytest

from device.hearing.enrolled.cohort import cohort
from device.hearing.enrolled.matcher import START_THRESHOLD, THRESHOLD, Matcher, learn, likeness
from tests.hearing.enrolled.people import ANNA, BRUNO, LATER, OTHERS, WORDS, shape, voice


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return learn(voice().by_word, cohort())


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("manner", LATER)
def test_a_taught_word_is_known_again_in_another_manner(
    matcher: Matcher, word: str, manner: tuple[int, int]
) -> None:
    best = matcher.best([shape(word, ANNA, *manner)], frozenset(WORDS))
    assert best is not None
    assert (best.word, best.accepted) == (word, True)


def test_other_words_of_the_same_person_are_refused(matcher: Matcher) -> None:
    best = [matcher.best([shape(word, ANNA, *LATER[0])], frozenset(WORDS)) for word in OTHERS]
    assert [score.word for score in best if score is not None and score.accepted] == []


def test_a_word_that_makes_no_sense_now_is_not_taken_for_one_that_does(matcher: Matcher) -> None:
    assert matcher.best([shape("next", ANNA, *LATER[0])], frozenset({"stop"})) is None


def test_every_threshold_is_learned_and_stays_within_its_bounds(matcher: Matcher) -> None:
    assert all(THRESHOLD[0] <= each <= THRESHOLD[1] for each in matcher.thresholds)
    assert len(set(matcher.thresholds)) > 1


def test_what_a_template_gets_from_the_others_is_less_than_what_it_gets_from_itself(
    matcher: Matcher,
) -> None:
    for word in WORDS:
        itself = matcher.scores(voice().by_word[word])[:, matcher.words.index(word)]
        assert float(np.mean(matcher.own[word])) < float(np.mean(itself))


def test_nothing_taught_knows_nothing() -> None:
    empty = learn({}, cohort())
    assert empty.best([shape("next")], frozenset(WORDS)) is None


def test_a_word_without_templates_is_left_out() -> None:
    matcher = learn({"next": voice().by_word["next"], "stop": ()}, cohort())
    assert matcher.words == ("next",)


def test_the_same_word_is_more_alike_than_another_one() -> None:
    one, again, other = shape("next"), shape("next", ANNA, *LATER[1]), shape("louder")
    assert likeness(one, again, cohort()) > likeness(one, other, cohort())
    assert likeness(one, one, cohort()) == pytest.approx(1.0, abs=1e-4)


def test_somebody_elses_word_is_less_alike_than_ones_own() -> None:
    own = likeness(shape("next"), shape("next", ANNA, *LATER[0]), cohort())
    assert own > likeness(shape("next"), shape("next", BRUNO), cohort())


def test_a_word_that_nobody_has_said_has_the_threshold_of_rendered_templates() -> None:
    matcher = learn(voice().by_word, cohort(), frozenset({"next"}))
    assert matcher.thresholds[matcher.words.index("next")] == START_THRESHOLD
    assert min(t for w, t in zip(matcher.words, matcher.thresholds, strict=True) if w != "next") > (
        START_THRESHOLD
    )
