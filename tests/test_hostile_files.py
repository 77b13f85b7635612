"""Files that mean harm: nothing in them is executed, and nothing is written elsewhere."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.configuration import Configuration, load_configuration
from device.hearing.enrolled.features import FEATURE_VERSION
from device.hearing.enrolled.profile_store import ProfileStore, StoreDamaged
from device.hearing.enrolled.recordings import BadRecording, read_recording
from device.sound.block import RATE_HZ
from device.speaking.clip_cache import ClipCache
from device.speaking.phrase import phrase
from device.speaking.phrases import load_book
from device.speaking.synthesis import Pyttsx3Engine
from device.speaking.trimming import read_wav
from tests.household import SHORT_PLAN, project_with

FILES = (
    *("config/plan.yaml", "config/exercises.yaml", "config/device.yaml"),
    *("voices/ko/phrases.yaml", "voices/ko/exercises.yaml"),
    *("voices/ko/commands.yaml", "voices/ko/voice.yaml"),
)


DOUBLING = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
)


@pytest.fixture
def home(tmp_path: Path, project: Path) -> Path:
    return project_with(tmp_path / "box", project, SHORT_PLAN)


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A file that is made by whatever should never have been executed."""
    return tmp_path / "it-was-executed"


def with_line(home: Path, name: str, line: str) -> Configuration:
    file = home / name
    file.write_text(file.read_text(encoding="utf-8") + "\n" + line + "\n", encoding="utf-8")
    return load_configuration(home, "ko")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "value",
    [
        '!!python/object/apply:os.system ["touch {}"]',
        '!!python/object/new:subprocess.Popen [["touch", "{}"]]',
        "!!python/name:os.system",
    ],
)
def test_a_tag_that_names_a_program_is_told_or_plain_and_never_obeyed(
    home: Path, evidence: Path, name: str, value: str
) -> None:
    configuration = with_line(home, name, f"hostile: {value.format(evidence)}")
    assert not evidence.exists()
    assert configuration.problems


def test_the_evidence_would_be_there_if_it_were_obeyed(evidence: Path) -> None:
    import yaml  # noqa: PLC0415 - the dangerous loader is used in this test alone

    text = f'hostile: !!python/object/apply:os.system ["touch {evidence}"]'
    yaml.load(text, yaml.UnsafeLoader)  # noqa: S506 - that is what is shown here
    assert evidence.exists()


GREEDY = {
    "doubling": DOUBLING,
    "nesting": f"a: {'[' * 60}{']' * 60}",
    "number": f"a: {'9' * 10_000}",
    "large": f"a: {'x' * 400_000}",
    "merge": "<<: *nothing",
    "key": "? [a, b]\n: c",
}


@pytest.mark.parametrize(
    ("name", "greed"),
    [("config/plan.yaml", greed) for greed in GREEDY] + [(name, "doubling") for name in FILES[1:]],
)
def test_what_would_eat_all_memory_is_refused_in_words(home: Path, name: str, greed: str) -> None:
    assert with_line(home, name, GREEDY[greed]).errors


def test_what_is_nested_deeper_than_python_can_go_is_refused_in_words(home: Path) -> None:
    assert with_line(home, "config/plan.yaml", f"a: {'[' * 5000}{']' * 5000}").errors


@pytest.mark.parametrize("exercise", ["../../evil", "/etc/passwd", "a/../b", "evil\\..", "%2e%2e"])
def test_an_exercise_that_is_a_path_is_no_exercise(home: Path, exercise: str) -> None:
    plan = home / "config" / "plan.yaml"
    plan.write_text(SHORT_PLAN.replace("glute_squeezes", repr(exercise)), encoding="utf-8")
    assert load_configuration(home, "ko").errors


@pytest.mark.parametrize(
    "name", ["file:'|touch x',raw", "tee:default,/etc/cron.d/x,raw", "a|b", "{a}"]
)
def test_the_name_of_a_card_cannot_be_a_program_or_a_file(home: Path, name: str) -> None:
    """ALSA has cards that write what they play into a file, or into a program."""
    device = home / "config" / "device.yaml"
    text = device.read_text(encoding="utf-8")
    device.write_text(text.replace("speaker: default", f'speaker: "{name}"'), encoding="utf-8")
    [error] = [e for e in load_configuration(home, "ko").errors if e.file.name == "device.yaml"]
    assert "is no name of a sound card" in error.what


