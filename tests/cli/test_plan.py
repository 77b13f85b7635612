"""The clinician's commands, as they are typed: what is printed, what is written, how they end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.cli import main
from device.plan.changes import COPY
from device.plan.loading import load_catalogue, load_plan
from device.reading.diagnostic import errors

WEBER = ("--sign", "--name", "Dr. Weber", "--role", "surgeon")

Types = Callable[..., Result]


@pytest.fixture
def home(project: Path, tmp_path: Path) -> Path:
    """Return a project of its own, with the example of a plan that comes along."""
    for folder in ("config", "voices"):
        (tmp_path / folder).mkdir()
        for file in (project / folder).rglob("*.yaml"):
            copy = tmp_path / file.relative_to(project)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def types(home: Path) -> Types:
    """Return what runs a command in `home` and gives its answers."""

    def types(*arguments: str, answers: str = "") -> Result:
        environ = {"SPINECOACH_HOME": str(home), "STATE_DIRECTORY": str(home / "var")}
        result = CliRunner().invoke(main, arguments, input=answers, env=environ)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return types


def plan(home: Path) -> Path:
    return home / "config" / "plan.yaml"


def change(home: Path, there: str, instead: str) -> None:
    text = plan(home).read_text()
    assert there in text
    plan(home).write_text(text.replace(there, instead, 1))


# ---------------------------------------------------------------- check and sign


def test_the_plan_that_comes_along_is_right_and_only_an_example(types: Types) -> None:
    result = types("check")
    assert result.exit_code == 0
    assert result.output.startswith("Everything can be read. The plan is an example")
    assert result.output.count("\n") == 1


@pytest.mark.hazard("H8")
def test_signing_shows_field_by_field_what_was_changed_since_the_last_signature(
    types: Types, home: Path
) -> None:
    assert types("check", *WEBER).exit_code == 0
    change(home, "cleared_stage: 2", "cleared_stage: 3")
    change(home, "repetitions: 10-12", "repetitions: 10-11")
    change(home, "  - exercise: deep_breathing\n", "")
    told = types("check")
    assert told.exit_code == 2
    assert "was changed after it was signed" in told.output
    signed = types("check", "--sign", "--name", "Dr. Kim", "--role", "surgeon")
    assert signed.exit_code == 0
    for result in (told, signed):
        _, _, since = result.output.partition("This has changed since")
        changes = re.findall(r"^  (.+)$", since, re.MULTILINE)
        assert changes == [
            "cleared_stage: was 2, is 3",
            "heel_slides, repetitions: was 10-12, is 10-11",
            "deep_breathing: gone, was in the plan",
        ]
        assert "signed by Dr. Weber on " in result.output
    assert "signed by Dr. Kim, surgeon." in signed.output
    assert "This has changed" not in types("check").output


@pytest.mark.hazard("H8")
def test_a_plan_with_a_mistake_is_not_signed(types: Types, home: Path) -> None:
    change(home, "hold_s: 5-8", "hold_s: 5-80")
    before = plan(home).read_bytes()
    result = types("check", *WEBER)
    assert result.exit_code == 2
    assert "hold_s of shoulder_blade_squeezes is 5-80. Expected: 5-10." in result.output
    assert "Nothing was signed" in result.output
    assert plan(home).read_bytes() == before


@pytest.mark.hazard("H7")
def test_nobody_signs_what_is_approved_on_a_later_day(types: Types, home: Path) -> None:
    approved = "{by: Dr. Lee, role: surgeon, date: 2199-01-01}"
    change(home, "    repetitions: 10             #", f"    approved: {approved} #")
    result = types("check", *WEBER)
    assert result.exit_code == 2
    assert "approved date of bridging is 2199-01-01, a day that has not come" in result.output
    assert "Nothing was signed. Correct this first." in result.output


@pytest.mark.hazard("H7")
def test_what_is_approved_after_the_last_signature_can_be_signed_anew(
    types: Types, home: Path
) -> None:
    approved = "{by: Dr. Lee, role: surgeon, date: 2026-11-10}"  # the example is of 2026-11-09
    change(home, "    repetitions: 10             #", f"    approved: {approved} #")
    assert types("check", *WEBER).exit_code == 0


@pytest.mark.parametrize(
    "who",
    [
        ("--sign",),
        ("--sign", "--name", "Dr. Weber"),
        ("--sign", "--name", " ", "--role", "surgeon"),
        ("--sign", "--name", "Dr.\nWeber", "--role", "surgeon"),
    ],
)
def test_a_signature_needs_a_name_and_a_role(
    types: Types, home: Path, who: tuple[str, ...]
) -> None:
    before = plan(home).read_bytes()
    assert types("check", *who).exit_code == 2
    assert plan(home).read_bytes() == before


def test_a_copy_that_somebody_changed_is_nothing_to_compare_with(types: Types, home: Path) -> None:
    types("check", *WEBER)
    copy = home / "config" / COPY
    copy.write_text(copy.read_text().replace("cleared_stage: 2", "cleared_stage: 1"))
    change(home, "cleared_stage: 2", "cleared_stage: 3")
    result = types("check", *WEBER)
    assert "Nothing is known of an earlier signature." in result.output


def test_a_script_is_told_problems_and_changes_as_json(types: Types, home: Path) -> None:
    types("check", *WEBER)
    change(home, "cleared_stage: 2", "cleared_stage: 7")
    result = types("check", "--json")
    told = json.loads(result.output)
    assert result.exit_code == 2
    lines = plan(home).read_text().splitlines()
    stage = next(n for n, line in enumerate(lines, 1) if "stage: 7" in line)
    assert told["problems"][0]["line"] == stage
    assert told["problems"][0]["expected"] == "1, 2 or 3"
    assert told["changes"] == [{"field": "cleared_stage", "before": "2", "after": "7"}]


def test_a_language_that_lacks_a_phrase_is_told(types: Types, home: Path) -> None:
    file = home / "voices" / "en" / "phrases.yaml"
    file.write_text(file.read_text().replace("rest_now: ", "# rest_now: "))
    result = types("check")
    assert result.exit_code == 2
    assert "'rest_now' has no text. Expected: as in ko" in result.output


# ---------------------------------------------------------------- a new plan

QUESTIONS = """\
2026-13-01
2199-01-01
2026-10-26
lumbar
posterior
fusion
no
none
2


