"""Writing a file that tells of a patient: whole or not at all, and for its owner only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from device import files


def write_private(
    file: Path, content: str | bytes, environ: Mapping[str, str] = os.environ
) -> None:
    """Put `content` into `file` in one step, readable for its owner only; text as UTF-8.

    Its owner is who asked: root on behalf of somebody (sudo) gives it to them. What stood there
    before stands there until then, also when it fails. Raises OSError.
    """
    data = content.encode() if isinstance(content, str) else content
    files.write(file, data, files.for_who_asked(environ))
