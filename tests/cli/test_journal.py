"""`spinecoach journal`, as a person types it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.cli import main
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.reading import read_rows
from device.journal.row import Row
from device.journal.store import SqliteJournal
from device.report.events import EVENT_COLUMNS
from tests.journal.desk import BEGAN, DONE, MORNING, PAIN, asked

FORMULA = Entry(Kind.WORD_HEARD, text="=1+1\nand more")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def journal(state: Path) -> Iterator[SqliteJournal]:
    """A box that writes: three days, and it goes on."""
    clock = VirtualClock(MORNING, boot_id="one start")
    with closing(SqliteJournal(state / "journal.sqlite", clock, timezone="UTC")) as written:
        for entry in (BEGAN, PAIN, DONE):
            written.write(entry)
            clock.advance(24 * 3600)
        clock.sure = False
        written.write(FORMULA)
        written.flush()
        yield written


def typed(state: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["journal", *words], env={"STATE_DIRECTORY": str(state)})


def table(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


# ------------------------------------------------------------ export


@pytest.mark.usefixtures("journal")
def test_every_entry_is_written_with_all_that_is_known_of_it(state: Path) -> None:
    result = typed(state, "export")
    assert result.exit_code == 0, result.output
    lines = table(result.stdout)
    assert [line["number"] for line in lines] == ["1", "2", "3", "4"]
    assert lines[1] == {
        "number": "2", "day": "2026-11-23", "at_utc": "2026-11-24 09:00:00", "at_ms": "0",
        "clock_sure": "yes", "session": "1", "kind": "pain_said", "exercise": "slides",
        "value": "", "text": "word", "boot": "one start", "since_boot_ms": "86400000",
    } | {"day": lines[1]["day"], "session": lines[1]["session"]}  # fmt: skip
    assert lines[3]["clock_sure"] == "no"
    assert lines[3]["text"] == "'=1+1 and more"


@pytest.mark.usefixtures("journal")
def test_the_days_asked_for_go_into_a_file_that_is_private(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    result = typed(
        state, "export", "--from", "2026-11-24", "--to", "2026-11-25", "--output", str(file)
    )
    assert result.exit_code == 0, result.output
    assert str(file) in result.output
    days = [line["day"] for line in table(file.read_text("utf-8"))]
    assert days
    assert set(days) <= {"2026-11-24", "2026-11-25"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_box_that_has_written_nothing_yet_exports_a_heading(state: Path) -> None:
    result = typed(state, "export")
    assert result.exit_code == 0, result.output
    assert table(result.stdout) == []


@pytest.mark.usefixtures("journal")
def test_days_the_wrong_way_round_are_told(state: Path) -> None:
    result = typed(state, "export", "--from", "2026-11-25", "--to", "2026-11-24")
    assert result.exit_code == 2
    assert "name the earlier day first" in result.output


def test_what_is_no_journal_is_told_without_a_traceback(state: Path) -> None:
    state.mkdir()
    (state / "journal.sqlite").write_text("a letter, long enough to be read as a file " * 50)
    for words in (["export"], ["backup", str(state / "copy")]):
        result = typed(state, *words)
        assert result.exit_code == 1
        assert "journal.sqlite" in result.output
        assert not isinstance(result.exception, sqlite3.Error)
    assert {path.name for path in state.iterdir()} == {"journal.sqlite"}


def test_the_columns_and_kinds_are_documented(project: Path) -> None:
    text = (project / "docs" / "journal-csv.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = [name for cell in rows for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted([*EVENT_COLUMNS, *Kind])


# ------------------------------------------------------------ backup


def test_a_backup_is_whole_and_the_box_goes_on_writing_meanwhile(
    state: Path, journal: SqliteJournal, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite"
    enough = threading.Event()
    written: list[Row] = []

    def write_on() -> None:
        while not enough.is_set():
            written.append(journal.write(PAIN))
            enough.wait(0.001)

    before = read_rows(state / "journal.sqlite")
    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for n in range(5):
            result = typed(state, "backup", str(copy.with_name(f"copy {n}")))
            assert result.exit_code == 0, result.output
    finally:
        enough.set()
        writer.join()
    journal.flush()
    assert not journal.failing
    for n in range(5):
        kept = copy.with_name(f"copy {n}")
        assert asked(kept, "PRAGMA integrity_check") == [("ok",)]
        rows = read_rows(kept)
        assert rows[: len(before)] == before
        assert [row.id for row in rows] == list(range(1, len(rows) + 1))
        assert kept.stat().st_mode & 0o777 == 0o600
    assert len(read_rows(state / "journal.sqlite")) == len(before) + len(written)


@pytest.mark.usefixtures("journal")
def test_a_backup_can_take_the_place_of_the_journal(state: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    assert typed(state, "backup", str(copy)).exit_code == 0
    rows = read_rows(state / "journal.sqlite")
    with closing(SqliteJournal(copy, VirtualClock(MORNING), timezone="UTC")) as brought_back:
        assert brought_back.rows(dt.date.min, dt.date.max) == rows
        assert brought_back.write(BEGAN).id == len(rows) + 1


@pytest.mark.usefixtures("journal")
def test_nothing_that_is_there_is_written_over(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "letter"
    file.write_text("dear")
    result = typed(state, "backup", str(file))
    assert result.exit_code == 1
    assert "exists already" in result.output
    assert file.read_text() == "dear"


def test_without_a_journal_there_is_nothing_to_copy(state: Path, tmp_path: Path) -> None:
    result = typed(state, "backup", str(tmp_path / "copy"))
    assert result.exit_code == 1
    assert "no journal yet" in result.output
    assert not (tmp_path / "copy").exists()
