"""Text in Moonshine's tokens, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

BEGIN, END = 1, 2
"""The token before every text and the one after it."""

BLANK = "\u2581"
"""How a token writes the blank before a word."""

STOPS = (".", "!", "?", "...")
"""What a whole utterance may end with, beside nothing."""


@dataclass(frozen=True)
class Tokens:
    """`spelled` are the bytes of each token, by number; made by `read_tokens`."""

    spelled: Sequence[bytes]
    number: dict[bytes, int]

    def of(self, text: str) -> tuple[int, ...]:
        """Return `text` in tokens: of all neighbours the pair with the lowest number joins first.

        Raises ValueError for a letter that no token has.
        """
        parts = [letter.encode() for letter in BLANK + text.replace(" ", BLANK)]
        while True:
            pairs = [
                (self.number[one + other], n)
                for n, (one, other) in enumerate(pairwise(parts))
                if one + other in self.number
            ]
            if not pairs:
                break
            _, n = min(pairs)
            parts[n : n + 2] = [parts[n] + parts[n + 1]]
        if unknown := [part.decode() for part in parts if part not in self.number]:
            raise ValueError(f"{text!r} cannot be written: no token has {unknown[0]!r}")
        return tuple(self.number[part] for part in parts)

    @property
    def ends(self) -> tuple[int, ...]:
        """Return the tokens with which an utterance may end after its last word."""
        return END, *(self.number[stop.encode()] for stop in STOPS)

    def text(self, tokens: Iterable[int]) -> str:
        """Return what is written in `tokens`."""
        told = b"".join(self.spelled[n] for n in tokens if n > END)
        return told.decode(errors="replace").replace(BLANK, " ").strip()


@cache
def read_tokens(file: Path) -> Tokens:
    """Read `tokenizer.bin`: for each token its length, then its bytes.

    A length is one byte, or two: low seven bits with the high bit set, then how many 128s.
    Ninety-five tokens stand in it twice, once as a single byte; the model writes the later one.
    """
    data, spelled, at = file.read_bytes(), [], 0
    while at < len(data):
        length, at = data[at], at + 1
        if length >= 128:  # noqa: PLR2004 - the high bit
            length, at = length - 128 + 128 * data[at], at + 1
        spelled.append(data[at : at + length])
        at += length
    return Tokens(spelled, {each: n for n, each in enumerate(spelled)})