def test_a_pack_of_phrases_writes_clips_and_nothing_else(
    home: Path, tmp_path: Path, evidence: Path
) -> None:
    hostile = {
        "../../../../outside": "밖으로",
        "/outside": "$(touch {file}) `touch {file}`; touch {file}",
        "a": "<speak><audio src='{file}'/></speak>",
        "b": "' ; touch {file} ; '",
        "c": "\\x00 [[touch]] %s {{{{",
    }
    file = home / "voices" / "ko" / "phrases.yaml"
    lines = [f"{key!r}: {text.replace('{file}', str(evidence))!r}" for key, text in hostile.items()]
    file.write_text(file.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    before = all_files(tmp_path)
    book = load_book(home / "voices" / "ko")
    clips = tmp_path / "state" / "clips"
    clip_cache = ClipCache(book, Pyttsx3Engine("ko"), clips)
    clip_cache.prepare([phrase(key) for key in hostile])
    assert not evidence.exists()
    new = all_files(tmp_path) - before
    assert new
    assert {file.parent for file in new} == {clips}
    assert all(file.suffix == ".clip" and len(file.stem) == 64 for file in new)


@pytest.mark.parametrize("voice", ["../../../../etc/passwd", "/etc/passwd", "$(touch x)", "ko;x"])
def test_a_voice_that_is_a_path_says_nothing_and_does_nothing(
    home: Path, tmp_path: Path, voice: str
) -> None:
    before = all_files(tmp_path)
    clip_cache = ClipCache(
        load_book(home / "voices" / "ko"), Pyttsx3Engine(voice), tmp_path / "clips"
    )
    clip_cache.prepare([phrase("greeting")])
    assert {file.parent for file in all_files(tmp_path) - before} <= {tmp_path / "clips"}


def test_a_clip_that_points_elsewhere_is_replaced_and_what_it_points_to_is_left_alone(
    home: Path, tmp_path: Path
) -> None:
    book, clips = load_book(home / "voices" / "ko"), tmp_path / "clips"
    ClipCache(book, Pyttsx3Engine("ko"), clips).prepare([phrase("greeting")])
    [clip] = clips.iterdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"somebody's")
    clip.unlink()
    clip.symlink_to(elsewhere)
    assert not ClipCache(book, Pyttsx3Engine("ko"), clips).prepare([phrase("greeting")])
    assert elsewhere.read_bytes() == b"somebody's"
    assert not clip.is_symlink()


def sounding() -> bytes:
    """A sound file as a voice writes it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(np.arange(0, 4000, dtype=np.int16).tobytes())
    return out.getvalue()


SOUND = sounding()


@given(
    changes=st.lists(st.tuples(st.integers(0, 47), st.integers(0, 255)), max_size=8),
    kept=st.integers(0, len(SOUND)),
)
@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_sound_file_with_any_head_is_sound_or_silence(
    tmp_path: Path, changes: list[tuple[int, int]], kept: int
) -> None:
    content = bytearray(SOUND)
    for at, value in changes:
        content[at] = value
    file = tmp_path / "hostile.wav"
    file.write_bytes(bytes(content[:kept]))
    assert len(read_wav(file)) <= len(SOUND) * RATE_HZ // 8000
    with contextlib.suppress(BadRecording):
        assert len(read_recording(file)) <= len(SOUND) * RATE_HZ // 8000


@pytest.mark.parametrize("rate_hz", [0, 1, 7999, 48001, 2**31 - 1])
def test_a_sound_file_of_an_absurd_rate_is_silence(tmp_path: Path, rate_hz: int) -> None:
    content = bytearray(SOUND)
    content[24:28] = struct.pack("<I", rate_hz)
    file = tmp_path / "hostile.wav"
    file.write_bytes(bytes(content))
    assert len(read_wav(file)) == 0


class Executed:
    """What Python executes when it is unpickled."""

    def __init__(self, evidence: Path) -> None:
        self._evidence = evidence

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self._evidence}",)


def test_a_taught_voice_that_holds_a_program_is_damaged_and_not_obeyed(
    tmp_path: Path, evidence: Path
) -> None:
    store = ProfileStore(tmp_path)
    hostile = np.array([Executed(evidence)], dtype=object)
    np.savez(store.file, version=np.int64(FEATURE_VERSION), words=hostile, synthetic=hostile)
    with pytest.raises(StoreDamaged):
        store.load()
    assert not evidence.exists()
    with np.load(store.file, allow_pickle=True) as obeyed:
        assert obeyed["words"] is not None
    assert evidence.exists(), "it would have been obeyed"


def test_a_whole_sound_file_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "sound.wav"
    file.write_bytes(SOUND)
    assert len(read_wav(file)) == pytest.approx(4000 * RATE_HZ / 22050, abs=2)


def all_files(folder: Path) -> set[Path]:
    return {file for file in folder.rglob("*") if file.is_file()}
