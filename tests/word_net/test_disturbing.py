"""What the word network learns from: words as they arrive, each in its own noise."""

from __future__ import annotations

import numpy as np
import pytest

from device.hearing.enrolled.word_net import FRAMES, WORD_NET_BANDS
from script.word_net.disturbing import Noise, _between, _cut_out, _said_again, view

FLOOR_DB = -10.0
PEAK = 1.5
"""What `as_seen` makes of the peak."""


@pytest.fixture
def words() -> np.ndarray:
    """Forty words, each loud at other times in other bands."""
    bands = np.full((40, FRAMES, WORD_NET_BANDS), FLOOR_DB, np.float32)
    pattern = np.random.default_rng(0).random((40, 4, 5)) < 0.4
    bands[:, 40:88][np.kron(pattern, np.ones((12, 8))) > 0] = 60
    return bands


@pytest.fixture
def noise() -> Noise:
    bands = np.random.default_rng(0).normal(50, 3, (3 * FRAMES, WORD_NET_BANDS)).astype(np.float32)
    return Noise(bands, np.array([FRAMES, 2 * FRAMES]))


def test_a_view_is_what_the_network_takes(words: np.ndarray, noise: Noise) -> None:
    seen = view(words, noise, words, np.random.default_rng(1))
    assert seen.shape == words.shape
    assert seen.dtype == np.float32
    assert np.isfinite(seen).all()
    assert seen.min() >= -1


def test_two_views_of_a_word_differ_and_are_still_that_word(
    words: np.ndarray, noise: Noise
) -> None:
    dice = np.random.default_rng(2)
    one, other = (view(words, noise, words, dice).reshape(40, -1) for _ in range(2))
    assert not np.allclose(one, other)
    one, other = ((v - v.mean(axis=1, keepdims=True)) for v in (one, other))
    one, other = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (one, other))
    nearest = (one @ other.T).argmax(axis=1)
    by_chance = 1 / len(words)
    assert np.mean(nearest == np.arange(40)) > 8 * by_chance


def test_noise_is_taken_from_one_recording_only(noise: Noise) -> None:
    marked = np.repeat([10.0, 20.0], [FRAMES, 2 * FRAMES])[:, np.newaxis] * np.ones(WORD_NET_BANDS)
    pieces = Noise(marked.astype(np.float32), noise.lengths).power(200, np.random.default_rng(3))
    assert {len(np.unique(piece)) for piece in pieces} == {1}
    assert len(np.unique(pieces)) == 2


def test_a_word_said_again_keeps_its_middle() -> None:
    power = np.zeros((50, FRAMES, WORD_NET_BANDS), np.float32)
    power[:, FRAMES // 2, :] = 1
    again = _said_again(power, np.random.default_rng(4)).sum(axis=2)
    assert np.quantile(abs(again.argmax(axis=1) - FRAMES // 2), 0.9) <= 1


def test_between_two_frames_is_their_mean() -> None:
    power = np.arange(4, dtype=np.float32).reshape(1, 4, 1) * np.ones((1, 1, 3), np.float32)
    at = np.array([[0.0, 0.5, 1.25, 9.0]])
    assert _between(power, at, axis=1)[0, :, 0] == pytest.approx([0, 0.5, 1.25, 3], abs=0.01)


def test_what_is_cut_out_holds_the_whole_word() -> None:
    begins, ends = np.full(300, 40), np.full(300, 80)
    seen = _cut_out(begins, ends, np.random.default_rng(5))
    assert seen[:, 40:81].all()
    assert 0.3 < np.mean(seen.all(axis=1)) < 0.5
