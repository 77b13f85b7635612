"""The mel scale: bands as wide as the recognizer takes them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from device.sound.block import RATE_HZ

Doubles = NDArray[np.float64]


def power_of(spectra: NDArray[np.complexfloating]) -> NDArray[np.floating]:
    """Return the power of each value of `spectra`, in their shape.

    It takes no root, as `abs` does: that takes longer than the transform.
    """
    power: NDArray[np.floating] = np.square(spectra.real) + np.square(spectra.imag)
    return power


def triangles(bands: int, between_hz: tuple[float, float], fft: int) -> Doubles:
    """Return (bands, fft / 2 + 1): triangles of equal width on the mel scale (O'Shaughnessy's).

    `bands` is their number, `between_hz` the lowest and the highest frequency, `fft` the length of
    the transform in samples.
    """
    low, high = (2595 * np.log10(1 + edge / 700) for edge in between_hz)
    return _between(700 * (10 ** (np.linspace(low, high, bands + 2) / 2595) - 1), fft)


def slaneys_triangles(bands: int, between_hz: tuple[float, float], fft: int) -> Doubles:
    """Return `triangles` on Slaney's mel scale, of the same area each (as in librosa's `mel`).

    The scale goes straight up to 1 kHz and is logarithmic from there on (Auditory Toolbox, 1998).

    Args:
        bands: Number of triangles.
        between_hz: The lower end of the first and the upper end of the last, in Hz.
        fft: Length in samples of the transform whose power they weigh.

    Returns:
        Weights (bands, fft / 2 + 1).
    """
    straight, octave = 200 / 3, np.log(6.4) / 27
    low, high = (
        edge / straight if edge < 1000 else 15 + np.log(edge / 1000) / octave  # noqa: PLR2004
        for edge in between_hz
    )
    mels = np.linspace(low, high, bands + 2)
    edges = np.where(mels < 15, mels * straight, 1000 * np.exp((mels - 15) * octave))  # noqa: PLR2004
    areas = (edges[2:] - edges[:-2])[:, np.newaxis] / 2
    bank: Doubles = _between(edges, fft) / areas
    return bank


def _between(edges: Doubles, fft: int) -> Doubles:
    """Return a triangle over each edge but the first and the last, down to its neighbours."""
    hz = np.fft.rfftfreq(fft, 1 / RATE_HZ)
    left, middle, right = (edges[i : len(edges) - 2 + i, np.newaxis] for i in range(3))
    up, down = (hz - left) / (middle - left), (right - hz) / (right - middle)
    bank: Doubles = np.maximum(0, np.minimum(up, down))
    return bank
