"""Putting a file where another stood, whole or not at all, and readable for whom it was before."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

NEW_MODE = 0o640
"""A plan is nobody's business but its owner's and that of the service's group."""


def put(file: Path, content: bytes, like: Path | None = None) -> None:
    """Write `content` into `file` in one step. Raises OSError.

    Owner, group and mode are those of `like`, else of what stood there, else the group of the
    folder: the service reads by its group what somebody else has written.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        before = like or file
        if before.exists():
            was = before.stat()
            _give(new, was.st_uid, was.st_gid)
            new.chmod(was.st_mode & 0o777)
        else:
            _give(new, -1, file.parent.stat().st_gid)
            new.chmod(NEW_MODE)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def _give(file: Path, owner: int, group: int) -> None:
    """Who may not give a file away keeps it, and so it was before, too."""
    with contextlib.suppress(PermissionError):
        os.chown(file, owner, group)
