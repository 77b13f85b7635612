"""The wheel holds all that a command needs and no more, and works where nothing else is."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from collections.abc import Callable
from email.parser import HeaderParser
from pathlib import Path

import pytest

from tests.hearing.enrolled.people import ANNA, MANNERS, said
from tests.wav import write_wav
from tests.wheel import built, installed

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(project, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(wheel, tmp_path_factory.mktemp("installed"))


@pytest.fixture
def run(command: Path, tmp_path: Path) -> Run:
    """Run `spinecoach` of the wheel in an empty folder, as somebody who has nothing else."""
    kept = {"PATH", "LANG", "OPENBLAS_NUM_THREADS"}
    environ = {name: value for name, value in os.environ.items() if name in kept}
    environ["HOME"] = str(tmp_path / "somebody")

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *arguments],
            cwd=tmp_path,
            env=environ,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    return run


def test_it_holds_what_the_package_needs_and_nothing_else(wheel: Path, project: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "device"],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    package = {name for name in tracked if (project / name).exists()}
    data = {
        f"device/_data/{file.relative_to(project)}"
        for file in (
            *(project / "config" / name for name in ("device.yaml", "exercises.yaml", "plan.yaml")),
            *(project / "voices").glob("*/*"),
        )
    }
    information = {name for name in held if ".dist-info/" in name}
    assert held - information == package | data | {"device/_data/wiring.svg"}


def test_its_metadata_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        name = next(name for name in opened.namelist() if name.endswith("METADATA"))
        told = HeaderParser().parsestr(opened.read(name).decode())
    assert told["Name"] == "spinecoach"
    assert told["Requires-Python"] == ">=3.11"
    assert told["Description-Content-Type"] == "text/markdown"
    assert "# Spinecoach" in str(told.get_payload())
    assert told["Author"]
    assert set(told.get_all("License-File") or ()) == {"LICENSE", "device/hearing/gtcrn.LICENSE"}
    versions = [f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)]
    assert set(versions) <= set(told.get_all("Classifier") or ())


@pytest.mark.slow
def test_it_reads_its_own_files_where_there_is_no_home(run: Run) -> None:
    checked = run("check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "The plan is an example: it is only rehearsed." in checked.stdout
    shown = run("preview", "--day", "45")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "day 45 after the operation" in shown.stdout


@pytest.mark.slow
def test_nothing_changes_the_package_itself(run: Run) -> None:
    for changing in (("plan", "new"), ("check", "--sign", "--name", "A", "--role", "surgeon")):
        done = run(*changing)
        assert done.returncode == 1
        assert "spinecoach init DIR" in done.stderr


@pytest.mark.slow
def test_a_home_of_ones_own_is_made_and_used(run: Run, tmp_path: Path) -> None:
    made = run("init", "home", "--language", "ko")
    assert (made.returncode, made.stderr) == (0, "")
    assert "spinecoach --home home check" in made.stdout
    device = (tmp_path / "home" / "config" / "device.yaml").read_text(encoding="utf-8")
    assert "\nlanguage: ko" in device
    (tmp_path / "home" / "voices" / "ko" / "report.yaml").unlink()
    checked = run("--home", "home", "check")
    assert checked.returncode == 2
    assert "report.yaml" in checked.stdout
    again = run("init", "home")
    assert again.returncode == 2
    assert "is there already" in again.stderr


@pytest.mark.slow
def test_a_day_is_reported_and_told_in_an_empty_folder(run: Run, tmp_path: Path) -> None:
    reported = run("report", "--html", "days.html")
    assert (reported.returncode, reported.stderr) == (0, "")
    assert "<html" in (tmp_path / "days.html").read_text(encoding="utf-8")
    told = run("status", "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["sessions_done"] == 0


@pytest.mark.slow
def test_a_word_is_taught_from_recordings(run: Run, tmp_path: Path) -> None:
    for n, manner in enumerate(MANNERS):
        write_wav(tmp_path / "words" / "next" / f"{n}.wav", said("next", ANNA, *manner).tobytes())
    taught = run("teach", "--from", "words")
    assert taught.returncode == 0, taught.stderr
    assert "next" in run("teach", "--list").stdout
    assert list((tmp_path / "somebody" / ".local" / "state" / "spinecoach").glob("voice.npz"))


@pytest.mark.slow
def test_the_doctor_says_what_is_missing_and_where_the_picture_is(run: Run) -> None:
    examined = run("doctor")
    assert examined.returncode == 1
    assert "Traceback" not in examined.stderr
    assert "_data/wiring.svg" in examined.stdout


@pytest.mark.slow
def test_a_whole_day_is_rehearsed(run: Run) -> None:
    rehearsed = run("rehearse", "--language", "ko", "--json")
    assert rehearsed.returncode == 0, rehearsed.stderr
    assert json.loads(rehearsed.stdout.splitlines()[-1])["completed"] is True
