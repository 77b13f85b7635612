"""A sound device that comes and goes: opened beside the sound path, and again after it was lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from device.sound.devices import DeviceError

RECONNECT_RETRY_S = 2.0
"""Interval between attempts, in seconds. A new card takes about a second to settle."""

HANGS_S = 0.3
"""Timeout of `close` for a card that is being opened or closed, in seconds."""


class Closes(Protocol):
    """What every device can do."""

    def close(self) -> None:
        """Let go of the card; a second time does nothing."""


Device = TypeVar("Device", bound=Closes)


class ReconnectingDevice(Generic[Device]):
    """Keeps a device open while it is wanted. One thread calls it; opening has a thread of its own.

    `problem` is why it does not work, None while it does or was not wanted yet.
    """

    def __init__(
        self, open_device: Callable[[], Device], clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.problem: DeviceError | None = None
        self._open_device = open_device
        self._clock_s = clock_s
        self._device: Device | None = None
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        self._closing: threading.Thread | None = None
        self._wanted = False
        self._not_before_s = 0.0

    def get(self) -> Device | None:
        """Return the device; None while it is not open, and then it is being opened."""
        self._wanted = True
        if self._opening is None and self._device is None:
            if self._clock_s() < self._not_before_s:
                return None
            self._opening = threading.Thread(target=self._open, name="opening", daemon=True)
            self._opening.start()
        with self._lock:
            return self._device

    def lost(self, problem: DeviceError) -> None:
        """It does not work any more: close it, and try again after `RECONNECT_RETRY_S`.

        Never waits.
        """
        self.problem = problem
        self._not_before_s = self._clock_s() + RECONNECT_RETRY_S
        if (device := self._taken()) is not None:
            self._closing = threading.Thread(target=device.close, name="closing", daemon=True)
            self._closing.start()

    def release(self) -> None:
        """Close it; it is not wanted for now."""
        self._wanted = False
        if (device := self._taken()) is not None:
            device.close()

    def close(self) -> None:
        """Close it for good, also one that is just being opened or closed.

        A card that hangs in there is left to the end of the process after `HANGS_S`.
        """
        self.release()
        for thread in (self._opening, self._closing):
            if thread is not None:
                thread.join(HANGS_S)

    def _open(self) -> None:
        if self._closing is not None:
            self._closing.join()  # a card that is still held would be busy
        try:
            device = self._open_device()
        except DeviceError as problem:
            self.problem = problem
            self._not_before_s = self._clock_s() + RECONNECT_RETRY_S
        else:
            with self._lock:
                wanted = self._wanted
                if wanted:
                    self._device = device
                    self.problem = None
            if not wanted:
                device.close()
        finally:
            self._opening = None

    def _taken(self) -> Device | None:
        with self._lock:
            device, self._device = self._device, None
        return device
