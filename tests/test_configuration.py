"""All files that people edit are read at once, and all that is wrong with all of them is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from device.configuration import Configuration, load_configuration, own_words
from device.plan.script import Question
from device.session.events import NUMBERS, Word
from device.speaking.phrase import number, phrase
from tests.household import NOT_OURS

LANGUAGES = ("en", "ko")
FILES = (
    "config/device.yaml",
    "config/exercises.yaml",
    "config/plan.yaml",
    "voices/en/voice.yaml",
    "voices/en/phrases.yaml",
    "voices/en/exercises.yaml",
    "voices/en/commands.yaml",
)

Change = Callable[[str, str, str], None]


@pytest.fixture
def copy(project: Path, tmp_path: Path) -> Path:
    """Return a project's folder that may be broken."""
    for folder in ("config", "voices"):
        shutil.copytree(project / folder, tmp_path / folder, ignore=NOT_OURS)
    return tmp_path


@pytest.fixture
def change(copy: Path) -> Change:
    def change(name: str, there: str, instead: str) -> None:
        text = (copy / name).read_text()
        assert there in text
        (copy / name).write_text(text.replace(there, instead, 1))

    return change


def told(configuration: Configuration) -> list[str]:
    return [str(problem) for problem in configuration.errors]


def files(configuration: Configuration) -> set[str]:
    return {problem.file.name for problem in configuration.errors}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_with_the_project_has_no_error_in_either_language(
    project: Path, language: str
) -> None:
    configuration = load_configuration(project, language)
    assert [str(problem) for problem in configuration.problems] == []
    assert configuration.settings is not None
    assert configuration.catalogue is not None
    assert configuration.book is not None
    assert configuration.book.voice.language == language
    assert configuration.commands is not None
    assert configuration.commands.phrases.keys() == set(Word)


def test_the_plan_that_comes_with_the_project_is_signed_and_only_an_example(project: Path) -> None:
    loaded = load_configuration(project).loaded
    assert loaded.signed
    assert loaded.plan is not None
    assert loaded.plan.example


def test_the_language_is_that_of_the_settings_unless_another_is_asked_for(
    copy: Path, change: Change
) -> None:
    change("config/device.yaml", "language: en", "language: ko")
    for asked, spoken in ((None, "ko"), ("en", "en")):
        book = load_configuration(copy, asked).book
        assert book is not None
        assert book.voice.language == spoken


def test_several_broken_files_are_all_told_at_once(copy: Path, change: Change) -> None:
    change("config/device.yaml", "button_pin: 17", "button_pin: 170")
    change("config/plan.yaml", "hold_s: 5\n", "hold_s: 50\n")
    change("config/plan.yaml", "heel_slides", "heel_slide")
    change("voices/en/phrases.yaml", 'greeting: "', "greeting: [")
    change("voices/en/voice.yaml", "language: en", "language en")
    change("voices/en/commands.yaml", "  next:", "  nekst:")
    configuration = load_configuration(copy)
    assert files(configuration) == {
        "device.yaml",
        "plan.yaml",
        "phrases.yaml",
        "voice.yaml",
        "commands.yaml",
    }
    assert sum("plan.yaml" in line for line in told(configuration)) == 3
    assert any("Did you mean 'heel_slides'?" in line for line in told(configuration))
    assert any("'nekst' is no command" in line for line in told(configuration))


