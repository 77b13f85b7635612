"""Recordings for tests, good ones and others."""

from __future__ import annotations

import wave
from pathlib import Path

from device.sound.block import RATE_HZ


def write_wav(
    file: Path, pcm: bytes, *, rate_hz: int = RATE_HZ, channels: int = 1, width: int = 2
) -> Path:
    """Write a WAV file and the folders it is in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate_hz)
        out.writeframes(pcm)
    return file
