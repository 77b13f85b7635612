"""A typing mistake in the plan is told before anybody exercises by it (hazard H8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.plan.loading import load_plan
from device.plan.model import Catalogue, Range
from device.reading.diagnostic import errors
from tests.plan.written import ADD, PLAN, Load, told


def test_a_plan_without_a_mistake_is_loaded_and_signed(load: Load) -> None:
    loaded = load()
    assert told(loaded) == []
    assert loaded.signed
    assert loaded.plan is not None
    assert [entry.exercise for entry in loaded.plan.exercises] == [
        "ankle_pumps", "glute_squeezes", "walking_short",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("12", 12, 12),
        ("10-15", 10, 15),
        ("10 - 15", 10, 15),
        ("10 to 15", 10, 15),
        ("10\N{EN DASH}15", 10, 15),
        ('"10-15"', 10, 15),
        ("15-15", 15, 15),
    ],
)
def test_a_dose_is_a_number_or_a_range(load: Load, written: str, low: int, high: int) -> None:
    plan = load("repetitions: 10-15", f"repetitions: {written}").plan
    assert plan is not None
    assert plan.exercises[0].repetitions == Range(low, high)


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    "written",
    [
        "15-10", "ten", "10-", "-10", "-5--1", "12.5", "yes", "[10, 15]", "10-12-15", "10x", "",
        "{low: 10, high: 15}",
    ],
)  # fmt: skip
def test_a_dose_that_is_neither_is_told_with_its_line(load: Load, written: str) -> None:
    loaded = load("repetitions: 10-15", f"repetitions: {written}")
    assert loaded.plan is None
    (line,) = told(loaded)
    assert line.startswith("plan.yaml, line 15: repetitions is ")
    assert line.endswith("Expected: a number or a range: 10 or 10-15.")


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    ("there", "instead", "line", "says"),
    [
        ("hold_s: 5", "hold_s: 60", 18, "hold_s of glute_squeezes is 60. Expected: 5."),
        ("10-15", "100", 15, "repetitions of ankle_pumps is 100. Expected: 10-15."),
        ("10-15", "5-15", 15, "repetitions of ankle_pumps is 5-15. Expected: 10-15."),
        ("minutes: 5-10", "minutes: 5-60", 20, "minutes of walking_short is 5-60"),
        ("times_per_day: 2", "times_per_day: 5", 16, "times_per_day is 5. Expected: 2-3."),
        ("times_per_day: 2", "times_per_day: 0", 16, "times_per_day is 0. Expected: 2-3."),
        ("times_per_day: 2", "hold_s: 5", 16, "ankle_pumps has no hold_s"),
        ("ankle_pumps", "ankel_pumps", 14, "Did you mean 'ankle_pumps'?"),
        ("glute_squeezes", "ankle_pumps", 17, "'ankle_pumps' stands here twice"),
        ("glute_squeezes", "headstand", 17, "there is no exercise 'headstand'"),
        ("hold_s: 5", "holds: 5", 18, "Did you mean 'hold_s'?"),
        ("region: lumbar", "region: lumber", 3, "Did you mean 'lumbar'?"),
        ("cleared_stage: 2", "cleared_stage: 4", 4, "Expected: 1, 2 or 3."),
        ("cleared_stage: 2", "cleared_stage: 0", 4, "Expected: 1, 2 or 3."),
        ("cleared_stage: 2\n", "", 1, "Add `cleared_stage: ...`."),
        ("valid_until: 2027-01-31", "valid_until: 2026-01-31", 6, "ends before it begins"),
        ("date: 2026-10-26", "date: 2026-12-26", 2, "later than the plan's first day"),
        ("valid_from: 2026-11-09", "valid_from: 9.11.2026", 5, "Expected: a date"),
        (ADD, ADD + "weather: fine\n", 21, "'weather' is not known here"),
        (ADD, ADD + "    level: hihg\n", 21, "Did you mean 'high'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_and_what_was_meant(
    load: Load, there: str, instead: str, line: int, says: str
) -> None:
    loaded = load(there, instead)
    assert loaded.plan is None
    assert loaded.problems[0].file.name == "plan.yaml"
    assert any(t.startswith(f"plan.yaml, line {line}: ") and says in t for t in told(loaded))


@pytest.mark.parametrize(
    ("there", "instead", "line", "says"),
    [
        ('  emergency: "112"\n', "", 7, "'contacts.emergency' is missing"),
        ('  family: {name: Anna, phone: "0123 456"}\n', "", 7, "'contacts.family' is missing"),
        (', phone: "0123 456"', "", 9, "'contacts.family.phone' is missing"),
        ('"112"', "112", 8, 'in quotes: "112"'),
        ('"112"', '""', 8, "is no telephone number"),
        ('"112"', '"one one two"', 8, "is no telephone number"),
        ('"0123 456"', '"ask Bert"', 9, "is no telephone number"),
        ('"+49 98 76"', '"98a76"', 10, "is no telephone number"),
    ],
)
def test_whom_to_call_is_required_and_can_be_dialled(
    load: Load, there: str, instead: str, line: int, says: str
) -> None:
    loaded = load(there, instead)
    assert loaded.plan is None
    assert any(t.startswith(f"plan.yaml, line {line}: ") and says in t for t in told(loaded))


def test_the_clinic_may_be_left_out(load: Load) -> None:
    loaded = load('  clinic: {name: the clinic, phone: "+49 98 76"}\n', "")
    assert told(loaded) == []


@pytest.mark.parametrize(
    "rule",
    [
        "slight_max: 5", "slight_max: -1", "moderate_max: 7", "moderate_max: 3", "danger_from: 5",
        "danger_from: -1", "answer_timeout_s: 1", "answer_tries: 0", "stops_that_lock: 4",
        "lock_days: 6", "worse_mornings_on_hold: 4",
    ],
)  # fmt: skip
def test_the_pain_rules_cannot_be_made_much_looser(load: Load, rule: str) -> None:
    name = rule.split(":", maxsplit=1)[0]
    kept = "" if name == "slight_max" else "slight_max: 3\n  "
    loaded = load("slight_max: 3", kept + rule)
    assert loaded.plan is None
    assert any(name in line for line in told(loaded))


@pytest.mark.hazard("H7")
def test_nothing_is_approved_after_the_plan_was_signed(load: Load) -> None:
    approved = (
        "  - exercise: bridging\n    approved: {by: Dr. Lee, role: surgeon, date: 2026-11-10}"
    )
    (line,) = told(load(ADD, f"{ADD}{approved}\n"))
    assert line.startswith("plan.yaml, line 22: approved date of bridging is 2026-11-10, after the")


def test_a_plan_without_exercises_is_odd_and_no_mistake(load: Load) -> None:
    plan = PLAN[: PLAN.index("exercises:")] + "exercises: []\n"
    loaded = load(plan=plan)
    assert loaded.plan is not None
    assert len(loaded.problems) == 1
    assert errors(loaded.problems) == ()


@pytest.mark.hazard("H8")
def test_all_mistakes_of_a_plan_are_told_at_once_in_the_order_of_the_lines(load: Load) -> None:
    plan = PLAN.replace("stage: 2", "stage: 9").replace('"112"', '"?"').replace("5-10", "1-10")
    loaded = load("hold_s: 5", "hold_s: 50", plan=plan)
    assert [problem.line for problem in loaded.problems] == [4, 8, 18, 20]


def test_a_misspelled_name_hides_no_dose_that_is_too_high(load: Load) -> None:
    loaded = load("hold_s: 5", "hold_s: 50", plan=PLAN.replace("    minutes:", "    minuets:"))
    assert [problem.line for problem in loaded.problems] == [18, 20]


@pytest.mark.hazard("H8")
def test_a_plan_that_nobody_signed_is_read_and_told(catalogue: Catalogue, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN)
    loaded = load_plan(file, catalogue)
    assert loaded.plan is not None
    assert not loaded.signed
    (line,) = told(loaded)
    assert "the plan is not signed" in line
    assert "spinecoach check --sign" in line


def test_a_mistake_that_is_spelled_like_signed_is_a_mistake(load: Load) -> None:
    assert load("glute_squeezes", "designed_squeezes").plan is None


def test_a_missing_plan_is_missing_and_a_broken_one_is_not(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    loaded = load_plan(tmp_path / "plan.yaml", catalogue)
    assert (loaded.plan, loaded.signed, loaded.missing) == (None, False, True)
    (tmp_path / "plan.yaml").write_text("[")
    loaded = load_plan(tmp_path / "plan.yaml", catalogue)
    assert (loaded.plan, loaded.signed, loaded.missing) == (None, False, False)
