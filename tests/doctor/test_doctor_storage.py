"""The doctor tells each fault of disk and journal apart, for each needs another hand."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from unittest.mock import Mock

import pytest

from device.doctor.storage import advice_on, disk_of, journal_of
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from tests.doctor.patient import MORNING, Box, box, no_model

__all__ = ["box", "no_model"]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    file = tmp_path / "journal.sqlite"
    written = SqliteJournal(file, VirtualClock(MORNING))
    for _ in range(300):
        written.write(Entry(Kind.SESSION_BEGAN))
    written.close()
    return file


def test_a_journal_of_which_only_its_log_is_left_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite-wal").write_bytes(b"x" * 5000)
    found = journal_of(tmp_path)
    assert not found.ok
    assert "only journal.sqlite-wal is left" in found.seen
    assert f"cp -a {tmp_path}/journal.sqlite*" in found.to_do


def test_an_empty_journal_is_called_empty(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").touch()
    found = journal_of(tmp_path)
    assert not found.ok
    assert found.seen == f"{tmp_path / 'journal.sqlite'} is empty"


def test_a_torn_journal_is_told_how_to_be_kept_and_who_goes_on_with_it(journal: Path) -> None:
    os.truncate(journal, 9000)
    found = journal_of(journal.parent)
    assert "damaged" in found.seen
    assert "cp -a" in found.to_do
    assert "systemctl restart spinecoach" in found.to_do


def test_a_journal_whose_index_hides_entries_is_damaged(journal: Path) -> None:
    with sqlite3.connect(journal) as hand:
        hand.execute("PRAGMA writable_schema = ON")
        hand.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX entries_by_day ON entries (at)' "
            "WHERE name = 'entries_by_day'"
        )
    hand.close()
    assert "damaged" in journal_of(journal.parent).seen


def test_a_journal_of_a_later_version_is_told_because_the_box_does_not_start_with_it(
    journal: Path,
) -> None:
    with sqlite3.connect(journal) as hand:
        hand.execute("PRAGMA user_version = 99")
    hand.close()
    found = journal_of(journal.parent)
    assert "later version" in found.seen
    assert "script/install" in found.to_do


def test_a_folder_in_the_place_of_the_journal_is_not_called_a_damaged_card(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").mkdir()
    found = journal_of(tmp_path)
    assert "is no file" in found.seen
    assert "mv " in found.to_do


def test_every_journal_that_was_set_aside_is_counted_and_the_command_moves_them(
    journal: Path,
) -> None:
    for end in ("", "-2", "-wal"):
        journal.with_name(f"journal.sqlite.damaged-20261124T090000{end}").touch()
    found = journal_of(journal.parent)
    assert found.seen.startswith("2 damaged journals")
    assert f"mv {journal.parent}/journal.sqlite.damaged-*" in found.to_do


@pytest.mark.parametrize(
    ("code", "to_do"),
    [
        (errno.EACCES, "sudo spinecoach doctor"),
        (errno.EPERM, "sudo spinecoach doctor"),
        (errno.EROFS, "Start the Pi again"),
        (errno.ENOTDIR, "mv "),
        (errno.EIO, "another card"),
        (errno.ENOSPC, "apt clean"),
    ],
)
def test_each_reason_why_nothing_is_written_has_its_own_next_step(code: int, to_do: str) -> None:
    assert to_do in advice_on(OSError(code, os.strerror(code)), Path("/var/lib/spinecoach"))


def test_no_more_than_the_state_folder_is_given_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Mock(side_effect=PermissionError(errno.EACCES, "Permission denied"))
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refused)
    state = tmp_path / "not" / "there"
    found = disk_of(state)
    commands = found.to_do.split("sudo ")[1:]
    assert len(commands) == 2
    assert all(str(state) in each for each in commands)


def test_a_file_in_the_place_of_the_state_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    found = disk_of(tmp_path / "state")
    assert not found.ok
    assert f"mv {tmp_path / 'state'}" in found.to_do


@pytest.fixture
def foreign(box: Box, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder that this user may not look into, as the kernel tells: root may always."""
    real = os.stat

    def refusing(path: object, *args: object, **more: object) -> object:
        if isinstance(path, (str, Path)) and Path(path).is_relative_to(box.state):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, *args, **more)  # type: ignore[arg-type] # passed on

    monkeypatch.delenv("SPINECOACH_MODEL_KO")
    monkeypatch.setenv("STATE_DIRECTORY", str(box.state))
    monkeypatch.setattr(os, "stat", refusing)
    return box.state


def test_a_state_folder_of_another_user_is_told_for_each_part_that_needs_it(
    box: Box, foreign: Path
) -> None:
    found = box.findings()
    for part in ("disk", "journal"):
        assert not found[part].ok
        assert "Permission denied" in found[part].seen
        assert "Errno" not in found[part].seen
        assert "chown" in found[part].to_do
        assert str(foreign) in found[part].to_do


def test_a_disk_nearly_full_is_told_what_can_safely_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.doctor.storage.MIN_FREE_MB", 10**9)
    found = disk_of(tmp_path)
    assert "MB free" in found.seen
    assert "journalctl --vacuum-size" in found.to_do
