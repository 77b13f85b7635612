"""A plan that comes of questions can be read, is only not signed yet, and is a careful one."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.journal.history import History
from device.plan.answers import (
    Valid,
    any_text,
    day,
    dose_within,
    one_of,
    phone,
    sentences,
    yes_no,
)
from device.plan.gates import day_plan, is_barred
from device.plan.loading import LoadedPlan, load_plan
from device.plan.model import Catalogue, Gate, Plan, Range, Region
from device.plan.operations import approaches_of, regions_of
from device.plan.signature import sign
from device.plan.writing import ask_plan, write_plan

TODAY = dt.date(2026, 11, 24)
NEEDED = {
    "Date of the operation": "2026-10-26",
    "Who of the family": "Anna",
    "Telephone number of": "0123 456",
    "How is": "Pull the knee up. | Let it down.",
    "Repetitions of": "3",
    "Seconds to hold": "15",
}


class Person:
    """Answers by what a question begins with; to all others with what is offered."""

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self._answers = answers or {}

    def __call__(self, question: str, *, default: str, valid: Valid) -> str:
        for begin, answer in self._answers.items():
            if question.startswith(begin):
                return valid(answer)
        needed = (answer for begin, answer in NEEDED.items() if question.startswith(begin))
        return valid(default or next(needed))


def loaded(folder: Path, catalogue: Catalogue, text: str) -> LoadedPlan:
    write_plan(folder / "plan.yaml", text, instead=True)
    return load_plan(folder / "plan.yaml", catalogue)


def plan_of(folder: Path, catalogue: Catalogue, text: str) -> Plan:
    """The plan, with which nothing is wrong but that nobody has signed it."""
    found = loaded(folder, catalogue, text)
    assert ["is not signed" in str(problem) for problem in found.problems] == [True]
    assert found.plan is not None
    assert not found.signed
    sign(folder / "plan.yaml", "Dr. Lee", "surgeon", TODAY)
    signed = load_plan(folder / "plan.yaml", catalogue)
    assert signed.problems == ()
    assert signed.plan is not None
    return signed.plan


@pytest.mark.hazard("H8")
def test_whoever_says_yes_to_everything_offered_has_a_plan_that_is_only_not_signed(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    plan = plan_of(tmp_path, catalogue, ask_plan(catalogue, TODAY, Person()))
    assert plan.cleared_stage == 1
    assert not plan.example
    assert (plan.valid_until - plan.valid_from).days == 42


@pytest.mark.hazard("H7")
def test_what_is_offered_is_what_the_stage_allows_and_no_gate_closes(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    person = Person({"Up to which stage": "3"})
    plan = plan_of(tmp_path, catalogue, ask_plan(catalogue, TODAY, person))
    chosen = [catalogue[entry.exercise] for entry in plan.exercises]
    assert chosen
    assert {exercise.gate for exercise in chosen} & {Gate.NAMED, Gate.LUMBAR_MOTION} == set()
    assert all(exercise.steps for exercise in chosen)


@pytest.mark.hazard("H7")
def test_a_gated_exercise_without_an_approval_is_in_the_plan_and_left_out_of_the_day(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    person = Person(
        {"cat cow": "yes", "Up to which": "3", "Date of the op": "2026-01-05", "Has the": "no"}
    )
    plan = plan_of(tmp_path, catalogue, ask_plan(catalogue, TODAY, person))
    day_of = day_plan(plan, catalogue, History(TODAY, staging_day=TODAY))
    assert ("cat_cow", "reason_gate") in {(o.exercise, o.reason) for o in day_of.left_out}


def test_an_approval_is_written_with_name_role_and_day(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    person = Person({"hamstring": "yes", "Who approves": "Dr. Kim", "Up to which": "3"})
    plan = plan_of(tmp_path, catalogue, ask_plan(catalogue, TODAY, person))
    entry = next(entry for entry in plan.exercises if entry.exercise == "hamstring_stretch")
    assert entry.approved is not None
    assert (entry.approved.by, entry.approved.role, entry.approved.date) == (
        "Dr. Kim", "surgeon", TODAY,
    )  # fmt: skip
    assert entry.steps == ("Pull the knee up.", "Let it down.")


def test_there_may_be_no_clinic_and_no_exercise(catalogue: Catalogue, tmp_path: Path) -> None:
    no = {exercise.id.replace("_", " "): "no" for exercise in catalogue.exercises}
    text = ask_plan(catalogue, TODAY, Person(no))
    found = loaded(tmp_path, catalogue, text)
    assert found.plan is not None
    assert found.plan.contacts.clinic is None
    assert found.plan.exercises == ()


PRINTABLE = st.characters(exclude_categories=["C", "Z"], include_characters=" ")
TEXTS = st.text(PRINTABLE, max_size=40).map(str.strip).filter(lambda t: t not in ("", "-"))
KINDS = TEXTS.filter(lambda t: not regions_of(t) and not approaches_of(t))

ANSWERS = st.fixed_dictionaries(
    {
        "Who of the family": TEXTS.map(lambda text: f"{text}a"),
        "What was done": KINDS,
        "Which part": st.sampled_from(Region),
        "From where": st.sampled_from(["posterior", "anterior", "lateral"]),
        "Has the surgeon": st.sampled_from(["yes", "no"]),
        "Up to which": st.sampled_from("123"),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(answers=ANSWERS, every=st.booleans())
def test_whatever_is_answered_the_plan_can_be_read_and_says_the_same(
    catalogue: Catalogue, tmp_path: Path, answers: dict[str, str], every: bool
) -> None:
    wanted = {each.id.replace("_", " "): "yes" if every else "no" for each in catalogue.exercises}
    text = ask_plan(catalogue, TODAY, Person(answers | wanted))
    found = loaded(tmp_path, catalogue, text)
    assert found.plan is not None
    assert found.plan.contacts.family.name == answers["Who of the family"]
    assert found.plan.operation.kind == answers["What was done"]
    assert found.plan.operation.lumbar_motion_barred is (answers["Has the surgeon"] == "yes")
    open_ = [e for e in catalogue.exercises if not is_barred(found.plan.operation, e)]
    assert len(found.plan.exercises) == (len(open_) if every else 0)
    assert len(open_) >= len(catalogue.exercises) - 2


# ---------------------------------------------------------------- answers that are none


@pytest.mark.parametrize(
    ("valid", "given_", "written"),
    [
        (yes_no, "Y", "yes"),
        (one_of("lumbar", "thoracic"), "Lum", "lumbar"),
        (phone, " +49 30 12 ", "+49 30 12"),
        (day(latest=TODAY), "2026-11-24", "2026-11-24"),
        (dose_within(Range(10, 15)), "10 to 12", "10-12"),
        (sentences, "One. | Two.", "One.|Two."),
    ],
)
def test_answers_are_taken_as_people_write_them(valid: Valid, given_: str, written: str) -> None:
    assert valid(given_) == written


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    ("valid", "given_", "says"),
    [
        (yes_no, "perhaps", "yes or no"),
        (yes_no, "", "yes or no"),
        (one_of("posterior", "anterior"), "", "one of: posterior, anterior"),
        (one_of("thoracic", "thumb"), "th", "one of"),
        (phone, "Anna", "a telephone number"),
        (phone, "+ ", "a telephone number"),
        (day(latest=TODAY), "2026-11-25", "2026-11-24 or earlier"),
        (day(earliest=TODAY), "2026-11-23", "2026-11-24 or later"),
        (day(), "26.10.2026", "a date: 2026-11-23"),
        (dose_within(Range(10, 15)), "100", "a number or a range inside 10-15"),
        (dose_within(Range(10, 15)), "15-10", "inside 10-15"),
        (dose_within(Range(5, 5)), "4", "inside 5"),
        (dose_within(Range(1, 4), single=True), "1-2", "a number inside 1-4"),
        (any_text, "\t", "a few words"),
        (any_text, "a\nb", "a few words"),
        (sentences, "|", "at least one sentence"),
    ],
)
def test_an_answer_that_is_none_says_what_is_expected(valid: Valid, given_: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        valid(given_)


# ---------------------------------------------------------------- the file


def test_a_plan_that_is_there_is_never_overwritten_unless_it_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    write_plan(file, "a: 1\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    with pytest.raises(FileExistsError, match="is there already"):
        write_plan(file, "b: 2\n")
    assert file.read_text() == "a: 1\n"
    write_plan(file, "b: 2\n", instead=True)
    assert file.read_text() == "b: 2\n"
    assert [each.name for each in tmp_path.iterdir()] == ["plan.yaml"]


@pytest.mark.hazard("H7")
def test_after_surgery_of_the_neck_whoever_spares_it_not_is_asked_for_an_approval(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    asked: list[str] = []

    def person(question: str, *, default: str, valid: Valid) -> str:
        asked.append(question)
        return Person({"Which part": "cervical", "Up to which": "3"})(
            question, default=default, valid=valid
        )

    plan = plan_of(tmp_path, catalogue, ask_plan(catalogue, TODAY, person))
    needs = {each.split(",")[0] for each in asked if "needs an approval" in each}
    sparing = {each.id.replace("_", " ") for each in catalogue.exercises if each.spares_the_neck}
    assert needs & sparing == {"walking longer"}, "its minutes are the clinician's"
    assert {"glute squeezes", "pelvic tilts", "bridging"} <= needs
    assert {catalogue[entry.exercise].spares_the_neck for entry in plan.exercises} == {True}
