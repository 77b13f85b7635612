"""The cohort: words of other people, as shapes. What is not nearer to a take than they are is none.

`cohort.npz` holds 200 single words of as many other people (20 words that are neither commands nor
numbers, ten people each), made by `script/benches/cohort.py` from Google's Speech Commands v0.01
(Pete Warden, CC BY 4.0). They are features; no sound can be had back from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.hearing.taught.cepstra import VALUES as CEPSTRA
from device.hearing.taught.features import CEPSTRA_PLACES, PLACES, VERSION, Shape

Floats = NDArray[np.float32]

FILE = Path(__file__).with_name("cohort.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Other people's words in the scale in which words are compared.

    `embedding` and `cepstra` have a row for each, of length 1; `place` brings a shape there.
    """

    embedding: Floats
    cepstra: Floats
    _middle: Floats
    _scale: Floats
    _centres: tuple[Floats, Floats]

    def place(self, shape: Shape) -> tuple[Floats, Floats]:
        """Return embedding and cepstra of a shape, a row for each of its readings."""
        deep = _unit(shape.embedding - self._middle) - self._centres[0]
        plain = _unit(shape.cepstra / self._scale) - self._centres[1]
        return _unit(deep), _unit(plain)

    def nearest(self, shape: Shape) -> float:
        """Return how like the whole utterance is to the most similar word of other people."""
        return float((self.place(shape)[0][0] @ self.embedding.T).max())


def cohort_of(shapes: list[Shape]) -> Cohort:
    """Make a cohort of shapes; of each the whole word is taken."""
    deep = np.array([s.embedding[0] for s in shapes], np.float32)
    plain = np.array([s.cepstra[0] for s in shapes], np.float32)
    middle = np.tile(deep.reshape(-1, deep.shape[1] // PLACES).mean(axis=0), PLACES)
    scale = np.tile(plain.reshape(-1, CEPSTRA).std(axis=0) + 1e-6, CEPSTRA_PLACES)
    deep, plain = _unit(deep - middle), _unit(plain / scale)
    centres = (deep.mean(axis=0), plain.mean(axis=0))
    return Cohort(_unit(deep - centres[0]), _unit(plain - centres[1]), middle, scale, centres)


@cache
def cohort() -> Cohort:
    """Return the cohort that comes with the project; read once."""
    with np.load(FILE, allow_pickle=False) as kept:
        if int(kept["version"]) != VERSION:
            raise RuntimeError(f"{FILE.name} is of another version: script/bench cohort makes it")
        deep = kept["embedding"].astype(np.float32)
        plain = kept["cepstra"].astype(np.float32)
    return cohort_of(
        [Shape(d[np.newaxis], p[np.newaxis]) for d, p in zip(deep, plain, strict=True)]
    )


def write_cohort(file: Path, shapes: list[Shape]) -> None:
    """Write shapes as a cohort's file."""
    np.savez_compressed(
        file,
        version=np.int64(VERSION),
        embedding=np.array([s.embedding[0] for s in shapes], np.float16),
        cepstra=np.array([s.cepstra[0] for s in shapes], np.float16),
    )


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
