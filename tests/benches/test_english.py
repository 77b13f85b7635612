"""The bench of untaught English.

No recognizer that guesses can please it, and it measures anybody.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from device.configuration import load_configuration
from device.hearing.likelihood.likelihood_recognizer import SURE, Model
from script.benches.bedside.noises import noises
from script.benches.bedside.untaught import Answer, grammar, texts_of
from script.benches.bedside.untaught_box import Danger
from script.benches.bedside.voice_trials import Said
from script.benches.results.english_page import Result, figures_of, recall_at
from tests.rendering import rendered
from tests.wav import write_wav

LABELS = ("stop", "yes")
COMMANDS, OTHERS = ("stop", "yes"), ("kitchen", "seven")


def answer(said: str, taken: str, score: float, n: int = 0, peer: str | None = None) -> Answer:
    return Answer(Said("anna", said, n), taken, score, peer)


def by_name(*answers: Answer) -> dict[str, float | None]:
    result = Result({"clean": [{LABELS: (list(answers), [1.0])}]}, own=False)
    return {figure.name: figure.value for figure in figures_of(result)[0]}


def test_a_recognizer_that_takes_everything_for_a_command_has_no_recall_at_one_percent() -> None:
    every = [answer(word, "stop", 0.0) for word in ("stop", "kitchen", "seven")]
    assert recall_at(every, LABELS, 0.01) == 0.0
    figures = by_name(*every)
    assert figures["recall_clean_stop_yes_as_learned"] == 1.0
    assert figures["others_accepted_clean_stop_yes_as_learned"] == 1.0


def test_a_command_taken_for_another_one_is_missed_however_sure_the_recognizer_was() -> None:
    told = [answer("stop", "yes", 0.0), answer("kitchen", "yes", -9.0)]
    assert recall_at(told, LABELS, 0.01) == 0.0
    assert by_name(*told)["recall_clean_stop_yes_as_learned"] == 0.0


def test_a_recognizer_that_hears_nothing_has_no_recall() -> None:
    told = [answer("stop", "", -100.0), answer("kitchen", "", -100.0)]
    assert by_name(*told)["recall_clean_stop_yes_at_1_percent"] == 0.0


def test_the_threshold_is_that_of_the_best_of_a_hundred_other_words() -> None:
    others = [answer("kitchen", "stop", -5.0 + (n == 0) * 4.0, n) for n in range(100)]
    told = [*others, answer("stop", "stop", -3.0), answer("yes", "yes", -0.5)]
    assert recall_at(told, LABELS, 0.01) == 1.0
    assert recall_at(told, LABELS, 0.0) == 0.5


def test_errors_are_misses_and_false_accepts_of_each_by_its_own_rule() -> None:
    told = [
        answer("stop", "stop", SURE, 0, peer=None),
        answer("yes", "yes", SURE - 0.1, 0, peer="yes"),
        answer("kitchen", "stop", SURE - 0.1, 0, peer="stop"),
        answer("kitchen", "stop", SURE, 1, peer="yes"),
    ]
    figures = by_name(*told)
    assert figures["errors_of_this_ear"] == 2 / 4
    assert figures["errors_of_pocketsphinx"] == 3 / 4


def test_a_single_no_to_danger_misses_the_goal() -> None:
    for taken in ((), ("kitchen",)):
        figures, _ = figures_of(Result({"danger_noise": [Danger(300, taken)]}, own=True))
        named = {figure.name: figure for figure in figures}
        assert named["danger_no_taken_from_noise"].met is not bool(taken)


def test_folders_are_named_after_figures_or_words(project: Path, likelihood_model: Model) -> None:
    commands = load_configuration(project, "en").commands
    assert commands is not None
    assert texts_of("7", commands)[0] == "seven"
    assert texts_of("next_step", commands) == ("next step",)
    asked = grammar(["7", "next_step"], commands)
    assert asked.words == ("7", "next_step")
    assert likelihood_model.weights.tokens.is_file()


def test_noises_are_the_same_each_time_and_of_every_kind() -> None:
    kitchen = np.random.default_rng(1).normal(0, 900, 40_000).astype(np.int16)
    one, other = (list(noises(kitchen, [kitchen], 25)) for _ in range(2))
    assert {name for name, _ in one} == {"kitchen", "television", "tap", "cough", "tone"}
    assert all(np.array_equal(a, b) for (_, a), (_, b) in zip(one, other, strict=True))


@pytest.fixture
def clinic(tmp_path: Path, likelihood_model: Model) -> Path:
    assert likelihood_model.weights.tokens.is_file()
    for person, voice in (("anna", "en-us"), ("bruno", "en-us+m3")):
        for word in (*COMMANDS, *OTHERS):
            file = tmp_path / person / word / "0.wav"
            write_wav(file, rendered(word, voice, 150).tobytes())
    return tmp_path


def measured(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    bench = project / "script" / "benches" / "english.py"
    return subprocess.run(
        [sys.executable, str(bench), "--json", "--jobs", "1", *options],
        check=False, capture_output=True, text=True, cwd=project, timeout=240,
        env={**os.environ, "PYTHONPATH": "."},  # as script/bench does
    )  # fmt: skip


@pytest.mark.slow
def test_a_clinic_measures_its_own_people_untaught(project: Path, clinic: Path) -> None:
    run = measured(
        project, "--data", str(clinic), "--commands", ",".join(COMMANDS), "--conditions", "clean"
    )
    figures = {each["name"]: each for each in json.loads(run.stdout)["figures"]}
    assert figures["recall_clean_stop_yes_as_learned"]["n"] == 4
    assert figures["recall_clean_stop_yes_as_learned"]["value"] >= 0.75
    assert figures["others_accepted_clean_stop_yes_as_learned"]["n"] == 4


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--commands", "next,dance"), "Nobody says dance, next"),
        (("--conditions", "clean,moon"), "There is no condition moon"),
        ((), "--data needs --commands"),
    ],
)
def test_what_cannot_be_measured_is_told_with_what_can(
    project: Path, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    write_wav(tmp_path / "anna" / "stop" / "0.wav", bytes(16_000))
    run = measured(project, "--data", str(tmp_path), *options)
    assert run.returncode == 2
    assert told in " ".join(run.stderr.split())
