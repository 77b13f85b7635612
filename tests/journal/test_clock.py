"""Which day counts, and whether the machine's clock may be believed."""

from __future__ import annotations

import ctypes
import datetime as dt
import time
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.clock import (
    CONFIRMED,
    LOOK_AGAIN_S,
    Clock,
    SystemClock,
    VirtualClock,
    confirm_clock,
    is_confirmed,
    local_day,
)

BERLIN = "Europe/Berlin"
SEOUL = "Asia/Seoul"


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


# ------------------------------------------------------------ wound by hand


def test_a_virtual_clock_stands_still_until_it_is_wound() -> None:
    start = utc("2026-11-23 09:00")
    clock = VirtualClock(start, sure=False, boot_id="first")
    assert (clock.utc(), clock.boottime_s()) == (start, 0.0)
    clock.advance(90)
    clock.advance(0.5)
    assert (clock.utc(), clock.boottime_s()) == (start + dt.timedelta(seconds=90.5), 90.5)
    assert (clock.sure, clock.boot_id) == (False, "first")


# ------------------------------------------------------------ the day that counts


@pytest.mark.parametrize(
    ("at", "rollover_hour", "timezone", "day"),
    [
        ("2026-11-23 22:59:59", 0, BERLIN, "2026-11-23"),
        ("2026-11-23 23:00:00", 0, BERLIN, "2026-11-24"),
        ("2026-11-24 01:59:59", 3, BERLIN, "2026-11-23"),
        ("2026-11-24 02:00:00", 3, BERLIN, "2026-11-24"),
        ("2026-11-23 17:59:59", 3, SEOUL, "2026-11-23"),
        ("2026-11-23 18:00:00", 3, SEOUL, "2026-11-24"),
        ("2027-01-01 01:00:00", 3, BERLIN, "2026-12-31"),
        ("2028-03-01 01:00:00", 3, BERLIN, "2028-02-29"),
        # summer begins: two o'clock is three o'clock at once, and the day begins with it
        ("2026-03-29 00:59:59", 3, BERLIN, "2026-03-28"),
        ("2026-03-29 01:00:00", 3, BERLIN, "2026-03-29"),
        # summer ends: the hour from two to three comes twice, and both belong to the day before
        ("2026-10-25 00:30:00", 3, BERLIN, "2026-10-24"),
        ("2026-10-25 01:30:00", 3, BERLIN, "2026-10-24"),
        ("2026-10-25 01:59:59", 3, BERLIN, "2026-10-24"),
        ("2026-10-25 02:00:00", 3, BERLIN, "2026-10-25"),
        # the day after has its usual begin
        ("2026-10-26 01:59:59", 3, BERLIN, "2026-10-25"),
        ("2026-10-26 02:00:00", 3, BERLIN, "2026-10-26"),
    ],
)
def test_until_the_rollover_hour_it_is_still_the_day_before(
    at: str, rollover_hour: int, timezone: str, day: str
) -> None:
    assert local_day(utc(at), rollover_hour, timezone) == dt.date.fromisoformat(day)


