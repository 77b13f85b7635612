"""The recognizers get a word with less of the house in it, and all of the word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.hearing.denoiser import STFT_DELAY, GtcrnDenoiser
from device.hearing.utterance import concatenated
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from tests.hearing.enrolled.people import ANNA, BRUNO, said, with_noise

BEFORE = 12 * BLOCK_SAMPLES
WORDS = ("next", "stop", "pain", "help me")


def cleared(sound: Samples, begin: int = BEFORE) -> Samples:
    """Return all that comes out, given in blocks as the listener does."""
    noise = GtcrnDenoiser()
    out = [noise.begin(sound[:begin])]
    out += [
        noise.step(sound[i : i + BLOCK_SAMPLES]) for i in range(begin, len(sound), BLOCK_SAMPLES)
    ]
    both = concatenated(out)
    assert np.array_equal(both.raw[STFT_DELAY:], sound[:-STFT_DELAY]), "as late as the other"
    return both.denoised


def in_blocks(sound: Samples) -> Samples:
    return np.pad(sound, (0, -len(sound) % BLOCK_SAMPLES))


def off_db(out: Samples, word: Samples) -> float:
    """Return how far what came out is from the word, in decibels under it."""
    meant = word[:-STFT_DELAY].astype(float)
    wrong = out[STFT_DELAY:] - meant
    return float(10 * np.log10(np.sum(wrong**2) / np.sum(meant**2)))


@pytest.mark.parametrize("who", [ANNA, BRUNO])
@pytest.mark.parametrize("word", WORDS)
def test_noise_goes_and_the_word_stays(who: str, word: str) -> None:
    alone = in_blocks(said(word, who))
    noisy = np.clip(np.rint(with_noise(alone, 6)), -32768, 32767).astype(np.int16)
    assert off_db(cleared(alone), alone) < -15
    assert off_db(cleared(noisy), alone) < off_db(np.roll(noisy, STFT_DELAY), alone) - 3


def test_between_words_most_of_a_noise_is_gone() -> None:
    hum = np.rint(with_noise(in_blocks(said("next")), 0) - in_blocks(said("next")))
    sound = hum.astype(np.int16)
    left = cleared(sound)[samples(0.3) :]
    assert np.sum(left.astype(float) ** 2) < 0.3 * np.sum(sound.astype(float) ** 2)


def test_who_speaks_softly_is_cleared_no_less() -> None:
    noisy = np.rint(with_noise(in_blocks(said("next")), 6))
    loud, soft = (np.rint(noisy / by).astype(np.int16) for by in (8, 48))
    alike = np.corrcoef(cleared(loud), cleared(soft))[0, 1]
    assert alike > 0.99


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_as_much_comes_out_as_goes_in_however_it_is_given(begin: int, seed: int) -> None:
    # As loud as the recognizers want it from the beginning, so that nothing is made louder in
    # between.
    sound = np.random.default_rng(seed).uniform(-8000, 8000, 42 * BLOCK_SAMPLES).astype(np.int16)
    sound[:BLOCK_SAMPLES] = 8000
    once = GtcrnDenoiser().begin(sound).denoised
    assert len(once) == len(sound)
    assert np.array_equal(cleared(sound, begin * BLOCK_SAMPLES), once)


def test_the_rest_is_what_comes_out_if_nothing_follows_and_it_goes_on_as_before() -> None:
    word = in_blocks(said("next"))
    asked, unasked = GtcrnDenoiser(), GtcrnDenoiser()
    half = len(word) // BLOCK_SAMPLES // 2 * BLOCK_SAMPLES
    for noise in (asked, unasked):
        noise.begin(word[:half])
    rest = asked.rest()
    assert np.array_equal(rest.raw, word[half - STFT_DELAY : half])
    for block in np.split(word[half:], (len(word) - half) // BLOCK_SAMPLES):
        assert np.array_equal(asked.step(block).both, unasked.step(block).both)
    ended = GtcrnDenoiser()
    ended.begin(word[:half])
    after = concatenated([ended.step(silence(BLOCK_SAMPLES)) for _ in range(2)])
    assert np.array_equal(rest.both, [sound[:STFT_DELAY] for sound in after.both])


def test_nothing_is_left_of_the_utterance_before() -> None:
    noise = GtcrnDenoiser()
    sound = in_blocks(said("stop"))
    first = noise.begin(sound)
    noise.begin(in_blocks(said("help me", BRUNO)))
    assert np.array_equal(noise.begin(sound).both, first.both)
