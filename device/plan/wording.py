"""Words that a plan may hold: names of people, and sentences that ask for nothing that harms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from device.reading.diagnostic import ConfigError
from device.reading.validation import validate
from device.reading.yaml_document import read_yaml

WORDING_FILE = "wording.yaml"
MAX_WORDING_LETTERS = 200
"""Letters of a name, or of anything else on one line."""

_CLAUSES = re.compile(r"[.,;:!?\n]+")


@dataclass(frozen=True)
class Wording:
    """The movements that a language must not ask for, each as a regular expression.

    Those of `asked` are excused where `unless` is found in the same part of the sentence ("do not
    twist"); those of `never` are not.
    """

    asked: Mapping[str, str]
    unless: str
    never: Mapping[str, str]

    def movements(self, sentence: str) -> tuple[str, ...]:
        """Return the names of the forbidden movements that `sentence` asks for."""
        clauses = [clause for clause in _CLAUSES.split(sentence.casefold()) if clause.strip()]
        free = [clause for clause in clauses if not re.search(self.unless, clause)]
        found = {name for name, seen in self.asked.items() if _in(seen, free)}
        found |= {name for name, seen in self.never.items() if _in(seen, clauses)}
        return tuple(sorted(found))


def load_wording(folder: Path) -> Wording:
    """Read `wording.yaml` of a language's folder. Raises ConfigError."""
    document = read_yaml(folder / WORDING_FILE)
    wording, problems = validate(document, Wording)
    if wording is None:
        raise ConfigError(problems)
    return wording


def is_name(text: str) -> bool:
    """Whether a person or a house can be called so: on one line, and with a letter in it."""
    return any(map(str.isalpha, text)) and text.isprintable() and len(text) <= MAX_WORDING_LETTERS


def _in(seen: str, clauses: list[str]) -> bool:
    return any(re.search(seen, clause) for clause in clauses)
