"""Mel cepstra: the plain acoustic front end beside the learned one."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from device.hearing.enrolled.mel import power_of, triangles
from device.sound.block import RATE_HZ

Floats = NDArray[np.float32]

FRAME = RATE_HZ // 100
"""Samples from one frame to the next: 10 ms."""

CEPSTRA_WINDOW = RATE_HZ // 40
FFT = 512
CEPSTRA_BANDS = 26
BAND_HZ = (100.0, 3800.0)
CEPSTRA_VALUES = 13
"""Cepstra 1 to 13; the zeroth is only how loud it is."""

EMPHASIS = 0.97

_BANK = triangles(CEPSTRA_BANDS, BAND_HZ, FFT)


def cepstra(sound: Floats) -> Floats:
    """Return (frames, 13), one frame every 10 ms. `sound` is in the range of int16."""
    emphasised = np.append(sound[:1], sound[1:] - EMPHASIS * sound[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(emphasised, CEPSTRA_WINDOW)[::FRAME]
    power = power_of(np.fft.rfft(frames * np.hamming(CEPSTRA_WINDOW), FFT))
    bands = np.log(power @ _BANK.T + 10.0)
    values: Floats = np.einsum("tb,cb->tc", bands, _cosines()).astype(np.float32)
    return values


@cache
def _cosines() -> NDArray[np.float64]:
    orders = np.arange(1, CEPSTRA_VALUES + 1)[:, np.newaxis]
    cosines: NDArray[np.float64] = np.cos(
        np.pi / CEPSTRA_BANDS * (np.arange(CEPSTRA_BANDS) + 0.5) * orders
    )
    return cosines
