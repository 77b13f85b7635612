"""The recognizers are given each utterance whole, once and loud enough.

The arbiter what surrounds it.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from device.hearing.endpointer import Tuning
from device.hearing.utterance import MAX_RECOGNIZER_GAIN_DB, RECOGNIZER_PEAK_DBFS, Utterance
from device.session.events import ANYTIME, Heard, Word
from device.sound.block import BLOCK_SAMPLES, samples
from tests.hearing.bedside import (
    LOUD,
    NOTHING,
    PAUSE_S,
    PRE_ROLL,
    Bedside,
    ScriptedRecognizer,
    hypothesis,
    listening,
    stretch,
    tone,
)

# ------------------------------------------------------------ each utterance whole and once


def test_an_utterance_becomes_the_event_that_the_recognizer_heard_with_its_end() -> None:
    bedside = listening(ScriptedRecognizer(hypothesis(Word.PAUSE)))
    began = bedside.says(LOUD)
    (event,) = bedside.events
    assert isinstance(event, Heard)
    assert event.word is Word.PAUSE
    assert event.ended_at == pytest.approx(began + len(LOUD), abs=BLOCK_SAMPLES)


def test_every_utterance_is_heard_once_by_every_recognizer_in_turn() -> None:
    recognizers = [
        ScriptedRecognizer(hypothesis(Word.PAUSE), NOTHING, hypothesis(Word.HELP)) for _ in range(2)
    ]
    bedside = listening(*recognizers)
    for _ in range(3):
        bedside.says(LOUD)
    assert bedside.heard == [Word.PAUSE, Word.HELP]
    for recognizer in recognizers:
        assert len(recognizer.utterances) == 3
        assert not len(recognizer.given)


def test_a_recognizer_gets_the_utterance_without_a_gap_and_with_what_came_before_it() -> None:
    recognizer = ScriptedRecognizer()
    bedside = listening(recognizer)
    began = bedside.says(LOUD)
    first, end = stretch(recognizer.utterances[0], bedside)
    assert np.array_equal(recognizer.utterances[0], bedside.sound[first:end])
    assert PRE_ROLL <= began - first <= PRE_ROLL + samples(0.1)
    assert end >= began + len(LOUD) + samples(0.12)


def test_a_recognizer_gets_the_utterance_while_it_is_spoken() -> None:
    recognizer = ScriptedRecognizer()
    bedside = listening(recognizer)
    bedside.waits(1)
    bedside.hears(LOUD)
    during = (bedside.listener.speech_now, bedside.listener.gives_way)
    assert np.array_equal(recognizer.given[-len(LOUD) :], LOUD)
    bedside.waits(0.5)
    after = (bedside.listener.speech_now, bedside.listener.gives_way)
    assert (during, after) == ((True, True), (False, False))


def test_what_is_too_short_is_dropped_and_what_nobody_waits_for_too() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.PAUSE))
    bedside = listening(recognizer)
    bedside.says(tone(-10, 0.06))
    assert (recognizer.drops, recognizer.utterances) == (1, [])
    bedside.listener.listen_for(frozenset())
    bedside.says(LOUD)
    assert (recognizer.drops, recognizer.utterances, bedside.events) == (2, [], [])


def test_every_utterance_is_told_as_the_recognizers_got_it_whatever_it_was() -> None:
    recognizer = ScriptedRecognizer()
    told: list[Utterance] = []
    bedside = listening(recognizer, told=told.append)
    began = bedside.says(LOUD)
    (utterance,) = told
    assert np.array_equal(
        utterance.sound[: len(recognizer.utterances[0])], recognizer.utterances[0]
    )
    assert utterance.began_at == pytest.approx(began, abs=BLOCK_SAMPLES)
    assert utterance.ended_at == pytest.approx(began + len(LOUD), abs=BLOCK_SAMPLES)
    bedside.says(tone(-40, 0.5))
    assert told[1].over_db < utterance.over_db - 10


def test_what_was_said_in_two_segments_is_told_once_and_whole() -> None:
    told: list[Utterance] = []
    bedside = listening(ScriptedRecognizer(), told=told.append)
    bedside.waits(1)
    bedside.hears(LOUD)
    bedside.waits(0.2)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    (utterance,) = told
    assert len(utterance.sound) > 2 * len(LOUD)


# ------------------------------------------------------------ the words that make sense


def test_words_that_change_in_the_middle_of_an_utterance_hold_for_all_of_it() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.YES))
    bedside = listening(recognizer)
    bedside.waits(1)
    bedside.hears(LOUD)
    heard_so_far, answers = recognizer.given, frozenset({Word.YES, Word.NO})
    bedside.listener.listen_for(answers)
    assert np.array_equal(recognizer.given, heard_so_far)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    assert len(recognizer.utterances) == 1
    assert np.array_equal(recognizer.utterances[0][: len(heard_so_far)], heard_so_far)
    assert recognizer.words == [ANYTIME, answers]
    assert bedside.heard == [Word.YES]


def test_the_same_words_again_disturb_no_utterance() -> None:
    recognizer, confirmer = ScriptedRecognizer(hypothesis(Word.PAUSE)), ScriptedRecognizer()
    bedside = listening(recognizer, confirmer=confirmer)
    bedside.listener.listen_for(frozenset(ANYTIME))
    assert recognizer.words == confirmer.words == [ANYTIME]


# ------------------------------------------------------------ the witness


@pytest.mark.parametrize("word", sorted(ANYTIME - {Word.NEXT}))
def test_the_confirmer_is_not_asked_about_anything_but_next(word: Word) -> None:
    confirmer = ScriptedRecognizer()
    bedside = listening(ScriptedRecognizer(hypothesis(word)), confirmer=confirmer)
    bedside.says(LOUD)
    assert bedside.heard == [word]
    assert (len(confirmer.utterances), len(confirmer.given)) == (0, 0)


@pytest.mark.hazard("H9")
def test_next_is_heard_only_when_the_confirmer_heard_it_too_in_the_same_sound() -> None:
    recognizer = ScriptedRecognizer(*[hypothesis(Word.NEXT)] * 3)
    confirmer = ScriptedRecognizer(NOTHING, hypothesis(Word.HELP), hypothesis(Word.NEXT))
    bedside = listening(recognizer, confirmer=confirmer)
    for heard in ([], [], [Word.NEXT]):
        bedside.says(LOUD)
        assert bedside.heard == heard
    for asked, confirmed in zip(recognizer.utterances, confirmer.utterances, strict=True):
        assert np.array_equal(confirmed[: len(asked)], asked)
        assert not confirmed[len(asked) :].any()


# ------------------------------------------------------------ what the box says itself

LEFT_DBFS = -40.0
JUST_HEARD_DBFS = LEFT_DBFS + Tuning().residual_db + Tuning().over_residual_db + 3.0
"""Peak of a tone that is as loud as the threshold while so much may be left of the own voice."""


def with_own_voice(
    said: frozenset[Word], over_own_db: float, recognizer: ScriptedRecognizer
) -> Bedside:
    """Let something be heard so far over what the canceller may leave of the box's own voice."""
    bedside = listening(recognizer, confirmer=ScriptedRecognizer(*[hypothesis(Word.NEXT)] * 2))
    bedside.waits(1)
    bedside.listener.box_says(said, bedside.now, bedside.now + samples(1))
    said_over = tone(JUST_HEARD_DBFS + over_own_db, 0.5)
    bedside.hears(np.pad(said_over, (samples(0.2), samples(0.3))), LEFT_DBFS)
    bedside.waits(PAUSE_S)
    assert len(recognizer.utterances) == 1
    return bedside


