"""What `check` finds in texts that are there, and that no voice can say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from device.checking import all_read
from device.reading.diagnostic import Severity
from tests.household import SHORT_PLAN, project_with


@pytest.fixture
def box(tmp_path: Path, project: Path) -> Path:
    return project_with(tmp_path / "box", project, SHORT_PLAN, "en")


def of_texts(box: Path) -> list[str]:
    return [
        str(problem)
        for problem in all_read(box).problems
        if "that a voice can say" in problem.what and problem.severity is Severity.WARNING
    ]


def test_every_text_of_the_languages_that_come_with_the_box_can_be_said(box: Path) -> None:
    assert of_texts(box) == []


@pytest.mark.parametrize("text", ["—", "...", "(!)", "• •"])
def test_a_step_of_signs_only_is_named_with_its_line(box: Path, text: str) -> None:
    plan = box / "config" / "plan.yaml"
    lines = ["    steps:", '      - "Squeeze gently."', f'      - "{text}"']
    plan.write_text(SHORT_PLAN + "\n".join(lines) + "\n", encoding="utf-8")
    (told,) = of_texts(box)
    assert told.startswith(
        f"plan.yaml, line {SHORT_PLAN.count(chr(10)) + 3}: {text!r} holds nothing"
    )
    assert "left out" in told


def test_a_phrase_of_signs_only_is_named_with_its_line(box: Path) -> None:
    phrases = box / "voices" / "en" / "phrases.yaml"
    text = phrases.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(text) if line.startswith("going_on:"))
    text[at] = 'going_on: "***"'
    phrases.write_text("\n".join(text), encoding="utf-8")
    (told,) = of_texts(box)
    assert told.startswith(f"phrases.yaml, line {at + 1}: ")


@pytest.mark.parametrize(("voice", "is_refused"), [("en-gb", True), ("gmw/en", False)])
def test_a_voice_that_espeak_lists_and_refuses_is_named_with_its_line(
    box: Path, voice: str, is_refused: bool
) -> None:
    """Found with espeak-ng 1.51 and 1.52: `check` said that everything can be read."""
    file = box / "voices" / "en" / "voice.yaml"
    text = re.sub(
        "^espeak_voice: .*$", f"espeak_voice: {voice}", file.read_text(), flags=re.MULTILINE
    )
    file.write_text(text)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("espeak_voice"))
    told = [str(each) for each in all_read(box).problems if "refuses" in each.what]
    assert [each.startswith(f"voice.yaml, line {line}: ") for each in told] == [True] * is_refused
