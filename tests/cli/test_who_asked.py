"""What a command writes for a person is that person's, in a folder that is closed to all others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from device.cli import main
from device.journal.schema import insert
from device.plan.signature import sign
from tests.household import SHORT_PLAN, project_with
from tests.journal.past import BEGAN, DONE, TODAY, began, paced, past

ANNA, BOX = 1234, 5678
WHOLE = [BEGAN, began("glute_squeezes"), paced("glute_squeezes"), DONE]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


@pytest.fixture
def home(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return Anna's own folder; the box is as script/install leaves it, and she has called sudo."""
    etc = project_with(tmp_path / "etc", project, SHORT_PLAN, "en")
    sign(etc / "config" / "plan.yaml", "Dr. Test", "surgeon", TODAY)
    state, home = tmp_path / "state", tmp_path / "home"
    for folder, owner in ((state, BOX), (home, ANNA)):
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, owner)
    insert(state / "journal.sqlite", past({1: WHOLE, 0: WHOLE}))
    os.chown(state / "journal.sqlite", BOX, BOX)
    monkeypatch.setenv("SPINECOACH_HOME", str(etc))
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    monkeypatch.setenv("SUDO_UID", str(ANNA))
    monkeypatch.setenv("SUDO_GID", str(ANNA))
    monkeypatch.chdir(home)
    return home


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("preview --day 45 --sheet wall.html", "wall.html"),
        ("journal backup spinecoach.sqlite", "spinecoach.sqlite"),
        ("journal export --output november.csv", "november.csv"),
        ("export csv --output days.csv", "days.csv"),
        ("report --html days.html", "days.html"),
    ],
)
def test_a_file_is_whose_who_asked(home: Path, command: str, file: str) -> None:
    done = CliRunner().invoke(main, command.split())
    assert done.exit_code == 0, done.output
    assert [each.name for each in home.iterdir()] == [file]
    assert {(each.stat().st_uid, each.stat().st_mode & 0o777) for each in home.iterdir()} == {
        (ANNA, 0o600)
    }
    state = home.with_name("state")
    assert {each.stat().st_uid for each in state.rglob("*")} == {BOX}


def test_a_model_that_is_brought_along_is_the_boxs(home: Path) -> None:
    done = CliRunner().invoke(main, ["model", "fetch", "en", "--from", "nothing.zip"])
    assert "does not exist" in done.output
    (home / "broken.zip").write_bytes(b"no zip")
    done = CliRunner().invoke(main, ["model", "fetch", "en", "--from", "broken.zip"])
    assert done.exit_code == 1
    models = home.with_name("state") / "models"
    assert {each.stat().st_uid for each in (models, *models.rglob("*"))} == {BOX}


@pytest.mark.usefixtures("home")
def test_a_path_in_the_place_of_a_language_is_told_with_the_option_for_it() -> None:
    done = CliRunner().invoke(main, ["model", "fetch", "vosk-model-small-en-us-0.15.zip"])
    assert done.exit_code == 1
    assert "model fetch en --from vosk-model-small-en-us-0.15.zip" in done.output
