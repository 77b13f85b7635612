"""The ears get a word with less of the house in it, and all of the word."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.hearing.noise_suppression import LATE, Gtcrn
from device.hearing.saying import joined
from device.sound.block import BLOCK, Samples, samples, silence
from tests.hearing.taught.people import ANNA, BRUNO, said, with_noise

BEFORE = 12 * BLOCK
WORDS = ("next", "stop", "pain", "help me")


def cleared(sound: Samples, begin: int = BEFORE) -> Samples:
    """Return all that comes out, given in blocks as the listener does."""
    noise = Gtcrn()
    out = [noise.begin(sound[:begin])]
    out += [noise.step(sound[i : i + BLOCK]) for i in range(begin, len(sound), BLOCK)]
    both = joined(out)
    assert np.array_equal(both.as_it_was[LATE:], sound[:-LATE]), "as late as the other"
    return both.less_noise


def in_blocks(sound: Samples) -> Samples:
    return np.pad(sound, (0, -len(sound) % BLOCK))


def off_db(out: Samples, word: Samples) -> float:
    """Return how far what came out is from the word, in decibels under it."""
    meant = word[:-LATE].astype(float)
    wrong = out[LATE:] - meant
    return float(10 * np.log10(np.sum(wrong**2) / np.sum(meant**2)))


@pytest.mark.parametrize("who", [ANNA, BRUNO])
@pytest.mark.parametrize("word", WORDS)
def test_noise_goes_and_the_word_stays(who: str, word: str) -> None:
    alone = in_blocks(said(word, who))
    noisy = np.clip(np.rint(with_noise(alone, 6)), -32768, 32767).astype(np.int16)
    assert off_db(cleared(alone), alone) < -15
    assert off_db(cleared(noisy), alone) < off_db(np.roll(noisy, LATE), alone) - 3


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
    # As loud as the ears want it from the beginning, so that nothing is made louder in between.
    sound = np.random.default_rng(seed).uniform(-8000, 8000, 42 * BLOCK).astype(np.int16)
    sound[:BLOCK] = 8000
    once = Gtcrn().begin(sound).less_noise
    assert len(once) == len(sound)
    assert np.array_equal(cleared(sound, begin * BLOCK), once)


def test_the_rest_is_what_comes_out_if_nothing_follows_and_it_goes_on_as_before() -> None:
    word = in_blocks(said("next"))
    asked, unasked = Gtcrn(), Gtcrn()
    half = len(word) // BLOCK // 2 * BLOCK
    for noise in (asked, unasked):
        noise.begin(word[:half])
    rest = asked.rest()
    assert np.array_equal(rest.as_it_was, word[half - LATE : half])
    for block in np.split(word[half:], (len(word) - half) // BLOCK):
        assert np.array_equal(asked.step(block).both, unasked.step(block).both)
    ended = Gtcrn()
    ended.begin(word[:half])
    after = joined([ended.step(silence(BLOCK)) for _ in range(2)])
    assert np.array_equal(rest.both, [sound[:LATE] for sound in after.both])


def test_nothing_is_left_of_the_saying_before() -> None:
    noise = Gtcrn()
    sound = in_blocks(said("stop"))
    first = noise.begin(sound)
    noise.begin(in_blocks(said("help me", BRUNO)))
    assert np.array_equal(noise.begin(sound).both, first.both)