def test_a_misspelled_command_is_told_with_the_one_that_was_meant(
    copy: Path, change: Change
) -> None:
    change("voices/en/commands.yaml", "  next:", "  nekst:")
    assert told(load_configuration(copy))[0].endswith("Did you mean 'next'?")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[", b"a: 1\n", None])
@pytest.mark.parametrize("name", FILES)
def test_no_file_that_is_broken_or_missing_goes_unnoticed(
    copy: Path, name: str, content: bytes | None
) -> None:
    if content is None:
        (copy / name).unlink()
    else:
        (copy / name).write_bytes(content)
    configuration = load_configuration(copy)
    borrowed = content is None and name in {"config/device.yaml", "config/exercises.yaml"}
    told_of = configuration.problems if borrowed else configuration.errors
    assert (copy / name) in {problem.file for problem in told_of}
    for whole in told(configuration):
        assert ".yaml, line " in whole


@pytest.mark.parametrize("name", ["config/device.yaml", "config/exercises.yaml"])
def test_a_file_that_is_lost_comes_from_the_program_and_the_box_runs(copy: Path, name: str) -> None:
    whole = load_configuration(copy)
    (copy / name).unlink()
    configuration = load_configuration(copy)
    assert configuration.errors == ()
    assert (configuration.settings, configuration.catalogue) == (whole.settings, whole.catalogue)
    assert "The one that comes with the program is used." in str(configuration.problems[0])


def test_a_broken_catalogue_hides_no_mistake_in_the_plan(copy: Path, change: Change) -> None:
    change("config/exercises.yaml", "mode: breath", "mode: breeth")
    change("config/plan.yaml", "region: lumbar", "region: lumber")
    assert files(load_configuration(copy)) == {"exercises.yaml", "plan.yaml"}


def test_without_a_plan_it_is_missing_and_all_else_is_there(copy: Path) -> None:
    (copy / "config" / "plan.yaml").unlink()
    configuration = load_configuration(copy)
    assert configuration.loaded.missing
    assert configuration.loaded.plan is None
    assert not configuration.loaded.signed
    assert files(configuration) == {"plan.yaml"}
    assert "does not exist" in told(configuration)[0]
    assert configuration.catalogue is not None
    assert configuration.book is not None


def test_a_plan_that_is_wrong_is_not_missing(copy: Path, change: Change) -> None:
    change("config/plan.yaml", "operation:", "operaton:")
    loaded = load_configuration(copy).loaded
    assert loaded.plan is None
    assert not loaded.missing


def test_a_language_that_there_is_not_is_told(copy: Path, change: Change) -> None:
    change("config/device.yaml", "language: en", "language: xx")
    configuration = load_configuration(copy)
    assert configuration.book is None
    assert configuration.commands is None
    assert [str(problem).split(": ", 1) for problem in configuration.errors] == [
        [
            "device.yaml, line 4",
            "there is no language 'xx': voices/ has no folder of this name. Expected: en or ko.",
        ]
    ]


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ('  way_out: "Let your feet rest', '  wayout: "Let your feet rest', "'wayout' is no part"),
        ("ankle_pumps:", "ankle_pump:", "ankle_pumps has no name, purpose, position, "),
        ('  go: "Tilt."\n', "", "pelvic_tilts has no go"),
        ('  move_back: "and out"\n', "", "deep_breathing has no move_back"),
        ('    - "Only the foot moves."\n', "", "ankle_pumps has 2 steps. Expected: 3"),
    ],
)
def test_an_exercise_that_the_voice_cannot_guide_is_told(
    copy: Path, change: Change, there: str, instead: str, says: str
) -> None:
    change("voices/en/exercises.yaml", there, instead)
    assert any(says in line for line in told(load_configuration(copy)))


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ("  stop: [stop, ", "  stop: [true, ", "'stop' has no phrases"),
        ("  one: [one]\n", "", "nothing means one"),
        ('  "no": ["no", ', "  no: [no, ", "'no' has no phrases"),
        ("decoys:\n", "decoys: none\nrest:\n", "'decoys' is no list"),
    ],
)
def test_a_command_that_could_never_be_heard_is_told(
    copy: Path, change: Change, there: str, instead: str, says: str
) -> None:
    change("voices/en/commands.yaml", there, instead)
    assert any(says in line for line in told(load_configuration(copy)))


def test_the_box_knows_which_commands_it_says_itself(project: Path) -> None:
    configuration = load_configuration(project, "en")
    assert configuration.book is not None
    assert configuration.commands is not None
    words = own_words(configuration.book, configuration.commands)
    assert words(phrase("say_ready")) == {Word.READY}
    assert words(phrase(Question.DANGER.value + "_question")) >= {Word.YES, Word.NO}
    assert words(number(7)) == {Word.SEVEN}
    assert words(phrase("rep_of", n=2, total=10)) == {Word.TWO, Word.TEN}
    assert not words(phrase("lie_down")) & (set(Word) - set(NUMBERS))
