"""Google's speech embedding over sounds of any length, trained further in rooms and in noise.

The network sees 775 ms at a time and gives 96 values. It is a stack of convolutions, so a longer
input gives one such frame every 80 ms at once, for little more than the work of one. Mel bands and
runtime are those of the package pyopen-wakeword (Apache-2.0); the weights were, until they learned
to find behind noise what they see in quiet. How, and under which licences, stands in
`script/embedding/README.md`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.hearing.taught.network import Network, model_in, one_for_each_thread, package

Floats = NDArray[np.float32]

FILE = Path(__file__).with_name("embedding.tflite")

WINDOW = 76
"""Mel frames (10 ms each) that one embedding sees."""

VALUES = 96
MELS = 32
HOP = 8
"""Mel frames from one embedding to the next: 80 ms."""


class Embedding:
    """`of` a sound. One thread; about 10 ms for a word on a PC."""

    def __init__(self) -> None:
        self._to_mels = Network(package().mel_model)
        self._to_frames = Network(model_in(FILE))

    def of(self, sound: Floats, first: int, last: int) -> Floats:
        """Return frames (n, 96), the n-th with its middle 80 n ms after mel frame `first`.

        `sound` is in the range of int16 and reaches `WINDOW` / 2 mel frames beyond both ends.
        """
        mels = self.mels(sound)
        begin = max(0, first - WINDOW // 2)
        end = min(len(mels) - WINDOW, last - WINDOW // 2)
        length = WINDOW + max(0, end - begin) // HOP * HOP
        window = mels[begin : begin + length]
        return self._to_frames.run(window[np.newaxis, :, :, np.newaxis]).reshape(-1, VALUES)

    def mels(self, sound: Floats) -> Floats:
        """Return (frames, `MELS`) every 10 ms: decibels / 10 + 2, as the network was trained."""
        mels = self._to_mels.run(sound[np.newaxis])
        as_trained: Floats = (mels / 10 + 2).reshape(-1, MELS).astype(np.float32)
        return as_trained


embedding = one_for_each_thread(Embedding)
"""Gives the one of this thread; some 50 ms when it is first asked for."""
