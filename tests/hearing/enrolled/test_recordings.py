"""Recordings of a folder: a clear error for each that is none, and then nothing is taught."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from device.hearing.enrolled.acceptance import FEWEST, unknown_word_reason
from device.hearing.enrolled.recordings import BadRecording, read_folder, read_recording
from tests.hearing.enrolled.people import said
from tests.wav import write_wav


def write(
    file: Path,
    *,
    rate_hz: int = 16_000,
    channels: int = 1,
    width: int = 2,
    pcm: bytes | None = None,
) -> Path:
    sound = said("next").tobytes() if pcm is None else pcm
    return write_wav(file, sound, rate_hz=rate_hz, channels=channels, width=width)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert np.array_equal(read_recording(write(tmp_path / "a.wav")), said("next"))


def test_a_telephones_rate_is_doubled(tmp_path: Path) -> None:
    slow = write(tmp_path / "a.wav", rate_hz=8_000)
    assert len(read_recording(slow)) == 2 * len(said("next"))


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda f: write(f, channels=2), "2 channels"),
        (lambda f: write(f, rate_hz=44_100), "44100 Hz"),
        (lambda f: write(f, width=1), "8 bits"),
        (lambda f: write(f, pcm=b""), "it is empty"),
        (lambda f: f.write_bytes(b""), "empty or cut off"),
        (lambda f: f.write_bytes(b"RIFF no wave at all"), "cannot be read as WAV|cut off"),
        (lambda f: f.write_bytes(write(f).read_bytes()[:3000]), "cut off"),
        (lambda f: write(f, pcm=bytes(2 * 16_000 * 60 * 40)), "40 minutes"),
    ],
)
def test_each_bad_file_is_told_with_its_name_and_what_is_expected(
    tmp_path: Path, make: object, what: str
) -> None:
    file = tmp_path / "take.wav"
    assert callable(make)
    make(file)
    with pytest.raises(BadRecording, match=what) as told:
        read_recording(file)
    assert str(file) in str(told.value)
    assert "mono, 16 bits, 16000 Hz" in str(told.value)


def test_a_long_file_is_not_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = write(tmp_path / "take.wav", pcm=bytes(2 * 16_000 * 60))
    monkeypatch.setattr(wave.Wave_read, "readframes", lambda *_: pytest.fail("it was read"))
    with pytest.raises(BadRecording, match="1 minutes"):
        read_recording(long)


def test_all_problems_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    for n in range(FEWEST):
        write(tmp_path / "next" / f"{n}.wav")
    write(tmp_path / "stop" / "0.wav", channels=2)
    write(tmp_path / "dance" / "0.wav")
    recordings, problems = read_folder(tmp_path, unknown_word_reason, FEWEST)
    assert len(recordings) == FEWEST
    told = "\n".join(problems)
    assert "'dance' is no command" in told
    assert "2 channels" in told
    assert f"Expected: at least {FEWEST}" in told


def test_a_folder_without_words_is_told(tmp_path: Path) -> None:
    assert "one for each word" in read_folder(tmp_path, unknown_word_reason, FEWEST)[1][0]
    assert "cannot be opened" in read_folder(tmp_path / "none", unknown_word_reason, FEWEST)[1][0]
