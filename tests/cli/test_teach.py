"""`spinecoach teach` as it is typed: recordings taught, listed and forgotten; mistakes told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from device.cli import main
from device.hearing.enrolled.profile_store import ProfileStore
from device.sound.devices import DeviceMissing
from tests.hearing.enrolled.people import ANNA, MANNERS, said
from tests.hearing.enrolled.test_recordings import write
from tests.household import SHORT_PLAN, project_with


def teach(state: Path, *arguments: str) -> Result:
    environ = {"STATE_DIRECTORY": str(state)}
    return CliRunner().invoke(main, ["teach", *arguments], env=environ)


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    for word in ("next", "stop"):
        for n, manner in enumerate(MANNERS):
            sound = said(word, ANNA, *manner).tobytes()
            write(tmp_path / "recordings" / word / f"{n}.wav", pcm=sound)
    return tmp_path / "recordings"


def test_a_folder_is_taught_listed_and_forgotten(tmp_path: Path, recordings: Path) -> None:
    state = tmp_path / "state"
    assert "Nothing is taught" in teach(state, "--list").output
    taught = teach(state, "--from", str(recordings))
    assert (taught.exit_code, "10 templates are kept: next, stop" in taught.output) == (0, True)
    assert teach(state, "--list").output.splitlines() == [
        "next: 5 templates, taught",
        "stop: 5 templates, taught",
    ]
    assert teach(state, "--forget", "next").exit_code == 0
    listed = teach(state, "--list", "--json")
    assert json.loads(listed.output) == [
        {"word": "stop", "templates": 5, "takes": 5, "synthetic": False}
    ]


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ({"channels": 2}, "2 channels"),
        ({"rate_hz": 44_100}, "44100 Hz"),
        ({"pcm": b""}, "it is empty"),
        ({"pcm": bytes(2 * 16_000 * 60 * 40)}, "40 minutes"),
        ({"pcm": bytes(16_000)}, "too quiet"),
    ],
)
def test_one_bad_file_teaches_nothing_at_all(
    tmp_path: Path, recordings: Path, bad: dict[str, int], what: str
) -> None:
    write(recordings / "stop" / "bad.wav", **bad)  # type: ignore[arg-type]
    (recordings / "next" / "broken.wav").write_bytes(b"RIFF")
    state = tmp_path / "state"
    told = teach(state, "--from", str(recordings))
    assert told.exit_code == 2
    assert what in told.output
    assert "broken.wav" in told.output
    assert "Nothing was taught." in told.output
    assert not ProfileStore(state).file.exists()


@pytest.mark.parametrize("arguments", [("dance",), ("--forget", "dance"), ("--forget", "next")])
def test_a_word_that_is_none_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    told = teach(tmp_path, *arguments)
    assert told.exit_code == 2
    assert "Traceback" not in told.output


def test_a_damaged_store_is_told_with_what_to_do(tmp_path: Path) -> None:
    ProfileStore(tmp_path).file.write_bytes(b"nothing")
    told = teach(tmp_path, "--list")
    assert told.exit_code == 1
    assert "delete this file" in told.output


@pytest.mark.slow
def test_rendered_templates_are_marked_as_such(tmp_path: Path) -> None:
    assert "24 words have rendered templates" in teach(tmp_path, "--start").output
    assert "next: 7 templates, rendered at set-up, not taught" in teach(tmp_path, "--list").output


def test_a_word_is_heard_with_the_gain_that_the_box_hears_it_with(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found: what `teach` heard was up to 30 dB quieter than what it was compared with later."""
    opened = []

    def open_microphone(name: str, gain_db: float) -> NoReturn:
        opened.append((name, gain_db))
        raise DeviceMissing("microphone", name, "There is no card.", ())

    monkeypatch.setattr("device.sound.gain.open_microphone", open_microphone)
    box = project_with(tmp_path / "box", project, SHORT_PLAN)
    settings = box / "config" / "device.yaml"
    settings.write_text("language: en\nsound: {microphone: card, microphone_gain_db: 12}\n")
    monkeypatch.setenv("SPINECOACH_HOME", str(box))
    assert teach(tmp_path / "state", "next").exit_code == 1
    assert opened == [("card", 12)]
