"""Whether the daemon lives: a mark that it renews while sound moves, for whoever may only look.

It is in a folder of the memory (`RUNTIME_DIRECTORY` of systemd), never on the card. Seconds since
the machine's start are in it, which no time server sets.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

HEARTBEAT_FILE = "alive"
RUNTIME_FOLDER = Path("/run/spinecoach")
"""Where the daemon of an installed box has its mark; it goes when the daemon ends."""

DEAD_AFTER_S = 60.0
"""Without a mark for so long the daemon is dead or deaf; systemd itself ends it after 10 s."""


def since_start_s() -> float:
    """Return the seconds since the machine was started, sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Heartbeat:
    """Renews the mark; does nothing where there is no folder for it. Not thread-safe."""

    def __init__(
        self,
        environ: Mapping[str, str] = os.environ,
        clock_s: Callable[[], float] = since_start_s,
    ) -> None:
        folder = environ.get("RUNTIME_DIRECTORY", "").split(":")[0]
        self._file = Path(folder) / HEARTBEAT_FILE if folder else None
        self._clock_s = clock_s
        self._handle: int | None = None

    def beat(self) -> None:
        """Say that all is well now: one write into memory."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):  # the box must exercise without it
            if self._handle is None:
                self._handle = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.pwrite(self._handle, f"{self._clock_s():016.3f}".encode(), 0)

    def close(self) -> None:
        """Take the mark away: the daemon ends because it was asked to."""
        if self._handle is not None and self._file is not None:
            os.close(self._handle)
            self._handle = None
            self._file.unlink(missing_ok=True)


def quiet_s(file: Path, clock_s: Callable[[], float] = since_start_s) -> float | None:
    """Return for how many seconds the daemon has said nothing; None where it never did.

    `clock_s` returns the seconds of the clock with which the daemon wrote `file`.
    """
    try:
        last_s = float(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return max(0.0, clock_s() - last_s)


def mark_of(
    home: Path, installed_home: Path, environ: Mapping[str, str] = os.environ
) -> Path | None:
    """Return where the daemon's mark is; None where none runs as a service, as in a checkout."""
    if named := environ.get("SPINECOACH_ALIVE"):
        return Path(named)
    return RUNTIME_FOLDER / HEARTBEAT_FILE if home == installed_home else None
