"""A folder or a card that refuses is told with the folder, the reason and the next step."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.cli import main
from device.cli.common import reason_of
from device.journal.clock import SystemClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from tests.hearing.test_models import unzipped
from tests.household import SHORT_PLAN, project_with


@pytest.fixture
def state(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder where a file is: refused for root, too."""
    (tmp_path / "file").touch()
    state = tmp_path / "file" / "state"
    box = project_with(tmp_path / "box", project, SHORT_PLAN, "en")
    monkeypatch.setenv("SPINECOACH_HOME", str(box))
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    return state


def typed(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(
    "words",
    [("model", "fetch", "en", "--from", "MODEL"), ("preferences", "--forget")],
    ids=lambda words: words[0],
)
def test_a_state_folder_that_refuses_is_told_with_the_doctors_next_step(
    state: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    here = {"MODEL": unzipped(tmp_path)}
    result = typed(*(here.get(word, word) for word in words))
    assert result.exit_code == 1
    assert "Errno" not in result.output
    assert str(state) in result.output
    assert "A file is where a folder has to be." in result.output
    assert f"mv {state.parent} " in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("init", "AWAY"),
        ("journal", "backup", "AWAY"),
        ("journal", "export", "--output", "AWAY"),
        ("export", "csv", "--output", "AWAY"),
        ("report", "--html", "AWAY"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_another_place_that_refuses_is_named_with_what_to_do(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    lived = tmp_path / "a state"
    monkeypatch.setenv("STATE_DIRECTORY", str(lived))
    with closing(SqliteJournal(lived / "journal.sqlite", SystemClock(), timezone="UTC")) as journal:
        journal.write(Entry(Kind.BUTTON, text="pressed"))
    away = state.parent / "out"
    result = typed(*(away if word == "AWAY" else word for word in words))
    assert result.exit_code == 1
    assert "Errno" not in result.output
    assert str(state.parent) in result.output
    assert "What to do: " in result.output


def test_a_file_that_is_written_beside_its_place_means_its_folder(tmp_path: Path) -> None:
    told = reason_of(OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path / ".out.csv-x1")))
    assert told.startswith(f"{tmp_path}: Read-only file system. What to do: ")


def test_what_names_no_file_is_told_as_it_is() -> None:
    told = reason_of(OSError("the journal is being written."))
    assert told == "the journal is being written."
