"""How fast something is spoken: words a minute, measured on its sound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from device.sound.units import RATE_HZ

if TYPE_CHECKING:
    from device.sound.block import Samples

MAX_WORDS_A_MINUTE = 150
"""The fastest that a patient in pain follows with ease; slow audiobooks are read at 150."""

SLOWER_BY = 1.25
"""Factor by which a sentence becomes longer after "slower"."""

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def words_in(text: str) -> int:
    """Return how many words `text` has; "twenty-one" is one, and so is each number."""
    return len(_WORD.findall(text))


def words_a_minute(text: str, sound: Samples) -> float:
    """Return the pace of `text` in `sound`, pauses between its sentences included.

    `sound` begins and ends with what can be heard, at `RATE_HZ`; it must not be empty.
    """
    return 60 * words_in(text) * RATE_HZ / len(sound)
