"""A file that tells of a patient is whole or not there, and for its owner only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from device.journal.schema import insert
from device.report.private_file import write_private
from device.report.rows import reading
from tests.journal.desk import full
from tests.journal.past import BEGAN, DONE, past


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "out" / "days.csv"


def test_it_is_for_its_owner_only_whatever_was_there_before(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("before")
    file.chmod(0o666)
    mask = os.umask(0)
    try:
        write_private(file, "김영희")
    finally:
        os.umask(mask)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == "김영희".encode()
    assert [each.name for each in file.parent.iterdir()] == ["days.csv"]


def test_what_was_there_stays_when_the_disk_is_full(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("before")
    with full(file), pytest.raises(OSError, match="too large"):
        write_private(file, "after")
    assert file.read_text() == "before"
    assert [each.name for each in file.parent.iterdir()] == ["days.csv"]


def test_a_folder_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(FileNotFoundError, match="out"):
        write_private(file, "x")


def test_root_writes_for_who_asked_and_not_for_itself(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    file = tmp_path / "days.csv"
    write_private(file, "x", {"SUDO_UID": "1234", "SUDO_GID": "4321"})
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 4321)
    assert file.stat().st_mode & 0o777 == 0o600
    write_private(file, "x", {})
    assert file.stat().st_uid == 0


def test_nobody_but_root_is_moved_by_the_name_of_who_asked(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    write_private(file, "x", {"SUDO_UID": "me; rm", "SUDO_GID": ""})
    assert file.stat().st_uid == os.geteuid()


def test_root_that_reads_leaves_nothing_that_keeps_the_daemon_from_writing(tmp_path: Path) -> None:
    """SQLite makes files of its own beside a journal that nobody has open."""
    if os.geteuid() != 0:
        pytest.skip("only root reads what is another user's")
    file = tmp_path / "journal.sqlite"
    insert(file, past({1: [BEGAN, DONE]}))
    os.chown(file, 1234, 4321)
    with reading(file) as journal:
        assert journal.begins() is not None
        beside = [each for each in tmp_path.iterdir() if each != file]
        assert beside
        assert {(each.stat().st_uid, each.stat().st_gid) for each in beside} == {(1234, 4321)}
