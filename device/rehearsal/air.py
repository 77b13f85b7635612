"""What carries sound to the microphone: a room, or nothing but a recording."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from device.rehearsal.room import FLOOR_DBFS, PATIENT_LEVEL_DBFS, noise_at, said_at
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
    """An `Air` without a room: the clip as it is, and the microphone's own noise.

    With the noise of a `house`, which begins anew at its end, every clip is as loud as a patient.
    """

    def __init__(
        self, seed: int = 0, house: Samples | None = None, snr_db: float | None = None
    ) -> None:
        """`snr_db` is how far `house` is below the patient; both, or none of them."""
        if (house is None) != (snr_db is None):
            raise ValueError("the noise of a house needs a level, and a level a noise")
        self._house = (
            None
            if house is None or snr_db is None
            else noise_at(house, PATIENT_LEVEL_DBFS - snr_db)
        )
        self.now = 0
        self._dice = np.random.default_rng(seed)
        self._sound = np.zeros(0, np.float64)

    def step(self, speaker: Samples) -> Samples:  # noqa: ARG002 - see `Air`
        """See `Air`; the box is not heard."""
        self.now += BLOCK
        coming, self._sound = self._sound[:BLOCK], self._sound[BLOCK:]
        noise = self._dice.normal(0.0, 32768 * 10 ** (FLOOR_DBFS / 20), BLOCK)
        noise[: len(coming)] += coming
        if self._house is not None:
            noise += np.take(self._house, range(self.now - BLOCK, self.now), mode="wrap")
        return np.clip(np.rint(noise), -32768, 32767).astype(np.int16)

    def say(self, sound: Samples, at: int) -> int:
        """See `Air`."""
        clip = sound if self._house is None else said_at(sound, PATIENT_LEVEL_DBFS)
        self._sound = np.concatenate([np.zeros(at - self.now), clip.astype(np.float64)])
        return at + len(sound)
