"""A report reads the days it is asked for, and can never write."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import sqlite3
import tempfile
from pathlib import Path

import pytest

from device.journal.backup import back_up
from device.journal.entry import Entry, Kind
from device.journal.reading import read_rows
from device.journal.schema import IS_TOLD, ONLY_OF_ITS_DAY, connected, insert
from device.report.rows import reading
from tests.journal.past import (
    BEGAN,
    DONE,
    TODAY,
    began,
    next_day,
    paced,
    past,
    repetition,
    stopped,
)
from tests.journal.test_needed import NO_DAYS
from tests.publishing.test_state import as_nobody, clip_cache

__all__ = ["clip_cache"]

WORD = Entry(Kind.WORD_HEARD, text="next")
SESSION = [BEGAN, began("slides"), repetition("slides", 1), WORD, paced("slides"), DONE]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "journal.sqlite"
    early = [BEGAN, next_day("worse"), stopped("bridge"), paced("slides"), DONE]
    insert(file, past({9: early, 3: SESSION, 2: SESSION, 0: SESSION}))
    return file


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


def test_only_the_days_asked_for_are_read_in_order_and_without_words(file: Path) -> None:
    with reading(file) as journal:
        found = list(journal.days(day(3), day(1)))
    assert [date for date, _ in found] == [day(3), day(2)]
    kinds = [row.kind for row in found[0][1]]
    assert kinds == [
        *(Kind.SESSION_BEGAN, Kind.EXERCISE_BEGAN, Kind.EXERCISE_PACED, Kind.SESSION_COMPLETED)
    ]


@pytest.mark.parametrize("no_day", NO_DAYS)
def test_a_day_that_is_none_is_neither_the_first_nor_the_last(file: Path, no_day: str) -> None:
    with contextlib.closing(connected(file)) as connection:
        connection.execute("UPDATE entries SET day = ? WHERE day = ?", (no_day, f"{TODAY}"))
    with reading(file) as journal:
        assert (journal.begins(), journal.ends()) == (day(9), day(2))


def test_repetitions_are_counted_by_session_and_exercise(file: Path) -> None:
    with reading(file) as journal:
        sessions = [rows[0].session for _, rows in journal.days(day(3), TODAY)]
        counts = journal.repetitions(day(3), day(2))
    assert counts == {(sessions[0], "slides"): 1, (sessions[1], "slides"): 1}


def test_repetitions_of_a_session_over_midnight_are_counted_together(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    rows = past({1: [BEGAN, began("slides"), *(repetition("slides", n) for n in (1, 2, 3)), DONE]})
    late = [row._replace(day=day(0)) if row.value in (2, 3) else row for row in rows]
    insert(file, late)
    with reading(file) as journal:
        assert journal.repetitions(day(1), day(0)) == {(rows[0].session, "slides"): 3}
        assert journal.repetitions(day(1), day(1)) == {(rows[0].session, "slides"): 1}


def test_years_are_read_by_an_index_that_holds_no_more_than_is_asked_for(file: Path) -> None:
    asked: list[str] = []
    with reading(file) as journal:
        journal.connection.set_trace_callback(asked.append)
        list(journal.days(day(9), TODAY))
        journal.repetitions(day(9), TODAY)
        journal.connection.set_trace_callback(None)
        told = [journal.connection.execute(f"EXPLAIN QUERY PLAN {sql}") for sql in asked]
        plans = [" ".join(str(step[-1]) for step in steps) for steps in told]
    assert len(plans) == 2
    assert "INDEX entries_told" in plans[0]
    assert "COVERING INDEX entries_by_kind" in plans[1]
    assert "TEMP B-TREE" not in " ".join(plans)


def test_the_index_of_what_is_told_leaves_out_what_is_of_its_day_only() -> None:
    assert sorted(re.findall(r"'(\w+)'", IS_TOLD)) == sorted(ONLY_OF_ITS_DAY)


def test_of_the_days_before_only_what_locks_and_holds_is_remembered(file: Path) -> None:
    with reading(file) as journal:
        before = [row.kind for row in journal.before(day(3))]
        assert (journal.begins(), journal.ends()) == (day(9), TODAY)
    assert before == [Kind.SESSION_BEGAN, Kind.NEXT_DAY_ANSWERED, Kind.EXERCISE_STOPPED]


def test_a_journal_that_is_not_there_is_empty_and_is_not_made(tmp_path: Path) -> None:
    with reading(tmp_path / "none.sqlite") as journal:
        assert list(journal.days(day(9), TODAY)) == []
        assert journal.begins() is None
        assert journal.birth() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", ["DELETE FROM entries", "PRAGMA user_version = 9"])
def test_nothing_can_be_changed_through_it(file: Path, change: str) -> None:
    with pytest.raises(OSError, match="readonly"), reading(file) as journal:
        journal.connection.execute(change)


def test_the_daemon_may_go_on_writing_and_one_reading_does_not_change(file: Path) -> None:
    with reading(file) as journal:
        assert journal.ends() == TODAY
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as daemon:
            daemon.execute("UPDATE entries SET day = '2027-01-01' WHERE id = 1")
        assert journal.ends() == TODAY
    with reading(file) as journal:
        assert journal.ends() == dt.date(2027, 1, 1)


@pytest.mark.parametrize("content", [b"no journal at all, but long enough " * 40, b""])
def test_a_file_that_is_no_journal_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "journal.sqlite"
    file.write_bytes(content)
    with pytest.raises(OSError, match="cannot be read"), reading(file) as journal:
        journal.begins()


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("put_away", [True, False], ids=["put away", "with its log, after a cut"])
def test_report_and_backup_read_wherever_the_status_reads(
    file: Path, clip_cache: Path, put_away: bool
) -> None:
    """Found: on a card that has become read-only, and for another user, only `status` could."""
    journal = clip_cache / "journal.sqlite"
    if put_away:
        journal.write_bytes(file.read_bytes())
    else:
        with contextlib.closing(connected(file)) as writer:
            writer.execute("PRAGMA wal_autocheckpoint = 0")
            insert(file, [row._replace(id=row.id + 100) for row in past({0: SESSION})])
            for part in ("", "-wal"):
                there = file.with_name(file.name + part)
                journal.with_name(journal.name + part).write_bytes(there.read_bytes())
    before = {each.name: each.read_bytes() for each in clip_cache.iterdir()}
    clip_cache.chmod(0o555)
    whole = len(read_rows(file))

    def look() -> None:
        with pytest.raises(PermissionError):
            (clip_cache / "x").touch()
        assert len(read_rows(journal)) == whole
        with reading(journal) as stands:
            assert len(tuple(stands.everything(dt.date.min, dt.date.max))) == whole
        with tempfile.TemporaryDirectory() as stick:
            assert back_up(journal, Path(stick) / "copy.sqlite") == whole

    assert as_nobody(look) == 0
    assert {each.name: each.read_bytes() for each in clip_cache.iterdir()} == before
