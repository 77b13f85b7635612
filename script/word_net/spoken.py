"""Let synthetic voices say the same words: the training learns what of a word is not the voice."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import numpy as np
from rich.progress import track

from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine
from script.word_net.words import (
    DIGITS,
    FRAME,
    Floats,
    alone,
    as_recorded,
    bands_of,
    levels_of,
    read,
)

WORDS = 1500
ESPEAK = [f"{a}+{v}{n}" for a in ("en-us", "en-gb-scotland") for v in "fm" for n in range(1, 6)]
FLITE = ("kal16", "awb", "rms", "slt")


def by_espeak(text: str, dice: Random) -> list[Floats]:
    """Return what three of `ESPEAK` make of it, each in its own tempo and height."""
    sounds = []
    for who in dice.sample(ESPEAK, 3):
        voice = Pyttsx3Engine(who, dice.randint(120, 190), dice.randint(30, 70))
        try:
            sounds.append((voice.render(text) / 32768).astype(np.float32))
        except CannotSpeak as problem:
            print(problem)
    return sounds


def by_flite(text: str, voice: str, dice: Random) -> Floats:
    """Return what the program flite says."""
    stretch = f"duration_stretch={dice.uniform(0.8, 1.3):.2f}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "word.wav"
        told = ["flite", "-voice", voice, "-t", text, "--setf", stretch, "-o", str(file)]
        subprocess.run(told, check=True)  # noqa: S603 - its own arguments
        return read(file)


def word_of(sound: Floats) -> tuple[Floats, int, int]:
    """Return the sound with silence around it, and where the whole word is."""
    padded = np.pad(sound, FRAME * 10)
    levels = levels_of(padded)
    loud = np.flatnonzero(levels > levels.max() - 32)
    return padded, int(loud[0]), int(loud[-1]) + 1


def main() -> int:
    """Write five voices' bands of every word, dry and in a room."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("list", type=Path, help="a list of words, one on each line")
    parser.add_argument("out", type=Path, help="the .npz to write")
    options = parser.parse_args()
    dice, np_dice = Random(3), np.random.default_rng(1)
    lines = options.list.read_text(encoding="utf-8").split()
    plain = [w for w in lines if w.isascii() and w.isalpha() and w.islower() and 3 <= len(w) <= 9]  # noqa: PLR2004 - one to four syllables
    kept, which, dry = [], [], []
    words = dice.sample([w for w in plain if w not in DIGITS], WORDS)
    for n, text in enumerate(track(words, "words")):
        sounds = by_espeak(text, dice)
        sounds += [by_flite(text, voice, dice) for voice in dice.sample(FLITE, 2)]
        for sound in sounds:
            padded, begin, end = word_of(sound)
            if not 18 <= end - begin <= 115:  # noqa: PLR2004 - 10 ms: what the network sees whole
                continue
            speed = np_dice.uniform(0.9, 1.1)
            both = [alone(padded, begin, end, np_dice, speed, in_room=r) for r in (False, True)]
            kept.append(bands_of(both))
            dry.append(as_recorded(both[0]))
            which.append(n)
    np.savez(
        options.out, allow_pickle=False,
        words=np.array(kept), which=np.array(which), sounds=np.array(dry),
    )  # fmt: skip
    print(f"{len(kept)} sounds of {len(set(which))} words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
