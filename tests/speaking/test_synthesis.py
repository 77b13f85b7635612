"""The box's voice: every text sounds, as loud as every other, at the rate that was asked for."""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import pytest
import pyttsx3

from device.sound.block import RATE_HZ, Samples, level_dbfs, samples
from device.speaking import synthesis
from device.speaking.espeak import load_espeak
from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine
from tests.journal.desk import full

SENTENCE = "Lie flat on your back on the bed or mat."
TEXTS = (
    ("en-us", "one"), ("en-us", "twenty-eight"), ("en-us", "Squeeze."), ("en-us", "And relax."),
    ("en-us", "left"), ("en-us", "seven breathe"), ("en-us", SENTENCE),
    ("en-us", "Is there new numbness between your legs, or new weakness in a leg?"),
    ("ko", "하나"), ("ko", "조이세요."), ("ko", "침대나 매트에 바로 누우세요."),
)  # fmt: skip

MANY = 60
RENDER_MANY = f"""
from device.speaking.synthesis import Pyttsx3Engine
voice = Pyttsx3Engine("en-us", 140)
for _ in range({MANY}):
    print(len(voice.render("That was three of ten.")))
"""


@pytest.fixture(scope="module")
def voice() -> Pyttsx3Engine:
    return Pyttsx3Engine("en-us", 140)


@pytest.fixture
def voices(voice: Pyttsx3Engine) -> dict[str, Pyttsx3Engine]:
    return {"en-us": voice, "ko": Pyttsx3Engine("ko", 140)}


def sounding_dbfs(sound: Samples) -> float:
    """Return the level of the loud half of its 20 ms frames: without pauses and soft consonants."""
    levels = sorted(level_dbfs(part) for part in np.array_split(sound, len(sound) // samples(0.02)))
    return float(np.mean(levels[len(levels) // 2 :]))


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_a_text_rendered_twice_has_the_same_length(
    voices: dict[str, Pyttsx3Engine], name: str, text: str
) -> None:
    once, again = voices[name].render(text), voices[name].render(text)
    assert abs(len(once) - len(again)) <= samples(0.02)


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_every_text_is_as_loud_as_every_other_and_never_cut_off(
    voices: dict[str, Pyttsx3Engine], name: str, text: str
) -> None:
    sound = voices[name].render(text)
    assert sound.dtype == np.int16
    assert -22 <= level_dbfs(sound) <= -18
    assert -21 <= sounding_dbfs(sound) <= -15
    assert int(np.abs(sound.astype(int)).max()) < 32767 * 10 ** (-1 / 20)


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_it_begins_with_sound_and_ends_soon_after_it(
    voices: dict[str, Pyttsx3Engine], name: str, text: str
) -> None:
    sound = np.abs(voices[name].render(text).astype(int))
    assert sound[0] > 60, "its first sample is one that can be heard"
    assert sound[: samples(0.1)].max() > 600
    assert sound[-samples(0.1) :].max() > 60


def test_a_longer_text_takes_longer(voice: Pyttsx3Engine) -> None:
    assert 0.3 < len(voice.render("Squeeze.")) / RATE_HZ < 1.0
    assert 2.0 < len(voice.render(SENTENCE)) / RATE_HZ < 4.0


def test_every_text_of_a_fresh_process_is_rendered_at_the_same_rate(project: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", RENDER_MANY], cwd=project, capture_output=True, text=True, check=True
    ).stdout
    lengths = [int(line) for line in told.split()]
    assert len(lengths) == MANY
    usual = median(lengths)
    assert [n for n in lengths if abs(n - usual) > 0.05 * usual] == []


def test_another_rate_is_taken_at_once(voice: Pyttsx3Engine) -> None:
    fast, slow = Pyttsx3Engine("en-us", 200), Pyttsx3Engine("en-us", 100)
    for _ in range(40):
        assert 1.7 < len(slow.render("Lower slowly.")) / len(fast.render("Lower slowly.")) < 2.5
    assert voice.identity not in (fast.identity, slow.identity)


def test_a_voice_that_there_is_not_says_so() -> None:
    with pytest.raises(CannotSpeak):
        Pyttsx3Engine("xx-nowhere", 140).render("Squeeze.")


@pytest.mark.parametrize("text", ["...", "?", "\N{ZERO WIDTH SPACE}"])
def test_a_text_without_a_sound_cannot_be_spoken(voice: Pyttsx3Engine, text: str) -> None:
    with pytest.raises(CannotSpeak, match="cannot be spoken") as told:
        voice.render(text)
    assert told.value.text == text
    assert voice.render("Squeeze.").any(), "the next text is spoken again"


def test_an_empty_text_cannot_be_spoken(voice: Pyttsx3Engine) -> None:
    with pytest.raises(CannotSpeak):
        voice.render("")


def test_voices_that_sound_different_have_different_identities() -> None:
    voices = [
        Pyttsx3Engine("en-us", 140),
        Pyttsx3Engine("en-us+f3", 140),
        Pyttsx3Engine("en-us", 141),
        Pyttsx3Engine("en-us", 140, pitch=60),
    ]
    assert len({voice.identity for voice in voices}) == 4


def test_espeak_is_found() -> None:
    assert load_espeak() in ("system", "espeakng-loader")


def test_rendering_needs_no_room_on_the_disk(
    voice: Pyttsx3Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is none"))
    assert len(voice.render(SENTENCE)) / RATE_HZ > 1


def test_what_happens_to_the_standard_output_meanwhile_never_stops_a_render(
    voice: Pyttsx3Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyttsx3 prints where it saved, and waits for ever once that fails."""
    closed = io.StringIO()
    closed.close()
    engine = pyttsx3.init("espeak")  # the one that the voice has
    began = engine.connect("started-word", lambda **_: monkeypatch.setattr(sys, "stdout", closed))
    try:
        monkeypatch.setattr(synthesis, "DONE_WITHIN_S", 1.0)
        assert len(voice.render(SENTENCE)) / RATE_HZ > 1
        assert sys.stdout is closed
    finally:
        engine.disconnect(began)


# That pyttsx3 cannot write the file comes out of a callback of espeak-ng, where nobody catches it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_render_that_never_ends_is_given_up_and_the_next_text_is_spoken(
    voice: Pyttsx3Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """pyttsx3 waits for ever where its file cannot be written."""
    expected = len(voice.render(SENTENCE))
    monkeypatch.setattr(synthesis, "DONE_WITHIN_S", 1.0)
    with full(tmp_path), pytest.raises(CannotSpeak, match="took over 1 s"):
        voice.render(SENTENCE)
    assert abs(len(voice.render(SENTENCE)) - expected) <= samples(0.02)
