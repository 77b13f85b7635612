"""Which words are said: groups of words of one syllable that differ in one sound only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

STRESSES = "ˈˌ"
VOWELS = "aæɑɒɔəɛɜɪiʊuʌeoAIOQWY"

ALIKE = 4
"""Number of similar words in a group: line, lane, lame, lake."""


def alike(
    words: Sequence[str], said: Sequence[str], groups: int, dice: np.random.Generator
) -> list[list[str]]:
    """Return so many groups of `ALIKE` words, no word twice; `said` are their phonemes.

    Each is one sound away from the first of its group. Raises ValueError where there are not so
    many.
    """
    plain = [re.sub(f"[{STRESSES}]", "", sounds) for sounds in said]
    short = {
        sounds: word
        for word, sounds in zip(words, plain, strict=True)
        if len(re.findall(f"[{VOWELS}]+", sounds)) == 1 and " " not in sounds
    }
    but_one: dict[str, set[str]] = defaultdict(set)
    for sounds in short:
        for gap in _gaps(sounds):
            but_one[gap].add(sounds)
    found: list[list[str]] = []
    used: set[str] = set()
    firsts = sorted(short)
    for n in dice.permutation(len(firsts)):
        first = firsts[n]
        near = {other for gap in _gaps(first) for other in but_one[gap]} - used - {first}
        if len(found) < groups and first not in used and len(near) >= ALIKE - 1:
            group = [first, *map(str, dice.choice(sorted(near), ALIKE - 1, replace=False))]
            used.update(group)
            found.append([short[sounds] for sounds in group])
    if len(found) < groups:
        raise ValueError(f"{len(words)} words give {len(found)} groups, not {groups}")
    return found


def _gaps(sounds: str) -> list[str]:
    return [f"{sounds[:n]}_{sounds[n + 1 :]}" for n in range(len(sounds))]
