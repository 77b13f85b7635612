"""What paces the box while no microphone does."""

from __future__ import annotations

import threading
import time

from device.sound.block import BLOCK_S, Samples, silence


class Metronome:
    """Time passes in blocks also while no microphone does the pacing."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._next_s = time.monotonic()

    def wait(self) -> Samples:
        """Return a block of silence, 20 ms after the one before; at once when the box stops."""
        now_s = time.monotonic()
        self._next_s = max(self._next_s + BLOCK_S, now_s - 5 * BLOCK_S)
        self._stop.wait(max(0.0, self._next_s - now_s))
        return silence()
