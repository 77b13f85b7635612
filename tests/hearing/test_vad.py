"""Somebody who speaks is told from what falls, rattles and hums."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.hearing.vad import (
    CLOSE_REACH,
    MIN_PROBABILITY,
    SURE_REACH,
    WIDE_REACH,
    SileroDetector,
    densest_speech,
    silent_for,
)
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from tests.hearing.bedside import rattle
from tests.hearing.enrolled.people import ANNA, BRUNO, said

REACHES = (WIDE_REACH, CLOSE_REACH, SURE_REACH)
WORDS = ("next", "stop", "pain", "ouch", "yes", "help me", "aah")


def likely(speech: SileroDetector, sound: Samples) -> float:
    """Return what it says of an utterance, given in blocks as the listener does."""
    highest = speech.begin(sound[: 12 * BLOCK_SAMPLES])
    for i in range(12 * BLOCK_SAMPLES, len(sound) - BLOCK_SAMPLES, BLOCK_SAMPLES):
        highest = speech.step(sound[i : i + BLOCK_SAMPLES])
    return highest


def quieter(sound: Samples, by_db: float) -> Samples:
    softer: Samples = np.rint(sound * 10 ** (-by_db / 20)).astype(np.int16)
    return softer


@pytest.mark.parametrize("who", [ANNA, BRUNO])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_speech_also_from_far_away(who: str, word: str) -> None:
    speech = SileroDetector()
    for by_db in (0, 12, 24):
        assert likely(speech, quieter(said(word, who), by_db)) >= MIN_PROBABILITY


def test_spoons_and_a_humming_pump_are_not() -> None:
    speech = SileroDetector()
    t = np.arange(samples(0.6)) / 16000
    pump = np.rint(3000 * np.sin(2 * np.pi * 100 * t) * (1 + np.sin(2 * np.pi * 7 * t)))
    assert likely(speech, pump.astype(np.int16)) < MIN_PROBABILITY
    assert all(likely(speech, rattle(seed)) < MIN_PROBABILITY for seed in range(20))


def test_after_minutes_of_noise_a_word_is_what_it_was() -> None:
    speech = SileroDetector()
    word = quieter(said("next"), 20)
    fresh = likely(speech, word)
    noise = np.random.default_rng(3).normal(0, 200, samples(120)).astype(np.int16)
    likely(speech, noise)
    assert likely(speech, word) == pytest.approx(fresh, abs=1e-4)


def test_in_a_kitchen_few_sounds_are_speech(shared: Path) -> None:
    with wave.open(str(shared / "audio" / "noise" / "kitchen.wav")) as recorded:
        noise = np.frombuffer(recorded.readframes(samples(60)), "<i2").astype(np.int16)
    speech = SileroDetector()
    pieces = [noise[at : at + samples(0.6)] for at in range(0, len(noise), samples(0.6))]
    taken = [likely(speech, piece) >= MIN_PROBABILITY for piece in pieces]
    assert sum(taken) <= len(taken) / 5


# ------------------------------------------------------------ where in it somebody speaks


@pytest.mark.parametrize("who", [ANNA, BRUNO])
def test_a_word_between_two_rattles_is_where_somebody_speaks(who: str) -> None:
    speech = SileroDetector()
    word, around = said("pause", who), samples(0.3)
    before = quieter(rattle(1), 6)
    likely(speech, np.concatenate([before, word, quieter(rattle(2), 6)]))
    began, ended = len(before) + around, len(before) + len(word) - around
    for (first, last), reach in zip(speech.spoken[:2], (WIDE_REACH, CLOSE_REACH), strict=True):
        assert first == pytest.approx(began - reach.before, abs=samples(0.07))
        assert last == pytest.approx(ended + reach.after, abs=samples(0.07))
    first, last = speech.spoken[2]
    assert began - samples(0.13) < first < last < ended + samples(0.17)


def test_in_spoons_nobody_speaks_and_of_the_word_before_nothing_is_left() -> None:
    speech = SileroDetector()
    likely(speech, said("pause"))
    likely(speech, rattle(3))
    assert speech.spoken == ()


def test_a_short_fall_within_a_word_is_bridged_and_a_long_one_is_not() -> None:
    bridged = [0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.8, 0.1]
    assert densest_speech(bridged, 512)[1] == (
        2 * 512 - CLOSE_REACH.before,
        7 * 512 + CLOSE_REACH.after,
    )
    not_bridged = [0.6, 0.1, 0.1, 0.1, 0.1, 0.8, 0.9]
    assert densest_speech(not_bridged, 512)[1] == (
        5 * 512 - CLOSE_REACH.before,
        7 * 512 + CLOSE_REACH.after,
    )


def test_what_may_be_speech_is_within_the_wide_stretch_and_not_in_the_close_one() -> None:
    wide, close, _ = densest_speech([0.4, 0.9, 0.9, 0.4], 5120)
    assert wide == (0, 4 * 5120 + WIDE_REACH.after)
    assert close == (5120 - CLOSE_REACH.before, 3 * 5120 + CLOSE_REACH.after)
    assert densest_speech([0.1, 0.4, 0.1], 512) == ((0, 2 * 512 + WIDE_REACH.after),)


def test_the_surest_speech_counts_and_not_a_longer_doubt() -> None:
    doubt_and_word = [0.49] * 6 + [0.0] * 5 + [0.5, 0.6]
    wide, close = densest_speech(doubt_and_word, 512)
    assert wide == (11 * 512 - WIDE_REACH.before, 13 * 512 + WIDE_REACH.after)
    assert close == (11 * 512 - CLOSE_REACH.before, 13 * 512 + CLOSE_REACH.after)


def test_what_is_spoken_does_not_begin_before_the_utterance() -> None:
    assert densest_speech([0.9], 512) == tuple((0, 512 + reach.after) for reach in REACHES)
    assert densest_speech([], 512) == ()


@settings(max_examples=1000)
@given(st.lists(st.sampled_from([0.0, 0.29, 0.3, 0.49, 0.5, 0.89, 0.9, 1.0]), max_size=40))
def test_the_others_are_within_the_wide_stretch_whatever_is_said(each: list[float]) -> None:
    stretches = densest_speech(each, 512)
    most = max(each, default=0)
    assert (WIDE_REACH.least <= most) == bool(stretches)
    assert (CLOSE_REACH.least <= most) == (len(stretches) > 1)
    assert len(stretches) <= sum(most >= reach.least for reach in REACHES)
    for begin, end in stretches:
        assert 0 <= stretches[0][0] <= begin < end <= stretches[0][1]


def test_where_it_is_sure_is_a_stretch_of_its_own() -> None:
    _, close, sure = densest_speech([0.1, 0.95, 0.95, 0.95, 0.6, 0.6, 0.6, 0.6], 512)
    assert close == (max(0, 512 - CLOSE_REACH.before), 8 * 512 + CLOSE_REACH.after)
    assert sure == (max(0, 512 - SURE_REACH.before), 4 * 512 + SURE_REACH.after)


def test_what_is_sure_elsewhere_is_not_looked_at() -> None:
    short_and_sure, long = [0.95] * 3, [0.6] * 10
    stretches = densest_speech([*short_and_sure, *[0.0] * 10, *long], 512)
    assert stretches == tuple(
        (13 * 512 - reach.before, 23 * 512 + reach.after) for reach in (WIDE_REACH, CLOSE_REACH)
    )


def test_what_hovers_below_a_word_is_nobody_speaking() -> None:
    assert silent_for([0.2, 0.9, 1.0, 0.49, 0.4, 0.3]) == len((0.49, 0.4, 0.3))
    assert silent_for([0.9, 0.49, 0.5]) == 0
    assert silent_for([0.4, 0.3]) == 0, "nobody has spoken yet"


def test_for_how_long_nobody_has_spoken_is_known_once_somebody_has() -> None:
    speech = SileroDetector()
    word, around = said("pause"), samples(0.3)
    likely(speech, rattle(1))
    assert speech.silent == 0, "nobody has spoken yet"
    likely(speech, word[: -around - samples(0.1)])
    assert speech.silent == 0, "somebody speaks"
    likely(speech, np.concatenate([word, rattle(2)]))
    assert speech.silent == pytest.approx(len(rattle(2)) + around, abs=samples(0.1))


# ------------------------------------------------------------ what follows after a gap


def goes_on(speech: SileroDetector, gap: Samples, sound: Samples) -> float:
    """Return what it says of what sounds after a gap, given as the listener does."""
    for i in range(0, len(gap) - BLOCK_SAMPLES, BLOCK_SAMPLES):
        speech.step(gap[i : i + BLOCK_SAMPLES])
    highest = speech.go_on(samples(0.1))
    for i in range(0, len(sound) - BLOCK_SAMPLES, BLOCK_SAMPLES):
        highest = speech.step(sound[i : i + BLOCK_SAMPLES])
    return highest


@pytest.mark.parametrize("who", [ANNA, BRUNO])
def test_a_second_word_after_a_gap_is_as_sure_as_the_first(who: str) -> None:
    speech = SileroDetector()
    likely(speech, said("next", who)[: -samples(0.3)])
    second = said("pause", who)[samples(0.3) :]
    assert goes_on(speech, silence(samples(0.2)), second) > SURE_REACH.least
    begin, end = speech.spoken[0]
    word = samples(0.1), samples(0.1) + len(second) - samples(0.3)
    assert begin == pytest.approx(max(0, word[0] - WIDE_REACH.before), abs=samples(0.07))
    assert end == pytest.approx(word[1] + WIDE_REACH.after, abs=samples(0.1))


def test_of_a_clatter_after_a_word_only_the_clatter_is_told() -> None:
    speech = SileroDetector()
    likely(speech, said("next")[: -samples(0.3)])
    assert goes_on(speech, silence(samples(0.2)), rattle(1)) < MIN_PROBABILITY
    assert speech.spoken == ()
    assert speech.silent == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), st.integers(1, 12))
def test_what_it_tells_never_begins_before_what_goes_on(gaps: list[int], since: int) -> None:
    """However many blocks lie between, and wherever its windows of 32 ms fall."""
    speech = SileroDetector()
    word = said("pause")
    likely(speech, word)
    for gap in gaps:
        for block in np.split(word[: gap * BLOCK_SAMPLES], gap):
            speech.step(block)
        speech.go_on(since * BLOCK_SAMPLES)
        speech.step(word[samples(0.3) : samples(0.3) + 20 * BLOCK_SAMPLES])
        length = (since + 20) * BLOCK_SAMPLES
        for begin, end in speech.spoken:
            assert 0 <= begin < end <= length + WIDE_REACH.after
