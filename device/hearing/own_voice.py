"""Which commands the box itself says, and when: they are no patient's."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from device.session.events import Word
from device.sound.block import samples

BEFORE = samples(0.1)
AFTER = samples(0.6)


@dataclass(frozen=True, slots=True)
class _Own:
    words: frozenset[Word]
    start: int
    end: int


class OwnVoice:
    """What the box said lately, as far as commands are in it."""

    def __init__(self) -> None:
        self._said: deque[_Own] = deque(maxlen=32)

    def says(self, words: frozenset[Word], start: int, end: int) -> None:
        """Note that the box says something with `words` in it, from sample `start` to `end`."""
        if words:
            self._said.append(_Own(words, start, end))

    def during(self, began: int, ended: int) -> frozenset[Word]:
        """Return the commands that it says from sample `began` to `ended`, or shortly before."""
        return frozenset(
            word
            for said in self._said
            if said.start - BEFORE < ended and began < said.end + AFTER
            for word in said.words
        )
