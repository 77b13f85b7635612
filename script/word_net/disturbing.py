"""What happens to a word on its way: another template, another microphone, the noise of a house."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.hearing.enrolled.word_net import FRAMES, WORD_NET_BANDS, as_seen

Floats = NDArray[np.float32]
Dice = np.random.Generator

ALONG_BANDS = np.linspace(-1, 1, WORD_NET_BANDS)
ALONG_TIME = np.linspace(0, 1, FRAMES)
NOT_FOUND_DB = 30
"""Level below the peak at which a word is taken to be over, in dB."""


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """Every sound that is no voice, one after the other: (frames, BANDS) in decibels."""

    bands: Floats
    lengths: NDArray[np.int64]

    def power(self, count: int, dice: Dice) -> Floats:
        """Return the power of pieces anywhere in it: (count, FRAMES, BANDS)."""
        which = dice.integers(len(self.lengths), size=count)
        begins = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])[which]
        begins = begins + (dice.random(count) * (self.lengths[which] - FRAMES + 1)).astype(int)
        return _power(self.bands[begins[:, np.newaxis] + np.arange(FRAMES)])


def view(words: Floats, noise: Noise, others: Floats, dice: Dice) -> Floats:
    """Return words (n, FRAMES, BANDS; decibels) as the network sees them, each in its own noise.

    `others`: words of anybody, of which a babble is made.
    """
    count = len(words)
    power = _moved(_power(words), dice)
    power = _said_again(power, dice)
    begins, ends = _place(power)
    power *= _db(_colour(count, dice))[:, np.newaxis]
    level = np.quantile(power.sum(axis=2), 0.85, axis=1)
    for share, least_db, most_db in ((0.75, 0, 28), (0.3, 3, 30)):
        added = _some_noise(count, noise, others, dice)
        ratio_db = dice.uniform(least_db, most_db, count)
        loud = level * (dice.random(count) < share) * _db(-ratio_db)
        loud /= added.sum(axis=2).mean(axis=1) + 1e-9
        power += added * loud[:, np.newaxis, np.newaxis] * _grain(20, power.shape, dice)
    power *= _cut_out(begins, ends, dice)[:, :, np.newaxis]
    floor = level * _db(-dice.uniform(30, 55, count)) / WORD_NET_BANDS
    power += _grain(8, power.shape, dice) * floor[:, np.newaxis, np.newaxis]
    bands = 10 * np.log10(power + 1e-3)
    return np.array([as_seen(one) for one in bands])


def _power(bands: Floats) -> Floats:
    power: Floats = np.power(10, bands.astype(np.float32) / 10, dtype=np.float32)
    return power


def _db(decibels: NDArray[np.float64]) -> NDArray[np.float64]:
    ratio: NDArray[np.float64] = 10 ** (decibels / 10)
    return ratio


def _grain(shape: float, size: tuple[int, ...], dice: Dice) -> Floats:
    """Power of noise is never even, not in a steady hiss either."""
    grain: Floats = dice.standard_gamma(shape, size, dtype=np.float32) / np.float32(shape)
    return grain


def _moved(power: Floats, dice: Dice) -> Floats:
    """Up to 70 ms earlier or later: where a word begins is never quite known."""
    at = np.arange(FRAMES) - dice.integers(-7, 8, size=(len(power), 1))
    inside = (at >= 0) & (at < FRAMES)
    moved = np.take_along_axis(power, np.clip(at, 0, FRAMES - 1)[:, :, np.newaxis], axis=1)
    there: Floats = moved * inside[:, :, np.newaxis]
    return there


def _said_again(power: Floats, dice: Dice) -> Floats:
    """Faster here and slower there, the voice a little higher or lower."""
    count = len(power)
    phases = dice.uniform(0, 2 * np.pi, (count, 3, 1))
    swing = dice.standard_normal((count, 3, 1)) * np.array([0.035, 0.02, 0.01])[:, np.newaxis]
    turns = 2 * np.pi * np.array([1, 2, 3])[:, np.newaxis] * ALONG_TIME
    at = ALONG_TIME + (swing * np.sin(turns + phases)).sum(axis=1)
    at -= at[:, FRAMES // 2, np.newaxis] - 0.5
    power = _between(power, at * (FRAMES - 1), axis=1)
    wider = dice.normal(1, 0.03, (count, 1))
    return _between(
        power, np.arange(WORD_NET_BANDS) * wider + dice.normal(0, 0.35, (count, 1)), axis=2
    )


def _between(power: Floats, at: NDArray[np.float64], axis: int) -> Floats:
    at = np.clip(at, 0, power.shape[axis] - 1.001)
    before = np.expand_dims(at.astype(int), 3 - axis)
    part = np.expand_dims((at % 1).astype(np.float32), 3 - axis)
    here = np.take_along_axis(power, before, axis)
    there: Floats = here * (1 - part) + np.take_along_axis(power, before + 1, axis) * part
    return there


def _place(power: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    levels = 10 * np.log10(power.sum(axis=2) + 1e-9)
    loud = levels > levels.max(axis=1, keepdims=True) - NOT_FOUND_DB
    return loud.argmax(axis=1), FRAMES - 1 - loud[:, ::-1].argmax(axis=1)


def _colour(count: int, dice: Dice) -> NDArray[np.float64]:
    """Return decibels (count, BANDS): a microphone's; one in four is a narrow one."""
    f = ALONG_BANDS
    curves = np.array(
        [6 * f, 3 * (2 * f * f - 1), 1.5 * np.cos(3 * np.pi * f), 1.5 * np.cos(5 * np.pi * f)]
    )
    colour = dice.standard_normal((count, 4)) @ curves
    narrow = np.maximum(0, f - dice.uniform(0.35, 1, (count, 1))) * 200
    together: NDArray[np.float64] = colour - narrow * (dice.random((count, 1)) < 0.25)  # noqa: PLR2004 - one in four
    return together


def _some_noise(count: int, noise: Noise, others: Floats, dice: Dice) -> Floats:
    """Mostly what sounds in a house; sometimes three voices at once, or a hiss."""
    power = noise.power(count, dice)
    kind = dice.random(count)
    babble, hiss = np.flatnonzero(kind < 0.12), np.flatnonzero(kind > 0.85)  # noqa: PLR2004 - shares
    for _ in range(3):
        voices = _power(others[dice.integers(len(others), size=len(babble))])
        power[babble] += np.roll(voices, int(dice.integers(FRAMES)), axis=1)
    tilt = _db((dice.normal(0, 8, (len(hiss), 1)) - 6) * ALONG_BANDS)
    power[hiss] = _grain(8, (len(hiss), FRAMES, WORD_NET_BANDS), dice) * tilt[:, np.newaxis]
    return power


def _cut_out(begins: NDArray[np.int64], ends: NDArray[np.int64], dice: Dice) -> NDArray[np.bool_]:
    """The box cuts an utterance out of the noise around it; three in five are seen so."""
    count, at = len(begins), np.arange(FRAMES)
    first = (begins - dice.integers(2, 50, count))[:, np.newaxis]
    last = (ends + dice.integers(2, 45, count))[:, np.newaxis]
    whole = dice.random((count, 1)) > 0.6  # noqa: PLR2004 - two in five
    seen: NDArray[np.bool_] = whole | ((at >= first) & (at <= last))
    return seen
