"""The page of advice of a language: what the source says besides the exercises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.reading.diagnostic import ConfigError
from device.reading.validation import validate
from device.reading.yaml_document import read_yaml

ADVICE_FILE = "advice.yaml"


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
    """Read the page out of `advice.yaml` of a language's folder. Raises ConfigError."""
    document, problems = validate(read_yaml(folder / ADVICE_FILE), _File)
    if document is None:
        raise ConfigError(problems)
    return document.page
