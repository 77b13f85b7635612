"""A language that lacks something, or says it with other values, is told by file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.languages import MAY_SAY_A_COMMAND, compare_languages
from device.reading.diagnostic import Severity
from device.speaking.phrases import FORMER_KEYS, load_book
from tests.speaking.test_packs import ASKED, NOBODY_LISTENS


@pytest.fixture
def voices(project: Path, tmp_path: Path) -> Path:
    shutil.copytree(project / "voices", tmp_path / "voices")
    return tmp_path / "voices"


def folders(voices: Path) -> dict[str, Path]:
    return {folder.name: folder for folder in voices.iterdir() if folder.is_dir()}


def languages(project: Path) -> list[str]:
    return sorted(folder.name for folder in (project / "voices").iterdir() if folder.is_dir())


def test_every_language_of_the_project_says_all_that_the_others_say(project: Path) -> None:
    assert languages(project) >= ["en", "ko"]
    for language in languages(project):
        assert compare_languages(folders(project / "voices"), language) == ()


@pytest.mark.parametrize(
    ("language", "file", "there", "instead", "says"),
    [
        (
            "ko",
            "phrases.yaml",
            "paused: ",
            "# paused: ",
            "'paused' has no text. Expected: as in",
        ),
        (
            "en",
            "phrases.yaml",
            "paused: ",
            "# paused: ",
            "'paused' has no text. Expected: as in",
        ),
        ("ko", "phrases.yaml", "{digits}", "{number}", "'call_now_emergency' has {number} in it"),
        ("en", "phrases.yaml", "{n} of {total}", "{n}", "Expected: as in ko: {n}, {total}."),
        ("en", "phrases.yaml", "{n} of {total}", "that", "'rep_of' has no braces in it"),
        ("ko", "exercises.yaml", "  way_out: ", "  # way_out: ", "'deep_breathing.way_out' has no"),
        ("en", "report.yaml", "{first}", "{frist}", "'span' has {frist}, {last}, {n} in it"),
        ("en", "sheet.yaml", "hold for {n}", "hold for", "Expected: as in ko: {n}."),
        ("en", "voice.yaml", "language: en", "language: ko", "the language is 'ko' in the folder"),
        ("en", "report.yaml", "language: en", "language: ko", "in the folder en. Expected: 'en'."),
    ],
)
def test_what_is_missing_or_has_other_values_is_told(
    voices: Path, language: str, file: str, there: str, instead: str, says: str
) -> None:
    text = (voices / language / file).read_text(encoding="utf-8")
    assert there in text
    (voices / language / file).write_text(text.replace(there, instead, 1), encoding="utf-8")
    (problem,) = compare_languages(folders(voices), language)
    assert str(problem).startswith(f"{file}, line ")
    assert says in str(problem)


def test_the_line_of_other_values_is_that_of_the_text(voices: Path) -> None:
    file = voices / "ko" / "phrases.yaml"
    text = file.read_text(encoding="utf-8").replace("{digits}", "{number}", 1)
    file.write_text(text, encoding="utf-8")
    (problem,) = compare_languages(folders(voices), "ko")
    assert "{number}" in text.splitlines()[problem.line - 1]


def test_texts_that_nobody_translated_are_told_once_for_each_file(voices: Path) -> None:
    shutil.copytree(voices / "en", voices / "xx")
    for name in ("voice", "report"):
        file = voices / "xx" / f"{name}.yaml"
        file.write_text(file.read_text().replace("language: en", "language: xx"))
    problems = compare_languages(folders(voices), "xx")
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert sorted(problem.file.name for problem in problems) == [
        "advice.yaml", "commands.yaml", "exercises.yaml", "phrases.yaml", "report.yaml",
        "sheet.yaml", "wording.yaml",
    ]  # fmt: skip
    for problem in problems:
        assert "texts are the same as in en" in problem.what
        assert problem.line > 1


@pytest.mark.hazard("H9")
def test_a_command_that_the_box_says_in_this_language_alone_is_told(voices: Path) -> None:
    file = voices / "en" / "phrases.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("going_on:"))
    lines[at] = 'going_on: "Good. Next please."'
    file.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = compare_languages(folders(voices), "en")
    assert str(problem).startswith(f"phrases.yaml, line {at + 1}: 'going_on' says a phrase of next")
    assert problem.severity is Severity.WARNING


def test_only_what_nobody_listens_to_or_what_asks_for_it_may_hold_any_command() -> None:
    assert NOBODY_LISTENS | ASKED.keys() >= MAY_SAY_A_COMMAND


def test_a_language_that_cannot_be_read_is_nothing_to_compare_with(voices: Path) -> None:
    (voices / "ko" / "phrases.yaml").write_text("[", encoding="utf-8")
    assert compare_languages(folders(voices), "en") == ()
    assert compare_languages(folders(voices), "ko") == ()
    assert compare_languages(folders(voices), "xx") == ()


def test_a_language_with_the_former_keys_says_the_same_and_check_tells_each(
    project: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "home"
    for name in ("config", "voices"):
        shutil.copytree(project / name, copied / name)
    file = copied / "voices" / "en" / "phrases.yaml"
    text = file.read_text(encoding="utf-8")
    for former, now in FORMER_KEYS.items():
        assert f"\n{now}:" in text, now
        text = text.replace(f"\n{now}:", f"\n{former}:")
    file.write_text(text, encoding="utf-8")
    now_, before = load_book(project / "voices" / "en"), load_book(file.parent)
    assert (before.texts, before.forms) == (now_.texts, now_.forms)
    assert compare_languages(folders(copied / "voices"), "en") == ()
    told = load_configuration(copied, "en")
    assert told.errors == ()
    lines = [text.splitlines().index(line) + 1 for line in text.splitlines() if "lesson" in line]
    warned = [problem for problem in told.problems if problem.severity is Severity.WARNING]
    assert sorted(problem.line for problem in warned) == lines
    assert {(str(problem.file), problem.what) for problem in warned} == {
        (str(file), f"{former!r} is called {now!r} now") for former, now in FORMER_KEYS.items()
    }


def test_what_is_wrong_with_a_text_of_a_former_key_is_told_with_its_line(voices: Path) -> None:
    file = voices / "en" / "phrases.yaml"
    text = file.read_text(encoding="utf-8").replace("enrollment_say:", "lesson_say:")
    assert "Say {word}." in text
    file.write_text(text.replace('"Say {word}."', '"Say {wrod}."', 1), encoding="utf-8")
    (problem,) = compare_languages(folders(voices), "en")
    line = text.splitlines().index('lesson_say: "Say {word}."') + 1
    assert (problem.file, problem.line) == (file, line)
