"""Whether what the microphone gives is sound that a word can be heard in."""

from __future__ import annotations

from enum import Enum

import numpy as np

from device.sound.block import BLOCK_S, Samples

DEAF_AFTER_S = 4.0
"""A microphone that gives digital silence for so long is not plugged in, or muted."""

CLIPPED = 32_000
"""A sample so far from zero has reached the end of what the card can tell."""

CLIPPED_SAMPLES = 3
DISTORTED_S = 1.0
FORGOTTEN_IN_S = 3.0
"""Distorted is what had clipped blocks of `DISTORTED_S` more than are forgotten, one second in
`FORGOTTEN_IN_S`: a shout or a knock is not, a microphone turned up too far is within 4 s."""


class Trouble(Enum):
    """Why no word can be heard."""

    SILENT = "silent"
    DISTORTED = "distorted"


class MicrophoneLevel:
    """Give it every block; `trouble` says what is wrong by now. A few microseconds, one thread."""

    def __init__(self) -> None:
        self._silent_s = 0.0
        self._clipped_s = 0.0

    def step(self, block: Samples) -> None:
        """One block as it came from the card."""
        self._silent_s = 0.0 if block.any() else self._silent_s + BLOCK_S
        if int(np.count_nonzero(np.abs(block.astype(np.int32)) >= CLIPPED)) >= CLIPPED_SAMPLES:
            self._clipped_s = min(2 * DISTORTED_S, self._clipped_s + BLOCK_S)
        else:
            self._clipped_s = max(0.0, self._clipped_s - BLOCK_S / FORGOTTEN_IN_S)

    def forget(self) -> None:
        """The microphone is closed, or another one."""
        self._silent_s = 0.0
        self._clipped_s = 0.0

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong with the sound, None for nothing."""
        if self._silent_s > DEAF_AFTER_S:
            return Trouble.SILENT
        return Trouble.DISTORTED if self._clipped_s > DISTORTED_S else None
