"""Where Moonshine's weights are, and whether they are the ones that were measured.

They are Moonshine tiny's (Jeffries et al.: Moonshine, speech recognition for live transcription and
voice commands, 2024; MIT), as the wheel `moonshine-voice` 0.0.48 carries them. Nothing of that
package is imported: it would open a sound card and look for a network.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "moonshine_voice"
RELEASE = "moonshine-voice==0.0.48"
"""Exactly this one: 0.1.5 holds no weights any more."""

LANGUAGES = frozenset({"en"})

SHA256: Mapping[str, str] = {
    "encoder_model.ort": "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    "decoder_model_merged.ort": "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    "tokenizer.bin": "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
}
"""The same in the wheels for x86-64 and aarch64."""


class WeightsMissing(Exception):
    """There are no weights that can be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The three files of Moonshine."""

    encoder: Path
    decoder: Path
    tokens: Path


def find_weights(language: str, folder: Path | None = None) -> Weights:
    """Find the weights for a language and check every byte of them. A tenth of a second.

    `folder` is where they are to be looked for; by default in the installed package.
    Raises WeightsMissing where there are none for this language, a file lacks or is another one.
    """
    if language not in LANGUAGES:
        raise WeightsMissing(
            f"The likelihood recognizer knows no {language!r}. It knows "
            f"{', '.join(sorted(LANGUAGES))}."
        )
    place = folder or _installed()
    if place is None:
        raise WeightsMissing(
            f"The weights of the likelihood recognizer for {language!r} are not here: the Python "
            f"package {PACKAGE} is not installed. What to do: pip install {RELEASE!r} in the box's "
            "environment (script/setup does). There are wheels for 64-bit systems only."
        )
    for name, expected in SHA256.items():
        _check(place / name, expected)
    return Weights(*(place / name for name in SHA256))


def _installed() -> Path | None:
    spec = importlib.util.find_spec(PACKAGE)
    for place in spec.submodule_search_locations or () if spec else ():
        return Path(place) / "assets" / "tiny-en"
    return None


def _check(file: Path, expected: str) -> None:
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as problem:
        raise WeightsMissing(
            f"{file} cannot be read: {problem.strerror}. Expected: the file of {RELEASE}. "
            f"What to do: pip install --force-reinstall {RELEASE!r}."
        ) from problem
    if found != expected:
        raise WeightsMissing(
            f"{file} is not the file that was measured: its SHA-256 begins with {found[:12]}, "
            f"expected {expected[:12]}. What to do: pip install --force-reinstall {RELEASE!r}."
        )
