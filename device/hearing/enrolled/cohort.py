"""The cohort: words of other people, as features.

What is not nearer to a template than they are is none.

`cohort.npz` holds 199 single words of as many other people (20 words that are neither commands nor
numbers, ten people each) as they sound in five rooms, made by `script/benches/cohort.py` from
Google's Speech Commands v0.01 (Pete Warden, CC BY 4.0). They are features; no sound can be had
back from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.hearing.enrolled.cepstra import CEPSTRA_VALUES as CEPSTRA
from device.hearing.enrolled.features import (
    CEPSTRA_PLACES,
    FEATURE_PARTS,
    FEATURE_VERSION,
    PLACES,
    Features,
)

Floats = NDArray[np.float32]

COHORT_FILE = Path(__file__).with_name("cohort.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Other people's words in the scale in which words are compared.

    `words` has a row for each, of length 1; `place` brings features there.
    """

    words: Features
    _middle: Floats
    _scale: Floats
    _centres: Features

    def place(self, features: Features) -> Features:
        """Return features with all rows in the scale in which they are compared, of length 1."""
        return Features(
            _unit(_unit(features.embedding - self._middle) - self._centres.embedding),
            _unit(_unit(features.cepstra / self._scale) - self._centres.cepstra),
            _unit(_unit(features.whole) - self._centres.whole),
        )

    def nearest(self, features: Features) -> float:
        """Return how like the whole of `features` is to the nearest word of others, -1 to 1."""
        return float((self.place(features).embedding[0] @ self.words.embedding.T).max())


def cohort_of(words: list[Features]) -> Cohort:
    """Make a cohort of the features of `words`; of each the whole word is taken."""
    deep, plain, whole = (
        np.array([rows[0] for rows in part], np.float32)
        for part in zip(*(features.parts for features in words), strict=True)
    )
    middle = np.tile(deep.reshape(-1, deep.shape[1] // PLACES).mean(axis=0), PLACES)
    scale = np.tile(plain.reshape(-1, CEPSTRA).std(axis=0) + 1e-6, CEPSTRA_PLACES)
    of_length_1 = _unit(deep - middle), _unit(plain / scale), _unit(whole)
    centres = Features(*(rows.mean(axis=0) for rows in of_length_1))
    here = Cohort(centres, middle, scale, centres)
    return replace(here, words=here.place(Features(deep, plain, whole)))


@cache
def cohort() -> Cohort:
    """Return the cohort that comes with the project. It is read once.

    Raises RuntimeError for a file of another `FEATURE_VERSION`.
    """
    with np.load(COHORT_FILE, allow_pickle=False) as kept:
        if int(kept["version"]) != FEATURE_VERSION:
            raise RuntimeError(
                f"{COHORT_FILE.name} is of another version: script/bench cohort makes it"
            )
        parts = [kept[name].astype(np.float32) for name in FEATURE_PARTS]
    return cohort_of(
        [Features(*(rows[np.newaxis] for rows in word)) for word in zip(*parts, strict=True)]
    )


def write_cohort(file: Path, words: list[Features]) -> None:
    """Write `words`, the features of words of other people, as the cohort's `file`.

    Raises OSError.
    """
    parts = {
        name: np.array([getattr(s, name)[0] for s in words], np.float16) for name in FEATURE_PARTS
    }
    np.savez_compressed(file, allow_pickle=False, version=np.int64(FEATURE_VERSION), **parts)


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
