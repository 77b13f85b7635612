"""What is kept of a spoken word: its features, from which no sound can be had back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from device.hearing.enrolled.cepstra import FRAME, cepstra
from device.hearing.enrolled.embedding import EMBEDDING_HOP, embedded
from device.hearing.enrolled.word_net import REACH, word_values
from device.hearing.recognizer import SampleRange, SoundPair
from device.sound.block import Samples, samples

Floats = NDArray[np.float32]
Frames = tuple[int, int]
"""The first frame (10 ms) of something, and the one after its last."""

FEATURE_VERSION = 4
"""Changes with everything here; features of another version cannot be compared."""

PLACES = 8
"""At so many places along the word the embedding is looked at."""

CEPSTRA_PLACES = 12

CUTS = ((0.0, 0.0), (0.0, 0.15), (0.12, 0.0), (0.0, 0.3))
"""Shares left out at the beginning and the end: a breath or the room's echo may hang on a word."""

WHOLE_CUTS = 2
"""Number of cuts that the word network sees; their rows stand for the others, too. More are no
better (docs/decisions/embedding-trained-further.md)."""

FEATURE_LEVEL_DBFS = -26.0
FEATURE_FLOOR_DBFS = -68.0
AROUND = 40
"""Frames of surroundings the embedding needs on either side."""

MORE_AROUND = REACH - AROUND
"""Frames of context that the word network needs beyond `AROUND`."""

BELOW_PEAK_DB = 28.0
OVER_FLOOR_DB = 8.0
MIN_RANGE_DB = 12.0
MAX_WORD_S = 2.2
MIN_WORD_S = 0.08
HISS_S = 10.0


class NoWord(Exception):
    """There is no word in a sound; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One utterance, read with each of the `CUTS`: (4, values); what the values are see there.

    `embedding` and `cepstra` are taken at places along the word, `whole` is of all of it at once.
    """

    embedding: Floats
    cepstra: Floats
    whole: Floats

    @property
    def parts(self) -> tuple[Floats, Floats, Floats]:
        """Return all of it, in the order of `FEATURE_PARTS`."""
        return self.embedding, self.cepstra, self.whole


FEATURE_PARTS = tuple(field.name for field in fields(Features))
"""The names that features are kept under."""


def stacked(several: Iterable[Features]) -> Features:
    """Return one object with the rows of all `several`, in their order."""
    return Features(
        *map(np.concatenate, zip(*(features.parts for features in several), strict=True))
    )


def span(sound: Samples) -> Frames:
    """Return first and last frame (10 ms) of what stands out in `sound`. Raises NoWord."""
    whole = len(sound) // FRAME * FRAME
    power = np.mean(np.square(sound[:whole].astype(np.float64).reshape(-1, FRAME)), axis=1)
    levels = 10 * np.log10(power + 1e-3)
    if not len(levels) or not np.any(sound):
        raise NoWord("it is silent")
    peak = float(levels.max())
    floor = max(peak - BELOW_PEAK_DB, float(np.quantile(levels, 0.1)) + OVER_FLOOR_DB)
    loud = np.flatnonzero(levels > min(floor, peak - MIN_RANGE_DB))
    first, last = max(0, int(loud[0]) - 3), min(len(levels), int(loud[-1]) + 6)
    if loud[-1] + 1 - loud[0] < MIN_WORD_S * 100:
        raise NoWord("it is too short")
    if last - first > MAX_WORD_S * 100:
        raise NoWord(f"it is longer than {MAX_WORD_S:g} s")
    return first, last


def features_of(sound: Samples) -> Features:
    """Return the features of the only word in `sound` (`RATE_HZ`). Raises NoWord."""
    return _features(SoundPair(sound, sound), [span(sound)])[0]


def candidates_in(sounds: SoundPair, spoken: Sequence[SampleRange]) -> list[Features]:
    """Return the features of what may be the word: of each part in which somebody speaks.

    Where a word begins and ends is seen best where there is less noise.

    Args:
        sounds: One utterance, 16 kHz, as it was and with less noise in it.
        spoken: Parts of it in samples. The first holds the others; what is outside of it is not
            looked at. Where no part is known it is all of `sounds`.

    The embedding has learned what noise is: of each part there are two, one with that of the
    sound as it was. All else is of what has less noise in it (docs/decisions/denoised-features.md).
    """
    begin, end = spoken[0] if spoken else (0, len(sounds.raw))
    whole = SoundPair(*(sound[begin:end] for sound in sounds.both))
    words = []
    for first, last in spoken or [(begin, end)]:
        frame = max(0, first - begin) // FRAME
        with suppress(NoWord):
            one = span(whole.denoised[frame * FRAME : last - begin])
            words.append((frame + one[0], frame + one[1]))
    return _features(whole, list(dict.fromkeys(words))) if words else []


