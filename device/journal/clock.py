"""The wall clock and its doubts: a Pi has no battery for its clock and may not know the day."""

from __future__ import annotations

import ctypes
import datetime as dt
import json
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from device.files import for_the_box, write

CONFIRMED = "clock.json"
"""In the state folder: that a person has looked at the date since the machine started."""

SAME_CLOCK_S = 60.0
"""A clock that has moved further against the machine's own seconds was set after that."""

LOOK_AGAIN_S = 10.0
"""A clock that is not sure is asked again after so long: real-time clocks are slow to answer."""

AGREES_S = 10.0
"""Maximum difference between a real-time clock and the time set from it, in seconds."""

BUILT_S = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()
"""A clock that shows an earlier time than this program has been written at is wrong."""

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
    """The machine's own. Sure once it was synchronised, when a battery has kept it, or confirmed.

    What has once been set stays right for the purpose of days: the kernel calls a clock unsure
    again some nine hours after the last time server was heard, and it is seconds off by then.
    """

    def __init__(
        self,
        synchronised: Callable[[], bool] | None = None,
        *,
        told: Path = Path("/run/systemd/timesync/synchronized"),
        batteries: Path = Path("/sys/class/rtc"),
        confirmed: Path | None = None,
    ) -> None:
        """`told` is there once systemd-timesyncd has set the clock since the machine started.

        `confirmed` is where `confirm_clock` has written down that a person has looked at the date.
        """
        self._synchronised = synchronised or _synchronised
        self._told = told
        self._batteries = batteries
        self._confirmed = confirmed
        self._sure = False
        self._believed = False
        self._look_again_s = 0.0

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
        """See `Clock`. Asks adjtimex(2), systemd-timesyncd, the real-time clocks and a person."""
        now_s = time.monotonic()
        if not self._sure and now_s >= self._look_again_s:
            self._look_again_s = now_s + LOOK_AGAIN_S
            self._sure = self._synchronised() or self._told.exists() or self._kept_by_battery()
            self._believed = self._confirmed is not None and is_confirmed(self._confirmed, self)
        return self._sure or self._believed

    def _kept_by_battery(self) -> bool:
        """Whether the time is that of a real-time clock that had not stood still.

        Either the kernel took it from there, or somebody else did (a DS3231 beside the Pi 5's own
        clock is read by hwclock), and both agree. A Pi 5 has a clock and rarely a battery for it;
        it then begins in 1970.
        """
        return any(map(self._is_kept, self._batteries.glob("rtc*")))

    def _is_kept(self, clock: Path) -> bool:
        shows_s = _number_in(clock / "since_epoch")
        agrees = abs(shows_s - self.utc().timestamp()) <= AGREES_S
        return shows_s > BUILT_S and (agrees or _number_in(clock / "hctosys") == 1)


def confirm_clock(file: Path, clock: Clock) -> None:
    """Write down that a person has seen that `clock` is right. Raises OSError.

    That holds until the machine starts anew or the clock is set again.
    """
    facts = {"boot": clock.boot_id, "began": _began_s(clock)}
    write(file, json.dumps(facts).encode(), for_the_box)


def is_confirmed(file: Path, clock: Clock) -> bool:
    """Whether a person has confirmed `clock` as it runs now."""
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        same = facts["boot"] == clock.boot_id != "unknown"
        return same and abs(float(facts["began"]) - _began_s(clock)) <= SAME_CLOCK_S
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _began_s(clock: Clock) -> float:
    """When the machine started, by the wall clock as it is now."""
    return clock.utc().timestamp() - clock.boottime_s()


def clock_of(state: Path) -> SystemClock:
    """Return the machine's clock, with what a person has confirmed of it in the state folder."""
    return SystemClock(confirmed=state / CONFIRMED)


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
        """Let `seconds` pass, on both clocks."""
        self._utc += dt.timedelta(seconds=seconds)
        self._boottime_s += seconds


def local_day(utc: dt.datetime, rollover_hour: int, timezone: str = "") -> dt.date:
    """Return the day that counts: until `rollover_hour` at night it is still the day before.

    Args:
        utc: A time with its zone.
        rollover_hour: Hour of local time, 0 to 11, as in `device.yaml`; 0 is midnight.
        timezone: An IANA name; empty for the system's, as it is now: `timedatectl set-timezone`
            may have changed it since this process has begun.
    """
    if not timezone:
        time.tzset()
    local = utc.astimezone(zoneinfo.ZoneInfo(timezone) if timezone else None)
    return (local - dt.timedelta(days=1)).date() if local.hour < rollover_hour else local.date()


def _number_in(file: Path) -> int:
    """Return the number that the kernel tells in a file; 0 when it tells none."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _synchronised() -> bool:
    """Whether adjtimex(2) calls the clock synchronised; its struct begins with `modes`.

    Where nobody may ask it, as in some containers, nobody is sure.
    """
    libc = ctypes.CDLL(None)
    timex = (ctypes.c_long * 64)()
    state: int = libc.adjtimex(ctypes.byref(timex))
    if state < 0:
        return False
    # modes, offset, freq, maxerror, esterror, status: `modes` and `status` are ints in their longs
    ints_in_a_long = ctypes.sizeof(ctypes.c_long) // ctypes.sizeof(ctypes.c_int)
    status = ctypes.cast(timex, ctypes.POINTER(ctypes.c_int))[5 * ints_in_a_long]
    return state != _TIME_ERROR and not status & _STA_UNSYNC
