"""A problem in a file, told to somebody who is no programmer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MAX_TOLD = 300
"""Letters of one part of a problem: more of it fills a screen and says no more."""

MAX_REPEATED = 60
"""Letters of what somebody has written: enough to find it in its line."""


class Severity(StrEnum):
    """Whether the box may run in spite of it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong, where, what was expected, and what was probably meant or should be done.

    Each part is cut down to `MAX_TOLD` letters, whatever stands in the file.
    """

    file: Path
    line: int
    what: str
    expected: str = ""
    suggestion: str = ""
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        for name in ("what", "expected", "suggestion"):
            object.__setattr__(self, name, shortened(getattr(self, name), MAX_TOLD))

    def __str__(self) -> str:
        parts = [f"{self.file.name}, line {self.line}: {self.what}."]
        if self.expected:
            parts.append(f"Expected: {self.expected}.")
        if self.suggestion:
            parts.append(self.suggestion)
        return " ".join(parts)


class ConfigError(Exception):
    """A file that cannot be used; `problems` says why, all of it at once."""

    def __init__(self, problems: Sequence[Diagnostic]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def shortened(text: str, most: int) -> str:
    """Return `text` in at most `most` letters: its beginning and its end, dots between them."""
    if len(text) <= most:
        return text
    end = most // 4
    return f"{text[: most - end - 3]}...{text[-end:]}"


def quoted_value(value: object) -> str:
    """Return what somebody has written, in quotes where it is text, so that it can be found."""
    return shortened(repr(value), MAX_REPEATED)


def did_you_mean(found: object, possible: Iterable[str]) -> str:
    """Return "Did you mean ...?" for the nearest of `possible` to what was `found`, or nothing."""
    nearest = difflib.get_close_matches(str(found)[:MAX_TOLD], list(possible), n=1, cutoff=0.5)
    return f"Did you mean {nearest[0]!r}?" if nearest else ""


def errors(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return those with which the box does not run."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
