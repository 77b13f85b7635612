"""A file is whole or not there, and its owner is who should have it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from device.files import (
    as_before,
    for_the_box,
    for_who_asked,
    hand_over,
    hand_to_the_box,
    make_folder,
    placing,
    write,
)

ANNA = {"SUDO_UID": "1234", "SUDO_GID": "4321"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


def owner(path: Path) -> tuple[int, int]:
    return path.stat().st_uid, path.stat().st_gid


def test_what_is_being_written_is_not_there_until_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")
    with placing(file, as_before()) as new:
        new.write_text("half")
        assert file.read_text() == "before"
    assert file.read_text() == "half"
    assert list(tmp_path.iterdir()) == [file]


def test_when_it_fails_what_was_there_stays_and_nothing_is_left(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")

    def fail() -> None:
        with placing(file, as_before()) as new:
            new.write_text("half")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_both_the_file_and_its_name_are_on_the_disk_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr(
        "os.fsync", lambda n: synced.append(str(Path(f"/proc/self/fd/{n}").readlink()))
    )
    write(tmp_path / "file", b"x", for_the_box)
    first, last = synced
    assert Path(first).name.startswith(".file-")
    assert last == str(tmp_path)


@as_root
def test_root_writes_for_who_asked_for_the_box_or_for_whom_it_was_before(tmp_path: Path) -> None:
    file = tmp_path / "state" / "file"
    file.parent.mkdir()
    os.chown(file.parent, 50, 60)
    write(file, b"x", for_the_box)
    assert (owner(file), file.stat().st_mode & 0o777) == ((50, 60), 0o600)
    write(file, b"x", for_who_asked(ANNA))
    assert (owner(file), file.stat().st_mode & 0o777) == ((1234, 4321), 0o600)
    file.chmod(0o644)
    write(file, b"x", as_before())
    assert (owner(file), file.stat().st_mode & 0o777) == ((1234, 4321), 0o644)


@as_root
def test_folders_and_what_root_has_put_into_them_are_the_boxs(tmp_path: Path) -> None:
    os.chown(tmp_path, 50, 60)
    folder = tmp_path / "models" / "en"
    make_folder(folder)
    assert owner(folder) == owner(folder.parent) == (50, 60)
    (folder / "graph").touch()
    assert owner(folder / "graph") == (0, 0)
    hand_to_the_box(tmp_path / "models")
    assert owner(folder / "graph") == (50, 60)


@as_root
def test_what_root_made_for_somebody_is_handed_over_and_nothing_else(tmp_path: Path) -> None:
    made, other, link = tmp_path / "made", tmp_path / "other", tmp_path / "link"
    made.touch()
    other.touch()
    link.symlink_to(other)
    hand_over([made, link, tmp_path / "nowhere"], ANNA)
    assert (owner(made), owner(other)) == ((1234, 4321), (0, 0))


def test_a_stick_without_owners_and_modes_takes_a_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT refuses both chown and chmod."""

    def refuse(*_given: object, **_more: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.chown", refuse)
    monkeypatch.setattr(Path, "chmod", refuse)
    for rights in (for_who_asked(ANNA), for_the_box, as_before()):
        write(tmp_path / "file", b"x", rights)
        assert (tmp_path / "file").read_bytes() == b"x"
