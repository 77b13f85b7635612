"""A document for the tests of reading, and what comes of reading one with either parser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from device.reading.diagnostic import ConfigError, Diagnostic
from device.reading.yaml_document import YamlDocument, parse_yaml

FILE = Path("plan.yaml")

TEXT = """\
# a remark
operation:
  date: 2026-10-26

exercises:
  - exercise: ankle_pumps
    steps:
      - "Point."
      - "And back."
  - {exercise: heel_slides,
     repetitions: 10-12}
"""


LIBYAML: type | None = getattr(yaml, "CSafeLoader", None)


@contextmanager
def read_by(loader: type | None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("device.reading.yaml_document._LIBYAML", loader)
        yield


def problems(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(ConfigError) as refused:
        parse_yaml(FILE, text)
    return refused.value.problems


def told(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.what) for problem in problems(text)]


def outcome(text: str) -> tuple[YamlDocument | None, tuple[Diagnostic, ...]]:
    try:
        return parse_yaml(FILE, text), ()
    except ConfigError as unreadable:
        return None, unreadable.problems
