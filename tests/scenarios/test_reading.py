"""A scenario file is read as it was meant, and every mistake in it is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.plan.script import Question
from device.reading.diagnostic import ConfigError
from device.scenarios.model import Expect, When
from device.scenarios.reading import read_scenario, unknown_words
from device.scenarios.text import run_text

HEAD = "version: 1\ntitle: a try\nbegins: 2026-11-23 09:00\n"


def problems(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "it.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as found:
        read_scenario(file)
    return [str(problem) for problem in found.value.problems]


def test_yes_no_numbers_and_times_are_what_they_look_like(tmp_path: Path) -> None:
    file = tmp_path / "it.yaml"
    file.write_text(
        "version: 1\ntitle: a try\nbegins: 2026-11-23\nsteps:\n"
        "  - say: no\n  - say: yes\n  - say: 10\n  - morning_after: 10:30\n"
        "  - clock_set: 2026-12-01 10:00:00\n  - expect: {said: how_bad}\n"
    )
    scenario = read_scenario(file).scenario
    said = [step.say for step in scenario.steps[:3]]
    assert said == ["no", "yes", "ten"]
    assert scenario.steps[3].morning_after == "10:30"
    assert scenario.begins.hour == 9
    expect = scenario.steps[5].expect
    assert expect is not None
    assert expect.said == ("how_bad",)


def test_questions_and_phrases_are_understood_by_their_former_names(tmp_path: Path) -> None:
    file = tmp_path / "it.yaml"
    file.write_text(
        f"{HEAD}steps:\n  - when: {{asked: lesson, said: lesson_how}}\n    press: button\n"
        "  - when: {heard: take}\n    press: button\n"
        "  - expect: {asked: take, said: lesson, not_said: [lesson_say, paused],"
        " whole: [lesson_how], times: {lesson_say: 2}}\n"
    )
    first, second, third = read_scenario(file).scenario.steps
    assert first.when == When(asked=Question.ENROLLMENT, said="enrollment_how")
    assert second.when == When(heard=Question.TEMPLATE)
    assert third.expect == Expect(
        asked=Question.TEMPLATE,
        said=("enrollment",),
        not_said=("enrollment_say", "paused"),
        whole=("enrollment_how",),
        times={"enrollment_say": 2},
    )


@pytest.mark.parametrize(
    ("steps", "line", "told"),
    [
        ("  - sya: pain\n", 5, "Did you mean 'say'"),
        ("  - press: button\n  - say: pain\n    hold: button\n", 6, "2 things: say, hold"),
        ("  - when: {asked: dangr}\n    say: no\n", 5, "Did you mean 'danger'"),
        ("  - press: button\n  - after_s: -1\n    press: button\n", 6, "0 seconds or more"),
        ("  - expect: {journal: [pain_sad]}\n", 5, "pain_sad"),
        ("  - morning_after: noon\n", 5, "a time of day"),
        ("  - at: 5\n    after_s: 3\n    press: button\n", 5, "stands beside another"),
        ("  - note: nothing\n", 5, "neither does nor expects"),
        ("  - press: knob\n", 5, "'button'"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, steps: str, line: int, told: str) -> None:
    found = problems(tmp_path, f"{HEAD}steps:\n{steps}")
    assert any(told in each and f"line {line}:" in each for each in found), found


def test_another_version_is_not_guessed_at(tmp_path: Path) -> None:
    found = problems(tmp_path, HEAD.replace("1", "2", 1) + "steps: [{press: button}]\n")
    assert any("line 1" in each and "version" in each for each in found), found


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "version: 1\nbegins: soon\nsteps:\n  - sya: pain\n  - after_s: x\n"
    assert len(problems(tmp_path, text)) >= 4


def test_words_that_the_language_does_not_have_are_told(tmp_path: Path, project: Path) -> None:
    file = tmp_path / "it.yaml"
    file.write_text(
        f"{HEAD}steps:\n  - say: it hurts\n  - say: payn\n"
        "  - expect: {said: [how_bad], not_said: [how_badd], times: {stoped: 1}}\n"
    )
    configuration = load_configuration(project, "en")
    assert configuration.book is not None
    assert configuration.commands is not None
    found = unknown_words(read_scenario(file), configuration.book, configuration.commands)
    assert [(problem.line, problem.what.split()[0]) for problem in found] == [
        (6, "'payn'"),
        (7, "'how_badd'"),
        (7, "'stoped'"),
    ]
    assert "how_bad" in found[1].suggestion


PLAN = """\
plan:
  operation: {date: 2026-10-05, region: lumbar}
  cleared_stage: 2
  valid_from: 2026-10-05
  valid_until: 2027-10-05
  contacts:
    emergency: "112"
    family: {name: Anna, phone: "0123 456"}
  exercises:
    - exercise: glute_squeezes
"""


@pytest.mark.parametrize(
    ("plan", "steps", "line"),
    [
        (f"{PLAN}      hold_s: 500\n", "  - press: button\n", 14),
        (PLAN.replace("cleared_stage: 2", "cleared_stage: 9"), "  - press: button\n", 6),
        (PLAN, "  - press: button\n  - plan_changed:\n      cleared_stage: 9\n", 17),
    ],
)
def test_a_mistake_in_the_plan_is_told_with_its_line_in_the_scenario(
    tmp_path: Path, project: Path, plan: str, steps: str, line: int
) -> None:
    file = tmp_path / "it.yaml"
    file.write_text(f"{HEAD}{plan}steps:\n{steps}")
    with pytest.raises(ConfigError) as found:
        run_text(load_configuration(project, "en"), read_scenario(file))
    assert [problem.line for problem in found.value.problems] == [line]
    assert found.value.problems[0].file == file
