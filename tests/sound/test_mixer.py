"""Clips begin on their samples, and the voice gets out of the way without a click."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from device.sound.mixer import DUCK_FALL, DUCK_RISE, FADE, Mixer

LEVEL = 10_000
DUCKED = 0.0


def flat(seconds: float, level: int = LEVEL) -> Samples:
    """Return a clip on which every gain can be read off."""
    return np.full(samples(seconds), level, np.int16)


def noise(length: int, seed: int = 0) -> Samples:
    return np.random.default_rng(seed).integers(-8000, 8000, length, np.int16)


def played(mixer: Mixer, seconds: float) -> Samples:
    return np.concatenate([mixer.next_block() for _ in range(samples(seconds) // BLOCK_SAMPLES)])


def gain(sound: Samples) -> NDArray[np.float64]:
    return sound / LEVEL


# ------------------------------------------------------------ on its sample


def test_nothing_played_is_silence_block_by_block() -> None:
    mixer = Mixer()
    for i in range(3):
        assert mixer.position == i * BLOCK_SAMPLES
        assert not mixer.next_block().any()
    assert not mixer.sounding


@pytest.mark.parametrize("at", [0, 1, BLOCK_SAMPLES - 1, BLOCK_SAMPLES, 5 * BLOCK_SAMPLES + 123])
def test_a_clip_begins_on_its_sample_and_is_played_as_it_is(at: int) -> None:
    mixer = Mixer()
    clip = noise(1000)
    mixer.play(clip, at)
    out = played(mixer, 0.3)
    assert not out[:at].any()
    assert np.array_equal(out[at : at + len(clip)], clip)
    assert not out[at + len(clip) :].any()


def test_a_clip_begins_on_its_sample_while_another_sounds_and_the_voice_gives_way() -> None:
    mixer = Mixer()
    at = samples(0.5) + 7
    clip = noise(samples(2))
    mixer.play(flat(2), 0)
    mixer.duck(down=True)
    mixer.play(clip, at)
    assert not played(mixer, 1)[samples(0.1) :].any()
    mixer.duck(down=False)
    out = played(mixer, 1)[DUCK_RISE:]
    heard_from = samples(1) + DUCK_RISE - at
    assert np.allclose(out, clip[heard_from : heard_from + len(out)], atol=1)


def test_clips_may_be_given_in_any_order() -> None:
    mixer = Mixer()
    for at in (3000, 1000, 2000):
        mixer.play(flat(0.01, at), at)
    out = played(mixer, 0.3)
    for at in (1000, 2000, 3000):
        assert np.array_equal(out[at : at + 160], flat(0.01, at))


def test_a_clip_in_the_past_is_refused_and_one_at_the_very_next_sample_is_not() -> None:
    mixer = Mixer()
    mixer.next_block()
    with pytest.raises(ValueError, match="sample 319 has been played already, 320 comes next"):
        mixer.play(flat(1), BLOCK_SAMPLES - 1)
    assert not mixer.next_block().any()
    mixer.play(flat(1), 2 * BLOCK_SAMPLES)
    assert mixer.next_block()[0] == LEVEL
    assert mixer.sounding


@settings(deadline=None)
@given(
    schedule=st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 700), st.integers(1, 2000)),
        min_size=1,
        max_size=6,
    ),
    gains=st.dictionaries(st.integers(0, 20), st.integers(-12, 6)),
)
def test_whatever_is_scheduled_each_clip_is_heard_from_its_sample_on(
    schedule: list[tuple[int, int, int]], gains: dict[int, int]
) -> None:
    """Each clip is left out once: the sound then differs from that clip's first sample on."""

    def mix(left_out: int | None) -> Samples:
        mixer = Mixer()
        out = []
        for block in range(40):
            if block in gains:
                mixer.set_gain(gains[block])
            for i, (given_in, ahead, length) in enumerate(schedule):
                if given_in == block and i != left_out:
                    mixer.play(np.full(length, 1000 + 500 * i, np.int16), mixer.position + ahead)
            out.append(mixer.next_block())
        return np.concatenate(out)

    whole = mix(None)
    for i, (given_in, ahead, _) in enumerate(schedule):
        differs = np.flatnonzero(whole != mix(i))
        assert differs[0] == given_in * BLOCK_SAMPLES + ahead


# ------------------------------------------------------------ one voice


def test_a_clip_that_begins_while_another_sounds_fades_it_out_without_a_click() -> None:
    mixer = Mixer()
    mixer.play(flat(1), 0)
    at = samples(0.2) + 50
    mixer.play(flat(1, 0), at)
    out = gain(played(mixer, 0.5))
    assert np.all(out[:at] == 1)
    fading = out[at - 1 : at + FADE]
    assert np.all(np.diff(fading) < 0)
    assert np.all(np.diff(fading) >= -1.1 / FADE)
    assert not out[at + FADE :].any()


def test_a_clip_that_is_over_before_the_next_begins_is_played_to_its_end() -> None:
    mixer = Mixer()
    clip = noise(1000)
    mixer.play(clip, 0)
    mixer.play(flat(0.1), 1000)
    out = played(mixer, 0.2)
    assert np.array_equal(out[:1000], clip)
    assert np.array_equal(out[1000:2600], flat(0.1))


