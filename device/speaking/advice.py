"""The page of advice of a language: what the source says besides the exercises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.reading.document import read
from device.reading.fill import fill
from device.reading.problem import Unreadable

FILE = "advice.yaml"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences under it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """One page of plain advice."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _File:
    page: Advice
    tips: dict[str, Any]


def load_advice(folder: Path) -> Advice:
    """Read the page out of `advice.yaml` of a language's folder. Raises Unreadable."""
    document, problems = fill(read(folder / FILE), _File)
    if document is None:
        raise Unreadable(problems)
    return document.page
