"""The mel scale: bands as wide as the ear takes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from device.sound.block import RATE_HZ


def power_of(spectra: NDArray[np.complex128]) -> NDArray[np.float64]:
    """Return the power of each value: without a root, which takes longer than the transform."""
    power: NDArray[np.float64] = np.square(spectra.real) + np.square(spectra.imag)
    return power


def triangles(bands: int, between_hz: tuple[float, float], fft: int) -> NDArray[np.float64]:
    """Return (bands, fft / 2 + 1): triangles of equal width on the mel scale (O'Shaughnessy's)."""
    hz = np.fft.rfftfreq(fft, 1 / RATE_HZ)
    low, high = (2595 * np.log10(1 + edge / 700) for edge in between_hz)
    edges = 700 * (10 ** (np.linspace(low, high, bands + 2) / 2595) - 1)
    left, middle, right = (edges[i : i + bands, np.newaxis] for i in range(3))
    up, down = (hz - left) / (middle - left), (right - hz) / (right - middle)
    bank: NDArray[np.float64] = np.maximum(0, np.minimum(up, down))
    return bank
