"""Block by block is the same as all at once, and two clocks run apart as they do in the world."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from device.rehearsal.convolution import Convolver, Drift
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, samples

Floats = NDArray[np.float32]
TONE_HZ = 1000.0


def noise(length: int, seed: int = 0, level: float = 1000) -> Floats:
    return np.random.default_rng(seed).normal(0, level, length).astype(np.float32)


def in_blocks(part: Convolver | Drift, sound: Floats) -> Floats:
    return np.concatenate([part.step(block) for block in sound.reshape(-1, BLOCK_SAMPLES)])


# ------------------------------------------------------------ convolution


@pytest.mark.parametrize(
    "length", [1, 2, BLOCK_SAMPLES - 1, BLOCK_SAMPLES, BLOCK_SAMPLES + 1, 5000]
)
def test_blocks_are_convolved_as_if_it_were_one_sound(length: int) -> None:
    response, sound = noise(length, 1, 1), noise(40 * BLOCK_SAMPLES)
    expected = fftconvolve(sound, response)[: len(sound)]
    assert np.allclose(in_blocks(Convolver(response), sound), expected, atol=1.0, rtol=1e-4)


def test_the_first_sample_comes_without_a_delay() -> None:
    sound = np.zeros(2 * BLOCK_SAMPLES, np.float32)
    sound[7] = 1000
    out = in_blocks(Convolver(np.array([0.5, 0.25], np.float32)), sound)
    assert np.flatnonzero(np.abs(out) > 1e-3).tolist() == [7, 8]
    assert out[7:9] == pytest.approx([500, 250])


@settings(deadline=None)
@given(
    st.integers(1, 4 * BLOCK_SAMPLES),
    st.lists(st.tuples(st.booleans(), st.integers(1, 7)), min_size=1, max_size=8),
)
def test_silence_in_between_ends_no_echo_and_brings_none_back(
    length: int, stretches: list[tuple[bool, int]]
) -> None:
    response = noise(length, 1, 1)
    sound = np.concatenate(
        [
            noise(n * BLOCK_SAMPLES, i) if loud else noise(n * BLOCK_SAMPLES) * 0
            for i, (loud, n) in enumerate(stretches)
        ]
    )
    expected = fftconvolve(sound, response)[: len(sound)]
    assert np.allclose(in_blocks(Convolver(response), sound), expected, atol=2.0, rtol=1e-4)


def test_when_the_echo_is_over_there_is_nothing_at_all() -> None:
    convolver = Convolver(noise(3 * BLOCK_SAMPLES, 1))
    in_blocks(convolver, noise(BLOCK_SAMPLES))
    out = in_blocks(convolver, np.zeros(6 * BLOCK_SAMPLES, np.float32))
    assert out[: 2 * BLOCK_SAMPLES].all()
    assert not out[4 * BLOCK_SAMPLES :].any()


# ------------------------------------------------------------ two clocks


def hz(tone: Floats) -> float:
    """Return the frequency of a tone near `TONE_HZ`, to hundredths of a hertz."""
    turned = tone * np.exp(-2j * np.pi * TONE_HZ * np.arange(len(tone)) / RATE_HZ)
    phase = np.unwrap(np.angle(turned.reshape(-1, BLOCK_SAMPLES).mean(axis=1)))
    turns_a_block = np.polyfit(np.arange(len(phase)), phase, 1)[0] / (2 * np.pi)
    return TONE_HZ + float(turns_a_block) * RATE_HZ / BLOCK_SAMPLES


def delays(drift: Drift, seconds: float) -> Floats:
    """Return how many samples ago each sample was written that is read: a ramp tells the time."""
    time = np.arange(samples(seconds)).astype(np.float32)
    return time - in_blocks(drift, time)


def test_one_clock_is_a_delay_and_nothing_else() -> None:
    sound = noise(20 * BLOCK_SAMPLES)
    out = in_blocks(Drift(3, 0.0), sound)
    assert not out[: 3 * BLOCK_SAMPLES].any()
    assert np.array_equal(out[3 * BLOCK_SAMPLES :], sound[: -3 * BLOCK_SAMPLES])


@pytest.mark.parametrize("ppm", [0.0, 50.0, 200.0, -200.0])
def test_a_tone_is_moved_by_as_much_as_the_clocks_differ(ppm: float) -> None:
    tone = (10_000 * np.sin(2 * np.pi * TONE_HZ * np.arange(5 * RATE_HZ) / RATE_HZ)).astype(
        np.float32
    )
    out = in_blocks(Drift(2, ppm), tone)[RATE_HZ:]
    assert hz(out) == pytest.approx(TONE_HZ * (1 + ppm * 1e-6), abs=0.005)
    assert np.sqrt(np.mean(out**2)) == pytest.approx(10_000 / np.sqrt(2), rel=0.01)


def test_a_faster_clock_comes_nearer_and_a_slower_one_falls_behind() -> None:
    for ppm in (200.0, -200.0):
        delay = delays(Drift(2, ppm), 5)[RATE_HZ:]
        assert delay[0] - delay[-1] == pytest.approx(4 * RATE_HZ * ppm * 1e-6, abs=0.5)


@pytest.mark.parametrize("ppm", [2000.0, -2000.0])
def test_a_device_that_runs_dry_or_over_begins_anew_at_its_delay(ppm: float) -> None:
    delay = delays(Drift(2, ppm), 60)[RATE_HZ:]
    assert delay.min() > 0
    assert delay.max() < 2 * 2 * BLOCK_SAMPLES + 1
    jumps = np.abs(np.diff(delay)) > 100
    assert 1 <= np.count_nonzero(jumps) <= 10
    assert delay[1:][jumps] == pytest.approx(2 * BLOCK_SAMPLES, abs=2)


def test_a_card_without_any_delay_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one block of delay"):
        Drift(0, 0.0)
