"""What carries sound to the microphone: a room, or nothing but a recording."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from device.rehearsal.room import FLOOR_DBFS
from device.sound.block import BLOCK, Samples


class Air(Protocol):
    """What carries sound to the microphone; `Room` is one."""

    @property
    def now(self) -> int:
        """The sample at which the next block begins."""

    def step(self, speaker: Samples) -> Samples:
        """One block from the speaker, one block at the microphone."""

    def say(self, sound: Samples, at: int) -> int:
        """Let the patient say `sound` at sample `at`; return where it ends."""


class Recording:
    """An `Air` without a room: the clip as it is, and the microphone's own noise."""

    def __init__(self, seed: int = 0) -> None:
        self.now = 0
        self._dice = np.random.default_rng(seed)
        self._sound = np.zeros(0, np.float64)

    def step(self, speaker: Samples) -> Samples:  # noqa: ARG002 - see `Air`
        """See `Air`; the box is not heard."""
        self.now += BLOCK
        coming, self._sound = self._sound[:BLOCK], self._sound[BLOCK:]
        noise = self._dice.normal(0.0, 32768 * 10 ** (FLOOR_DBFS / 20), BLOCK)
        noise[: len(coming)] += coming
        return np.clip(np.rint(noise), -32768, 32767).astype(np.int16)

    def say(self, sound: Samples, at: int) -> int:
        """See `Air`."""
        self._sound = np.concatenate([np.zeros(at - self.now), sound.astype(np.float64)])
        return at + len(sound)
