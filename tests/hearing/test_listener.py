"""The ears are given each utterance whole, once and loud enough; the judge what surrounds it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from device.hearing.saying import EAR_PEAK_DBFS, MOST_GAIN_DB, Saying
from device.hearing.voice_activity import Tuning
from device.session.events import ANYTIME, Heard, Word
from device.sound.block import BLOCK, samples
from tests.hearing.bedside import (
    LOUD,
    NOTHING,
    PAUSE_S,
    PRE_ROLL,
    Bedside,
    ScriptedEar,
    hearing,
    listening,
    stretch,
    tone,
)

# ------------------------------------------------------------ each utterance whole and once


def test_an_utterance_becomes_the_event_that_the_ear_heard_with_its_end() -> None:
    bedside = listening(ScriptedEar(hearing(Word.PAUSE)))
    began = bedside.says(LOUD)
    (event,) = bedside.events
    assert isinstance(event, Heard)
    assert event.word is Word.PAUSE
    assert event.ended_at == pytest.approx(began + len(LOUD), abs=BLOCK)


def test_every_utterance_is_heard_once_by_every_ear_in_turn() -> None:
    ears = [ScriptedEar(hearing(Word.PAUSE), NOTHING, hearing(Word.HELP)) for _ in range(2)]
    bedside = listening(*ears)
    for _ in range(3):
        bedside.says(LOUD)
    assert bedside.heard == [Word.PAUSE, Word.HELP]
    for ear in ears:
        assert len(ear.utterances) == 3
        assert not len(ear.given)


def test_an_ear_gets_the_utterance_without_a_gap_and_with_what_came_before_it() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    began = bedside.says(LOUD)
    first, end = stretch(ear.utterances[0], bedside)
    assert np.array_equal(ear.utterances[0], bedside.sound[first:end])
    assert PRE_ROLL <= began - first <= PRE_ROLL + samples(0.1)
    assert end >= began + len(LOUD) + samples(0.12)


def test_an_ear_gets_the_utterance_while_it_is_spoken() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    bedside.waits(1)
    bedside.hears(LOUD)
    during = (bedside.listener.speech_now, bedside.listener.gives_way)
    assert np.array_equal(ear.given[-len(LOUD) :], LOUD)
    bedside.waits(0.5)
    after = (bedside.listener.speech_now, bedside.listener.gives_way)
    assert (during, after) == ((True, True), (False, False))


def test_what_is_too_short_is_dropped_and_what_nobody_waits_for_too() -> None:
    ear = ScriptedEar(hearing(Word.PAUSE))
    bedside = listening(ear)
    bedside.says(tone(-10, 0.06))
    assert (ear.drops, ear.utterances) == (1, [])
    bedside.listener.listen_for(frozenset())
    bedside.says(LOUD)
    assert (ear.drops, ear.utterances, bedside.events) == (2, [], [])


def test_every_saying_is_told_as_the_ears_got_it_whatever_it_was() -> None:
    ear = ScriptedEar()
    told: list[Saying] = []
    bedside = listening(ear, told=told.append)
    began = bedside.says(LOUD)
    (saying,) = told
    assert np.array_equal(saying.sound[: len(ear.utterances[0])], ear.utterances[0])
    assert saying.began_at == pytest.approx(began, abs=BLOCK)
    assert saying.ended_at == pytest.approx(began + len(LOUD), abs=BLOCK)
    bedside.says(tone(-40, 0.5))
    assert told[1].over_db < saying.over_db - 10


def test_what_was_said_in_two_pieces_is_told_once_and_whole() -> None:
    told: list[Saying] = []
    bedside = listening(ScriptedEar(), told=told.append)
    bedside.waits(1)
    bedside.hears(LOUD)
    bedside.waits(0.2)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    (saying,) = told
    assert len(saying.sound) > 2 * len(LOUD)


# ------------------------------------------------------------ the words that make sense


def test_words_that_change_in_the_middle_of_an_utterance_hold_for_all_of_it() -> None:
    ear = ScriptedEar(hearing(Word.YES))
    bedside = listening(ear)
    bedside.waits(1)
    bedside.hears(LOUD)
    heard_so_far, answers = ear.given, frozenset({Word.YES, Word.NO})
    bedside.listener.listen_for(answers)
    assert np.array_equal(ear.given, heard_so_far)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    assert len(ear.utterances) == 1
    assert np.array_equal(ear.utterances[0][: len(heard_so_far)], heard_so_far)
    assert ear.words == [ANYTIME, answers]
    assert bedside.heard == [Word.YES]


def test_the_same_words_again_disturb_no_utterance() -> None:
    ear, witness = ScriptedEar(hearing(Word.PAUSE)), ScriptedEar()
    bedside = listening(ear, witness=witness)
    bedside.listener.listen_for(frozenset(ANYTIME))
    assert ear.words == witness.words == [ANYTIME]


# ------------------------------------------------------------ the witness


@pytest.mark.parametrize("word", sorted(ANYTIME - {Word.NEXT}))
def test_the_witness_is_not_asked_about_anything_but_next(word: Word) -> None:
    witness = ScriptedEar()
    bedside = listening(ScriptedEar(hearing(word)), witness=witness)
    bedside.says(LOUD)
    assert bedside.heard == [word]
    assert (len(witness.utterances), len(witness.given)) == (0, 0)


@pytest.mark.hazard("H9")
def test_next_is_heard_only_when_the_witness_heard_it_too_in_the_same_sound() -> None:
    ear = ScriptedEar(*[hearing(Word.NEXT)] * 3)
    witness = ScriptedEar(NOTHING, hearing(Word.HELP), hearing(Word.NEXT))
    bedside = listening(ear, witness=witness)
    for heard in ([], [], [Word.NEXT]):
        bedside.says(LOUD)
        assert bedside.heard == heard
    for asked, confirmed in zip(ear.utterances, witness.utterances, strict=True):
        assert np.array_equal(confirmed[: len(asked)], asked)
        assert not confirmed[len(asked) :].any()


# ------------------------------------------------------------ what the box says itself

LEFT_DBFS = -40.0
JUST_HEARD_DBFS = LEFT_DBFS + Tuning().residual_db + Tuning().over_residual_db + 3.0
"""Peak of a tone that is as loud as the threshold while so much may be left of the own voice."""


def with_own_voice(said: frozenset[Word], over_own_db: float, ear: ScriptedEar) -> Bedside:
    """Let something be heard so far over what the canceller may leave of the box's own voice."""
    bedside = listening(ear, witness=ScriptedEar(*[hearing(Word.NEXT)] * 2))
    bedside.waits(1)
    bedside.listener.box_says(said, bedside.now, bedside.now + samples(1))
    said_over = tone(JUST_HEARD_DBFS + over_own_db, 0.5)
    bedside.hears(np.pad(said_over, (samples(0.2), samples(0.3))), LEFT_DBFS)
    bedside.waits(PAUSE_S)
    assert len(ear.utterances) == 1
    return bedside