@given(
    st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 12, 31)),  # noqa: DTZ001 - made UTC
    st.timedeltas(dt.timedelta(0), dt.timedelta(hours=30)),
    st.integers(0, 11),
    st.sampled_from([BERLIN, SEOUL, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_the_day_never_goes_back_as_time_goes_on_whatever_the_zone_does(
    naive: dt.datetime, later: dt.timedelta, rollover_hour: int, timezone: str
) -> None:
    at = naive.replace(tzinfo=dt.UTC)
    first, second = (local_day(t, rollover_hour, timezone) for t in (at, at + later))
    assert dt.timedelta(0) <= second - first <= dt.timedelta(days=2)
    assert dt.timedelta(0) <= at.astimezone(zoneinfo.ZoneInfo(timezone)).date() - first


@pytest.fixture
def machine_in_seoul(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as environment:
        environment.setenv("TZ", SEOUL)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("machine_in_seoul")
def test_no_zone_means_that_of_the_machine() -> None:
    assert local_day(utc("2026-11-23 17:59"), 3) == dt.date(2026, 11, 23)
    assert local_day(utc("2026-11-23 18:00"), 3) == dt.date(2026, 11, 24)


# ------------------------------------------------------------ the machine's own


def test_the_machines_clock_goes_forward_and_names_its_boot() -> None:
    clock: Clock = SystemClock()
    before = (dt.datetime.now(dt.UTC), time.clock_gettime(time.CLOCK_BOOTTIME))
    told = (clock.utc(), clock.boottime_s())
    after = (dt.datetime.now(dt.UTC), time.clock_gettime(time.CLOCK_BOOTTIME))
    assert told[0].utcoffset() == dt.timedelta(0)
    assert before[0] <= told[0] <= after[0]
    assert before[1] <= told[1] <= after[1]
    assert clock.boot_id == SystemClock().boot_id != ""


class Timex(ctypes.Structure):
    """The struct of adjtimex(2) with the names of its manual, as far as `status`."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("the_rest", ctypes.c_byte * 512),
    )


def test_the_machines_clock_is_sure_when_the_kernel_says_so(tmp_path: Path) -> None:
    timex = Timex()
    state = ctypes.CDLL(None).adjtimex(ctypes.byref(timex))
    synchronised = state in range(5) and not timex.status & 0x40
    assert SystemClock(told=tmp_path / "none", batteries=tmp_path).sure is synchronised


def battery(folder: Path, *, hctosys: str, since_epoch: str) -> Path:
    clock = folder / "rtc0"
    clock.mkdir()
    (clock / "hctosys").write_text(f"{hctosys}\n")
    (clock / "since_epoch").write_text(f"{since_epoch}\n")
    return folder


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    ("hctosys", "since_epoch", "sure"),
    [
        pytest.param("1", "1795510800", True, id="a battery has kept it"),
        pytest.param("1", "37", False, id="it stood still: a Pi 5 without a battery"),
        pytest.param("0", "1795510800", False, id="the kernel did not take it from there"),
        pytest.param("1", "no number", False, id="it tells nothing"),
    ],
)
def test_a_real_time_clock_is_believed_only_when_a_battery_has_kept_it(
    tmp_path: Path, hctosys: str, since_epoch: str, sure: bool
) -> None:
    folder = battery(tmp_path, hctosys=hctosys, since_epoch=since_epoch)
    assert SystemClock(lambda: False, told=tmp_path / "none", batteries=folder).sure is sure


def test_a_clock_that_was_set_by_systemd_stays_sure_after_the_program_was_started_again(
    tmp_path: Path,
) -> None:
    told = tmp_path / "synchronized"
    assert not SystemClock(lambda: False, told=told, batteries=tmp_path).sure
    told.touch()
    assert SystemClock(lambda: False, told=told, batteries=tmp_path).sure


def test_a_clock_that_was_sure_stays_sure_without_a_time_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    answers = [True, False, False]
    clock = SystemClock(lambda: answers.pop(0), told=tmp_path / "none", batteries=tmp_path)
    for _ in range(3):
        assert clock.sure
        now_s += 2 * LOOK_AGAIN_S


def test_a_clock_that_is_set_while_the_box_runs_is_believed_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [False, True]
    now_s = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    clock = SystemClock(lambda: answers.pop(0), told=tmp_path / "none", batteries=tmp_path)
    assert not clock.sure
    assert not clock.sure
    now_s += LOOK_AGAIN_S
    assert clock.sure


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    ("ahead_s", "sure"),
    [
        pytest.param(1, True, id="both agree: hwclock took the time from there"),
        pytest.param(3600, False, id="they differ: nobody has"),
        pytest.param(-400 * 24 * 3600, False, id="its battery is empty"),
    ],
)
def test_a_second_real_time_clock_is_believed_when_the_time_is_its_own(
    tmp_path: Path, ahead_s: int, sure: bool
) -> None:
    """Found: a DS3231 beside the Pi 5's own clock, which has no battery, was never sure."""
    for name, shows_s in (("rtc0", 37), ("rtc1", round(time.time()) + ahead_s)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "hctosys").write_text("1\n" if name == "rtc0" else "0\n")
        (folder / "since_epoch").write_text(f"{shows_s}\n")
    assert SystemClock(lambda: False, told=tmp_path / "none", batteries=tmp_path).sure is sure


# ------------------------------------------------------------ a person's word

NOW = utc("2026-11-24 09:00")
LEFT_BY_A_CUT = (b"", b"{}", b"[1]", b'{"boot": "this", "began": "x"}', b"\xff")


@pytest.mark.hazard("H6")
def test_a_confirmed_clock_is_sure_until_it_is_set_or_the_machine_starts_anew(
    tmp_path: Path,
) -> None:
    file, clock = tmp_path / CONFIRMED, VirtualClock(NOW, sure=False, boot_id="this")
    assert not is_confirmed(file, clock)
    confirm_clock(file, clock)
    assert is_confirmed(file, clock)
    clock.advance(30 * 24 * 3600)
    assert is_confirmed(file, clock)
    assert not is_confirmed(file, VirtualClock(NOW, boot_id="the next"))
    assert not is_confirmed(file, VirtualClock(NOW + dt.timedelta(hours=1), boot_id="this"))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"boot": "this", "began": "x"}', b"\xff"]
)
def test_what_a_cut_leaves_of_a_confirmation_is_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / CONFIRMED
    file.write_bytes(content)
    assert not is_confirmed(file, VirtualClock(NOW, boot_id="this"))


@pytest.mark.hazard("H6")
def test_the_machines_clock_is_sure_once_a_person_has_confirmed_it(tmp_path: Path) -> None:
    file = tmp_path / CONFIRMED

    def machine() -> SystemClock:
        return SystemClock(lambda: False, told=tmp_path / "x", batteries=tmp_path, confirmed=file)

    assert not machine().sure
    confirm_clock(file, machine())
    assert machine().sure


# ------------------------------------------------------------ the zone


def test_a_zone_that_is_set_while_the_box_runs_moves_its_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Found: the daemon still said the 23rd when a fresh `status` said the 24th."""
    eight_in_seoul = dt.datetime(2026, 11, 23, 23, tzinfo=dt.UTC)
    try:
        monkeypatch.setenv("TZ", "UTC")
        assert local_day(eight_in_seoul, 3) == dt.date(2026, 11, 23)
        monkeypatch.setenv("TZ", "Asia/Seoul")
        assert local_day(eight_in_seoul, 3) == dt.date(2026, 11, 24)
    finally:
        monkeypatch.undo()
        time.tzset()
