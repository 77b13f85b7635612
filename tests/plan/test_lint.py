"""What can be read and would hurt all the same is told (hazards H6, H7 and H8)."""

from __future__ import annotations

import pytest

from device.plan.model import Range
from device.reading.diagnostic import errors
from tests.plan.written import ADD, Load, told


def test_a_dose_outside_the_range_of_the_catalogue_needs_somebody_who_means_it(load: Load) -> None:
    override = "hold_s: 60\n    clinician_override: Dr. Lee"
    assert load("hold_s: 5", "hold_s: 60").plan is None
    loaded = load("hold_s: 5", override)
    assert loaded.plan is not None
    assert loaded.plan.exercises[1].hold_s == Range(60, 60)
    (line,) = told(loaded)
    assert "hold_s of glute_squeezes is 60, outside 5, as 'Dr. Lee' has it" in line
    assert errors(loaded.problems) == ()


@pytest.mark.hazard("H8")
@pytest.mark.parametrize("dose", ["100", "5-100", "0", "1-9999"])
def test_a_dose_that_cannot_be_counted_is_nobodys(load: Load, dose: str) -> None:
    loaded = load("hold_s: 5", f"hold_s: {dose}\n    clinician_override: Dr. Lee")
    assert loaded.plan is None
    assert any("Nobody can have it outside of 1-99." in line for line in told(loaded))


@pytest.mark.hazard("H6")
@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ("date: 2026-10-26", "date: 2025-10-26", "line 2: the operation is more than a year"),
        ("valid_until: 2027", "valid_until: 2029", "line 6: the plan lasts for more than a year"),
    ],
)
def test_a_year_that_is_probably_wrong_is_asked_about(
    load: Load, there: str, instead: str, says: str
) -> None:
    loaded = load(there, instead)
    (line,) = told(loaded)
    assert says in line
    assert "Is the year right?" in line
    assert loaded.plan is not None


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    "answers",
    [
        'approved: {by: " ", role: surgeon, date: 2026-11-01}',
        'clinician_override: "  "',
    ],
)
def test_whoever_answers_for_something_has_a_name(load: Load, answers: str) -> None:
    loaded = load(ADD, f"{ADD}    {answers}\n")
    assert loaded.plan is None
    assert any("line 21: nobody is named" in line for line in told(loaded))


STRETCH = ADD + "  - exercise: hamstring_stretch\n    repetitions: 3\n    hold_s: 10\n"
NO_DOSE = STRETCH.replace("    repetitions: 3\n", "")


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (STRETCH, "line 21: nobody has written the steps of hamstring_stretch"),
        (NO_DOSE, "line 21: hamstring_stretch has no repetitions"),
        (STRETCH + '    steps: [Lift., " "]\n', "line 24: this step is empty"),
        (STRETCH.replace(": 10", ": 31"), "hold_s of hamstring_stretch is 31. Expected: 1-30."),
    ],
)
def test_an_exercise_without_steps_or_dose_of_the_clinician_is_no_plan(
    load: Load, entry: str, says: str
) -> None:
    loaded = load(ADD, entry)
    assert loaded.plan is None
    assert any(says in line for line in told(loaded))


def test_the_clinicians_own_steps_and_dose_are_taken(load: Load) -> None:
    loaded = load(ADD, STRETCH + '    steps: ["Lift one leg.", "Straighten the knee."]\n')
    assert told(loaded) == []
    assert loaded.plan is not None
    assert loaded.plan.exercises[-1].steps == ("Lift one leg.", "Straighten the knee.")


def test_a_step_that_is_hard_to_follow_is_told(load: Load) -> None:
    long = "Lift one leg, " * 6 + "and rest. Let go."
    loaded = load(ADD, f'{STRETCH}    steps: ["{long}"]\n')
    assert loaded.plan is not None
    (line,) = told(loaded)
    assert "line 24: a sentence of 20 words is hard to follow" in line


@pytest.mark.parametrize("exercise", ["hamstring_stretch", "supine_lumbar_flexion"])
def test_a_held_exercise_needs_seconds_to_hold(load: Load, exercise: str) -> None:
    entry = STRETCH.replace("hamstring_stretch", exercise).replace("    hold_s: 10\n", "")
    assert load(ADD, entry + "    steps: [Lift one leg.]\n").plan is None
