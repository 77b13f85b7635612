"""Who follows the page for a new language or a new exercise gets one that the box uses."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from device.cli import main
from device.reading.yaml_document import read_yaml
from tests.household import SHORT_PLAN, project_with

LETTERS = str.maketrans("bcdfghjklmnpqrstvwxyzaeiou", "dfghjklmnprstbvzkpszlueoai")
"""The made-up language: every letter of the English one is another."""

SIGN_OF_SUCCESS = "Everything can be read."

FORBIDDEN = {"asked": {"bend": r"\bder\w*"}, "unless": r"\bozz\b", "never": {}}
"""Of its wording: no regular expression survives other letters."""


@pytest.fixture
def home(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = project_with(tmp_path / "home", project, SHORT_PLAN, "en")
    monkeypatch.setenv("SPINECOACH_HOME", str(home))
    return home


def told(*command: str) -> str:
    return CliRunner().invoke(main, list(command)).output


def in_other_letters(value: object) -> object:
    match value:
        case str():
            parts = re.split(r"(\{\w*\})", value)
            return "".join(p if p.startswith("{") else p.lower().translate(LETTERS) for p in parts)
        case dict():
            return {key: in_other_letters(inside) for key, inside in value.items()}
        case list():
            return [in_other_letters(inside) for inside in value]
        case _:
            return value


def change(file: Path, there: str, instead: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert there in text
    file.write_text(text.replace(there, instead, 1), encoding="utf-8")


def write(file: Path, data: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(dict(data), allow_unicode=True, width=10**6), encoding="utf-8")


def blocks(page: Path) -> Iterator[Any]:
    for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        yield yaml.safe_load(block)


def test_the_page_names_every_file_of_a_language(project: Path) -> None:
    page = (project / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
    files = {file.name for file in (project / "voices" / "en").glob("*.yaml")}
    assert set(re.findall(r"^\| `(\w+\.yaml)` \|", page, re.MULTILINE)) == files


def test_a_language_made_as_the_page_says_is_one_that_nothing_is_said_against(home: Path) -> None:
    folder = home / "voices" / "xq"
    shutil.copytree(home / "voices" / "en", folder)
    change(folder / "voice.yaml", "language: en", "language: xq")
    change(folder / "voice.yaml", "driver: hibari", "driver: espeak")
    change(folder / "voice.yaml", "natural_voice: heart\n", "")
    change(folder / "report.yaml", "language: en", "language: xq")
    (folder / "lexicon.yaml").unlink()
    change(home / "config" / "device.yaml", "language: en", "language: xq")
    first = told("check", "--language", "xq")
    assert first.count("texts are the same as in en") == 7

    for name in ("phrases", "exercises", "advice", "report", "sheet", "commands"):
        data = dict(read_yaml(folder / f"{name}.yaml").data)
        data.pop("spellings", None)
        language = {"language": "xq"} if name == "report" else {}
        made = in_other_letters(data)
        assert isinstance(made, dict)
        write(folder / f"{name}.yaml", made | language)
    write(folder / "wording.yaml", FORBIDDEN)
    second = told("check", "--language", "xq")
    assert "voices" not in second
    assert [line for line in second.splitlines() if not line.startswith("error   plan.yaml")] == [
        "",
        "1 to correct. The box exercises nobody until then.",
    ]
    assert "the plan is not signed" in second
    assert SIGN_OF_SUCCESS in told("check", "--sign", "--name", "Dr. Weber", "--role", "surgeon")
    assert str(in_other_letters("A thought for today.")) in told("preview", "--day", "45")


def test_an_exercise_made_as_the_page_says_is_checked_and_heard(home: Path, project: Path) -> None:
    catalogue, sentences, plan = blocks(project / "docs" / "adding-an-exercise.md")
    (entry,) = catalogue
    ((id_, said),) = sentences.items()
    assert entry["id"] == id_

    file = home / "config" / "exercises.yaml"
    write(file, {"exercises": [*yaml.safe_load(file.read_text())["exercises"], entry]})
    assert f"{id_} has no name, purpose" in told("check")
    for language in ("en", "ko"):
        with (home / "voices" / language / "exercises.yaml").open("a", encoding="utf-8") as added:
            added.write(yaml.safe_dump({id_: said}, allow_unicode=True))
    assert id_ not in told("check")
    assert id_ not in told("check", "--language", "ko")

    before = yaml.safe_load(SHORT_PLAN)
    write(home / "config" / "plan.yaml", before | {"exercises": plan["exercises"]})
    assert SIGN_OF_SUCCESS in told("check", "--sign", "--name", "Dr. Weber", "--role", "surgeon")
    heard = told("preview", "--day", "45")
    assert said["way_out"] not in heard
    for sentence in (said["position"], *said["steps"]):
        assert sentence in heard
