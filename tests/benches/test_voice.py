"""The bench of the enrolled voice measures a clinic's own people, and says what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from script.benches.bedside.voice_trials import TEMPLATES, Forms
from tests.benches.bedside.recordings import WORDS, of_two_people
from tests.benches.loading import bench_named
from tests.hearing.enrolled.people import ANNA, BRUNO, LATER, MANNERS, said
from tests.wav import write_wav

OTHERS = ("kitchen", "window")


@pytest.fixture(scope="module")
def voice(project: Path) -> ModuleType:
    return bench_named("voice", project)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    for person, who in (("anna", ANNA), ("bruno", BRUNO)):
        for word in WORDS:
            for n, manner in enumerate((*MANNERS, *LATER)):
                file = tmp_path / person / word / f"{n}.wav"
                write_wav(file, said(word, who, *manner).tobytes())
        for word in OTHERS:
            write_wav(tmp_path / person / word / "0.wav", said(word, who).tobytes())
    return tmp_path


def measured(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    bench = project / "script" / "benches" / "voice.py"
    return subprocess.run(
        [sys.executable, str(bench), "--alone", "--draws", "2", "--json", *options],
        check=False, capture_output=True, text=True, cwd=project, timeout=120,
        env={**os.environ, "PYTHONPATH": "."},  # as script/bench does
    )  # fmt: skip


def test_a_clinic_measures_its_own_people(project: Path, clinic: Path) -> None:
    run = measured(project, "--data", str(clinic), "--commands", ",".join(WORDS))
    figures = {each["name"]: each for each in json.loads(run.stdout)["figures"]}
    assert figures["recall_clean_as_learned"]["n"] == 2 * 2 * len(WORDS) * len(LATER)
    assert figures["others_accepted_clean_as_learned"]["n"] == 2 * 2 * len(OTHERS)
    assert figures["cost_per_utterance_ms"]["n"] > 0


def test_a_command_that_nobody_says_is_told_with_the_words_that_are_there(
    project: Path, clinic: Path
) -> None:
    run = measured(project, "--data", str(clinic), "--commands", "next,dance")
    assert (run.returncode, run.stdout) == (2, "")
    said_so = " ".join(run.stderr.split())
    assert "Nobody says dance in" in said_so
    assert "there are kitchen, next, stop, window" in said_so


def test_a_recording_that_is_no_use_is_told_and_nothing_is_measured(
    project: Path, clinic: Path
) -> None:
    write_wav(clinic / "anna" / "next" / "9.wav", said("next").tobytes(), channels=2)
    run = measured(project, "--data", str(clinic), "--commands", "next,stop")
    assert (run.returncode, run.stdout) == (2, "")
    assert "2 channels" in run.stderr


def test_near_the_kitchen_every_moment_of_it_counts(voice: ModuleType) -> None:
    heard = of_two_people()
    deaf = {said: Forms(None, ()) for said in heard}
    shapes = {"clean": [heard], voice.NEAR.name: [heard, deaf], voice.QUIET.name: [heard]}
    told, figures = voice.arbitrated(shapes, (WORDS, tuple(reversed(WORDS))), 1, list(shapes))
    by_name = {figure.name: figure for figure in figures}
    asked = 2 * len(WORDS) * (len((*MANNERS, *LATER)) - TEMPLATES)
    assert len(told["clean"].right) == asked
    near = by_name[f"recall_{voice.NEAR.name}_as_learned"]
    assert near.n == 2 * asked
    assert near.value == pytest.approx(by_name["recall_clean_as_learned"].value / 2)
    assert by_name[f"recall_{voice.NEAR.name}_stop_next_as_learned"].n == 2 * asked


def test_only_the_conditions_that_are_named_are_told_and_what_they_need_is_measured(
    voice: ModuleType,
) -> None:
    assert voice.needed(["near_noise_12db"]) == ["clean", "near_noise_12db"]
    assert voice.needed(["noise_6db"]) == ["clean", "2m_quiet", "noise_6db"]
    assert voice.needed(["clean"]) == ["clean"]


def test_a_condition_that_there_is_not_is_told_with_those_that_there_are(
    project: Path, clinic: Path
) -> None:
    run = measured(
        project, "--data", str(clinic), "--commands", ",".join(WORDS), "--conditions", "moon"
    )
    assert run.returncode == 2
    assert "There is no condition moon; clean, near_noise_12db" in " ".join(run.stderr.split())
