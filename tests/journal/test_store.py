"""The journal on a real disk, which is pulled, full, damaged, or somebody else's."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.opening import set_aside_beside
from device.journal.row import Row
from device.journal.schema import JournalTooNew
from device.journal.store import SqliteJournal
from tests.journal.desk import (
    BEGAN,
    DONE,
    EVER,
    FAULT,
    MORNING,
    PAIN,
    PRESSED,
    TODAY,
    DiskTrouble,
    asked,
    full,
    gone,
    opened,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(MORNING, boot_id="this boot")


def a_long_journal(file: Path, clock: VirtualClock) -> None:
    with opened(file, clock) as journal:
        journal.write(BEGAN)
        for n in range(300):
            journal.write(Entry(Kind.REPETITION_PACED, "slides", n, "left"))


def everything(file: Path, clock: VirtualClock) -> tuple[Row, ...]:
    with opened(file, clock) as journal:
        return journal.rows(*EVER)


def beside(file: Path) -> set[str]:
    return {path.name for path in file.parent.iterdir()} - {file.name}


# ------------------------------------------------------------ kept


def test_every_kind_of_entry_survives_being_reopened(file: Path, clock: VirtualClock) -> None:
    written = []
    with opened(file, clock) as journal:
        for n, kind in enumerate(Kind):
            clock.advance(61.25)
            clock.sure = n % 2 == 0
            written.append(journal.write(Entry(kind, "다리 들기", n, "it's 100 % \n ✓")))
            written.append(journal.write(Entry(kind)))
    assert [row.id for row in written] == list(range(1, 2 * len(Kind) + 1))
    assert written[-1].boottime_s == 61.25 * len(Kind)
    with opened(file, clock) as journal:
        assert journal.rows(*EVER) == tuple(written)
        assert journal.write(BEGAN).id == written[-1].id + 1


def test_rows_are_told_by_their_day(file: Path, clock: VirtualClock) -> None:
    with opened(file, clock) as journal:
        for _ in range(4):
            journal.write(FAULT)
            clock.advance(24 * 3600)
        second, third = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=2)
        assert [row.day for row in journal.rows(second, third)] == [second, third]


@pytest.mark.parametrize("entry", [PAIN, PRESSED])
def test_entries_reach_the_disk_without_anybody_asking(
    file: Path, clock: VirtualClock, entry: Entry
) -> None:
    with opened(file, clock) as journal:
        journal.write(entry)
        until = time.monotonic() + 20
        while not asked(file, "SELECT * FROM entries"):
            assert time.monotonic() < until, "it stays in memory"
            time.sleep(0.02)


def test_every_entry_is_on_the_disk_a_second_after_it_was_written_however_many_follow(
    file: Path, clock: VirtualClock
) -> None:
    never = threading.Event()
    with opened(file, clock) as journal:
        written: dict[int, float] = {}
        until = time.monotonic() + 4
        while time.monotonic() < until:
            written[journal.write(PRESSED).id] = time.monotonic()
            never.wait(0.2)
            asked_at = time.monotonic()
            there = {row[0] for row in asked(file, "SELECT id FROM entries")}
            late = [id_ for id_, at in written.items() if id_ not in there and asked_at - at > 1.0]
            assert not late, "more entries have put off those before them"


def test_what_was_written_last_is_on_the_disk_after_closing(
    file: Path, clock: VirtualClock
) -> None:
    with opened(file, clock) as journal:
        for _ in range(50):
            journal.write(PRESSED)
        journal.close()
        assert asked(file, "SELECT count(*) FROM entries") == [(50,)]


@pytest.mark.hazard("H5")
@pytest.mark.parametrize("confirmed", [1, 2, 25])
def test_everything_confirmed_is_there_after_the_writer_was_killed(
    file: Path, clock: VirtualClock, project: Path, confirmed: int
) -> None:
    child = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed_writer.py")), str(file)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(project)},
    )
    with child:
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(confirmed)]
        child.kill()
        told += child.stdout.readlines()
    assert child.returncode == -9
    last = int(told[-1])
    assert last > confirmed
    with opened(file, clock) as journal:
        assert journal.set_aside is None
        rows = journal.rows(*EVER)
        stood = journal.history().interrupted
    assert asked(file, "PRAGMA quick_check") == [("ok",)]
    assert len(rows) >= last
    assert [row.id for row in rows] == list(range(1, len(rows) + 1))
    assert [row.value for row in rows[1:]] == list(range(1, len(rows)))
    assert stood is not None
    assert (stood.session, stood.side, stood.repetition) == (1, "left", len(rows) - 1)


# ------------------------------------------------------------ damaged, or not ours


def without_page(n: int) -> Callable[[bytes], bytes]:
    return lambda whole: whole[: n * 4096] + b"\xa5" * 4096 + whole[n * 4096 + 4096 :]


@pytest.mark.parametrize(
    ("damage", "read"),
    [
        pytest.param(without_page(0), 0, id="its head"),
        pytest.param(without_page(2), 301, id="its index, which no reading of it would find"),
        pytest.param(without_page(6), 200, id="a page in its middle"),
        pytest.param(lambda whole: whole[: len(whole) // 2], 80, id="its second half"),
        pytest.param(lambda _: b"This is a letter, and no journal. " * 40, 0, id="all of it"),
    ],
)
def test_a_damaged_file_is_set_aside_and_what_can_be_read_goes_on_in_a_new_one(
    file: Path,
    clock: VirtualClock,
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[bytes], bytes],
    read: int,
) -> None:
    a_long_journal(file, clock)
    before = everything(file, clock)
    damaged = damage(file.read_bytes())
    file.write_bytes(damaged)
    with opened(file, clock) as journal:
        assert journal.set_aside == file.with_name("journal.sqlite.damaged-20261123T090000")
        assert str(journal.set_aside) in caplog.text
        assert journal.set_aside.read_bytes() == damaged
        assert not journal.failing
        saved = journal.rows(*EVER)
        again = journal.write(BEGAN)
    assert len(saved) >= read
    assert set(saved) <= set(before)
    assert again.id == max((row.id for row in saved), default=0) + 1
    with opened(file, clock) as journal:
        assert journal.set_aside is None
        assert journal.rows(*EVER) == (*saved, again)
    assert beside(file) == {"journal.sqlite.damaged-20261123T090000"}
    assert set_aside_beside(file) == (file.parent / "journal.sqlite.damaged-20261123T090000",)


def test_an_entry_that_makes_no_sense_does_not_keep_the_box_from_starting(
    file: Path, clock: VirtualClock
) -> None:
    with opened(file, clock) as journal:
        journal.write(BEGAN)
    file.write_bytes(file.read_bytes().replace(b"session_began", b"sessioN_began"))
    assert asked(file, "PRAGMA quick_check") == [("ok",)]
    with opened(file, clock) as journal:
        assert journal.history().today == TODAY


def made_by_a_later_version(file: Path, mode: str) -> bytes:
    asked(file, "PRAGMA user_version = 99")
    assert asked(file, f"PRAGMA journal_mode = {mode}") == [(mode,)]
    return file.read_bytes()


@pytest.mark.parametrize(
    "mode",
    [
        "wal",
        "delete",
    ],
)
def test_a_file_of_a_later_version_is_refused_and_left_alone(
    file: Path, clock: VirtualClock, mode: str
) -> None:
    a_long_journal(file, clock)
    later = made_by_a_later_version(file, mode)
    with pytest.raises(JournalTooNew, match="later version"):
        SqliteJournal(file, clock)
    assert file.read_bytes() == later
    assert beside(file) == set()


# ------------------------------------------------------------ full, or gone

TROUBLES = pytest.mark.parametrize("trouble", [full, gone])


@TROUBLES
def test_without_a_disk_entries_are_kept_in_memory_and_written_once_there_is_one(
    file: Path, clock: VirtualClock, trouble: DiskTrouble
) -> None:
    with opened(file, clock) as journal:
        written = [journal.write(BEGAN)]
        journal.flush()
        assert not journal.failing
        with trouble(file):
            for entry in (PRESSED, PAIN, FAULT):
                written.append(journal.write(entry))
                journal.flush()
                assert journal.failing
        assert asked(file, "SELECT id FROM entries") == [(1,)]
        written.append(journal.write(DONE))
        journal.flush()
        assert not journal.failing
    assert [row.id for row in written] == [1, 2, 3, 4, 5]
    with opened(file, clock) as journal:
        assert journal.rows(*EVER) == tuple(written)


@pytest.mark.slow
def test_the_disk_is_tried_again_though_nothing_more_is_written(
    file: Path, clock: VirtualClock
) -> None:
    with opened(file, clock) as journal:
        with gone(file):
            journal.write(PAIN)
            journal.flush()
        until = time.monotonic() + 60
        while journal.failing:
            assert time.monotonic() < until, "it is never tried again"
            time.sleep(0.05)
        assert len(asked(file, "SELECT * FROM entries")) == 1


def test_a_new_empty_disk_is_written_like_the_old_one(file: Path, clock: VirtualClock) -> None:
    with opened(file, clock) as journal:
        journal.write(BEGAN)
        journal.flush()
        file.unlink()
        kept = journal.write(PAIN)
        journal.flush()
        assert not journal.failing
        assert kept in journal.rows(*EVER)


@TROUBLES
def test_history_needs_no_disk(file: Path, clock: VirtualClock, trouble: DiskTrouble) -> None:
    with opened(file, clock) as journal:
        began = journal.write(BEGAN)
        with trouble(file):
            journal.write(Entry(Kind.EXERCISE_BEGAN, "slides"))
            journal.write(PAIN)
            stood = journal.history().interrupted
            journal.flush()
            assert journal.history().interrupted == stood
    assert stood is not None
    assert (stood.session, stood.exercise, stood.pain_open) == (began.id, "slides", True)
