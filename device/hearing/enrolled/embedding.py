"""Google's speech embedding over sounds of any length, trained further in rooms and in noise.

The network sees 775 ms at a time and gives 96 values. It is a stack of convolutions, so a longer
input gives one such frame every 80 ms at once, for little more than the work of one. It sees the
mel bands that Google's was trained with. How it learned to find behind noise what that sees in
quiet, and under which licences, stands in `script/embedding/README.md`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.hearing.enrolled.mel import power_of, slaneys_triangles
from device.hearing.onnx_network import run_network
from device.sound.block import RATE_HZ

Floats = NDArray[np.float32]

EMBEDDING_FILE = Path(__file__).with_name("embedding.onnx")

EMBEDDING_WINDOW = 76
"""Mel frames (10 ms each) that one embedding sees."""

EMBEDDING_VALUES = 96
MELS = 32
EMBEDDING_HOP = 8
"""Mel frames from one embedding to the next: 80 ms."""

_FRAME = RATE_HZ // 100
_SEEN = RATE_HZ // 40
_FFT = 512
_BEFORE = (_FFT - _SEEN) // 2
"""The 25 ms that are seen are in the middle of the 32 ms of the transform."""

_WEIGHTS = np.hanning(_SEEN + 1)[:-1].astype(np.float32)
_BANK = slaneys_triangles(MELS, (60.0, 3800.0), _FFT).astype(np.float32)
_RANGE_DB = 80.0


def embedded(sound: Floats, first: int, last: int) -> Floats:
    """Return frames (n, 96), the n-th with its middle 80 n ms after mel frame `first`.

    About 3 ms for a word on a PC; any thread.

    Args:
        sound: 16 kHz, in the range of int16. It reaches `EMBEDDING_WINDOW` / 2 mel frames beyond
            both ends.
        first: The mel frame, of 10 ms, in which the word begins.
        last: The mel frame in which it ends.
    """
    seen = mels(sound)
    begin = max(0, first - EMBEDDING_WINDOW // 2)
    end = min(len(seen) - EMBEDDING_WINDOW, last - EMBEDDING_WINDOW // 2)
    length = EMBEDDING_WINDOW + max(0, end - begin) // EMBEDDING_HOP * EMBEDDING_HOP
    window = seen[np.newaxis, begin : begin + length, :, np.newaxis]
    return run_network(EMBEDDING_FILE, window).reshape(-1, EMBEDDING_VALUES)


def mels(sound: Floats) -> Floats:
    """Return (frames, `MELS`), a frame every 10 ms, as the network was trained with them.

    `sound` is at 16 kHz, in the range of int16, and at least 32 ms long. A value is decibels / 10
    + 2, from the loudest one down to 80 dB below it.
    """
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FFT)[::_FRAME]
    seen = frames[:, _BEFORE : _BEFORE + _SEEN] * _WEIGHTS
    power = power_of(np.fft.rfft(seen, _FFT)) @ _BANK.T
    decibels = 10 * np.log10(np.maximum(power, 1e-10))
    as_trained: Floats = np.maximum(decibels, decibels.max() - _RANGE_DB) / 10 + 2
    return as_trained.astype(np.float32)
