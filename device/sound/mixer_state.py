"""The mixer of the sound card: a volume that nobody has stored is gone after a pulled plug."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

STORED = Path("/var/lib/alsa/asound.state")
"""Where `alsactl store` keeps it, and from where it is restored when the machine starts."""

TELLS_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class MixerState:
    """How the mixer stands now, and as it was stored; empty where there is none."""

    now: str = ""
    stored: str = ""


def mixer_here(stored: Path = STORED) -> MixerState:
    """Return the mixers of this machine, as alsactl(1) writes them down."""
    program = shutil.which("alsactl", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        return MixerState()
    try:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "now"
            subprocess.run(  # noqa: S603 - a fixed command
                [program, "--file", file, "store"],
                capture_output=True,
                check=False,
                timeout=TELLS_WITHIN_S,
            )
            now = file.read_text(encoding="utf-8", errors="replace")
    except (OSError, subprocess.TimeoutExpired):
        return MixerState()
    try:
        return MixerState(now, stored.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return MixerState(now)
