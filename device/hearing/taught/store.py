"""Where taught words are kept: features in one file, for the owner only, whole or as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from device.files import for_the_box, make_folder, placing
from device.hearing.taught.features import PARTS, VERSION, Shape

NAME = "voice.npz"
ANCHORS = 3
"""So many takes of a word, the first ones, stay as they were taught whatever comes after."""


class StoreDamaged(Exception):
    """The file is there and cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """One take of a word. `synthetic`: rendered at set-up, not said by a person."""

    word: str
    shape: Shape
    synthetic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """All takes, the oldest first."""

    takes: tuple[Take, ...] = ()

    @property
    def by_word(self) -> Mapping[str, tuple[Shape, ...]]:
        """Return the shapes of every word."""
        words = dict.fromkeys(take.word for take in self.takes)
        return MappingProxyType(
            {w: tuple(t.shape for t in self.takes if t.word == w) for w in words}
        )

    def __bool__(self) -> bool:
        """Whether any word is known."""
        return bool(self.takes)

    @property
    def taught(self) -> frozenset[str]:
        """Return the words that a person has said."""
        return frozenset(take.word for take in self.takes if not take.synthetic)

    @property
    def synthetic(self) -> frozenset[str]:
        """Return the words that are known from rendered takes alone."""
        return frozenset(take.word for take in self.takes) - self.taught

    def with_takes(self, takes: Iterable[Take]) -> Voice:
        """Return a voice in which these words have these takes and no others."""
        new = tuple(takes)
        words = {take.word for take in new}
        return Voice((*(t for t in self.takes if t.word not in words), *new))

    def starting_from(self, takes: Iterable[Take]) -> Voice:
        """Return a voice that has rendered takes of the words that nobody has taught."""
        mine = tuple(t for t in self.takes if not t.synthetic)
        return Voice((*mine, *(t for t in takes if t.word not in self.taught)))

    def without(self, word: str) -> Voice:
        """Return a voice that does not know `word`."""
        return Voice(tuple(take for take in self.takes if take.word != word))

    def followed(self, take: Take) -> Voice:
        """Return a voice in which `take` replaces the oldest of a taught word but its `ANCHORS`.

        So a hoarse week cannot wear the word away. A word that is known from rendered takes alone
        stays as it is: one take is too few.
        """
        mine = [t for t in self.takes if t.word == take.word]
        if len(mine) <= ANCHORS or any(t.synthetic for t in mine):
            return self
        rest = tuple(t for t in self.takes if t is not mine[ANCHORS])
        return Voice((*rest, replace(take, synthetic=False)))


class VoiceStore:
    """`load` and `save` the file in the state folder."""

    def __init__(self, state: Path) -> None:
        self._file = state / NAME

    @property
    def file(self) -> Path:
        """Where it is, or will be."""
        return self._file

    def load(self) -> Voice:
        """Return what was taught; an empty voice where nothing was. Raises StoreDamaged."""
        try:
            with self._file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
                version = int(kept["version"])
                words = [str(w) for w in kept["words"]]
                rendered = [bool(s) for s in kept["synthetic"]]
                mine = PARTS if version == VERSION else ()
                parts = [kept[name].astype(np.float32) for name in mine]
        except FileNotFoundError:
            return Voice()
        except PermissionError as problem:
            raise StoreDamaged(
                f"The taught voice in {self._file} belongs to somebody else. What to do: run this "
                "as the one who taught it, on an installed box with sudo."
            ) from problem
        except Exception as problem:
            raise StoreDamaged(self._damaged("cannot be read")) from problem
        if version != VERSION:
            raise StoreDamaged(self._damaged("was taught to another version of the box"))
        if any(len(part) != len(words) for part in (rendered, *parts)):
            raise StoreDamaged(self._damaged("does not fit together"))
        shapes = [Shape(*rows) for rows in zip(*parts, strict=True)]
        return Voice(tuple(map(Take, words, shapes, rendered)))

    def save(self, voice: Voice) -> None:
        """Write it in one step: after a pulled plug there is the old one or the new one."""
        make_folder(self._file.parent)
        shapes = [take.shape for take in voice.takes]
        parts = {n: np.array([getattr(s, n) for s in shapes], np.float16) for n in PARTS}
        with placing(self._file, for_the_box) as new, new.open("wb") as out:
            np.savez_compressed(
                out,
                allow_pickle=False,
                version=np.int64(VERSION),
                words=np.array([take.word for take in voice.takes], np.str_),
                synthetic=np.array([take.synthetic for take in voice.takes], np.bool_),
                **parts,
            )

    def _damaged(self, what: str) -> str:
        return (
            f"The taught voice in {self._file} {what}. What to do: delete this file and teach the "
            "box again with: spinecoach teach"
        )