@pytest.mark.hazard("H9")
def test_a_word_that_the_box_is_saying_is_not_taken_for_the_patients() -> None:
    for said, heard in ((Word.PAUSE, []), (Word.HELP, [Word.PAUSE])):
        bedside = with_own_voice(frozenset({said}), 9.2, ScriptedRecognizer(hypothesis(Word.PAUSE)))
        assert bedside.heard == heard


def test_a_word_that_the_box_is_saying_and_the_patient_much_louder_is_the_patients() -> None:
    bedside = with_own_voice(
        frozenset({Word.PAUSE}), 15, ScriptedRecognizer(hypothesis(Word.PAUSE))
    )
    assert bedside.heard == [Word.PAUSE]
    bedside = with_own_voice(frozenset({Word.NEXT}), 15, ScriptedRecognizer(hypothesis(Word.NEXT)))
    assert bedside.events == []


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(("after_s", "masked"), [(0.4, True), (0.8, False)])
def test_the_boxs_own_next_counts_as_its_own_for_a_while_after_it(
    after_s: float, masked: bool
) -> None:
    recognizers = [ScriptedRecognizer(hypothesis(Word.NEXT)) for _ in range(2)]
    bedside = listening(recognizers[0], confirmer=recognizers[1])
    bedside.waits(1)
    bedside.listener.box_says(frozenset({Word.NEXT}), bedside.now - samples(0.5), bedside.now)
    bedside.waits(after_s)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    assert (bedside.events == []) is masked


# ------------------------------------------------------------ how loud the recognizers get it


def peak(sound: NDArray[np.integer]) -> int:
    return int(np.max(np.abs(sound.astype(np.int32))))


@pytest.mark.parametrize(
    ("dbfs", "gain_db"),
    [
        (-10, 0.0),
        (RECOGNIZER_PEAK_DBFS, 0.0),
        (-30, 12.0),
        (-36, MAX_RECOGNIZER_GAIN_DB),
        (-48, MAX_RECOGNIZER_GAIN_DB),
    ],
)
def test_a_quiet_utterance_reaches_the_recognizers_louder_by_at_most_18_db(
    dbfs: float, gain_db: float
) -> None:
    recognizer = ScriptedRecognizer()
    word = tone(dbfs, 0.5)
    listening(recognizer).says(word)
    louder = 20 * np.log10(peak(recognizer.utterances[0]) / peak(word))
    assert louder == pytest.approx(gain_db, abs=0.2)


def test_the_gain_of_an_utterance_stays_the_same_and_the_next_has_its_own() -> None:
    recognizer = ScriptedRecognizer()
    bedside = listening(recognizer)
    bedside.says(np.concatenate([tone(-40, 0.3), tone(-34, 0.3)]))
    bedside.says(LOUD)
    half = len(recognizer.utterances[0]) // 2
    louder = peak(recognizer.utterances[0][half:]) / peak(recognizer.utterances[0][:half])
    assert 20 * np.log10(louder) == pytest.approx(6, abs=0.2)
    assert peak(recognizer.utterances[1]) == peak(LOUD)


def test_a_word_that_grows_too_loud_is_cut_and_not_turned_over() -> None:
    recognizer = ScriptedRecognizer()
    bedside = listening(recognizer)
    bedside.says(np.concatenate([tone(-40, 0.3), tone(-1, 0.5)]))
    utterance = recognizer.utterances[0].astype(np.int32)
    first, end = stretch(utterance, bedside)
    assert peak(utterance) in (32767, 32768)
    assert np.all(utterance * bedside.sound[first:end] >= 0)
