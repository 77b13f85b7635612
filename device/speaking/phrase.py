"""A phrase: what is to be said, before anybody has chosen the language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """A key of the phrase book with the values for its placeholders.

    `values` are pairs, sorted by name, so that equal phrases are equal objects; a value may
    be another phrase (an exercise's name inside a sentence). `slow`: the same words, spoken slower.
    """

    key: str
    values: tuple[tuple[str, str | int | Phrase], ...] = ()
    slow: bool = False

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value}" for name, value in self.values)
        spoken = f"{self.key}({inside})" if inside else self.key
        return f"{spoken}, slowly" if self.slow else spoken


def phrase(key: str, **values: str | int | Phrase) -> Phrase:
    """`phrase("rep_of", n=3, total=10)`: the readable way to make a `Phrase`."""
    return Phrase(key, tuple(sorted(values.items(), key=lambda pair: pair[0])))


def number(n: int) -> Phrase:
    """The bare spoken number `n` (0 to 99), as counted in a hold."""
    return phrase("number", n=n)
