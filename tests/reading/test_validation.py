"""What a file says becomes a frozen dataclass, or every mistake in it is told in plain words."""

from __future__ import annotations

import datetime as dt
from dataclasses import FrozenInstanceError, dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.reading.diagnostic import ConfigError, Diagnostic, Severity, did_you_mean, errors
from device.reading.validation import validate
from device.reading.yaml_document import parse_yaml

FILE = Path("garden.yaml")


class Soil(StrEnum):
    SAND = "sand"
    CLAY = "clay"
    LOAM = "loam"


@dataclass(frozen=True, slots=True)
class Bed:
    plant: str
    rows: int = 1
    depth_m: float = 0.2
    dug: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Shed:
    locked: bool = False
    tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Garden:
    owner: str
    soil: Soil
    shed: Shed = field(default_factory=Shed)
    beds: tuple[Bed, ...] = ()


GOOD = """\
owner: Anna
soil: loam
shed:
  locked: true
  tools: [spade, rake]
beds:
  - plant: beans
  - plant: "112"
    rows: 3
    depth_m: 1
    dug: 2026-11-23
"""


def filled(text: str) -> Garden:
    garden, problems = validate(parse_yaml(FILE, text), Garden)
    assert problems == ()
    assert garden is not None
    return garden


def told(text: str) -> list[Diagnostic]:
    garden, problems = validate(parse_yaml(FILE, text), Garden)
    assert garden is None, "what has a problem is not used"
    assert problems
    return list(problems)


def test_what_stands_in_the_file_is_in_the_dataclass_and_the_rest_has_its_default() -> None:
    beds = (Bed("beans"), Bed("112", 3, 1.0, dt.date(2026, 11, 23)))
    assert filled(GOOD) == Garden("Anna", Soil.LOAM, Shed(True, ("spade", "rake")), beds)
    assert filled("owner: Anna\nsoil: clay\n") == Garden("Anna", Soil.CLAY)


def test_nothing_can_change_it_afterwards() -> None:
    with pytest.raises(FrozenInstanceError):
        filled(GOOD).owner = "Bert"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("there", "instead", "line", "expected"),
    [
        ("rows: 3", "rows: many", 9, "a whole number"),
        ("rows: 3", "rows: 2.5", 9, "a whole number"),
        ("rows: 3", "rows: [3]", 9, "a whole number"),
        ("rows: 3", "rows:", 9, "a whole number"),
        ("rows: 3", "rows: yes", 9, "text in quotes, or a number"),
        ("depth_m: 1", "depth_m: deep", 10, "a number"),
        ("depth_m: 1", "depth_m: on", 10, "text in quotes, or a number"),
        ('plant: "112"', "plant: 112", 8, 'text (numbers and yes/no in quotes: "112")'),
        ("dug: 2026-11-23", "dug: soon", 11, "a date: 2026-11-23"),
        ("dug: 2026-11-23", "dug: 23.11.2026", 11, "a date: 2026-11-23"),
        ("dug: 2026-11-23", "dug: [2026]", 11, "a date: 2026-11-23"),
        ("locked: true", "locked: maybe", 4, "yes or no: `true` or `false`"),
        ("tools: [spade, rake]", "tools: spade", 5, "a list: each on its own line after `- `"),
        ("soil: loam", "soil: rock", 2, "'sand', 'clay' or 'loam'"),
        ("- plant: beans", "- beans", 7, "several lines of `name: value`, indented"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_with_its_line_and_what_was_expected(
    there: str, instead: str, line: int, expected: str
) -> None:
    problems = told(GOOD.replace(there, instead))
    assert {problem.line for problem in problems} == {line}
    assert expected in {problem.expected for problem in problems}


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ("owner: Anna", "ownr: Anna", "'ownr' is not known here. Did you mean 'owner'?"),
        ("    rows: 3", "    row: 3", "'row' is not known here. Did you mean 'rows'?"),
        ("  locked: true", "  lock: true", "'lock' is not known here. Did you mean 'locked'?"),
        ("  locked: true", "  x: true", "'x' is not known here. There are: locked, tools."),
        ("soil: loam", "soil: cley", "'soil' cannot be 'cley'"),
        ("soil: loam", "soil: cley", "Did you mean 'clay'?"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_what_was_probably_meant(
    there: str, instead: str, says: str
) -> None:
    assert any(says in str(problem) for problem in told(GOOD.replace(there, instead)))


def test_what_is_missing_is_told_where_it_belongs() -> None:
    text = GOOD.replace("owner: Anna\n", "").replace('plant: "112"\n    rows', "rows")
    top, bed = told(text)
    assert str(top) == "garden.yaml, line 1: 'owner' is missing. Add `owner: ...`."
    assert (bed.line, bed.what) == (7, "'beds.1.plant' is missing")


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = "owner: 1\nsoil: rock\nshed: {lockd: true}\nbeds:\n  - rows: x\ncolour: red\n"
    problems = told(text)
    assert [problem.line for problem in problems] == [1, 2, 3, 5, 5, 6]
    assert all(problem.file == FILE for problem in problems)


@pytest.mark.parametrize("instead", ["owner: yes", "soil: on"])
def test_one_mistake_is_told_once(instead: str) -> None:
    there = next(line for line in GOOD.splitlines() if line[:4] == instead[:4])
    assert len(told(GOOD.replace(there, instead))) == 1


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "true", "false"])
def test_a_yes_where_a_number_or_text_goes_is_never_taken_for_one(word: str) -> None:
    for there in ("rows: 3", "depth_m: 1", 'plant: "112"', "soil: loam"):
        told(GOOD.replace(there, f"{there.split(':')[0]}: {word}"))


def test_a_yes_is_explained_to_somebody_who_did_not_write_true() -> None:
    assert "(YAML takes yes, no, on and off for that)" in str(
        told(GOOD.replace("rows: 3", "rows: on"))[0]
    )


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    ),
    st.sampled_from(["owner", "soil", "shed", "beds", "other"]),
)
def test_whatever_stands_at_a_name_is_taken_or_told(value: object, name: str) -> None:
    document = parse_yaml(FILE, GOOD)
    document.data[name] = value
    garden, problems = validate(document, Garden)
    assert (garden is None) == bool(problems)
    assert all(1 <= problem.line <= 11 for problem in problems)


# ---------------------------------------------------------------- problems


def test_a_problem_reads_as_one_sentence_after_the_other() -> None:
    problem = Diagnostic(Path("a/plan.yaml"), 7, "hold_s is 60", "5-10", "Write `hold_s: 5`.")
    said = "plan.yaml, line 7: hold_s is 60. Expected: 5-10. Write `hold_s: 5`."
    assert str(problem) == said
    assert str(ConfigError([problem, problem])) == f"{said}\n{said}"


def test_a_warning_is_no_error() -> None:
    error = Diagnostic(FILE, 1, "wrong")
    warning = Diagnostic(FILE, 2, "odd", severity=Severity.WARNING)
    assert errors([error, warning]) == (error,)


@pytest.mark.parametrize(
    ("written", "says"),
    [("heel_slide", "Did you mean 'heel_slides'?"), ("bridge", "Did you mean 'bridging'?")],
)
def test_the_nearest_name_is_offered(written: str, says: str) -> None:
    assert did_you_mean(written, ["ankle_pumps", "heel_slides", "bridging"]) == says


def test_nothing_is_offered_where_nothing_is_near() -> None:
    assert did_you_mean("zzz", ["ankle_pumps", "heel_slides"]) == ""
    assert did_you_mean("zzz", []) == ""