112
Anna
abc
0123 456
-
-
"""


def test_a_new_plan_is_asked_for_and_is_right_but_for_the_signature(
    types: Types, home: Path
) -> None:
    plan(home).unlink()
    result = types("plan", "new", answers=QUESTIONS + "\n" * 60)
    assert result.exit_code == 0
    assert "expected a date: 2026-11-23." in result.output
    assert " or earlier." in result.output
    assert "expected a telephone number" in result.output
    catalogue, _ = load_catalogue(home / "config" / "exercises.yaml")
    loaded = load_plan(plan(home), catalogue)
    assert ["is not signed" in str(each) for each in loaded.problems] == [True]
    assert loaded.plan is not None
    assert loaded.plan.progression is False
    assert loaded.plan.contacts.family.phone == "0123 456"
    assert types("check", *WEBER).exit_code == 0


def test_a_home_that_was_named_is_named_in_what_comes_next(types: Types, home: Path) -> None:
    plan(home).unlink()
    result = types("--home", str(home), "plan", "new", answers=QUESTIONS + "\n" * 60)
    assert f"  spinecoach --home {home} check " in result.output


@pytest.mark.hazard("H8")
def test_a_plan_that_is_there_is_replaced_only_when_somebody_says_so_and_is_kept(
    types: Types, home: Path
) -> None:
    before = plan(home).read_bytes()
    for answers in ("\n", "n\n", "", "y\n2026-10-26\n"):
        assert types("plan", "new", answers=answers).exit_code == 1
        assert plan(home).read_bytes() == before
    assert types("plan", "new", answers=f"y\n{QUESTIONS}" + "\n" * 60).exit_code == 0
    assert plan(home).read_bytes() != before
    assert plan(home).with_name("plan.before").read_bytes() == before


def test_without_a_catalogue_there_is_nothing_to_ask(types: Types, home: Path) -> None:
    (home / "config" / "exercises.yaml").write_text("exercises: 3\n")
    result = types("plan", "new")
    assert result.exit_code == 2
    assert "exercises.yaml, line 1" in result.output


# ---------------------------------------------------------------- preview


@pytest.mark.hazard("H6")
def test_a_preview_tells_the_sessions_their_minutes_and_why_anything_is_left_out(
    types: Types,
) -> None:
    result = types("preview", "--day", "20")
    assert result.exit_code == 0
    said = result.output
    assert said.startswith("2026-11-15, day 20 after the operation, stage 2\n")
    assert re.search(r"session 1 of 2: 9 exercises, \d\d minutes\n", said)
    assert re.search(r"session 2 of 2: 1 exercise, \d minutes\n", said)
    assert "left out: bridging: it belongs to stage 3, from day 42 on (2026-12-07)" in said
    assert "not in the plan: abdominal_draw_ins, hamstring_stretch" in said
    assert "When you are in position, press the button, or say ready.  [waits]" in said


def test_a_day_can_be_named_by_its_date_and_on_one_outside_the_plan_the_box_does_nothing(
    types: Types,
) -> None:
    by_date = types("preview", "--date", "2026-11-15")
    assert by_date.output == types("preview", "--day", "20").output
    for date in ("0001-01-01", "2026-11-08", "2027-02-01", "9999-12-31"):
        result = types("preview", "--date", date)
        assert result.exit_code == 0
        assert "The box exercises nobody on this day" in result.output


@pytest.mark.parametrize("day", ["-1", "99999", "soon"])
def test_a_day_that_is_none_is_told(types: Types, day: str) -> None:
    result = types("preview", "--day", day)
    assert result.exit_code == 2
    assert "Invalid value for '--day'" in result.output


@pytest.mark.parametrize(("name", "begins"), [("wall.html", b"<!DOCTYPE"), ("w.pdf", b"%PDF")])
def test_a_sheet_for_the_wall_is_written_as_a_page_or_as_a_pdf(
    types: Types, home: Path, name: str, begins: bytes
) -> None:
    result = types("preview", "--day", "20", "--sheet", str(home / name))
    if "A PDF needs WeasyPrint" in result.output:
        pytest.skip("no Pango: sudo apt install libpango-1.0-0 libpangoft2-1.0-0")
    assert result.exit_code == 0
    assert f"To print, for the wall: {home / name}" in result.output
    assert (home / name).read_bytes().startswith(begins)


def test_a_sheet_that_cannot_be_written_is_told(types: Types, home: Path) -> None:
    result = types("preview", "--sheet", str(home / "nowhere" / "wall.html"))
    assert result.exit_code == 1
    assert "nowhere" in result.output


@pytest.mark.hazard("H8")
def test_a_plan_with_a_mistake_has_no_preview(types: Types, home: Path) -> None:
    change(home, "hold_s: 5-8", "hold_s: 5-80")
    result = types("preview")
    assert result.exit_code == 2
    assert "There is no plan that could be shown." in result.output
    assert errors(load_plan(plan(home), None).problems)


def test_a_name_that_the_voice_would_spell_out_is_told_with_its_line(
    types: Types, home: Path
) -> None:
    change(home, "name: Anna", "name: JT")
    told = types("check")
    assert "plan.yaml, line 24: 'JT': the voice spells 'JT' out" in told.output
    (home / "voices/en/lexicon.yaml").write_text('jt: "ʤˌAtˈi"\n')
    assert "spells" not in types("check").output
