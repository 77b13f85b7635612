"""What carries sound to the microphone: a room, or nothing but a recording."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from device.rehearsal.room import (
    PATIENT_LEVEL_DBFS,
    Floats,
    block_of,
    floor_noise,
    noise_at,
    pcm,
    said_at,
)
from device.sound.block import BLOCK_SAMPLES, Samples


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
    """An `Air` without a room: the clip as it is, and the microphone's own noise.

    With the noise of a `house`, which begins anew at its end, every clip is as loud as a patient.
    """

    def __init__(
        self, seed: int = 0, house: Samples | None = None, snr_db: float | None = None
    ) -> None:
        """`snr_db` is how far `house` is below the patient; both, or none of them."""
        if (house is None) != (snr_db is None):
            raise ValueError("the noise of a house needs a level, and a level a noise")
        self._house: Floats | None = None
        if house is not None and snr_db is not None:
            self._house = noise_at(house, PATIENT_LEVEL_DBFS - snr_db)
        self.now = 0
        self._dice = np.random.default_rng(seed)
        self._sound = np.zeros(0, np.float64)

    def step(self, speaker: Samples) -> Samples:  # noqa: ARG002 - see `Air`
        """See `Air`; the box is not heard."""
        coming, self._sound = self._sound[:BLOCK_SAMPLES], self._sound[BLOCK_SAMPLES:]
        heard = floor_noise(self._dice)
        heard[: len(coming)] += coming
        if self._house is not None:
            heard += block_of(self._house, self.now)
        self.now += BLOCK_SAMPLES
        return pcm(heard)

    def say(self, sound: Samples, at: int) -> int:
        """See `Air`."""
        clip = sound if self._house is None else said_at(sound, PATIENT_LEVEL_DBFS)
        self._sound = np.concatenate([np.zeros(at - self.now), clip.astype(np.float64)])
        return at + len(sound)
