"""An utterance is cut out of the sound where it is, and what is no utterance is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.hearing.endpointer import FRAME, SpeechBegan, SpeechEnded
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, level_dbfs, samples, silence
from tests.hearing.listening import (
    LEFT_DBFS,
    PATIENT_DBFS,
    ROOM_DBFS,
    TUNING,
    Listening,
    noise,
    speech,
)
from tests.reaching import reached, reaches

# ------------------------------------------------------------ where it begins and ends


@pytest.mark.parametrize("offset", [0, 100, 250])
@pytest.mark.parametrize("dbfs", [PATIENT_DBFS, ROOM_DBFS + 20])
def test_a_word_begins_and_ends_where_its_sound_does(offset: int, dbfs: float) -> None:
    listening = Listening()
    listening.waits(1)
    start = listening.now + offset
    word = speech(dbfs, 0.5)
    listening.hears(np.concatenate([silence(offset), word]))
    listening.waits(0.5)
    began, ended = listening.marks
    assert isinstance(began, SpeechBegan)
    assert isinstance(ended, SpeechEnded)
    assert began.at == ended.began_at == pytest.approx(start, abs=FRAME)
    assert ended.at == pytest.approx(start + len(word), abs=FRAME)
    assert ended.length_s == pytest.approx(0.5, abs=0.02)


def test_the_beginning_is_told_within_60_ms_so_that_the_box_gets_out_of_the_way() -> None:
    listening = Listening()
    listening.waits(1)
    start = listening.now
    listening.hears(speech(PATIENT_DBFS, 0.5))
    assert listening.told_at[0] - start <= samples(0.06)
    assert listening.segmenter.speaking


def test_the_end_is_told_120_ms_after_the_last_sound() -> None:
    listening = Listening()
    listening.waits(1)
    listening.hears(speech(PATIENT_DBFS, 0.5))
    over = listening.now
    listening.waits(1)
    assert samples(0.11) <= listening.told_at[1] - over <= samples(0.14)
    assert not listening.segmenter.speaking


def test_a_gap_between_two_syllables_is_no_end_and_a_longer_one_is() -> None:
    for gap_s, utterances in ((0.08, 1), (0.2, 2)):
        listening = Listening()
        listening.waits(1)
        syllable = speech(PATIENT_DBFS, 0.2)
        listening.hears(np.concatenate([syllable, silence(samples(gap_s)), syllable]))
        listening.waits(1)
        assert len(listening.marks) == 2 * utterances


def test_a_click_is_no_speech() -> None:
    listening = Listening()
    listening.waits(1)
    assert listening.hears(noise(-20, samples(0.02))) == []
    assert listening.waits(1) == []


def test_how_loud_it_was_and_how_far_over_everything_else_is_told() -> None:
    listening = Listening()
    listening.waits(2)
    listening.hears(noise(PATIENT_DBFS, samples(0.5)))
    ended = listening.waits(0.5)[-1]
    assert isinstance(ended, SpeechEnded)
    assert ended.level_dbfs == pytest.approx(PATIENT_DBFS, abs=2)
    threshold = ROOM_DBFS + TUNING.over_noise_db
    assert ended.over_db == pytest.approx(PATIENT_DBFS - threshold, abs=3)


def test_the_echo_of_a_word_in_the_room_does_not_make_it_longer() -> None:
    listening = Listening(room_dbfs=-75)
    listening.waits(1)
    fading = 10 ** (-60 / 20 * np.arange(samples(0.6)) / samples(0.6))  # RT60 0.6 s
    echo = noise(-30, samples(0.6)) * fading
    start = listening.now
    listening.hears(np.concatenate([noise(-30, samples(0.4)), echo]).astype(np.int16))
    ended = listening.marks[-1]
    assert isinstance(ended, SpeechEnded)
    assert ended.at - start == pytest.approx(samples(0.4 + 0.2), abs=samples(0.05))


def test_an_utterance_without_end_is_cut_at_the_longest_and_goes_on_as_another() -> None:
    listening = Listening()
    listening.waits(1)
    marks = listening.hears(speech(PATIENT_DBFS, 5))
    ended = marks[1]
    assert isinstance(ended, SpeechEnded)
    assert ended.length_s == pytest.approx(TUNING.longest_s, abs=0.03)
    assert isinstance(marks[2], SpeechBegan)
    assert marks[2].at - ended.at <= samples(0.1)


def test_an_utterance_ends_where_it_is_told_to_and_what_still_sounds_is_another() -> None:
    listening = Listening()
    listening.waits(1)
    listening.hears(speech(PATIENT_DBFS, 1.0))
    over = listening.now - samples(0.3)
    (ended,) = listening.is_told_that_it_ended(samples(0.3))
    assert isinstance(ended, SpeechEnded)
    assert ended.at == over
    assert ended.length_s == pytest.approx(0.7, abs=0.02)
    (began, *_) = listening.hears(speech(PATIENT_DBFS, 0.5))
    assert over < began.at


def test_what_has_not_begun_cannot_end_and_no_end_is_after_the_last_sound() -> None:
    listening = Listening()
    listening.waits(1)
    assert listening.is_told_that_it_ended(0) == []
    listening.hears(speech(PATIENT_DBFS, 0.5))
    listening.waits(0.08)
    (ended,) = listening.is_told_that_it_ended(0)
    assert ended.at == pytest.approx(listening.now - samples(0.08), abs=FRAME)


# ------------------------------------------------------------ what is no speech


def test_nothing_is_heard_in_a_quiet_room_nor_in_digital_silence() -> None:
    assert Listening().waits(30) == []
    dead = Listening(room_dbfs=-120)
    assert dead.waits(5) == []
    assert dead.hears(noise(-80, samples(1))) == [], "the hiss of an amplifier"


def test_a_steady_noise_becomes_background_and_a_word_over_it_is_heard() -> None:
    listening = Listening()
    listening.waits(1)
    fan = noise(-45, samples(8), seed=7)
    assert listening.hears(fan) != [], "it must be louder than the room to begin with"
    assert not listening.segmenter.speaking
    assert listening.hears(fan) == []
    word = fan[: samples(0.5)] + noise(-45 + 14, samples(0.5), seed=8)
    listening.hears(word)
    listening.hears(fan[: samples(0.3)])
    assert [type(mark) for mark in listening.marks[-2:]] == [SpeechBegan, SpeechEnded]
    assert listening.marks[-1].at == pytest.approx(listening.now - samples(0.3), abs=2 * FRAME)


def test_when_the_noise_ends_quiet_words_are_heard_again_at_once() -> None:
    listening = Listening()
    listening.hears(noise(-40, samples(15), seed=7))
    listening.waits(0.5)
    begins = [type(mark) for mark in listening.hears(speech(-50, 0.3))]
    assert begins == [SpeechBegan]


def test_the_room_is_no_speech_when_a_microphone_that_gave_nothing_gives_sound_again() -> None:
    listening = Listening()
    listening.waits(2)
    for i in range(25):
        listening.segmenter.step(silence(), -120.0, listening.now + i * BLOCK_SAMPLES)
    listening.now += 25 * BLOCK_SAMPLES
    assert listening.waits(5) == []


@pytest.mark.hazard("H9")
def test_what_the_canceller_leaves_of_the_boxs_own_voice_is_no_speech() -> None:
    listening = Listening()
    listening.waits(1)
    left = speech(LEFT_DBFS, 10)
    assert level_dbfs(left) > ROOM_DBFS + TUNING.over_noise_db + 5, "it would be heard alone"
    assert listening.hears(left, left) == []


@pytest.mark.hazard("H1")
def test_a_patient_who_speaks_over_the_box_is_heard_within_100_ms() -> None:
    listening = Listening()
    listening.waits(1)
    left = noise(LEFT_DBFS, samples(2)).astype(np.float64)
    heard = left.copy()
    heard[samples(1) : samples(1.5)] += noise(LEFT_DBFS + 10, samples(0.5), seed=3)
    start = listening.now + samples(1)
    began, ended = listening.hears(heard.astype(np.int16), left.astype(np.int16))
    assert began.at == pytest.approx(start, abs=FRAME)
    assert listening.told_at[0] - start <= samples(0.1)
    assert ended.at == pytest.approx(start + samples(0.5), abs=2 * FRAME)


def test_a_canceller_that_does_better_than_it_expects_lets_quieter_words_through() -> None:
    expected = speech(LEFT_DBFS, 1)
    left = speech(LEFT_DBFS - 6, 1, seed=2)
    word = speech(LEFT_DBFS + 2, 1, seed=3)
    untaught, taught = Listening(), Listening()
    assert untaught.hears(word, expected) == []
    for _ in range(30):
        assert taught.hears(left, expected) == []
    assert isinstance(taught.hears(word, expected)[0], SpeechBegan)


@pytest.mark.hazard("H9")
def test_a_canceller_that_does_worse_because_of_two_clocks_is_soon_seen_through() -> None:
    listening = Listening()
    expected, left = noise(LEFT_DBFS, samples(1)), noise(LEFT_DBFS + 8, samples(1), seed=2)
    listening.hears(left, expected)
    for _ in range(5):
        listening.hears(left, expected)
    assert listening.hears(left, expected) == []


# ------------------------------------------------------------ what stirs


def test_something_stirs_before_it_is_sure_to_be_speech_and_a_click_does_not() -> None:
    listening = Listening()
    listening.waits(1)
    click = silence(BLOCK_SAMPLES)
    click[:80] = 3000
    stirs = []
    for sound in (noise(PATIENT_DBFS, BLOCK_SAMPLES), silence(samples(0.5)), click):
        assert listening.hears(sound) == []
        stirs.append(listening.segmenter.stirring)
    assert stirs == [True, False, False]


# ------------------------------------------------------------ whatever comes


@reaches()
@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(-120, 0),
            st.integers(1, 40),
            st.sampled_from([-120.0, -60.0, -40.0]),
            st.none() | st.integers(0, 20_000),
        ),
        max_size=20,
    )
)
def test_whatever_the_levels_utterances_begin_and_end_in_turn_and_do_not_overlap(
    stretches: list[tuple[float, int, float, int | None]],
) -> None:
    listening = Listening(room_dbfs=-120)
    for dbfs, blocks, left_dbfs, ended_ago in stretches:
        listening.hears(
            noise(dbfs, blocks * BLOCK_SAMPLES), noise(left_dbfs, blocks * BLOCK_SAMPLES)
        )
        if ended_ago is not None:
            listening.is_told_that_it_ended(ended_ago)
    over = 0
    for i, mark in enumerate(listening.marks):
        assert isinstance(mark, SpeechEnded if i % 2 else SpeechBegan)
        if isinstance(mark, SpeechBegan):
            assert over <= mark.at < listening.told_at[i]
        else:
            reached()
            began = listening.marks[i - 1]
            assert mark.began_at == began.at < mark.at <= listening.told_at[i]
            assert mark.length_s <= TUNING.longest_s + FRAME / RATE_HZ
            over = mark.at
    assert listening.segmenter.speaking == bool(len(listening.marks) % 2)
