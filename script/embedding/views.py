"""What Google's mel bands show of each word: alone and near, and three times as the box hears it.

In a room, over the noise of a house, over other people's talk: the network is to find behind all
that what it would have seen of the word alone. Both are aligned to the sample.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from rich.progress import track
from scipy.signal import fftconvolve

from device.hearing.enrolled.embedding import EMBEDDING_HOP, EMBEDDING_WINDOW, mels
from device.hearing.enrolled.features import FEATURE_FLOOR_DBFS, FEATURE_LEVEL_DBFS
from script.word_net.words import FRAME, Floats, noises, room

Dice = np.random.Generator

FRAMES = EMBEDDING_WINDOW + 10 * EMBEDDING_HOP
"""Mel frames of a view: 11 of the embedding's own, which see middles of 0.8 s."""

LENGTH = FRAMES * FRAME + 3 * FRAME
VIEWS = 3
FULL = 32768.0


def level(sound: Floats) -> float:
    """Return the RMS of what sounds: frames of 10 ms no more than 25 dB below the loudest."""
    power = np.square(sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 10**-2.5].mean()))


def at_its_level(sound: Floats) -> Floats:
    """Return a word as loud as the box makes it before it looks at it."""
    louder: Floats = sound * np.float32(FULL * 10 ** (FEATURE_LEVEL_DBFS / 20) / level(sound))
    return louder


class Surroundings:
    """`around` a word: what else sounds while it is said."""

    def __init__(self, noises: list[Floats], words: Floats, dice: Dice) -> None:
        self._noises = noises
        self._words = words
        self._dice = dice

    def around(self, word: Floats) -> Floats:
        """Return the word (`LENGTH`) as it arrives."""
        dice = self._dice
        heard, loud = word, level(word)
        if dice.random() < 0.75:  # noqa: PLR2004 - three in four
            heard = fftconvolve(word, room(dice))[:LENGTH]
            loud = level(heard)
        for share, least_db, most_db in ((0.85, -3, 24), (0.3, 3, 30)):
            if dice.random() < share:
                noise = self._noise()
                rms = float(np.sqrt(np.mean(np.square(noise)))) + 1e-6
                heard = heard + noise * (loud / rms * 10 ** (-dice.uniform(least_db, most_db) / 20))
        there: Floats = heard.astype(np.float32)
        return there

    def _noise(self) -> Floats:
        """Mostly what sounds in a house; sometimes three voices at once, or a hiss."""
        dice, kind = self._dice, self._dice.random()
        if kind < 0.12:  # noqa: PLR2004 - one in eight
            some = self._words[dice.integers(len(self._words), size=3)].astype(np.float32)
            talk = [np.roll(np.tile(w, 2)[:LENGTH], dice.integers(LENGTH)) for w in some]
            babble: Floats = np.sum(talk, axis=0, dtype=np.float32)
            return babble
        if kind < 0.25:  # noqa: PLR2004 - one in eight
            spectrum = np.fft.rfft(dice.standard_normal(LENGTH))
            spectrum *= (np.arange(len(spectrum)) + 20.0) ** -dice.uniform(0, 0.8)
            hiss: Floats = np.fft.irfft(spectrum, LENGTH).astype(np.float32)
            return hiss
        noise = self._noises[dice.integers(len(self._noises))]
        begin = int(dice.integers(len(noise) - LENGTH + 1))
        return noise[begin : begin + LENGTH]


def main() -> int:
    """Write the mels of every word: `near` (n, FRAMES, mels), `heard` (n, VIEWS, FRAMES, mels)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="folder with a folder for each package")
    parser.add_argument(
        "folder", type=Path, help="with words.npz and voiced.npz; views.npz goes there"
    )
    options = parser.parse_args()
    dice = np.random.default_rng(100)
    with (
        np.load(options.folder / "words.npz") as kept,
        np.load(options.folder / "voiced.npz") as said,
    ):
        sounds = np.concatenate([kept["sounds"], said["sounds"]])
        whose = np.concatenate([kept["whose"], said["whose"]])
        # A recording is one of a word: nobody says it twice.
        which = np.concatenate([[f"{n}" for n in range(len(kept["sounds"]))], said["which"]])
    around = [np.tile(sound, LENGTH // len(sound) + 2) for sound in noises(options.packages)]
    surroundings = Surroundings(around, sounds, dice)
    quiet = dice.standard_normal(LENGTH).astype(np.float32) * np.float32(
        FULL * 10 ** (FEATURE_FLOOR_DBFS / 20)
    )
    pad = (LENGTH - sounds.shape[1]) // 2
    near, heard = [], []
    for sound in track(sounds, "words"):
        word = np.zeros(LENGTH, np.float32)
        word[pad : pad + len(sound)] = sound
        near.append(mels(at_its_level(word) + quiet)[:FRAMES])
        several = [surroundings.around(word) for _ in range(VIEWS)]
        gains = 10 ** (dice.uniform(-3, 3, VIEWS) / 20)
        floors = dice.choice([1.0, 3.0], VIEWS)
        several = [
            (at_its_level(s) * g + quiet * f).astype(np.float32)
            for s, g, f in zip(several, gains, floors, strict=True)
        ]
        heard.append([mels(s)[:FRAMES] for s in several])
    np.savez(
        options.folder / "views.npz", allow_pickle=False, near=np.array(near, np.float16),
        heard=np.array(heard, np.float16), whose=whose, which=which,
    )  # fmt: skip
    print(f"{len(near)} words, {VIEWS} views of each")
    return 0


if __name__ == "__main__":
    sys.exit(main())
