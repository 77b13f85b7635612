"""Samples from files: FOLDER/WORD/*.wav, all of them or none."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from device.sound.block import RATE_HZ, Samples

RECORDING_RATES_HZ = (8_000, RATE_HZ)
MAX_RECORDING_S = 10.0
WANTED = "a WAV file, mono, 16 bits, 16000 Hz (or 8000 Hz), with one word of a second or two"


class BadRecording(Exception):
    """A file that holds no sample; the message names it, what is wrong, and what is expected."""

    def __init__(self, file: Path, what: str) -> None:
        super().__init__(f"{file}: {what}. Expected: {WANTED}.")


@dataclass(frozen=True, slots=True)
class Recording:
    """A sample of `word` and where it is from."""

    word: str
    file: Path
    sound: Samples


def read_recording(file: Path) -> Samples:
    """Return the sound of a file at `RATE_HZ`. Raises BadRecording. Reads no long file."""
    try:
        with wave.open(str(file)) as recorded:
            facts = recorded.getparams()
            wrong = _wrong(facts)
            pcm = b"" if wrong else recorded.readframes(facts.nframes)
    except EOFError:
        raise BadRecording(file, "it is empty or cut off") from None
    except (wave.Error, RuntimeError, ValueError) as problem:  # a head that points nowhere
        raise BadRecording(file, f"it cannot be read as WAV ({problem})") from None
    except OSError as problem:
        raise BadRecording(file, f"it cannot be opened ({problem.strerror})") from None
    if wrong is None and len(pcm) < facts.nframes * 2:
        wrong = "it is cut off"
    if wrong is not None:
        raise BadRecording(file, wrong)
    sound: Samples = np.frombuffer(pcm, "<i2").astype(np.int16)
    if facts.framerate != RATE_HZ:
        finer = soxr.resample(sound.astype(np.float32), facts.framerate, RATE_HZ)
        sound = np.clip(np.rint(finer), -32768, 32767).astype(np.int16)
    return sound


def _wrong(facts: wave._wave_params) -> str | None:
    if facts.nchannels != 1:
        return f"it has {facts.nchannels} channels"
    if facts.sampwidth != 2:  # noqa: PLR2004 - bytes in 16 bits
        return f"its samples have {8 * facts.sampwidth} bits"
    if facts.framerate not in RECORDING_RATES_HZ:
        return f"it is sampled at {facts.framerate} Hz"
    if facts.nframes == 0:
        return "it is empty"
    length_s = facts.nframes / facts.framerate
    return f"it lasts {_length(length_s)}" if length_s > MAX_RECORDING_S else None


def read_folder(
    folder: Path,
    known: Callable[[str], str | None],
    fewest: int,
) -> tuple[tuple[Recording, ...], tuple[str, ...]]:
    """Read FOLDER/WORD/*.wav; return all recordings, and every problem there is.

    `known` says what is wrong with a word's name, or None. Nothing may be taught while there is a
    problem.
    """
    try:
        places = sorted(place for place in folder.iterdir() if place.is_dir())
    except OSError as problem:
        return (), (f"{folder}: it cannot be opened ({problem.strerror}).",)
    recordings: list[Recording] = []
    problems: list[str] = []
    if not places:
        problems.append(f"{folder}: no folders in it. Expected: one for each word, such as next/.")
    for place in places:
        if (wrong := known(place.name)) is not None:
            problems.append(f"{place}: {wrong}")
            continue
        files = sorted(f for f in place.iterdir() if f.suffix.lower() == ".wav")
        if len(files) < fewest:
            problems.append(
                f"{place}: {len(files)} recordings of {place.name!r}. Expected: at least {fewest}."
            )
        for file in files:
            try:
                recordings.append(Recording(place.name, file, read_recording(file)))
            except BadRecording as bad:
                problems.append(str(bad))
    return tuple(recordings), tuple(problems)


def _length(length_s: float) -> str:
    return f"{length_s / 60:.0f} minutes" if length_s >= 60 else f"{length_s:.0f} s"  # noqa: PLR2004
