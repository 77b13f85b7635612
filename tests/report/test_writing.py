"""A file that tells of a patient is whole or not there, and for its owner only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from device.report.writing import write
from tests.journal.desk import full


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "out" / "days.csv"


def test_it_is_for_its_owner_only_whatever_was_there_before(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("before")
    file.chmod(0o666)
    mask = os.umask(0)
    try:
        write(file, "김영희")
    finally:
        os.umask(mask)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == "김영희".encode()
    assert [each.name for each in file.parent.iterdir()] == ["days.csv"]


def test_what_was_there_stays_when_the_disk_is_full(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("before")
    with full(file), pytest.raises(OSError, match="too large"):
        write(file, "after")
    assert file.read_text() == "before"
    assert [each.name for each in file.parent.iterdir()] == ["days.csv"]


def test_a_folder_that_is_not_there_is_told(file: Path) -> None:
    with pytest.raises(FileNotFoundError, match="out"):
        write(file, "x")
