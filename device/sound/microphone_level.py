"""Whether what the microphone gives is sound that a word can be heard in."""

from __future__ import annotations

import math
from enum import Enum

import numpy as np

from device.sound.block import BLOCK_S, Samples

DEAF_AFTER_S = 4.0
"""A microphone that gives nothing for so long is not plugged in, or muted."""

CLIPPING_STEP = 2
"""A card that is muted, or whose line is dead, still gives a constant and so many steps around it:
its converter's offset and dither. A live microphone in a quiet room gives some twenty."""

GATED_S = 0.3
"""A card that gates gives nothing for at least so long between two words."""

SPOKEN_S = 10.0
"""Sound that lasts longer between two such pauses was not let through word by word: somebody has
unmuted the microphone and muted it again."""

OPEN_S = 60.0
"""A card that has given sound for so long without a pause does not gate."""

CLIPPING_LEVEL = 32_000
"""A sample so far from zero has reached the end of what the card can tell."""

MAX_CLIPPED_SAMPLES = 3
DISTORTED_S = 1.0
FORGOTTEN_IN_S = 3.0
"""Distorted is what had clipped blocks of `DISTORTED_S` more than are forgotten, one second in
`FORGOTTEN_IN_S`: a shout or a knock is not, a microphone turned up too far is within 4 s."""


class MicrophoneFault(Enum):
    """Why no word can be heard."""

    SILENT = "silent"
    DISTORTED = "distorted"


def is_lifeless(block: Samples, gain_db: float = 0.0) -> bool:
    """Whether a block holds no sound at all: no more than `CLIPPING_STEP` around whatever constant.

    `gain_db`: how much louder the block is than the card gave it, 0 to 30. Pure, 5 microseconds.
    """
    widest = math.ceil(2 * CLIPPING_STEP * 10 ** (gain_db / 20))
    return int(block.max()) - int(block.min()) <= widest


class MicrophoneLevel:
    """Give it every block; `trouble` says what is wrong by now. A few microseconds, one thread.

    A card whose own noise gate gives nothing while nobody speaks looks dead, once a session. When
    it has given sound again, word by word, it is known to be alive; that it is muted later in that
    session cannot be told from a pause any more.
    """

    def __init__(self, gain_db: float = 0.0) -> None:
        """`gain_db`: how much louder the blocks are than the card gave them, 0 to 30."""
        self._gain_db = gain_db
        self._gates = False
        self._lifeless_s = self._sounded_s = self._longest_s = self._clipped_s = 0.0
        self._opened = self._alive = False

    def step(self, block: Samples) -> None:
        """One block as it came from the card, or from `GainMicrophone`."""
        if is_lifeless(block, self._gain_db):
            self._pause()
        else:
            self._sound()
        if (
            int(np.count_nonzero(np.abs(block.astype(np.int32)) >= CLIPPING_LEVEL))
            >= MAX_CLIPPED_SAMPLES
        ):
            self._clipped_s = min(2 * DISTORTED_S, self._clipped_s + BLOCK_S)
        else:
            self._clipped_s = max(0.0, self._clipped_s - BLOCK_S / FORGOTTEN_IN_S)

    def _pause(self) -> None:
        self._lifeless_s += BLOCK_S
        if self._lifeless_s >= GATED_S and self._sounded_s:
            self._gates = self._gates or (self._opened and self._sounded_s < SPOKEN_S)
            self._sounded_s = 0.0

    def _sound(self) -> None:
        if self._lifeless_s >= GATED_S:
            self._opened = True
            self._alive = self._alive or self._lifeless_s > DEAF_AFTER_S
        self._lifeless_s = 0.0
        self._sounded_s += BLOCK_S
        self._longest_s = max(self._longest_s, self._sounded_s)

    def forget(self) -> None:
        """The microphone is closed. That the card gates is remembered, unless it was seen open."""
        self._gates = self._gates and self._longest_s < OPEN_S
        self._lifeless_s = self._sounded_s = self._longest_s = self._clipped_s = 0.0
        self._opened = self._alive = False

    @property
    def trouble(self) -> MicrophoneFault | None:
        """What is wrong with the sound, None for nothing."""
        if self._lifeless_s > DEAF_AFTER_S and not (self._gates and self._alive):
            return MicrophoneFault.SILENT
        return MicrophoneFault.DISTORTED if self._clipped_s > DISTORTED_S else None
