"""The wall clock and its doubts: a Pi has no battery for its clock and may not know the day."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import time
import zoneinfo
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_TIME_ERROR = 5
_STA_UNSYNC = 0x0040


class Clock(Protocol):
    """What time it is, and whether that is known."""

    def utc(self) -> dt.datetime:
        """Return the wall clock's time, in UTC."""

    def boottime_s(self) -> float:
        """Return the seconds since the machine started; right even when the wall clock is not."""

    @property
    def boot_id(self) -> str:
        """Return a name of this start of the machine."""

    @property
    def sure(self) -> bool:
        """Whether the wall clock has been set right since the start."""


class SystemClock:
    """The machine's own. Sure once the kernel's clock is synchronised, or a battery keeps it."""

    def utc(self) -> dt.datetime:
        """See `Clock`."""
        return dt.datetime.now(dt.UTC)

    def boottime_s(self) -> float:
        """See `Clock`."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    @property
    def boot_id(self) -> str:
        """See `Clock`."""
        return _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else "unknown"

    @property
    def sure(self) -> bool:
        """See `Clock`. Asks adjtimex(2), and whether there is a real-time clock."""
        return Path("/dev/rtc0").exists() or Path("/dev/rtc").exists() or _synchronised()


class VirtualClock:
    """Wound by hand: for tests and rehearsals."""

    def __init__(self, utc: dt.datetime, *, sure: bool = True, boot_id: str = "virtual") -> None:
        self._utc = utc
        self._boottime_s = 0.0
        self.sure = sure
        self.boot_id = boot_id

    def utc(self) -> dt.datetime:
        """See `Clock`."""
        return self._utc

    def boottime_s(self) -> float:
        """See `Clock`."""
        return self._boottime_s

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._utc += dt.timedelta(seconds=seconds)
        self._boottime_s += seconds


def local_day(utc: dt.datetime, rollover_hour: int, timezone: str = "") -> dt.date:
    """Return the day that counts: until `rollover_hour` at night it is still the day before.

    `timezone` is an IANA name; empty for the system's.
    """
    local = utc.astimezone(zoneinfo.ZoneInfo(timezone) if timezone else None)
    return (local - dt.timedelta(days=1)).date() if local.hour < rollover_hour else local.date()


def _synchronised() -> bool:
    """Whether adjtimex(2) calls the clock synchronised; its struct begins with `modes`."""
    libc = ctypes.CDLL(None, use_errno=True)
    timex = (ctypes.c_long * 64)()
    state: int = libc.adjtimex(ctypes.byref(timex))
    if state < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    # modes, offset, freq, maxerror, esterror, status: `modes` and `status` are ints in their longs
    ints_in_a_long = ctypes.sizeof(ctypes.c_long) // ctypes.sizeof(ctypes.c_int)
    status = ctypes.cast(timex, ctypes.POINTER(ctypes.c_int))[5 * ints_in_a_long]
    return state != _TIME_ERROR and not status & _STA_UNSYNC
