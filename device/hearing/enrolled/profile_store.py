"""Where taught words are kept: features in one file, for the owner only, whole or as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from device.files import for_the_box, make_folder, placing
from device.hearing.enrolled.features import FEATURE_PARTS, FEATURE_VERSION, Features

PROFILE_NAME = "voice.npz"
ANCHORS = 3
"""Number of first templates of a word that adaptation never replaces."""


class StoreDamaged(Exception):
    """The file is there and cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One template of a word. `synthetic`: rendered at set-up, not said by a person."""

    word: str
    features: Features
    synthetic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class VoiceProfile:
    """All templates, the oldest first."""

    templates: tuple[Template, ...] = ()

    @property
    def by_word(self) -> Mapping[str, tuple[Features, ...]]:
        """Return the features of every word."""
        words = dict.fromkeys(template.word for template in self.templates)
        return MappingProxyType(
            {w: tuple(t.features for t in self.templates if t.word == w) for w in words}
        )

    def __bool__(self) -> bool:
        """Whether any word is known."""
        return bool(self.templates)

    @property
    def taught(self) -> frozenset[str]:
        """Return the words that a person has said."""
        return frozenset(template.word for template in self.templates if not template.synthetic)

    @property
    def synthetic(self) -> frozenset[str]:
        """Return the words that are known from rendered templates alone."""
        return frozenset(template.word for template in self.templates) - self.taught

    def with_templates(self, templates: Iterable[Template]) -> VoiceProfile:
        """Return a voice in which these words have these templates and no others."""
        new = tuple(templates)
        words = {template.word for template in new}
        return VoiceProfile((*(t for t in self.templates if t.word not in words), *new))

    def starting_from(self, templates: Iterable[Template]) -> VoiceProfile:
        """Return a voice that has rendered templates of the words that nobody has taught."""
        mine = tuple(t for t in self.templates if not t.synthetic)
        return VoiceProfile((*mine, *(t for t in templates if t.word not in self.taught)))

    def without(self, word: str) -> VoiceProfile:
        """Return a voice that does not know `word`."""
        return VoiceProfile(tuple(template for template in self.templates if template.word != word))

    def followed(self, template: Template) -> VoiceProfile:
        """Return a voice in which `template` replaces the oldest of its word, `ANCHORS` excepted.

        So a hoarse week cannot wear the word away. A word with rendered templates stays as it
        is: one template is too few.
        """
        mine = [t for t in self.templates if t.word == template.word]
        if len(mine) <= ANCHORS or any(t.synthetic for t in mine):
            return self
        rest = tuple(t for t in self.templates if t is not mine[ANCHORS])
        return VoiceProfile((*rest, replace(template, synthetic=False)))


class ProfileStore:
    """`load` and `save` the file in the state folder."""

    def __init__(self, state: Path) -> None:
        self._file = state / PROFILE_NAME

    @property
    def file(self) -> Path:
        """Where it is, or will be."""
        return self._file

    def load(self) -> VoiceProfile:
        """Return what was taught; an empty voice where nothing was. Raises StoreDamaged."""
        try:
            with self._file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
                version = int(kept["version"])
                words = [str(w) for w in kept["words"]]
                rendered = [bool(s) for s in kept["synthetic"]]
                mine = FEATURE_PARTS if version == FEATURE_VERSION else ()
                parts = [kept[name].astype(np.float32) for name in mine]
        except FileNotFoundError:
            return VoiceProfile()
        except PermissionError as problem:
            raise StoreDamaged(
                f"The taught voice in {self._file} belongs to somebody else. What to do: run this "
                "as the one who taught it, on an installed box with sudo."
            ) from problem
        except Exception as problem:
            raise StoreDamaged(self._damaged("cannot be read")) from problem
        if version != FEATURE_VERSION:
            raise StoreDamaged(self._damaged("was taught to another version of the box"))
        if any(len(part) != len(words) for part in (rendered, *parts)):
            raise StoreDamaged(self._damaged("does not fit together"))
        features = [Features(*rows) for rows in zip(*parts, strict=True)]
        return VoiceProfile(tuple(map(Template, words, features, rendered)))

    def save(self, voice: VoiceProfile) -> None:
        """Write it in one step: after a pulled plug there is the old one or the new one."""
        make_folder(self._file.parent)
        features = [template.features for template in voice.templates]
        parts = {n: np.array([getattr(s, n) for s in features], np.float16) for n in FEATURE_PARTS}
        with placing(self._file, for_the_box) as new, new.open("wb") as out:
            np.savez_compressed(
                out,
                allow_pickle=False,
                version=np.int64(FEATURE_VERSION),
                words=np.array([template.word for template in voice.templates], np.str_),
                synthetic=np.array([template.synthetic for template in voice.templates], np.bool_),
                **parts,
            )

    def _damaged(self, what: str) -> str:
        return (
            f"The taught voice in {self._file} {what}. What to do: delete this file and teach the "
            "box again with: spinecoach teach"
        )
