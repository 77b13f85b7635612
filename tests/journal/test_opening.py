"""A box that starts while its disk is full, read-only, or not to be read at all."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.opening import set_aside_beside
from device.journal.row import Row
from device.journal.store import SqliteJournal
from tests.journal.desk import BEGAN, DONE, MORNING, PAIN, PRESSED, full, gone, opened

EVER = (dt.date.min, dt.date.max)
STOPPED = Entry(Kind.EXERCISE_STOPPED, "slides")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(MORNING)


@pytest.fixture
def before(file: Path, clock: VirtualClock) -> list[Row]:
    with opened(file, clock) as journal:
        return [journal.write(entry) for entry in (BEGAN, STOPPED, DONE, BEGAN, PRESSED)]


def written(journal: SqliteJournal) -> bool:
    journal.flush()
    return not journal.failing


def test_on_a_full_disk_a_new_box_keeps_its_first_day_in_memory(
    file: Path, clock: VirtualClock
) -> None:
    file.parent.mkdir()
    with full(file):
        journal = SqliteJournal(file, clock, timezone="UTC")
        assert journal.failing
        rows = [journal.write(entry) for entry in (BEGAN, PAIN)]
        journal.flush()
        assert journal.history().started_today
    assert written(journal)
    journal.close()
    with opened(file, clock) as journal:
        assert journal.rows(*EVER) == tuple(rows)


@pytest.mark.hazard("H5")
def test_what_could_not_be_read_at_the_start_is_remembered_once_it_can(
    file: Path, clock: VirtualClock, before: list[Row]
) -> None:
    with gone(file):
        journal = SqliteJournal(file, clock, timezone="UTC")
        assert journal.failing
        journal.write(BEGAN)
        journal.write(PAIN)
        journal.flush()
        assert not journal.history().stops
    journal.write(DONE)
    assert written(journal)
    assert [stop.exercise for stop in journal.history().stops] == ["slides"]
    assert journal.history().sessions_done_today == 2
    journal.write(BEGAN)
    journal.close()
    with opened(file, clock) as journal:
        rows = journal.rows(*EVER)
        stood = journal.history().interrupted
    assert list(rows[: len(before)]) == before
    assert [(row.id, row.kind, row.session) for row in rows[len(before) :]] == [
        (6, Kind.SESSION_BEGAN, 6),
        (7, Kind.PAIN_SAID, 6),
        (8, Kind.SESSION_COMPLETED, 6),
        (9, Kind.SESSION_BEGAN, 9),
    ]
    assert stood is not None
    assert stood.session == 9


def test_where_a_folder_stands_in_the_place_of_the_journal_the_day_goes_on_in_memory(
    file: Path, clock: VirtualClock, caplog: pytest.LogCaptureFixture
) -> None:
    file.mkdir(parents=True)
    with opened(file, clock) as journal:
        assert journal.failing
        assert str(file) in caplog.text
        journal.write(BEGAN)
        assert journal.history().started_today


READ_ONLY = """
import sys, datetime as dt
from pathlib import Path
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
clock = VirtualClock(dt.datetime.fromisoformat(sys.argv[2]))
journal = SqliteJournal(Path(sys.argv[1]), clock, timezone="UTC")
journal.write(Entry(Kind.PAUSED))
journal.flush()
known = journal.history()
print(journal.failing, known.stops[0].exercise, known.interrupted.session)
"""


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize("left_behind", [False, True], ids=["put away", "with a log"])
def test_on_a_disk_that_can_only_be_read_the_box_knows_all_that_it_knew(
    file: Path, project: Path, left_behind: bool
) -> None:
    if left_behind:
        a_log_left_behind(file)
    program = f'mount --bind -o ro {file.parent} {file.parent} && exec "$@"'
    box = [sys.executable, "-c", READ_ONLY, str(file), MORNING.isoformat()]
    alone = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", program, "sh"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount anything")
    told = subprocess.run(
        [*alone, *box],
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.split() == ["True", "slides", "4"], told.stderr


def a_log_left_behind(file: Path) -> None:
    """As after a pulled plug: what was written last is only in the log beside the file."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("UPDATE entries SET value = 1 WHERE id = 1")
    connection.commit()
    for part in ("", "-wal"):
        there = file.with_name(file.name + part)
        shutil.copy(there, there.with_name(f"kept{part}"))
    connection.close()
    for part in ("", "-wal"):
        file.with_name(f"kept{part}").replace(file.with_name(file.name + part))


# ------------------------------------------------------------ what a cut leaves of a file


def left_empty(file: Path) -> None:
    file.write_bytes(b"")


def left_with_one_byte(file: Path) -> None:
    """SQLite 3.40 takes a file of one byte, and none of two, for a new one."""
    file.write_bytes(b"S")


def only_the_log_left(file: Path) -> None:
    file.with_name("journal.sqlite-wal").write_bytes(b"what had waited")
    file.unlink()


def only_its_index_left(file: Path) -> None:
    file.with_name("journal.sqlite-shm").write_bytes(bytes(32768))
    file.unlink()


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    "harm", [left_empty, left_with_one_byte, only_the_log_left, only_its_index_left]
)
@pytest.mark.usefixtures("before")
def test_what_is_left_where_a_journal_was_is_set_aside_and_told_like_any_damage(
    file: Path, clock: VirtualClock, harm: Callable[[Path], None]
) -> None:
    """Found: an empty file was taken for a new box, and a stop by pain was forgotten unseen."""
    harm(file)
    left = {each.name.removeprefix("journal.sqlite"): each.read_bytes() for each in beside(file)}
    with opened(file, clock) as journal:
        aside = journal.set_aside
        assert aside is not None
        journal.write(BEGAN)
        assert written(journal)
    assert aside in set_aside_beside(file)
    kept = {each.name.removeprefix(aside.name): each.read_bytes() for each in beside(aside)}
    assert kept == {"": b""} | left
    with opened(file, clock) as journal:
        assert (journal.set_aside, len(journal.rows(*EVER))) == (None, 1)


def beside(file: Path) -> list[Path]:
    return [path for path in file.parent.glob(f"{file.name}*") if path.is_file()]


def test_a_folder_without_a_journal_is_a_new_box_and_nothing_is_told(
    file: Path, clock: VirtualClock
) -> None:
    with opened(file, clock) as journal:
        assert journal.set_aside is None
