"""How words are pronounced, and what a voice would not say as it is meant."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from device.reading.diagnostic import ConfigError, Diagnostic
from device.reading.yaml_document import read_yaml

LEXICON_FILE = "lexicon.yaml"
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LATIN = re.compile(r"[\u0020-\u024f\u2018-\u201d]")


VOICED = range(100, 1000)
"""Numbers that the natural voice reads as they are meant, where `numbers` has no word for them."""


@dataclass(frozen=True)
class Lexicon:
    """`sounds` are phonemes by word, in small letters; `numbers[n]` is `n` in words."""

    sounds: Mapping[str, str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """Two lexicons that sound different have different identities."""
        told = repr((sorted(self.sounds.items()), self.numbers, VOICED))
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    def spoken(self, text: str) -> str:
        """Return `text` as it is handed to the natural voice: phonemes marked, figures in words."""
        worded = re.sub(r"\d+", lambda match: self._number(match.group()), text)
        return _WORD.sub(lambda match: self._word(match.group()), worded)

    def _word(self, word: str) -> str:
        sounds = self.sounds.get(word.lower())
        return word if sounds is None else f"[{word}](/{sounds}/)"

    def _number(self, figures: str) -> str:
        n = int(figures)
        if n < len(self.numbers) and figures == str(n):
            return self.numbers[n]
        if n in VOICED and figures == str(n):
            return figures
        if len(self.numbers) < 10:  # noqa: PLR2004 - it must have a word for each figure
            return figures
        return ", ".join(self.numbers[int(figure)] for figure in figures)

    def doubts(self, text: str) -> Iterator[str]:
        """Yield what in `text` the natural voice would leave out or read in a way of its own."""
        strange = sorted({c for c in text if not _LATIN.match(c)})
        if strange:
            yield f"the voice leaves out {' '.join(map(repr, strange))}"
        for word in dict.fromkeys(re.findall(r"\b[A-Z]{2,}\b", text)):
            if word.lower() not in self.sounds:
                yield f"the voice spells {word!r} out"
        for short in dict.fromkeys(re.findall(r"\d+ ?(?:s|kg|cm|m|min|x)\b", text)):
            yield f"the voice reads {short!r} as a letter"
        for short in dict.fromkeys(re.findall(r"\b(?:approx|max|min|reps?|sec)\.", text)):
            yield f"the voice takes {short!r} for the end of a sentence"
        for figures in dict.fromkeys(re.findall(r"\d+[/:]\d+", text)):
            yield f"the voice takes {figures!r} for a date or a time"


def load_lexicon(folder: Path, numbers: tuple[str, ...]) -> Lexicon:
    """Read `lexicon.yaml` of a language's `folder`; a missing file is an empty lexicon.

    `numbers` are the language's, as a count says them. Raises ConfigError.
    """
    file = folder / LEXICON_FILE
    if not file.exists():
        return Lexicon({}, numbers)
    document = read_yaml(file)
    wrong = [
        Diagnostic(file, document.line((word,)), f"{word!r} has no sounds", "phonemes, in quotes")
        for word, sounds in document.data.items()
        if not (isinstance(sounds, str) and sounds.strip())
    ]
    if wrong:
        raise ConfigError(wrong)
    return Lexicon({str(word).lower(): sounds for word, sounds in document.data.items()}, numbers)
