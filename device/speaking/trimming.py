"""From what a voice has written to a clip: where it sounds, as loud as every other."""

from __future__ import annotations

import os
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from device.sound.block import RATE_HZ, Samples, samples

LEVEL_DBFS = -20.0
"""RMS of the sounding part of every clip."""

PEAK_DBFS = -1.0
AUDIBLE_DBFS = -50.0
"""A sample louder than this, against the clip's own level, is where a clip begins."""

RATES_HZ = range(8000, 48001)
"""What a voice may write in; at an absurd rate a short file would fill the memory."""


@contextmanager
def file_in_memory() -> Iterator[Path]:
    """Have a file for a voice to write to that takes neither disk nor card: there is always room.

    Its path holds in this process, and in its children while it is open.
    """
    number = os.memfd_create("clip.wav")
    try:
        yield Path(f"/proc/{os.getpid()}/fd/{number}")
    finally:
        os.close(number)


def read_wav(file: Path) -> NDArray[np.float32]:
    """Return what a voice has written, at `RATE_HZ`; nothing for what is no sound of a voice."""
    try:
        with wave.open(str(file)) as recorded:
            rate_hz = recorded.getframerate()
            plain = recorded.getsampwidth() == 2 and recorded.getnchannels() == 1  # noqa: PLR2004
            content = recorded.readframes(recorded.getnframes())
    except (OSError, EOFError, RuntimeError, ValueError, ZeroDivisionError, wave.Error):
        return np.zeros(0, np.float32)
    if not plain or len(content) < 2 or rate_hz not in RATES_HZ:  # noqa: PLR2004
        return np.zeros(0, np.float32)
    pcm = np.frombuffer(content[: len(content) // 2 * 2], np.int16)
    resampled: NDArray[np.float32] = soxr.resample(pcm.astype(np.float32), rate_hz, RATE_HZ)
    return resampled


def trimmed(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `sound`, in the range of int16, without what cannot be heard before and after."""
    if not len(sound):
        return sound
    loud = np.flatnonzero(np.abs(sound) > 32768 * 10 ** (AUDIBLE_DBFS / 20))
    if not len(loud):
        return sound[:0]
    return sound[loud[0] : loud[-1] + 1 + samples(0.02)]


def levelled(sound: NDArray[np.float32]) -> Samples:
    """Return `sound`, at any level, at `LEVEL_DBFS`; peaks above `PEAK_DBFS` are bent, not cut."""
    frame = samples(0.02)
    frames = sound[: max(frame, len(sound) // frame * frame)]
    power = np.array(
        [np.mean(np.square(f)) for f in np.array_split(frames, max(1, len(frames) // frame))]
    )
    sounding = power[power >= power.max() / 10**2.5]
    level = float(np.sqrt(np.mean(sounding)))
    scaled = sound / level * 10 ** (LEVEL_DBFS / 20)
    peak = 10 ** (PEAK_DBFS / 20)
    knee = peak / 2
    over = np.abs(scaled) > knee
    bent = np.sign(scaled) * (
        knee + (peak - knee) * np.tanh((np.abs(scaled) - knee) / (peak - knee))
    )
    limited = np.where(over, bent, scaled)
    pcm: Samples = np.rint(limited * 32767).astype(np.int16)
    return pcm
