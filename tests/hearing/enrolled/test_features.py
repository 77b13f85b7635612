"""The shape of a word: where it begins and ends, and what does not change it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import numpy as np
import pytest

from device.hearing.enrolled.cohort import cohort
from device.hearing.enrolled.embedding import EMBEDDING_FILE as EMBEDDING
from device.hearing.enrolled.features import (
    CUTS,
    FEATURE_VERSION,
    NoWord,
    candidates_in,
    features_of,
    span,
)
from device.hearing.enrolled.matcher import likeness
from device.hearing.enrolled.word_net import WORD_NET_FILE as WORD_NET
from device.hearing.recognizer import SoundPair
from device.sound.block import Samples, samples, silence
from tests.hearing.enrolled.people import said, shape


def only(sound: Samples) -> SoundPair:
    return SoundPair(sound, sound)


def test_the_word_is_found_in_the_silence_around_it() -> None:
    first, last = span(said("television"))
    assert 20 <= first <= 32
    assert first + 40 < last <= len(said("television")) // 160 - 20


def test_a_shape_has_a_row_for_each_cut() -> None:
    assert len(shape("next").embedding) == len(shape("next").cepstra) == len(CUTS)


def test_how_loud_it_is_does_not_matter() -> None:
    quieter: Samples = (said("next") // 3).astype(np.int16)
    assert likeness(shape("next"), features_of(quieter), cohort()) > 0.9


def test_more_silence_around_it_does_not_matter() -> None:
    longer = np.pad(said("next"), samples(0.4))
    assert likeness(shape("next"), features_of(longer), cohort()) > 0.9


def test_each_stretch_is_read_for_itself() -> None:
    one, other = said("next"), said("television")
    sound = np.concatenate([one, other])
    second = len(one), len(sound)
    # Not quite the same, which would be read once.
    within = len(one) + samples(0.4), len(sound)
    wide, close, sure = candidates_in(only(sound), [(samples(0.2), len(sound)), second, within])
    assert likeness(close, shape("television"), cohort()) > 0.9
    (as_if_alone,) = candidates_in(only(sound[within[0] :]), ())
    assert likeness(sure, as_if_alone, cohort()) > 0.9
    assert likeness(wide, shape("television"), cohort()) < 0.7
    assert likeness(close, shape("next"), cohort()) < 0.5


def test_what_is_outside_of_the_wide_stretch_is_not_looked_at() -> None:
    word, noise = said("next"), np.random.default_rng(1).normal(0, 3000, samples(0.5))
    sound = np.concatenate([noise, word, noise]).astype(np.int16)
    (there,) = candidates_in(only(sound), [(len(noise), len(noise) + len(word))])
    for part, as_it_is in zip(there.parts, features_of(word).parts, strict=True):
        assert np.allclose(part[0], as_it_is[0])


def with_highs_for_lows(sound: Samples) -> Samples:
    """As loud at any time, and nothing else of it is the same."""
    turned: Samples = (sound * np.resize([1, -1], len(sound))).astype(np.int16)
    return turned


def test_of_a_sound_with_denoised_is_all_but_one_of_two_embeddings() -> None:
    one, other = said("next"), with_highs_for_lows(said("next"))
    where = [(samples(0.2), len(one) - samples(0.2))]
    noisy, less = candidates_in(SoundPair(one, other), where)
    (first,), (second,) = (candidates_in(only(sound), where) for sound in (one, other))
    assert np.array_equal(noisy.embedding, first.embedding)
    for it_is, it_should_be in zip(less.parts, second.parts, strict=True):
        assert np.array_equal(it_is, it_should_be)
    for noisy_part, part in zip(noisy.parts[1:], second.parts[1:], strict=True):
        assert np.array_equal(noisy_part, part)
    turned, _ = candidates_in(SoundPair(one, (one // 2).astype(np.int16)), where)
    assert np.allclose(turned.whole, first.whole, atol=0.2), "how loud it is does not matter"


def test_where_a_word_begins_and_ends_is_seen_where_there_is_denoised() -> None:
    word = said("next")
    noise = np.random.default_rng(1).normal(0, 800, len(word))
    there = candidates_in(SoundPair((word + noise).astype(np.int16), word), ())
    (alone,) = candidates_in(only(word), ())
    assert len(there) == len(("as it was", "less noise"))
    assert all(np.array_equal(each.cepstra, alone.cepstra) for each in there)


def test_where_nothing_is_known_the_whole_is_read_and_where_no_word_is_nothing() -> None:
    (whole,) = candidates_in(only(said("next")), ())
    assert np.array_equal(whole.whole[0], features_of(said("next")).whole[0])
    assert candidates_in(only(silence(16_000)), ()) == []
    assert len(candidates_in(only(said("next")), [(0, len(said("next"))), (0, 100)])) == 1
    assert len(candidates_in(only(said("next")), [(0, len(said("next")))] * 2)) == 1, (
        "the same twice"
    )


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (silence(0), "silent"),
        (silence(16_000), "silent"),
        (silence(100), "silent"),
        (np.concatenate([silence(8000), said("next")[4800:5200], silence(8000)]), "too short"),
        (np.concatenate([said("television")[4800:-4800]] * 6), "longer"),
    ],
)
def test_what_is_no_word_is_told(sound: Samples, why: str) -> None:
    with pytest.raises(NoWord, match=why):
        features_of(sound)


def test_the_cohort_is_of_other_people_and_holds_no_sound() -> None:
    others = cohort()
    assert len(others.words.embedding) == 199
    assert np.allclose(np.linalg.norm(others.words.embedding, axis=1), 1, atol=1e-3)


def test_another_network_is_another_version() -> None:
    networks = sha256(EMBEDDING.read_bytes() + WORD_NET.read_bytes()).hexdigest()[:16]
    assert {FEATURE_VERSION: networks} == {4: "ddd4e20d49ecd260"}, (
        "The networks are others: raise VERSION (takes of patients are of the old ones), "
        "run script/bench cohort, and write the new sum here."
    )


def test_shapes_that_two_threads_make_at_a_time_are_those_that_one_makes_alone() -> None:
    words = ("next", "stop", "pause", "louder")
    alone = [features_of(said(word)) for word in words]
    with ThreadPoolExecutor(2) as threads:
        for _ in range(10):
            beside = threads.map(features_of, [said(word) for word in words])
            for one, other in zip(alone, beside, strict=True):
                assert (one.embedding == other.embedding).all()
