"""The bench of the enrolled voice measures itself.

A recognizer without recognizers must not look good.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from device.hearing.enrolled.cohort import cohort
from device.hearing.enrolled.features import Features
from device.hearing.enrolled.matcher import Matcher, Score, learn
from device.hearing.listener import Listener
from device.sound.block import Samples, samples, silence
from script.benches.bedside.trials import BEDROOM, CLEAN, Condition, Lines, Parts
from script.benches.bedside.voice_trials import (
    LEAST,
    TEMPLATES,
    Answers,
    Forms,
    Said,
    Shapes,
    alone,
    answers,
    ask,
    beside,
    draws,
    figures_of,
)
from script.benches.results.voice_page import curve
from tests.benches.bedside.recordings import WORDS, forms, of_two_people
from tests.hearing.enrolled.people import ANNA, LATER, MANNERS, OTHERS, said, shape

NOTHING = Forms(None, ())


class Same:
    """A matcher that gives everything one score."""

    words = WORDS

    def __init__(self, score: float) -> None:
        self._score = score

    def best_of_each(self, shapes: Sequence[Features]) -> list[Score]:
        return [Score("next", self._score, 0.5) for _ in shapes]


@pytest.fixture(scope="module")
def asked() -> Shapes:
    return of_two_people()


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_a_recognizer_that_accepts_everything_or_nothing_meets_no_goal(
    asked: Shapes, score: float
) -> None:
    told = ask(cast("Matcher", Same(score)), asked, ANNA, frozenset())
    assert told.recall_at(0.01) == 0.0
    assert figures_of("clean", told, 0.98)[0].met is False


def test_a_recognizer_that_was_asked_nothing_meets_no_goal() -> None:
    assert figures_of("clean", Answers(), 0.98)[0].met is False


def test_a_command_taken_for_another_one_is_missed() -> None:
    told = Answers(right=[LEAST, 0.9], others=[0.1] * 100)
    assert told.recall_at(0.01) == 0.5


@pytest.mark.parametrize(("share", "recall"), [(0.01, 0.5), (0.05, 1.0)])
def test_recall_is_at_the_threshold_that_the_share_of_other_words_reaches(
    share: float, recall: float
) -> None:
    others = [0.7] * 3 + [0.1] * 97
    assert Answers(right=[0.6, 0.8], others=others).recall_at(share) == recall


def test_a_recording_without_a_word_counts_as_missed() -> None:
    matcher = learn({w: [shape(w, ANNA, *m) for m in MANNERS] for w in WORDS}, cohort())
    told = ask(matcher, {Said(ANNA, "next", 9): NOTHING}, ANNA, frozenset())
    assert (told.right, told.understood) == ([LEAST], [False])


def test_templates_are_never_asked_about(asked: Shapes) -> None:
    told = answers(asked, asked, WORDS, 1, cohort())
    assert len(told.right) == 2 * len(WORDS) * len(LATER)
    assert len(told.others) == 2 * len(OTHERS)


def test_every_draw_takes_others_and_the_same_ones_for_the_same_seed(
    asked: Shapes,
) -> None:
    drawn = [templates for who, templates in draws(asked, WORDS, 4) if who == ANNA]
    assert len(set(drawn)) > 1
    assert drawn == [templates for who, templates in draws(asked, WORDS, 4) if who == ANNA]
    assert all(len(templates) == TEMPLATES * len(WORDS) for templates in drawn)


def test_a_recording_in_which_no_word_was_found_is_no_template() -> None:
    silent = {Said(ANNA, "next", n): NOTHING for n in range(3)} | {
        Said(ANNA, "next", n): forms(shape("next")) for n in range(3, 9)
    }
    for _, templates in draws(silent, ("next",), 5):
        assert min(said.number for said in templates) >= 3


def test_the_best_of_several_utterances_counts() -> None:
    templates = {w: [shape(w, ANNA, *m) for m in MANNERS] for w in WORDS}
    matcher = learn(templates, cohort())
    word, clatter = shape("next", ANNA, *LATER[0]), shape("television")
    told = ask(matcher, {Said(ANNA, "next", 9): Forms(None, (word, clatter))}, ANNA, frozenset())
    assert told.understood == [True]
    told = ask(matcher, {Said(ANNA, "window", 9): Forms(None, (clatter, word))}, ANNA, frozenset())
    assert told.accepted == [True]


def test_two_tries_are_a_recording_and_the_next_one_of_the_same_word() -> None:
    templates = {w: [shape(w, ANNA, *m) for m in MANNERS] for w in WORDS}
    matcher = learn(templates, cohort())
    heard, lost = forms(shape("next", ANNA, *LATER[0])), NOTHING
    order = [heard, lost, lost, heard]
    asked = {Said(ANNA, "next", n): each for n, each in enumerate(order)}
    told = ask(matcher, asked | {Said(ANNA, "stop", 0): NOTHING}, ANNA, frozenset())
    assert told.in_two == [True, False, True]
    figures = {figure.name: figure for figure in figures_of("clean", told, None)}
    assert figures["recall_clean_as_learned_in_two_tries"].n == 3


def test_people_who_have_not_said_a_command_are_told() -> None:
    with pytest.raises(ValueError, match="has not said all of next, dance"):
        answers({Said(ANNA, "next", 0): forms(shape("next"))}, {}, ("next", "dance"), 1, cohort())


def test_a_taught_voice_is_known_better_than_chance(
    asked: Shapes,
) -> None:
    told = answers(asked, asked, WORDS, 3, cohort(), strangers=True)
    assert told.recall_at(0.05) > 0.9
    assert len(told.strangers) == 3 * 2 * len(WORDS) * len((*MANNERS, *LATER))


def test_a_recording_alone_is_a_template_and_is_read_up_to_thrice_and_several_words_are_none() -> (
    None
):
    counted = SimpleNamespace(n=0)

    def count() -> None:
        counted.n += 1

    sounds = {Said(ANNA, "next", 0): said("next"), Said(ANNA, "next", 1): np.tile(said("next"), 3)}
    found = [*alone(sounds, count).values()]
    assert [each.template is None for each in found] == [False, True]
    assert 1 <= len(found[0].readings) <= 3, "wide, close and sure, of the same frames once"
    assert counted.n == 2


def silent_box() -> Parts:
    """What a box is made of that says nothing."""
    lines = cast("Lines", SimpleNamespace(clip=silence, length=len))
    return Parts(lines, {}, lambda _: frozenset(), lambda: Listener(()))


def test_a_recording_that_fell_to_pieces_is_no_template_and_every_piece_is_asked_about() -> None:
    twice = np.concatenate([said("next"), silence(samples(1.0)), said("next")])
    sounds = {Said(ANNA, "next", 0): twice, Said(ANNA, "next", 1): said("next")}
    found = [
        *beside(sounds, silent_box(), Condition("quiet", BEDROOM), silence(), lambda: None).values()
    ]
    assert [each.template is None for each in found] == [True, False]
    pieces, whole = (len(each.readings) for each in found)
    assert whole in (2, 4, 6), "up to three stretches, as they were and with less noise"
    assert pieces in (4, 6, 8, 10, 12)


def test_at_another_moment_something_else_of_the_house_is_heard() -> None:
    house: Samples = np.random.default_rng(2).normal(0, 2000, samples(5.0)).astype(np.int16)
    condition = Condition("near", snr_db=12.0)
    sounds = {Said(ANNA, "next", 0): said("next")}
    moments = (beside(sounds, silent_box(), condition, house, lambda: None, n) for n in (0, 0, 1))
    first, again, later = (found[Said(ANNA, "next", 0)].readings[0] for found in moments)
    assert np.array_equal(first.embedding, again.embedding)
    assert not np.array_equal(first.embedding, later.embedding)


def test_the_curve_is_a_picture_with_a_line_for_each_condition() -> None:
    told = Answers(right=[0.6, 0.8], others=[0.1, 0.7])
    picture = curve({CLEAN.name: told, "noise_12db": told})
    assert picture.startswith("<svg")
    assert "noise_12db" in picture
