"""Writing a file that tells of a patient: whole or not at all, and for its owner only."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

OWNER_ONLY = 0o600


def write(file: Path, content: str | bytes, environ: Mapping[str, str] = os.environ) -> None:
    """Put `content` into `file` in one step, readable for its owner only; text as UTF-8.

    Its owner is who asked: root on behalf of somebody (sudo) gives it to them. What stood there
    before stands there until then, also when it fails. Raises OSError.
    """
    data = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            os.fchmod(out.fileno(), OWNER_ONLY)
            if (asked := _who_asked(environ)) is not None:
                os.fchown(out.fileno(), *asked)
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    _settle(file.parent)


def _who_asked(environ: Mapping[str, str]) -> tuple[int, int] | None:
    """The user and group behind a sudo; None: this very process."""
    user, group = environ.get("SUDO_UID", ""), environ.get("SUDO_GID", "")
    known = os.geteuid() == 0 and user.isdecimal() and group.isdecimal()
    return (int(user), int(group)) if known else None


def _settle(folder: Path) -> None:
    """Have the name itself on the disk, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
