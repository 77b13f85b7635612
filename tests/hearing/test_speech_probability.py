"""Somebody who speaks is told from what falls, rattles and hums."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from device.hearing.speech_probability import LEAST, Silero
from device.sound.block import BLOCK, Samples, samples
from tests.hearing.taught.people import ANNA, BRUNO, said

WORDS = ("next", "stop", "pain", "ouch", "yes", "help me", "aah")


def likely(speech: Silero, sound: Samples) -> float:
    """Return what it says of an utterance, given in blocks as the listener does."""
    highest = speech.begin(sound[: 12 * BLOCK])
    for i in range(12 * BLOCK, len(sound) - BLOCK, BLOCK):
        highest = speech.step(sound[i : i + BLOCK])
    return highest


def quieter(sound: Samples, by_db: float) -> Samples:
    softer: Samples = np.rint(sound * 10 ** (-by_db / 20)).astype(np.int16)
    return softer


def rattle(seed: int, seconds: float = 0.5) -> Samples:
    """Return spoons: a few hits of metal that ring, as long as a word."""
    dice = np.random.default_rng(seed)
    t = np.arange(samples(seconds)) / 16000
    sound = dice.normal(0, 20, len(t))
    for at in dice.uniform(0, seconds * 0.7, 4):
        rings = np.where(t < at, 0, np.exp(-30 * (t - at)))
        for hz in dice.uniform(1500, 6000, 5):
            sound += 1500 * rings * np.sin(2 * np.pi * hz * t)
    return np.rint(sound).astype(np.int16)


@pytest.mark.parametrize("who", [ANNA, BRUNO])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_speech_also_from_far_away(who: str, word: str) -> None:
    speech = Silero()
    for by_db in (0, 12, 24):
        assert likely(speech, quieter(said(word, who), by_db)) >= LEAST


def test_spoons_and_a_humming_pump_are_not() -> None:
    speech = Silero()
    t = np.arange(samples(0.6)) / 16000
    pump = np.rint(3000 * np.sin(2 * np.pi * 100 * t) * (1 + np.sin(2 * np.pi * 7 * t)))
    assert likely(speech, pump.astype(np.int16)) < LEAST
    assert all(likely(speech, rattle(seed)) < LEAST for seed in range(20))


def test_after_minutes_of_noise_a_word_is_what_it_was() -> None:
    speech = Silero()
    word = quieter(said("next"), 20)
    fresh = likely(speech, word)
    noise = np.random.default_rng(3).normal(0, 200, samples(120)).astype(np.int16)
    likely(speech, noise)
    assert likely(speech, word) == pytest.approx(fresh, abs=1e-4)


def test_in_a_kitchen_few_sounds_are_speech(shared: Path) -> None:
    with wave.open(str(shared / "audio" / "noise" / "kitchen.wav")) as recorded:
        noise = np.frombuffer(recorded.readframes(samples(60)), "<i2").astype(np.int16)
    speech = Silero()
    pieces = [noise[at : at + samples(0.6)] for at in range(0, len(noise), samples(0.6))]
    taken = [likely(speech, piece) >= LEAST for piece in pieces]
    assert sum(taken) <= len(taken) / 5
