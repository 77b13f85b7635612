"""The clinician's own sentences: they command nothing and ask for nothing that harms."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.plan.answers import Valid
from device.plan.lint import Against
from device.plan.loading import LoadedPlan
from device.plan.model import Catalogue
from device.plan.signature import sign
from device.plan.wording import load_wording
from device.plan.writing import ask_plan
from device.reading.diagnostic import errors
from device.speaking.phrases import load_book
from tests.household import project_with
from tests.plan import refused
from tests.plan.conftest import SIGNED_ON
from tests.plan.written import ADD, PLAN, Load, told


@pytest.fixture
def checked(project: Path, tmp_path: Path) -> Load:
    """Return what reads a plan with such a step in a box of its own."""

    def check(step: str, language: str = "en", more: str = "") -> LoadedPlan:
        text = PLAN.replace(ADD, ADD + refused.STEPS.format(step=step) + more)
        box = tmp_path / f"box{len(list(tmp_path.iterdir()))}"
        box.mkdir()
        home = project_with(box, project, text, language)
        sign(home / "config" / "plan.yaml", "Dr. Lee", "surgeon", SIGNED_ON)
        return load_configuration(home).loaded

    return check


@pytest.mark.hazard("H12")
@pytest.mark.hazard("H8")
@pytest.mark.parametrize("step", refused.OF_STEPS)
def test_a_step_that_commands_or_asks_for_a_forbidden_movement_is_refused(
    checked: Load, step: str
) -> None:
    loaded = checked(step)
    assert loaded.plan is None
    (wrong,) = {problem.line for problem in errors(loaded.problems)}
    assert wrong == 24


@pytest.mark.parametrize("step", refused.GOOD_STEPS)
def test_a_step_that_forbids_it_or_bends_a_knee_is_none(checked: Load, step: str) -> None:
    assert told(checked(step)) == []


@pytest.mark.hazard("H12")
def test_a_movement_may_be_meant_by_name_and_a_held_breath_never(checked: Load) -> None:
    meant = "    clinician_override: Dr. Lee\n"
    assert checked("Bend forward a little.", more=meant).plan is not None
    assert checked("Hold your breath.", more=meant).plan is None
    assert checked("Then stop.", more=meant).plan is None


@pytest.mark.parametrize("step", ["다시 드세요.", "잠깐 쉬세요.", "중지 하세요."])
def test_the_commands_are_those_of_the_language_of_the_box(checked: Load, step: str) -> None:
    assert checked(step, "ko").plan is None
    assert checked("Lift it again.", "ko").plan is not None


@pytest.mark.hazard("H12")
def test_a_step_that_check_refuses_is_no_answer_to_the_question_how_it_is_done(
    project: Path, catalogue: Catalogue
) -> None:
    wording = load_wording(project / "voices" / "en")

    def ask(question: str, *, default: str, valid: Valid) -> str:
        if question.startswith("How is"):
            with pytest.raises(ValueError, match="hold the breath"):
                valid("Lift. | Hold your breath.")
            return valid("Lift. | Breathe on.")
        given_ = {"hamstring": "yes", "Date of": "2026-10-01", "Who of": "Anna"}
        asked = (answer for begin, answer in given_.items() if question.startswith(begin))
        return valid(next(asked, default or ("0123" if "elephone" in question else "3")))

    text = ask_plan(catalogue, SIGNED_ON, ask, Against(wordings=(wording,)))
    assert '- "Breathe on."' in text


@pytest.mark.hazard("H12")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_that_the_box_says_by_itself_asks_for_a_forbidden_movement(
    project: Path, language: str
) -> None:
    folder = project / "voices" / language
    wording = load_wording(folder)
    texts = load_book(folder).texts
    found = {key: moves for key, text in texts.items() if (moves := wording.movements(text))}
    assert found == {"supine_lumbar_flexion.name": ("bend",)}, "that is what it is called"
