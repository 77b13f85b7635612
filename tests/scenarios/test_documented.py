"""docs/scenarios.md names every field of a scenario file, and its example runs."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.plan.script import Question
from device.scenarios.model import Expect, Scenario, ScenarioStep, When, Wrote
from device.scenarios.reading import read_scenario
from device.scenarios.text import run_text


@pytest.fixture(scope="module")
def text(project: Path) -> str:
    return (project / "docs" / "scenarios.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [Scenario, ScenarioStep, When, Expect, Wrote])
def test_every_field_is_documented(text: str, kind: type) -> None:
    names = [field.name for field in dataclasses.fields(kind)]
    assert [name for name in names if f"`{name}" not in text] == []


def test_every_question_is_documented(text: str) -> None:
    assert [q.value for q in Question if f"`{q.value}`" not in text] == []


def test_the_example_comes_out_as_it_says(text: str, tmp_path: Path, project: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")
    result = run_text(load_configuration(project, "en"), read_scenario(file))
    assert result.failures == ()
    assert len(result.told) > 20
