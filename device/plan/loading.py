"""Reading the catalogue and the plan; every problem of both at once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.plan.lint import NOTHING, Against, lint
from device.plan.model import Catalogue, Plan
from device.plan.signature import SIGNATURE_KEY, is_signed
from device.reading.diagnostic import ConfigError, Diagnostic, errors, quoted_value
from device.reading.validation import validate, validate_what_holds
from device.reading.yaml_document import YamlDocument, read_yaml

_RANGES = ("repetitions", "hold_s", "minutes", "times_per_day")
_NUMBER = r"(0|[1-9][0-9]{0,3})"
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|\u2013|\u2014|to)\s*{_NUMBER}")


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan, or None where it is missing or wrong; whether it is signed as it stands."""

    plan: Plan | None
    signed: bool
    problems: tuple[Diagnostic, ...] = ()
    missing: bool = False


def load_catalogue(file: Path) -> tuple[Catalogue | None, tuple[Diagnostic, ...]]:
    """Read `exercises.yaml`; None when there is a problem."""
    try:
        document, wrong = _with_ranges(read_yaml(file))
    except ConfigError as unreadable:
        return None, unreadable.problems
    catalogue, problems = validate(document, Catalogue)
    problems = (*wrong, *problems, *_repeated(document, catalogue))
    return (None if errors(problems) else catalogue), problems


def _repeated(document: YamlDocument, catalogue: Catalogue | None) -> Iterator[Diagnostic]:
    """Yield the exercises that stand in the catalogue a second time: which dose would count?"""
    first: dict[str, int] = {}
    for index, exercise in enumerate(catalogue.exercises if catalogue is not None else ()):
        line = document.line(("exercises", index, "id"))
        if exercise.id in first:
            what = f"{quoted_value(exercise.id)} stands here a second time"
            yield Diagnostic(
                document.file, line, f"{what} (first in line {first[exercise.id]})", "another id"
            )
        first.setdefault(exercise.id, line)


def load_plan(file: Path, catalogue: Catalogue | None, against: Against = NOTHING) -> LoadedPlan:
    """Read the plan and hold it against the catalogue, where that can be read itself.

    `against`: what else it is held against.
    """
    try:
        document = read_yaml(file)
    except ConfigError as unreadable:
        return LoadedPlan(
            None, signed=False, problems=unreadable.problems, missing=not file.exists()
        )
    signed = is_signed(document)
    ranged, wrong = _with_ranges(document)
    plan, problems = validate(ranged, Plan)
    found = (*wrong, *problems)
    readable = plan or validate_what_holds(ranged, Plan)
    if readable is not None and (against.signing or not signed):
        readable = dataclasses.replace(readable, signature=None)
    if readable is not None and catalogue is not None:
        found = (*found, *lint(ranged, readable, catalogue, against))
    bad = bool(errors(found)) or catalogue is None
    if not signed:
        why = (
            "was changed after it was signed" if SIGNATURE_KEY in document.data else "is not signed"
        )
        say = "Ask the clinician to read it, then: spinecoach check --sign --name NAME --role ROLE"
        found = (
            *found,
            Diagnostic(file, document.line((SIGNATURE_KEY,)), f"the plan {why}", "", say),
        )
    return LoadedPlan(None if bad else plan, signed, tuple(sorted(found, key=lambda p: p.line)))


def _with_ranges(document: YamlDocument) -> tuple[YamlDocument, tuple[Diagnostic, ...]]:
    """`10-15` and `10` in the file as `low` and `high`, wherever a dose stands."""
    data = dict(document.data)
    problems: list[Diagnostic] = []
    exercises = data.get("exercises")
    if isinstance(exercises, list):
        data["exercises"] = [
            _entry(document, entry, i, problems) if isinstance(entry, dict) else entry
            for i, entry in enumerate(exercises)
        ]
    return dataclasses.replace(document, data=data), tuple(problems)


def _entry(
    document: YamlDocument, entry: dict[str, Any], index: int, problems: list[Diagnostic]
) -> dict[str, Any]:
    changed = dict(entry)
    for name in _RANGES:
        if name not in entry or (name == "times_per_day" and "exercise" in entry):
            continue
        value = entry[name]
        low_high = _low_high(value)
        if low_high is None:
            line = document.line(("exercises", index, name))
            expected = "a number or a range: 10 or 10-15"
            problems.append(
                Diagnostic(document.file, line, f"{name} is {quoted_value(value)}", expected)
            )
            del changed[name]
        else:
            changed[name] = {"low": low_high[0], "high": low_high[1]}
    return changed


def _low_high(value: object) -> tuple[int, int] | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value, value
    match = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    low, high = int(match[1]), int(match[2])
    return (low, high) if low <= high else None
