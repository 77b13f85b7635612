"""A name that a later version has changed is still understood, and the person is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from device.reading.diagnostic import Severity
from device.reading.former import FORMERLY, with_new_keys, with_new_names
from device.reading.validation import validate
from device.reading.yaml_document import parse_yaml

FILE = Path("garden.yaml")


@dataclass(frozen=True, slots=True)
class Bed:
    plant: str
    rows: int = field(default=1, metadata={FORMERLY: "lines"})


@dataclass(frozen=True, slots=True)
class Garden:
    bed: Bed | None = field(default=None, metadata={FORMERLY: "patch"})
    gate: bool = True


def test_a_former_name_is_understood_and_told_with_its_line() -> None:
    before = parse_yaml(FILE, "gate: false\nbed:\n  plant: leek\n  lines: 3\n")
    document, told = with_new_names(before, Garden)
    assert validate(document, Garden) == (Garden(Bed("leek", 3), gate=False), ())
    (warning,) = told
    assert (warning.line, warning.severity) == (4, Severity.WARNING)
    assert str(warning).startswith("garden.yaml, line 4: 'lines' is called 'rows' now.")


def test_a_former_name_inside_a_former_name_is_found_too() -> None:
    document, told = with_new_names(parse_yaml(FILE, "patch:\n  plant: leek\n  lines: 3\n"), Garden)
    assert validate(document, Garden) == (Garden(Bed("leek", 3)), ())
    assert [warning.line for warning in told] == [1, 3]


def test_where_both_names_stand_the_former_one_is_unknown() -> None:
    document, told = with_new_names(
        parse_yaml(FILE, "bed:\n  plant: leek\n  rows: 2\n  lines: 3\n"), Garden
    )
    assert told == ()
    garden, problems = validate(document, Garden)
    assert garden is None
    assert "'lines' is not known here" in str(problems[0])


def test_a_mistake_under_a_former_name_keeps_its_line() -> None:
    document, _ = with_new_names(parse_yaml(FILE, "bed:\n  plant: leek\n  lines: many\n"), Garden)
    _, problems = validate(document, Garden)
    assert [problem.line for problem in problems] == [3]


def test_the_document_that_was_read_stays_raw() -> None:
    before = parse_yaml(FILE, "bed:\n  plant: leek\n  lines: 3\n")
    with_new_names(before, Garden)
    assert before.data == {"bed": {"plant": "leek", "lines": 3}}


def test_a_former_key_of_a_file_without_fields_is_understood_and_told_with_its_line() -> None:
    before = parse_yaml(FILE, "gate: shut\nleeks:\n  n: 3\n")
    document, told = with_new_keys(before, {"leeks": "onions", "beans": "peas"})
    assert document.data == {"gate": "shut", "onions": {"n": 3}}
    assert document.line(("onions", "n")) == 3
    (warning,) = told
    assert (warning.line, warning.severity) == (2, Severity.WARNING)
    assert str(warning).startswith("garden.yaml, line 2: 'leeks' is called 'onions' now.")
    assert before.data == {"gate": "shut", "leeks": {"n": 3}}


def test_where_both_keys_stand_the_new_one_counts() -> None:
    document, told = with_new_keys(parse_yaml(FILE, "leeks: 1\nonions: 2\n"), {"leeks": "onions"})
    assert document.data == {"leeks": 1, "onions": 2}
    assert told == ()
