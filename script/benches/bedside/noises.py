"""Noises of a house that are nobody's word, made up: the same each time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from device.sound.block import RATE_HZ, Samples, samples

LOUD = 9000.0


def noises(kitchen: Samples, talk: list[Samples], count: int) -> Iterator[tuple[str, Samples]]:
    """Yield named noises, kinds in turn: kitchen, tap, cough, tone, television."""
    dice = np.random.default_rng(23)
    kinds = (_tap, _cough, _tone)
    for n in range(count):
        if n % 5 == 0:
            at = int(dice.integers(len(kitchen) - samples(1.2)))
            yield "kitchen", _as_loud(kitchen[at : at + samples(1.2)].astype(np.float64))
        elif n % 5 == 1 and talk:
            voice = talk[n % len(talk)].astype(np.float64)
            at = int(dice.integers(max(1, len(voice) - samples(1.0))))
            tune = _chord(dice, samples(1.0))[: len(voice[at : at + samples(1.0)])]
            yield "television", _as_loud(_dull(voice[at : at + samples(1.0)]) / 3000 + 0.4 * tune)
        else:
            made = kinds[n % 5 - 2](dice)
            yield kinds[n % 5 - 2].__name__[1:], _as_loud(made)


def _tap(dice: np.random.Generator) -> NDArray[np.float64]:
    """Two knocks on wood."""
    length = samples(0.5)
    sound = np.zeros(length)
    for at in (0, int(dice.integers(samples(0.15), samples(0.3)))):
        t = np.arange(length - at) / RATE_HZ
        ring = np.sin(2 * np.pi * dice.uniform(180, 900) * t) * np.exp(-t * dice.uniform(30, 80))
        sound[at:] += ring + 0.3 * dice.normal(size=len(t)) * np.exp(-t * 200)
    return sound


def _cough(dice: np.random.Generator) -> NDArray[np.float64]:
    """One or two bursts of breath, coloured as by a throat."""
    parts = []
    for _ in range(int(dice.integers(1, 3))):
        t = np.arange(samples(dice.uniform(0.15, 0.35))) / RATE_HZ
        shape = np.minimum(1, t / 0.01) * np.exp(-t * dice.uniform(6, 14))
        voiced = 0.3 * np.sign(np.sin(2 * np.pi * dice.uniform(90, 180) * t))
        parts += [_dull(dice.normal(size=len(t)) + voiced) * shape, np.zeros(samples(0.1))]
    return np.concatenate(parts)


def _tone(dice: np.random.Generator) -> NDArray[np.float64]:
    """A beep of an appliance."""
    t = np.arange(samples(dice.uniform(0.2, 0.8))) / RATE_HZ
    beep: NDArray[np.float64] = np.sin(2 * np.pi * dice.uniform(350, 2400) * t)
    return beep


def _chord(dice: np.random.Generator, length: int) -> NDArray[np.float64]:
    t = np.arange(length) / RATE_HZ
    root = dice.uniform(150, 350)
    sound: NDArray[np.float64] = sum(
        (np.sin(2 * np.pi * root * ratio * t) for ratio in (1.0, 1.25, 1.5, 2.0)), np.zeros(length)
    )
    return sound


def _dull(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    duller: NDArray[np.float64] = np.convolve(sound, np.hanning(9) / np.hanning(9).sum(), "same")
    return duller


def _as_loud(sound: NDArray[np.float64]) -> Samples:
    made: Samples = (sound * LOUD / max(1e-9, np.abs(sound).max())).astype(np.int16)
    return made
