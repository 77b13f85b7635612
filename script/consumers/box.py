"""A box as it is in a home: `spinecoach publish`, a process of its own beside a journal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from script.benches.pages.homes import PROJECT


def with_broker(home: Path, port: int, box: str, user: str, password: str) -> Path:
    """Tell a home of its broker; return the home."""
    config = home / "config"
    (config / "mqtt-password").touch(0o640)
    (config / "mqtt-password").write_text(f"{password}\n", encoding="utf-8")
    lines = (
        f"\nmqtt:\n  broker: 127.0.0.1\n  port: {port}\n  box: {box}\n"
        f"  username: {user}\n  password_file: mqtt-password\n"
    )
    with (config / "device.yaml").open("a", encoding="utf-8") as file:
        file.write(lines)
    return home


@contextmanager
def publishing(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `spinecoach publish` in a home until the end of the block."""
    with (home / "publish.log").open("ab") as log:
        program = subprocess.Popen(
            [sys.executable, "-m", "device", "--home", str(home), "publish"],
            cwd=PROJECT, stdout=log, stderr=log, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
    try:
        yield program
    finally:
        program.terminate()
        program.wait(30)
