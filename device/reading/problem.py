"""A problem in a file, told to somebody who is no programmer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """Whether the box may run in spite of it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, what was expected, and what was probably meant or should be done."""

    file: Path
    line: int
    what: str
    expected: str = ""
    suggestion: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        parts = [f"{self.file.name}, line {self.line}: {self.what}."]
        if self.expected:
            parts.append(f"Expected: {self.expected}.")
        if self.suggestion:
            parts.append(self.suggestion)
        return " ".join(parts)


class Unreadable(Exception):
    """A file that cannot be used; `problems` says why, all of it at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def did_you_mean(written: object, possible: Iterable[str]) -> str:
    """Return "Did you mean ...?" for the nearest of `possible`, or nothing."""
    nearest = difflib.get_close_matches(str(written), list(possible), n=1, cutoff=0.5)
    return f"Did you mean {nearest[0]!r}?" if nearest else ""


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those with which the box does not run."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
