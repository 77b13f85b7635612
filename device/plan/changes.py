"""What was changed in a plan since it was signed last, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.plan.atomic_write import replace_file
from device.plan.signature import SIGNATURE_KEY, is_signed
from device.reading.diagnostic import MAX_REPEATED, ConfigError, shortened
from device.reading.yaml_document import YamlDocument, read_yaml

COPY = "plan.signed"
"""Beside the plan: the plan as it was signed last. Nobody exercises by it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it was and what it is. None: it was not, or is no more, in the plan."""

    field: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        before, after = (shortened(each or "", MAX_REPEATED) for each in (self.before, self.after))
        if self.before is None:
            return f"{self.field}: new, {after}"
        if self.after is None:
            return f"{self.field}: gone, was {before}"
        return f"{self.field}: was {before}, is {after}"


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return every field that differs, in the order of `after`; signatures are none.

    Exercises are compared by their name, wherever in the list they stand.
    """
    old, new = dict(_fields(before)), dict(_fields(after))
    return tuple(
        Change(field, old.get(field), new.get(field))
        for field in dict.fromkeys((*new, *old))
        if old.get(field) != new.get(field)
    )


def last_signed(plan: Path) -> YamlDocument | None:
    """Return the plan as it was signed last, as far as anybody knows."""
    for file in (plan, plan.with_name(COPY)):
        try:
            document = read_yaml(file)
        except ConfigError:
            continue
        if is_signed(document):
            return document
    return None


def keep_signed(plan: Path) -> None:
    """Put a copy of the plan, signed just now, beside it. Raises OSError."""
    replace_file(plan.with_name(COPY), plan.read_bytes(), like=plan)


def _fields(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in data.items():
        if name == "exercises" and isinstance(value, list):
            yield from _exercises(value)
        elif name != SIGNATURE_KEY:
            yield from _leaves(str(name), value)


def _exercises(entries: list[Any]) -> Iterator[tuple[str, str]]:
    for i, entry in enumerate(entries):
        named = isinstance(entry, dict) and isinstance(entry.get("exercise"), str)
        name = entry["exercise"] if named else f"exercise {i + 1}"
        yield name, "in the plan"
        rest = {key: v for key, v in entry.items() if key != "exercise"} if named else entry
        yield from _leaves(name, rest)


def _leaves(field: str, value: object) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _leaves(f"{field}, {name}", inner)
        case list():
            for n, inner in enumerate(value, 1):
                yield from _leaves(f"{field} {n}", inner)
        case _:
            yield field, _written(value)


def _written(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dt.date():
            return value.isoformat()
        case None:
            return "empty"
        case _:
            return str(value)
