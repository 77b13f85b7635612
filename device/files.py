"""Files that are whole or not there: after a pulled plug there is the old one, or the new one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

OWNER_ONLY = 0o600
NEW_MODE = 0o640
"""A plan is nobody's business but its owner's and that of the service's group."""

Rights = Callable[[Path, Path], None]
"""Gives a new file, the first path, its owner and mode before it takes the place of the second."""


@contextlib.contextmanager
def placing(file: Path, rights: Rights) -> Iterator[Path]:
    """Give an empty file beside `file` to be written; at the end it takes the place of `file`.

    Both it and its name are on the disk by then. When the context raises, or the disk is full, what
    stood there before stays and nothing is left behind. Raises OSError.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    os.close(handle)
    new = Path(name)
    try:
        yield new
        rights(new, file)
        _settle(new)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    _settle(file.parent)


def write(file: Path, content: bytes, rights: Rights) -> None:
    """Put `content` into `file` in one step. Raises OSError."""
    with placing(file, rights) as new:
        new.write_bytes(content)


def for_who_asked(environ: Mapping[str, str] = os.environ) -> Rights:
    """Readable for its owner only: who called sudo, or this process."""

    def give(new: Path, _file: Path) -> None:
        _mode(new, OWNER_ONLY)
        if (asked := _who_asked(environ)) is not None:
            _give(new, *asked)

    return give


def for_the_box(new: Path, file: Path) -> None:
    """Readable for its owner only: that of the folder, also when root writes into it."""
    folder = file.parent.stat()
    _mode(new, OWNER_ONLY)
    _give(new, folder.st_uid, folder.st_gid)


def as_before(like: Path | None = None) -> Rights:
    """Owner, group and mode of `like`, else of what stood there, else the group of the folder.

    The service reads by its group what somebody else has written.
    """

    def give(new: Path, file: Path) -> None:
        before = like or file
        if before.exists():
            was = before.stat()
            _give(new, was.st_uid, was.st_gid)
            _mode(new, was.st_mode & 0o777)
        else:
            _give(new, -1, file.parent.stat().st_gid)
            _mode(new, NEW_MODE)

    return give


def make_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it, each its parent's owner's. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    parent = folder.parent.stat()
    if os.geteuid() == 0:
        _give(folder, parent.st_uid, parent.st_gid)


def hand_over(paths: Iterable[Path], environ: Mapping[str, str] = os.environ) -> None:
    """Give files and folders that root has made on behalf of somebody (sudo) to them."""
    if (asked := _who_asked(environ)) is not None:
        for path in paths:
            if path.exists():
                _give(path, *asked)


def hand_to_the_box(folder: Path) -> None:
    """Give all that root has put into a folder of the box to the owner of what is around it."""
    if os.geteuid() == 0 and folder.is_dir():
        around = folder.parent.stat()
        for path in (folder, *folder.rglob("*")):
            _give(path, around.st_uid, around.st_gid)


def _who_asked(environ: Mapping[str, str]) -> tuple[int, int] | None:
    """The user and group behind a sudo; None: this very process."""
    user, group = environ.get("SUDO_UID", ""), environ.get("SUDO_GID", "")
    known = os.geteuid() == 0 and user.isdecimal() and group.isdecimal()
    return (int(user), int(group)) if known else None


def _give(path: Path, owner: int, group: int) -> None:
    """Who may not give a file away keeps it; on a stick without owners nobody may."""
    with contextlib.suppress(PermissionError):
        os.chown(path, owner, group, follow_symlinks=False)


def _mode(path: Path, mode: int) -> None:
    """A stick without modes has none to set."""
    with contextlib.suppress(PermissionError):
        path.chmod(mode)


def _settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
