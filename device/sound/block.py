"""The block: 20 ms of sound, the unit in which everything on the sound path is counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from device.sound.units import BLOCK_S, BLOCK_SAMPLES, RATE_HZ

__all__ = [
    "BLOCK_S",
    "BLOCK_SAMPLES",
    "RATE_HZ",
    "Samples",
    "level_dbfs",
    "samples",
    "seconds",
    "silence",
]

Samples = NDArray[np.int16]
"""Mono PCM at `RATE_HZ`, any length. A *block* is one of exactly `BLOCK_SAMPLES` samples."""


def silence(length: int = BLOCK_SAMPLES) -> Samples:
    """`length` samples of digital silence."""
    return np.zeros(length, np.int16)


def samples(seconds: float) -> int:
    """Return `seconds` as a whole number of samples, rounded to the nearest."""
    return round(seconds * RATE_HZ)


def seconds(position: int) -> float:
    """A sample position or length in seconds."""
    return position / RATE_HZ


def level_dbfs(sound: Samples) -> float:
    """Return the RMS level of `sound` in dBFS; -120 for digital silence or an empty array."""
    if len(sound) == 0:
        return -120.0
    rms = float(np.sqrt(np.mean(np.square(sound.astype(np.float64)))))
    return max(-120.0, 20 * float(np.log10(max(rms, 1e-9) / 32768)))
