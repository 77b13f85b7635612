"""An endpointer that is given noise and speech, for tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from device.hearing.endpointer import Endpointer, SpeechBegan, SpeechEnded, Tuning
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples, level_dbfs, samples, silence

ROOM_DBFS = -65.0
PATIENT_DBFS = -36.0
LEFT_DBFS = -46.0
TUNING = Tuning()
Marks = list[SpeechBegan | SpeechEnded]
Level = Callable[[int], float]


def noise(dbfs: float, length: int, seed: int = 0) -> Samples:
    dice = np.random.default_rng(seed)
    return np.clip(dice.normal(0, 32768 * 10 ** (dbfs / 20), length), -32768, 32767).astype(
        np.int16
    )


def speech(dbfs: float, seconds: float, seed: int = 1) -> Samples:
    """Return noise that swells and falls four times a second, as syllables do."""
    swell = 0.6 + 0.4 * np.cos(2 * np.pi * 4 * np.arange(samples(seconds)) / RATE_HZ)
    return (noise(dbfs, samples(seconds), seed) * swell).astype(np.int16)


class Listening:
    """A segmenter that is given sound second after second; `told_at` is when each mark came."""

    def __init__(self, room_dbfs: float = ROOM_DBFS) -> None:
        self.segmenter = Endpointer()
        self.now = 0
        self.marks: Marks = []
        self.told_at: list[int] = []
        self._room_dbfs = room_dbfs

    def hears(self, sound: Samples, left: Samples | None = None) -> Marks:
        """Give whole blocks of `sound` in the noise of the room; return what was told.

        `left` is as loud as the canceller expects the rest of the own voice to be.
        """
        before = len(self.marks)
        length = -(-len(sound) // BLOCK_SAMPLES) * BLOCK_SAMPLES
        heard = np.pad(sound, (0, length - len(sound))) + noise(self._room_dbfs, length, self.now)
        own = silence(length) if left is None else left
        for i in range(0, length, BLOCK_SAMPLES):
            expected = level_dbfs(own[i : i + BLOCK_SAMPLES])
            told = self.segmenter.step(heard[i : i + BLOCK_SAMPLES], expected, self.now)
            self.now += BLOCK_SAMPLES
            self.marks += told
            self.told_at += [self.now] * len(told)
        return self.marks[before:]

    def waits(self, seconds: float) -> Marks:
        return self.hears(silence(samples(seconds)))

    def is_told_that_it_ended(self, ago: int) -> Marks:
        """Somebody who knows better says that nobody has spoken for so long."""
        told = self.segmenter.end(self.now - ago)
        self.marks += told
        self.told_at += [self.now] * len(told)
        return [*told]
