"""The embedding learns from words that are hard to tell apart."""

from __future__ import annotations

import numpy as np
import pytest

from script.embedding.vocabulary import ALIKE, alike

SAID = {
    "line": "lˈIn",
    "lane": "lˈAn",
    "lame": "lˈAm",
    "lake": "lˈAk",
    "late": "lˈAt",
    "bit": "bˈɪt",
    "bet": "bˈɛt",
    "bat": "bˈæt",
    "bad": "bˈæd",
    "bed": "bˈɛd",
    "begin": "bᵻɡˈɪn",
    "strength": "stɹˈɛŋθ",
    "so so": "sˈO sˈO",
}


def groups(number: int, seed: int = 0) -> list[list[str]]:
    return alike(list(SAID), list(SAID.values()), number, np.random.default_rng(seed))


def differ(one: str, other: str) -> int:
    """In how many sounds two words of one length differ."""
    a, b = (SAID[word].replace("ˈ", "") for word in (one, other))
    return sum(x != y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("seed", range(10))
def test_the_words_of_a_group_are_one_sound_away_from_its_first(seed: int) -> None:
    for first, *others in groups(2, seed):
        assert len(others) == ALIKE - 1
        assert {differ(first, other) for other in others} == {1}


@pytest.mark.parametrize("seed", range(10))
def test_no_word_is_in_two_groups(seed: int) -> None:
    words = [word for group in groups(2, seed) for word in group]
    assert len(set(words)) == len(words)


def test_words_of_several_syllables_and_lonely_ones_are_left_out() -> None:
    words = {word for seed in range(10) for group in groups(2, seed) for word in group}
    assert words.isdisjoint({"begin", "strength", "so so"})


def test_too_few_words_are_said_to_be_too_few() -> None:
    with pytest.raises(ValueError, match="13 words give 2 groups, not 5"):
        groups(5)