# ------------------------------------------------------------ silence


@pytest.mark.hazard("H1")
def test_silence_comes_within_5_ms_and_nothing_that_was_to_come_does() -> None:
    mixer = Mixer()
    mixer.play(flat(5), 100)
    mixer.play(flat(1), samples(0.5))
    played(mixer, 0.1)
    mixer.play(flat(1), samples(0.2))
    mixer.silence()
    out = gain(played(mixer, 1))
    assert FADE == 80
    assert not out[FADE - 1 :].any()
    assert np.all(np.diff(np.concatenate([[1.0], out[:FADE]])) >= -1.1 / FADE)
    assert not mixer.sounding


def test_after_silence_a_new_clip_begins_at_once() -> None:
    mixer = Mixer()
    mixer.play(flat(5), 0)
    played(mixer, 0.1)
    mixer.silence()
    clip = noise(1000)
    at = mixer.position
    mixer.play(clip, at)
    out = played(mixer, 0.1)
    assert np.array_equal(out[FADE:1000], clip[FADE:])
    fading = out[:FADE] - clip[:FADE]
    assert np.all(np.abs(np.diff([LEVEL, *fading])) <= 2.2 * LEVEL / FADE)


@pytest.mark.hazard("H1")
def test_silence_before_the_first_sample_of_a_clip_leaves_nothing_of_it() -> None:
    mixer = Mixer()
    mixer.play(flat(1), BLOCK_SAMPLES)
    mixer.next_block()
    mixer.silence()
    assert not played(mixer, 0.2).any()


# ------------------------------------------------------------ ducking and volume


def test_the_voice_is_gone_within_5_ms() -> None:
    mixer = Mixer()
    mixer.play(flat(5), 0)
    played(mixer, 0.1)
    mixer.duck(down=True)
    out = gain(played(mixer, 0.5))
    assert np.allclose(out[samples(0.005) - 1 :], DUCKED, atol=1e-3)
    assert out[0] > 0.98


def test_what_is_broken_off_while_the_voice_gives_way_is_never_heard_again() -> None:
    mixer = Mixer()
    mixer.play(flat(5), 0)
    mixer.duck(down=True)
    played(mixer, 0.1)
    mixer.silence()
    mixer.duck(down=False)
    assert not played(mixer, 0.5).any()


def test_the_voice_comes_back_raw() -> None:
    mixer = Mixer()
    mixer.play(flat(5), 0)
    mixer.duck(down=True)
    played(mixer, 0.1)
    mixer.duck(down=False)
    out = gain(played(mixer, 0.5))
    assert np.all(np.diff(out) >= 0)
    assert np.all(out[DUCK_RISE:] == 1)
    assert out[DUCK_RISE // 2] < 0.7


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 20)), max_size=10))
def test_ducking_never_clicks_whatever_comes_in_between(
    changes: list[tuple[bool, int]],
) -> None:
    mixer = Mixer()
    mixer.play(flat(10), 0)
    out = [1.0]
    for down, blocks in changes:
        mixer.duck(down=down)
        out += list(gain(played(mixer, blocks * BLOCK_SAMPLES / 16_000)))
    steps = np.abs(np.diff(out))
    assert np.all(steps <= (1 - DUCKED) / DUCK_FALL + 2 / LEVEL)
    assert np.all((np.array(out) >= DUCKED - 2e-4) & (np.array(out) <= 1))


def test_a_voice_that_is_ducked_while_nothing_sounds_begins_ducked() -> None:
    mixer = Mixer()
    mixer.duck(down=True)
    played(mixer, 0.1)
    mixer.play(flat(1), mixer.position)
    assert np.allclose(gain(mixer.next_block()), DUCKED, atol=1e-3)


def test_the_volume_is_reached_in_a_quarter_of_a_second_and_what_gives_way_is_silent_even_so() -> (
    None
):
    mixer = Mixer()
    mixer.play(flat(5), 0)
    mixer.set_gain(-12)
    quieter = gain(played(mixer, 0.5))
    assert np.all(np.diff(quieter) <= 0)
    assert quieter[DUCK_RISE:] == pytest.approx(10 ** (-12 / 20), abs=1e-3)
    mixer.duck(down=True)
    assert gain(played(mixer, 0.1))[-1] == 0


def test_what_is_too_loud_is_cut_and_not_turned_over() -> None:
    mixer = Mixer()
    mixer.set_gain(6)
    played(mixer, 0.5)
    loud = noise(8000) * np.int16(4)
    mixer.play(loud, mixer.position)
    out = played(mixer, 0.5)
    assert np.allclose(out, np.clip(loud * 10**0.3, -32768, 32767), atol=1)
    assert out.max() == 32767
    assert out.min() == -32768


def test_silent_blocks_can_be_written_into_without_changing_the_next_one() -> None:
    mixer = Mixer()
    mixer.next_block()[:] = 1
    assert np.array_equal(mixer.next_block(), silence())
