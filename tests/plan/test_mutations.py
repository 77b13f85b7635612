"""Whatever mistake is made in the plan, a person is told, or nothing unsafe comes of it."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from device.configuration import Configuration, load_configuration
from device.plan.loading import load_plan

MUTATIONS = 200
SEED = 1


@pytest.fixture(scope="module")
def bench(project: Path) -> ModuleType:
    file = project / "script" / "benches" / "plan.py"
    spec = importlib.util.spec_from_file_location("bench_plan", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


class Reader:
    """Reads the plan of a folder anew; all other files are read once, as nobody changes them."""

    def __init__(self, project: Path) -> None:
        self._all = load_configuration(project)

    def __call__(self, project: Path) -> Configuration:
        assert self._all.catalogue is not None
        loaded = load_plan(project / "config" / "plan.yaml", self._all.catalogue)
        return dataclasses.replace(self._all, loaded=loaded, problems=loaded.problems)


@pytest.fixture(scope="module")
def read(project: Path) -> Reader:
    return Reader(project)


@pytest.mark.hazard("H8")
def test_whatever_mistake_is_made_in_the_plan_it_is_told_or_nothing_unsafe_comes_of_it(
    bench: ModuleType, read: Reader
) -> None:
    result = bench.measure(range(MUTATIONS), SEED, read)
    assert result.told == []
    assert (result.mutations, result.tracebacks, result.unsafe) == (MUTATIONS, 0, 0)
    assert result.exercises_checked > 10_000, "many a mistake is none, or is meant"


def tried(bench: ModuleType, read: Reader, project: Path, text: str) -> tuple[Any, Any]:
    result = bench.Result()
    problems, found = bench.try_plan(project, text.encode(), read, result)
    return problems, found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path


def plan_with(project: Path, there: str, instead: str) -> str:
    text = (project / "config" / "plan.yaml").read_text(encoding="utf-8")
    assert there in text
    return text.replace(there, instead, 1)


@pytest.mark.hazard("H8")
@pytest.mark.parametrize("value", ["0x" + "f" * 5000, "0b" + "1" * 20000])
def test_a_number_too_large_to_be_written_down_is_told(
    bench: ModuleType, read: Reader, project: Path, copy: Path, value: str
) -> None:
    text = plan_with(project, "cleared_stage: 2", f"cleared_stage: {value}")
    problems, _ = tried(bench, read, copy, text)
    assert problems


@pytest.mark.hazard("H8")
@pytest.mark.parametrize("there", ["exercise: heel_slides", "date: 2026-10-26", "hold_s: 5-8"])
def test_a_mistake_of_very_many_letters_is_told_in_few(
    bench: ModuleType, read: Reader, project: Path, copy: Path, there: str
) -> None:
    problems, _ = tried(bench, read, copy, plan_with(project, there, there + "x" * 5000))
    assert problems
    assert max(len(str(problem)) for problem in problems) <= bench.MAX_TOLD


UNCOUNTABLE = """
  - exercise: hamstring_stretch
    approved: {by: Dr. Lee, role: surgeon, date: 2026-11-01}
    repetitions: 500
    hold_s: 900
    steps: [Pull.]
"""


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("hold_s: 5-8\n", "hold_s: 5-800\n    clinician_override: Dr. Lee\n    level: high\n"),
        ("repetitions: 10\n    hold_s: 5-7", "repetitions: 1000000\n    clinician_override: X"),
        ("  - exercise: walking_short", UNCOUNTABLE + "  - exercise: walking_short"),
        ("hold_s: 5-8\n", 'hold_s: 60\n    clinician_override: " "\n'),
    ],
)
def test_a_dose_that_cannot_be_counted_or_that_nobody_means_is_told(
    bench: ModuleType, read: Reader, project: Path, copy: Path, there: str, instead: str
) -> None:
    text = plan_with(project, there, instead).replace("cleared_stage: 2", "cleared_stage: 3")
    _, found = tried(bench, read, copy, text)
    assert found == []


# ---------------------------------------------------------------- the bench can see what is wrong


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("repetitions", 200, "repetitions 200"),
        ("hold_s", 9, "hold_s 9"),
    ],
)
def test_a_dose_out_of_range_is_found(
    bench: ModuleType, read: Reader, project: Path, field: str, value: int, found: str
) -> None:
    configuration = read(project)
    plan, catalogue = configuration.loaded.plan, configuration.catalogue
    assert plan is not None
    assert catalogue is not None
    history = bench.History(bench.SIGNED, staging_day=bench.SIGNED)
    tasks = bench.day_plan(plan, catalogue, history).sessions[0]
    task = next(each for each in tasks if each.exercise.id == "glute_squeezes")
    assert bench.unsafe(task, plan, catalogue, history) == ""
    wrong = dataclasses.replace(task, dose=dataclasses.replace(task.dose, **{field: value}))
    assert bench.unsafe(wrong, plan, catalogue, history) == found
    gated = dataclasses.replace(task, exercise=catalogue["cat_cow"])
    assert bench.unsafe(gated, plan, catalogue, history) != ""


def test_every_kind_of_mistake_changes_the_plan(bench: ModuleType, project: Path) -> None:
    lines = (project / "config" / "plan.yaml").read_text(encoding="utf-8").split("\n")
    for mistake in set(bench.MISTAKES):
        changed = 0
        for seed in range(20):
            broken = list(lines)
            mistake(broken, bench.random.Random(seed))
            changed += broken != lines
        assert changed > 10, mistake.__name__


def test_the_same_dice_make_the_same_mistakes(bench: ModuleType) -> None:
    once, twice = (bench.broken("a: 1\nb: 2", bench.random.Random("7/1")) for _ in range(2))
    assert once == twice
