"""About how long a sentence takes to say, where nothing is rendered."""

from __future__ import annotations

from functools import lru_cache

from device.hearing.commands import syllables
from device.session.player import Length
from device.sound.block import samples
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook

SPOKEN_SYLLABLE_S = 0.24
"""Of espeak-ng at the packs' pace, pauses at commas included; nothing safe depends on it."""

SLOWLY = 1.25

MIN_S = 0.3


def estimated_length(book: PhraseBook) -> Length:
    """Return what estimates the length of the clip of a phrase, in samples."""

    @lru_cache(maxsize=4096)
    def length(said: Phrase) -> int:
        text = book.text(said)
        digits = sum(letter.isdigit() for letter in text)
        pace = SLOWLY if said.slow else 1.0
        return samples(MIN_S + SPOKEN_SYLLABLE_S * pace * (syllables(text) + digits))

    return length
