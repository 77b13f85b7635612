"""Convolution and clock drift, block by block with the state carried over."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from device.sound.block import BLOCK_SAMPLES

Floats = NDArray[np.float32]


class Convolver:
    """Uniformly partitioned FFT convolution: a block in, a block out, no delay of its own."""

    def __init__(self, response: Floats) -> None:
        parts = -(-len(response) // BLOCK_SAMPLES)
        padded = np.pad(response, (0, parts * BLOCK_SAMPLES - len(response))).reshape(
            parts, BLOCK_SAMPLES
        )
        self._filter = np.fft.rfft(padded, 2 * BLOCK_SAMPLES, axis=1)
        self._spectra = np.zeros_like(self._filter)
        self._last = np.zeros(BLOCK_SAMPLES, np.float32)
        self._sounding = 0

    def step(self, block: Floats) -> Floats:
        """Take `block` (`BLOCK_SAMPLES` samples); return the next block of the convolution."""
        parts = len(self._filter)
        self._sounding = parts + 1 if np.any(block) else max(0, self._sounding - 1)
        if self._sounding == 0:
            return np.zeros(BLOCK_SAMPLES, np.float32)
        self._spectra = np.roll(self._spectra, 1, axis=0)
        self._spectra[0] = np.fft.rfft(np.concatenate([self._last, block]))
        self._last = block
        both = np.fft.irfft(np.einsum("pf,pf->f", self._filter, self._spectra))
        return both[BLOCK_SAMPLES:].astype(np.float32)


class Drift:
    """A delay of `delay_blocks`, read by a clock that differs by `ppm` from the writing one.

    When the two have come so far apart that a real device would run dry or over, the delay jumps
    back to where it began, as a real device's does.
    """

    def __init__(self, delay_blocks: int, ppm: float) -> None:
        if delay_blocks < 1:
            raise ValueError("a sound card has at least one block of delay")
        self._delay = float(delay_blocks * BLOCK_SAMPLES)
        self._nominal = self._delay
        self._ppm = ppm
        self._kept = np.zeros((2 * delay_blocks + 2) * BLOCK_SAMPLES, np.float32)

    def step(self, block: Floats) -> Floats:
        """Write `block` (`BLOCK_SAMPLES` samples); return the block that is read meanwhile."""
        self._kept = np.concatenate([self._kept[BLOCK_SAMPLES:], block])
        newest = len(self._kept) - BLOCK_SAMPLES
        if self._ppm == 0:
            start = newest - int(self._delay)
            return self._kept[start : start + BLOCK_SAMPLES]
        step = self._ppm * 1e-6
        at = newest + np.arange(BLOCK_SAMPLES) * (1 + step) - self._delay
        self._delay -= BLOCK_SAMPLES * step
        if not BLOCK_SAMPLES / 2 < self._delay < 2 * self._nominal:
            self._delay = self._nominal
        return _cubic(self._kept, at)


def _cubic(sound: Floats, at: NDArray[np.floating]) -> Floats:
    """`sound` between its samples, by a Lagrange polynomial through the four nearest."""
    whole = np.floor(at).astype(int)
    t = (at - whole).astype(np.float32)
    a, b, c, d = (sound[whole + k] for k in (-1, 0, 1, 2))
    between: Floats = (
        -t * (t - 1) * (t - 2) / 6 * a
        + (t + 1) * (t - 1) * (t - 2) / 2 * b
        - (t + 1) * t * (t - 2) / 2 * c
        + (t + 1) * t * (t - 1) / 6 * d
    )
    return between
