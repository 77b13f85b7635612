"""Cut the words out of recordings, put them into rooms, and keep their bands for the training."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from rich.progress import track
from scipy.signal import fftconvolve, resample_poly

from device.hearing.enrolled.word_net import FRAMES, WORD_NET_BANDS, log_bands
from device.sound.block import RATE_HZ

Floats = NDArray[np.float32]

FRAME = RATE_HZ // 100
SOUNDS = (".wav", ".ogg", ".flac")
VOICES = ("asterisk-core-sounds-", "asterisk-prompt-it-menardi")
NOISES = ("sonic-pi-samples", "minetest-data", "megaglest-data", "asterisk-moh-opsound")
DIGITS = frozenset(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
"""What the bench of the enrolled voice measures with is not learned from."""

SEEN = FRAME * (FRAMES - 1) + RATE_HZ // 40
"""Samples that `FRAMES` windows reach over."""

VERSIONS = 4
"""A word as it is, faster or slower, and twice in a room."""

MAX_OF_A_VOICE = 1500
AROUND = 4


def read(file: Path) -> Floats:
    """Return a recording of any rate, one channel. Raises soundfile.SoundFileError."""
    sound, rate = soundfile.read(file, dtype="float32", always_2d=True)
    one: Floats = sound.mean(axis=1)
    if rate != RATE_HZ:
        ratio = Fraction(RATE_HZ, rate).limit_denominator(1000)
        one = resample_poly(one, ratio.numerator, ratio.denominator).astype(np.float32)
    return one


def levels_of(sound: Floats) -> Floats:
    """Return the level of every frame of 10 ms, in decibels under full scale."""
    whole = len(sound) // FRAME * FRAME
    power = np.mean(np.square(sound[:whole].reshape(-1, FRAME)), axis=1)
    levels: Floats = 10 * np.log10(power + 1e-9)
    return levels


def as_loud(sound: Floats) -> Floats:
    """Return a sound as loud as all others, in about the range of int16."""
    louder: Floats = sound * (1000 / (np.sqrt(np.mean(np.square(sound))) + 1e-6))
    return louder


def spans(sound: Floats, dice: np.random.Generator) -> list[tuple[int, int]]:
    """Return first and last frame of what stands between pauses; long talk is cut into pieces."""
    if len(sound) // FRAME < 25:  # noqa: PLR2004 - a quarter of a second
        return []
    levels = levels_of(sound)
    peak = np.quantile(levels, 0.98)
    loud = np.flatnonzero(levels > max(peak - 32, np.quantile(levels, 0.05) + 6))
    if peak < -50 or not len(loud):  # noqa: PLR2004 - dBFS: nothing was said
        return []
    pieces = []
    for part in np.split(loud, np.flatnonzero(np.diff(loud) > 12) + 1):  # noqa: PLR2004 - 120 ms
        begin, end = int(part[0]), int(part[-1]) + 1
        if end - begin > 110:  # noqa: PLR2004 - longer than the network sees
            while begin < end - 30:
                length = int(dice.integers(30, 95))
                pieces.append((begin, min(end, begin + length)))
                begin += int(length * 0.8)
        elif end - begin >= 18:  # noqa: PLR2004 - shorter is a click
            pieces.append((begin, end))
    return pieces


def room(dice: np.random.Generator) -> Floats:
    """Return an impulse response: the way itself, and noise that dies away after it."""
    rt60_s = dice.uniform(0.15, 0.7)
    at_s = np.arange(int(RATE_HZ * min(rt60_s, 0.5))) / RATE_HZ
    tail = dice.standard_normal(len(at_s)) * 10 ** (-3 * at_s / rt60_s)
    tail[: int(RATE_HZ * dice.uniform(0.001, 0.006))] = 0
    direct_db = dice.uniform(-4, 12)
    tail *= np.sqrt(10 ** (-direct_db / 10) / np.sum(np.square(tail)))
    tail[0] = 1
    response: Floats = tail.astype(np.float32)
    return response


def alone(
    sound: Floats, begin: int, end: int, dice: np.random.Generator, speed: float, *, in_room: bool
) -> Floats:
    """Return one word alone, in the middle of what the network sees: (SEEN,), about int16."""
    word = sound[max(0, begin - AROUND) * FRAME : (end + AROUND) * FRAME].copy()
    fade = min(400, len(word) // 4)
    word[:fade] *= np.linspace(0, 1, fade)
    word[-fade:] *= np.linspace(1, 0, fade)
    ratio = Fraction(speed).limit_denominator(60)
    word = resample_poly(word, ratio.denominator, ratio.numerator)
    if in_room:
        word = fftconvolve(word, room(dice))
    word = as_loud(word)
    seen = np.zeros(SEEN, np.float32)
    first = SEEN // 2 - int((end - begin) * FRAME / speed) // 2 - AROUND * FRAME
    word = word[max(0, -first) :]
    first = max(0, first)
    part = word[: SEEN - first]
    seen[first : first + len(part)] = part
    return seen


def versions(sound: Floats, begin: int, end: int, dice: np.random.Generator) -> list[Floats]:
    """Return the `VERSIONS` of one word."""
    speeds = (1.0, dice.uniform(0.9, 1.11), dice.uniform(0.93, 1.07), dice.uniform(0.93, 1.07))
    return [alone(sound, begin, end, dice, s, in_room=n > 1) for n, s in enumerate(speeds)]


def bands_of(sounds: list[Floats]) -> Floats:
    """Return what is kept of them: (n, FRAMES, BANDS), decibels."""
    return np.array([log_bands(sound) for sound in sounds], np.float16)


def as_recorded(sound: Floats) -> NDArray[np.int16]:
    """Return a sound for the teacher, which needs more than bands."""
    return np.rint(np.clip(sound, -32768, 32767)).astype(np.int16)


def voices(packages: Path, audio: Path) -> Iterator[tuple[str, Path]]:
    """Yield whose voice it is and the recording."""
    for package in sorted(packages.iterdir()):
        if package.name.startswith(VOICES):
            yield from ((package.name, f) for f in _sounds(package) if "silence" not in f.parts)
    for file in _sounds(audio / "speech_commands"):
        if file.parent.name not in DIGITS:
            yield "single words", file
    yield from (("whole sentences", file) for file in _sounds(audio / "intents"))


def noises(packages: Path) -> Iterator[Floats]:
    """Yield every sound that is no voice, not more than 40 s of it, all as loud."""
    files = [f for p in sorted(packages.iterdir()) if p.name.startswith(NOISES) for f in _sounds(p)]
    for file in track(files, "noises"):
        sound = read(file)[: 40 * RATE_HZ]
        if len(sound) >= RATE_HZ // 6:
            yield as_loud(sound)


def noise_bands(packages: Path) -> list[NDArray[np.float16]]:
    """Return the bands of every sound that is no voice, at least `FRAMES` long."""
    sounds = (np.tile(sound, SEEN // len(sound) + 1) for sound in noises(packages))
    return [log_bands(sound).astype(np.float16) for sound in sounds]


def main() -> int:
    """Write words, whose voice each is, and noises into one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="folder with a folder for each package")
    parser.add_argument("audio", type=Path, help="folder with speech_commands and intents")
    parser.add_argument("out", type=Path, help="the .npz to write")
    options = parser.parse_args()
    dice = np.random.default_rng(0)
    seen: set[bytes] = set()
    count: Counter[str] = Counter()
    words, whose, sounds = [], [], []
    for voice, file in track(list(voices(options.packages, options.audio)), "voices"):
        known = hashlib.sha256(file.read_bytes()).digest()
        if known in seen:
            continue
        seen.add(known)
        sound = read(file)
        for begin, end in spans(sound, dice):
            if count[voice] < MAX_OF_A_VOICE:
                count[voice] += 1
                several = versions(sound, begin, end, dice)
                words.append(bands_of(several))
                sounds.append(as_recorded(several[0]))
                whose.append(voice)
    rows = noise_bands(options.packages)
    lengths = np.array([len(r) for r in rows])
    np.savez(
        options.out, allow_pickle=False,
        words=np.array(words), whose=np.array(whose), sounds=np.array(sounds),
        noise=np.concatenate(rows), lengths=lengths,
    )  # fmt: skip
    for voice, n in count.items():
        print(f"{n:6} {voice}")
    print(
        f"{len(words):6} words; {lengths.sum() / 6000:.0f} minutes of noise; {WORD_NET_BANDS} bands"
    )
    return 0


def _sounds(folder: Path) -> list[Path]:
    return sorted(f for f in folder.rglob("*") if f.suffix in SOUNDS and f.is_file())


if __name__ == "__main__":
    sys.exit(main())