@pytest.mark.hazard("H9")
def test_a_word_that_the_box_is_saying_is_not_taken_for_the_patients() -> None:
    for said, heard in ((Word.PAUSE, []), (Word.HELP, [Word.PAUSE])):
        bedside = with_own_voice(frozenset({said}), 9.2, ScriptedEar(hearing(Word.PAUSE)))
        assert bedside.heard == heard


def test_a_word_that_the_box_is_saying_and_the_patient_much_louder_is_the_patients() -> None:
    bedside = with_own_voice(frozenset({Word.PAUSE}), 15, ScriptedEar(hearing(Word.PAUSE)))
    assert bedside.heard == [Word.PAUSE]
    bedside = with_own_voice(frozenset({Word.NEXT}), 15, ScriptedEar(hearing(Word.NEXT)))
    assert bedside.events == []


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(("after_s", "masked"), [(0.4, True), (0.8, False)])
def test_the_boxs_own_next_counts_as_its_own_for_a_while_after_it(
    after_s: float, masked: bool
) -> None:
    ears = [ScriptedEar(hearing(Word.NEXT)) for _ in range(2)]
    bedside = listening(ears[0], witness=ears[1])
    bedside.waits(1)
    bedside.listener.box_says(frozenset({Word.NEXT}), bedside.now - samples(0.5), bedside.now)
    bedside.waits(after_s)
    bedside.hears(LOUD)
    bedside.waits(PAUSE_S)
    assert (bedside.events == []) is masked


# ------------------------------------------------------------ how loud the ears get it


def peak(sound: NDArray[np.integer]) -> int:
    return int(np.max(np.abs(sound.astype(np.int32))))


@pytest.mark.parametrize(
    ("dbfs", "gain_db"),
    [(-10, 0.0), (EAR_PEAK_DBFS, 0.0), (-30, 12.0), (-36, MOST_GAIN_DB), (-48, MOST_GAIN_DB)],
)
def test_a_quiet_utterance_reaches_the_ears_louder_by_at_most_18_db(
    dbfs: float, gain_db: float
) -> None:
    ear = ScriptedEar()
    word = tone(dbfs, 0.5)
    listening(ear).says(word)
    louder = 20 * np.log10(peak(ear.utterances[0]) / peak(word))
    assert louder == pytest.approx(gain_db, abs=0.2)


def test_the_gain_of_an_utterance_stays_the_same_and_the_next_has_its_own() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    bedside.says(np.concatenate([tone(-40, 0.3), tone(-34, 0.3)]))
    bedside.says(LOUD)
    half = len(ear.utterances[0]) // 2
    louder = peak(ear.utterances[0][half:]) / peak(ear.utterances[0][:half])
    assert 20 * np.log10(louder) == pytest.approx(6, abs=0.2)
    assert peak(ear.utterances[1]) == peak(LOUD)


def test_a_word_that_grows_too_loud_is_cut_and_not_turned_over() -> None:
    ear = ScriptedEar()
    bedside = listening(ear)
    bedside.says(np.concatenate([tone(-40, 0.3), tone(-1, 0.5)]))
    utterance = ear.utterances[0].astype(np.int32)
    first, end = stretch(utterance, bedside)
    assert peak(utterance) in (32767, 32768)
    assert np.all(utterance * bedside.sound[first:end] >= 0)
