"""A journal of every earlier version is brought up to date, and what is in it stays."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from device.journal.clock import VirtualClock
from device.journal.entry import Kind
from device.journal.reading import read_history, read_rows
from device.journal.schema import MIGRATIONS, ROW_COLUMNS
from tests.journal.desk import DONE, MORNING, asked, opened

ROWS = (
    (1, "session_began", "2026-11-23", "2026-11-23T08:00:00+00:00", 1, None, None, None),
    (2, "exercise_stopped", "2026-11-23", "2026-11-23T08:01:00+00:00", 1, "slides", None, None),
    (3, "repetition_paced", "2026-11-23", "2026-11-23T08:02:00+00:00", 1, "tilts", 4, "left"),
)
VERSIONS = range(len(MIGRATIONS) + 1)


def of_version(file: Path, version: int) -> int:
    """Make a journal as that version had it; return how many rows are in it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as journal:
        for migration in MIGRATIONS[:version]:
            journal.executescript(migration)
        journal.execute(f"PRAGMA user_version = {version}")
        if version == 0:
            return 0
        marks = ", ".join("?" * 11)
        journal.executemany(
            f"INSERT INTO entries ({ROW_COLUMNS}) VALUES ({marks})",  # noqa: S608
            [(*row, 1, "a boot", 12.5) for row in ROWS],
        )
        return len(ROWS)


def schema_of(file: Path) -> list[tuple[object, ...]]:
    return asked(file, "SELECT name, sql FROM sqlite_master ORDER BY name")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_journal_of_an_earlier_version_is_brought_up_to_date_with_all_that_is_in_it(
    tmp_path: Path, version: int
) -> None:
    file, new = tmp_path / "journal.sqlite", tmp_path / "new.sqlite"
    count = of_version(file, version)
    clock = VirtualClock(MORNING)
    with opened(file, clock) as journal:
        assert journal.set_aside is None
        assert not journal.failing
        known = journal.history()
        assert journal.write(DONE).id == count + 1
    with opened(new, clock):
        pass
    assert asked(file, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    assert schema_of(file) == schema_of(new)
    assert asked(file, "SELECT count(*) FROM entries") == [(count + 1,)]
    if count:
        assert [stop.exercise for stop in known.stops] == ["slides"]
        assert known.interrupted is not None
        assert (known.interrupted.exercise, known.interrupted.repetition) == (None, 4)


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_every_version_can_be_read_before_the_box_has_brought_it_up_to_date(
    tmp_path: Path, version: int
) -> None:
    file = tmp_path / "journal.sqlite"
    of_version(file, version)
    told = read_history(file, VirtualClock(MORNING), 3, "UTC")
    assert [stop.exercise for stop in told.stops] == ["slides"]
    assert [row.kind for row in read_rows(file)] == [Kind(str(row[1])) for row in ROWS]
    assert asked(file, "PRAGMA user_version") == [(version,)]


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_plug_pulled_in_the_middle_of_bringing_it_up_to_date_leaves_it_raw(
    tmp_path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "journal.sqlite"
    count = of_version(file, version)
    before = schema_of(file)
    broken = (*MIGRATIONS[:version], f"{MIGRATIONS[version]}; this is no SQL;")
    with monkeypatch.context() as patch:
        patch.setattr("device.journal.schema.MIGRATIONS", broken)
        with opened(file, VirtualClock(MORNING)) as journal:
            assert journal.failing
    assert schema_of(file) == before
    assert asked(file, "PRAGMA user_version") == [(version,)]
    with opened(file, VirtualClock(MORNING)) as journal:
        assert not journal.failing
    assert asked(file, "SELECT count(*) FROM entries") == [(count,)]
