"""Putting a file where another stood, whole or not at all, and readable for whom it was before."""

from __future__ import annotations

from pathlib import Path

from device.files import as_before, write


def replace_file(file: Path, content: bytes, like: Path | None = None) -> None:
    """Write `content` into `file` in one step. Raises OSError.

    Owner, group and mode are those of `like`, else of what stood there, else the group of the
    folder: the service reads by its group what somebody else has written.
    """
    write(file, content, as_before(like))
