"""A scenario is carried out as it is written, and what does not come is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from device.cli import main
from device.configuration import Configuration, load_configuration
from device.scenarios.reading import read_scenario
from device.scenarios.record import SaidPhrase
from device.scenarios.text import Result, run_text

HEAD = """\
version: 1
title: a try
begins: 2026-11-23 09:00
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
    - exercise: heel_slides
steps:
"""


@pytest.fixture(scope="module")
def english(project: Path) -> Configuration:
    return load_configuration(project, "en")


def carried_out(english: Configuration, tmp_path: Path, steps: str) -> Result:
    file = tmp_path / "it.yaml"
    file.write_text(HEAD + steps)
    return run_text(english, read_scenario(file))


BEGUN = "  - press: button\n  - carry_on: heel_slides\n"
IN_PAIN = BEGUN + "  - say: it hurts\n"


@pytest.mark.parametrize(
    ("steps", "missed"),
    [
        ("    expect: {said: [how_bad, stopped]}\n", "stopped was not said"),
        ("    expect: {not_said: [stopped]}\n", "stopped was said"),
        ("    expect: {whole: [stopped]}\n", None),
        ("    expect: {times: {stopped: 2}}\n", "stopped was said 1 times, expected 2"),
        ("    expect: {journal: [exercise_stopped, pain_said]}\n", "pain_said was not written"),
        ("    expect: {not_journal: [{wrote: pain_said, text: pain}]}\n", "pain_said pain was"),
        ("    expect: {not_journal: [{wrote: pain_said, text: stop}]}\n", None),
        ("    expect: {counts: true}\n", "it did not count"),
        ("    expect: {asked: danger}\n", "asked is how_bad, expected danger"),
        ("    expect: {light: solid}\n", "light is breathing, expected solid"),
        ("    expect: {not_light: breathing}\n", "light is breathing"),
        ("    expect: {session: over}\n", "session is running, expected over"),
        ("    expect: {sessions_left: 0}\n", "sessions_left is 1, expected 0"),
        ("    expect: {volume_db: 3}\n", "volume_db is 0, expected 3"),
        ("    expect: {exercise: heel_slides}\n", "exercise is None"),
        ("    expect: {said: [stopped, how_bad], counts: false, asked: how_bad}\n", None),
    ],
)
def test_every_expectation_can_miss(
    english: Configuration, tmp_path: Path, steps: str, missed: str | None
) -> None:
    result = carried_out(english, tmp_path, f"{IN_PAIN}  - when: {{heard: how_bad}}\n{steps}")
    told = [failure.what for failure in result.failures]
    if missed is None:
        assert told == []
    else:
        assert len(told) == 1
        assert missed in told[0]


def test_a_moment_that_never_comes_ends_it_and_is_told_with_its_line(
    english: Configuration, tmp_path: Path
) -> None:
    steps = f"{BEGUN}  - when: {{asked: danger}}\n    within_s: 5\n    say: no\n  - press: button\n"
    (failure,) = carried_out(english, tmp_path, steps).failures
    assert "never came within 5 s" in failure.what
    assert failure.line == HEAD.count("\n") + 3


def test_heard_waits_for_the_end_of_the_question_and_asked_for_its_beginning(
    english: Configuration, tmp_path: Path
) -> None:
    for moment, cut in (("asked", True), ("heard", False)):
        steps = f"{IN_PAIN}  - when: {{{moment}: how_bad}}\n    say: 9\n  - after_s: 1\n"
        told = carried_out(english, tmp_path, steps).told
        (asked,) = (t for t in told if isinstance(t, SaidPhrase) and t.phrase.key == "how_bad")
        assert asked.cut is cut, moment


def test_what_was_said_before_the_action_is_not_what_came_of_it(
    english: Configuration, tmp_path: Path
) -> None:
    steps = (
        f"{BEGUN}  - say: pause\n  - after_s: 3\n    expect: {{said: paused, not_said: greeting}}\n"
    )
    assert carried_out(english, tmp_path, steps).failures == ()


def test_a_pulled_plug_leaves_the_journal_and_cuts_what_sounds(
    english: Configuration, tmp_path: Path
) -> None:
    steps = (
        "  - press: button\n  - after_s: 0.5\n    plug_pulled: 60\n"
        "  - press: button\n  - when: {asked: resume}\n    say: yes\n"
    )
    result = carried_out(english, tmp_path, steps)
    assert result.failures == ()
    assert next(t for t in result.told if isinstance(t, SaidPhrase)).cut


def test_mornings_clocks_and_plans_change(english: Configuration, tmp_path: Path) -> None:
    steps = (
        "  - press: button\n  - carry_on: end\n  - after_s: 30\n    expect: {light: solid}\n"
        "  - morning_after: 09:00\n    days: 2\n"
        "  - expect: {light: off, sessions_left: 1}\n"
        "  - at: 30\n    plan_changed: {valid_until: 2026-11-24}\n"
        "  - press: button\n  - after_s: 5\n    expect: {said: plan_expired, session: over}\n"
        "  - clock_set: 2026-11-24 09:00\n  - press: button\n  - expect: {session: running}\n"
    )
    assert carried_out(english, tmp_path, steps).failures == ()


@pytest.mark.parametrize(
    ("stage", "refused", "missed"),
    [
        (9, "cleared_stage", None),
        (9, "bridging", "but not for 'bridging'"),
        (1, "cleared_stage", "the plan was accepted"),
    ],
)
def test_a_plan_may_be_expected_to_be_refused(
    english: Configuration, tmp_path: Path, stage: int, refused: str, missed: str | None
) -> None:
    steps = f"  - plan_changed: {{cleared_stage: {stage}}}\n    expect: {{refused: {refused}}}\n"
    failures = carried_out(english, tmp_path, steps).failures
    assert len(failures) == (missed is not None)
    assert all(missed is not None and missed in failure.what for failure in failures)


def test_json_has_a_line_for_each_thing_said_shown_and_written(tmp_path: Path) -> None:
    file = tmp_path / "it.yaml"
    file.write_text(f"{HEAD}{IN_PAIN}  - when: {{heard: how_bad}}\n")
    done = CliRunner().invoke(main, ["rehearse", "--scenario", str(file), "--json"])
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines == sorted(lines, key=lambda line: float(line["at"]))
    assert [line["text"] for line in lines if line.get("said") == "how_bad"]
    assert {"wrote": "pain_said", "exercise": "heel_slides", "text": "pain"}.items() <= next(
        line for line in lines if line.get("wrote") == "pain_said"
    ).items()
    assert [line["light"] for line in lines if "light" in line] == ["off", "breathing"]


@pytest.mark.parametrize(
    ("steps", "code", "told"),
    [
        ("  - press: button\n    expect: {light: solid}\n", 1, "line 16: light is breathing"),
        ("  - say: payn\n", 2, "line 16: 'payn' is no command of this language"),
    ],
)
def test_what_went_otherwise_and_what_is_wrong_are_told_on_one_line(
    tmp_path: Path, steps: str, code: int, told: str
) -> None:
    file = tmp_path / "it.yaml"
    file.write_text(HEAD + steps)
    done = CliRunner().invoke(main, ["rehearse", "--scenario", str(file)])
    assert done.exit_code == code
    assert f"it.yaml, {told}" in done.stderr
