"""The project's own network: what a whole word sounds like, in rooms and in the noise of a house.

It sees 1.28 s around the middle of a word and gives 192 values. How it was trained, from which
recordings and under which licences, stands in `script/word_net/README.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.hearing.enrolled.mel import power_of, triangles
from device.hearing.onnx_network import run_network
from device.sound.block import RATE_HZ

Floats = NDArray[np.float32]

WORD_NET_FILE = Path(__file__).with_name("word_net.onnx")
FRAMES = 128
WORD_NET_BANDS = 40
WORD_NET_VALUES = 192

_HOP = RATE_HZ // 100
_WINDOW = RATE_HZ // 40
_FFT = 512
_BANK = triangles(WORD_NET_BANDS, (80.0, 7600.0), _FFT)
_WEIGHTS = np.hanning(_WINDOW)
_MIDDLE = (_HOP * (FRAMES - 1) + _WINDOW) // 2
"""Samples from the beginning of the first of `FRAMES` windows to the middle of them all."""

REACH = FRAMES // 2 + 2
"""Frames of 10 ms on each side of a middle: what the network sees, and 2 more."""


def word_values(sound: Floats, middles: Sequence[int]) -> Floats:
    """Return (n, 192): a row for what is around each of n samples of `sound`.

    `sound` is in the range of int16 and reaches `REACH` frames beyond every middle. About half a
    millisecond for a middle on a PC; any thread.
    """
    bands = log_bands(sound)
    begins = [max(0, round((middle - _MIDDLE) / _HOP)) for middle in middles]
    seen = np.array([as_seen(bands[begin : begin + FRAMES]) for begin in begins])
    return run_network(WORD_NET_FILE, seen[..., np.newaxis])


def log_bands(sound: Floats) -> Floats:
    """Return (frames, `WORD_NET_BANDS`): the power of each band in decibels, a frame every 10 ms.

    `sound` is at 16 kHz, in the range of int16, and at least 25 ms long.
    """
    frames = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[::_HOP] * _WEIGHTS
    power = power_of(np.fft.rfft(frames, _FFT))
    bands: Floats = 10 * np.log10(power @ _BANK.T + 1e-3)
    return bands


def as_seen(bands: Floats) -> Floats:
    """Return `bands` as the network was trained with them.

    `bands` are (frames, `WORD_NET_BANDS`) in decibels, those of one word. The word's own peak
    becomes 1.5, 20 dB are 1, and nothing is below -1.
    """
    peak = np.quantile(bands.max(axis=-1), 0.95)
    seen: Floats = np.maximum((bands - peak) / 20 + 1.5, -1).astype(np.float32)
    return seen
