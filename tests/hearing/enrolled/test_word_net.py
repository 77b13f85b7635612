"""The project's own network: the same word is near to itself, whatever sounds with it."""

from __future__ import annotations

import numpy as np
import pytest

from device.hearing.enrolled.features import stacked
from device.hearing.enrolled.word_net import (
    FRAMES,
    REACH,
    WORD_NET_BANDS,
    WORD_NET_VALUES,
    Floats,
    as_seen,
    log_bands,
    word_values,
)
from device.sound.block import RATE_HZ, Samples
from tests.hearing.enrolled.people import ANNA, LATER, OTHERS, WORDS, said, shape, with_noise

FRAME = RATE_HZ // 100
Heard = Samples | Floats


def of(sound: Heard) -> Floats:
    """The row of a sound, seen around its middle."""
    padded = np.pad(sound.astype(np.float32), REACH * FRAME)
    row: Floats = word_values(padded, [len(padded) // 2])[0]
    return row


def nearest(rows: list[Floats], among: list[Floats]) -> list[int]:
    some, others = (np.array(r) - np.mean(among, axis=0) for r in (rows, among))
    some, others = (r / np.linalg.norm(r, axis=1, keepdims=True) for r in (some, others))
    return [int(n) for n in (some @ others.T).argmax(axis=1)]


def test_a_word_is_nearest_to_itself_over_noise_that_is_half_as_loud() -> None:
    words = (*WORDS, *OTHERS)
    taught = [of(said(word)) for word in words]
    later = [of(with_noise(said(word, ANNA, *LATER[0]), 6)) for word in words]
    right = sum(n == k for k, n in enumerate(nearest(later, taught)))
    assert right >= len(words) - 2


def test_it_does_not_matter_how_loud_a_word_is() -> None:
    sound = said("next")
    assert of((sound / 8).astype(np.float32)) == pytest.approx(of(sound), abs=0.15)


def test_every_reading_of_an_utterance_has_its_row() -> None:
    assert shape("next").whole.shape == (4, WORD_NET_VALUES)
    assert stacked([shape("next"), shape("stop")]).whole.shape == (8, WORD_NET_VALUES)


def test_several_middles_give_what_each_gives_alone() -> None:
    padded = np.pad(said("next").astype(np.float32), REACH * FRAME)
    middles = [len(padded) // 2, len(padded) // 2 + 10 * FRAME]
    together = word_values(padded, middles)
    alone = [word_values(padded, [middle])[0] for middle in middles]
    assert together == pytest.approx(np.array(alone), abs=0.05)


def test_what_is_seen_is_counted_from_the_peak_down() -> None:
    bands = log_bands(said("next").astype(np.float32)[: FRAME * (FRAMES + 2)])
    assert bands.shape[1] == WORD_NET_BANDS
    seen = as_seen(bands)
    assert seen == pytest.approx(as_seen(bands - 20), abs=1e-4)
    assert seen.min() == -1
    assert 1.4 < seen.max() < 2
