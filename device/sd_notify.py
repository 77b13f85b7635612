"""Telling systemd how the box is: started, alive, stopping (sd_notify(3), without a library)."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, Mapping

from device.heartbeat import Heartbeat


class Systemd:
    """`ready`, `alive` and `stopping`; outside of systemd they do nothing.

    `alive` may be called for every block of sound: it tells systemd four times per watchdog period.
    """

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._every_s = int(environ.get("WATCHDOG_USEC", "0")) / 4e6
        self._clock_s = clock_s
        self._next_s = 0.0
        self._heartbeat = Heartbeat(environ)

    def ready(self, status: str) -> None:
        """Everything is prepared; `status` is shown by `systemctl status`."""
        self._heartbeat.beat()
        self._send(f"READY=1\nSTATUS={status}", within_s=1.0)

    def status(self, status: str) -> None:
        """Tell what is being done."""
        self._heartbeat.beat()
        self._send(f"STATUS={status}")

    def alive(self) -> None:
        """Sound has moved: the only sign of life that counts."""
        if self._every_s and self._clock_s() >= self._next_s:
            self._next_s = self._clock_s() + self._every_s
            self._send("WATCHDOG=1")
            self._heartbeat.beat()

    def stopping(self) -> None:
        """It ends because it was asked to."""
        self._send("STOPPING=1")
        self._heartbeat.close()

    def _send(self, message: str, within_s: float = 0.0) -> None:
        """Send it; sound does not wait for a systemd that does not listen."""
        if not self._address:
            return
        with (
            contextlib.suppress(OSError),  # a box without systemd's recognizer must still exercise
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out,
        ):
            out.settimeout(within_s)
            out.sendto(message.encode(), self._address)
