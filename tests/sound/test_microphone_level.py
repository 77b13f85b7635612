"""Within 5 seconds it is known that no word can be heard, and a shout is no trouble."""

from __future__ import annotations

import numpy as np
import pytest

from device.sound.block import BLOCK_S, Samples, samples, silence
from device.sound.microphone_level import MicrophoneLevel, Trouble

DICE = np.random.default_rng(3)


def voice(peak: float, seconds: float) -> Samples:
    """Syllables, four a second, as a card gives them that cannot tell more than 1."""
    envelope = np.clip(np.sin(2 * np.pi * 4 * np.arange(samples(seconds)) / 16_000), 0, 1)
    sound = DICE.normal(0, peak / 3, len(envelope)) * envelope
    clipped: Samples = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return clipped


def after(*sounds: Samples) -> tuple[Trouble | None, float]:
    """Return the trouble after all sounds, and when there was some for the first time."""
    level, first_s = MicrophoneLevel(), float("inf")
    for n, block in enumerate(np.concatenate(sounds).reshape(-1, 320)):
        level.step(block)
        if level.trouble is not None:
            first_s = min(first_s, n * BLOCK_S)
    return level.trouble, first_s


@pytest.mark.hazard("H10")
def test_digital_silence_is_known_within_5_seconds_and_over_with_the_first_sound() -> None:
    trouble, first_s = after(voice(0.3, 2), silence(samples(5)))
    assert trouble is Trouble.SILENT
    assert first_s - 2 <= 5
    assert after(silence(samples(6)), voice(0.3, 0.4))[0] is None


@pytest.mark.hazard("H10")
def test_a_microphone_turned_up_too_far_is_known_within_5_seconds() -> None:
    trouble, first_s = after(voice(6.0, 5))
    assert trouble is Trouble.DISTORTED
    assert first_s <= 5


def test_once_it_is_turned_down_it_is_forgotten() -> None:
    assert after(voice(6.0, 5), voice(0.3, 5))[0] is None


@pytest.mark.parametrize("peak", [0.01, 0.3, 0.9])
def test_an_ordinary_voice_is_no_trouble_nor_is_a_quiet_room(peak: float) -> None:
    assert after(voice(peak, 10)) == (None, float("inf"))


def test_a_shout_and_a_knock_are_no_trouble() -> None:
    shout = voice(6.0, 0.8)
    assert after(*[np.concatenate([shout, voice(0.2, 4)])] * 4)[1] == float("inf")


def test_what_was_is_forgotten_when_the_microphone_is_closed() -> None:
    level = MicrophoneLevel()
    for _ in range(300):
        level.step(silence())
    level.forget()
    assert level.trouble is None