def _features(sounds: SoundPair, words: Sequence[Frames]) -> list[Features]:
    """Return the features of each word in `sounds`, all as loud as the first.

    One for each, or two where there is a sound with less noise in it.
    """
    first, last = min(word[0] for word in words), max(word[1] for word in words)
    raw, denoised = (
        _padded(sound, words[0], first - REACH, last + REACH + 2) for sound in sounds.both
    )
    embeddings = [
        embedded(_near(sound), AROUND, AROUND + last - first + EMBEDDING_HOP)
        for sound in (raw, denoised)[: 1 if np.array_equal(raw, denoised) else 2]
    ]
    spectra = cepstra(_near(denoised))
    cuts = [[(begin - first, end - first) for begin, end in _cuts(word)] for word in words]
    middles = [(2 * REACH + sum(cut)) * FRAME // 2 for of in cuts for cut in of[:WHOLE_CUTS]]
    wholes = np.split(word_values(denoised, middles), len(words))
    found = []
    for each, whole in zip(cuts, wholes, strict=True):
        plain = np.array([_cepstra_along(spectra[AROUND + a : AROUND + b]) for a, b in each])
        for frames in embeddings:
            deep = np.array(
                [_along(frames, PLACES, a / EMBEDDING_HOP, b / EMBEDDING_HOP) for a, b in each]
            )
            found.append(Features(deep, plain, np.tile(whole, (len(CUTS) // WHOLE_CUTS, 1))))
    return found


def _cuts(word: Frames) -> list[Frames]:
    """Return the frames that each of the `CUTS` leaves of a word, four of them at least."""
    begin, length = word[0], word[1] - word[0]
    heads = [(begin + int(head * length), tail) for head, tail in CUTS]
    return [(at, max(begin + int((1 - tail) * length), at + 4)) for at, tail in heads]


def _cepstra_along(cut: Floats) -> Floats:
    return _along(cut - cut.mean(axis=0), CEPSTRA_PLACES, 0, len(cut) - 1)


def _padded(sound: Samples, word: Frames, begin: int, end: int) -> Floats:
    """Return the frames from `begin` to `end`, where they are, with `word` as loud as always."""
    said = sound[word[0] * FRAME : word[1] * FRAME].astype(np.float32)
    loud = np.sqrt(np.mean(np.square(said)))
    gain = np.float32(32768 * 10 ** (FEATURE_LEVEL_DBFS / 20) / max(loud, 1.0))
    there = sound[max(0, begin) * FRAME : end * FRAME].astype(np.float32) * gain
    missing = (max(0, -begin) * FRAME, max(0, (end - max(0, begin)) * FRAME - len(there)))
    padded: Floats = np.pad(there, missing)
    padded += _hiss()[: len(padded)]
    return padded


def _near(padded: Floats) -> Floats:
    """Return the surroundings the embedding needs, without those of the word network."""
    return padded[MORE_AROUND * FRAME : len(padded) - MORE_AROUND * FRAME]


def _along(frames: Floats, places: int, begin: float, end: float) -> Floats:
    """Frames at `places` evenly from `begin` to `end`, one after the other in a row."""
    at = np.clip(np.linspace(begin, end, places), 0, len(frames) - 1)
    before = np.minimum(at.astype(int), max(0, len(frames) - 2))
    part = (at - before)[:, np.newaxis].astype(np.float32)
    after = np.minimum(before + 1, len(frames) - 1)
    row: Floats = (frames[before] * (1 - part) + frames[after] * part).ravel()
    return row


@cache
def _hiss() -> Floats:
    """The same quiet noise every time: a network that sees digital silence sees an edge."""
    dice = np.random.default_rng(0)
    level = 32768 * 10 ** (FEATURE_FLOOR_DBFS / 20)
    return (dice.standard_normal(samples(HISS_S)) * level).astype(np.float32)
