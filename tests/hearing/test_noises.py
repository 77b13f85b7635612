"""What is a noise was never there.

No recognizer hears it, nothing waits for it, nobody falls silent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from device.hearing.endpointer import Tuning
from device.hearing.listener import ALONE, DOUBT, Listener
from device.hearing.recognizer import SampleRange
from device.hearing.utterance import Utterance
from device.session.events import ANYTIME, Word
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, Samples, samples, silence
from tests.hearing.bedside import (
    LOUD,
    TALK,
    Bedside,
    ScriptedRecognizer,
    hypothesis,
    listening,
    stretch,
    tone,
)

CLATTER = tone(-12, 0.4)
CLATTER_PEAK = int(np.abs(CLATTER).max())


class Told:
    """A `SpeechDetector` for which all that is as loud as `CLATTER` is a noise.

    It is sure of speech only after 100 ms, as the real one.
    """

    def __init__(self) -> None:
        self.begun = 0
        self.heard = silence(0)
        self._loudest = 0
        self._given = 0
        self._spoken_until = 0

    def begin(self, beginning: Samples) -> float:
        self.begun += 1
        return self._anew(beginning)

    def go_on(self, since: int) -> float:
        return self._anew(self.heard[-since:])

    def _anew(self, beginning: Samples) -> float:
        self.heard = silence(0)
        self._loudest = self._given = self._spoken_until = 0
        return self.step(beginning)

    def step(self, block: Samples) -> float:
        self.heard = np.concatenate([self.heard, block])
        peak = int(np.abs(block).max())
        self._loudest = max(self._loudest, peak)
        self._given += len(block)
        if peak > CLATTER_PEAK + 500:
            self._spoken_until = self._given
        clatter = abs(self._loudest - CLATTER_PEAK) < 500
        return 0.05 if clatter or self._given < samples(0.3) else 0.9

    @property
    def silent(self) -> int:
        return self._given - self._spoken_until if self._spoken_until else 0

    @property
    def spoken(self) -> tuple[SampleRange, ...]:
        return (samples(0.1), self._given), (samples(0.2), self._given - BLOCK_SAMPLES)


def beside(
    recognizer: ScriptedRecognizer,
    told: Callable[[Utterance], None] | None = None,
    speech: Told | None = None,
) -> Bedside:
    bedside = Bedside(recognizer)
    bedside.listener = Listener([recognizer], speech=speech or Told(), told=told)
    bedside.listener.listen_for(ANYTIME)
    return bedside


def until_something_is_heard(bedside: Bedside, sound: Samples) -> None:
    for i in range(0, len(sound), BLOCK_SAMPLES):
        if bedside.heard:
            break
        bedside.hears(sound[i : i + BLOCK_SAMPLES])


def test_a_recognizer_is_told_where_in_the_utterance_somebody_speaks() -> None:
    recognizer = ScriptedRecognizer(TALK)
    bedside = beside(recognizer)
    bedside.says(LOUD)
    (given,) = recognizer.utterances
    assert recognizer.spoken == [
        ((samples(0.1), len(given)), (samples(0.2), len(given) - BLOCK_SAMPLES))
    ]


def test_of_two_segments_a_recognizer_is_told_where_speech_begins_and_ends_and_where_most_is() -> (
    None
):
    recognizer = ScriptedRecognizer(TALK, TALK, TALK)
    utterances: list[Utterance] = []
    bedside = beside(recognizer, utterances.append)
    bedside.says(np.concatenate([LOUD, silence(samples(0.2)), tone(-10, 0.7)]))
    whole = recognizer.utterances[-1]
    ended = int(np.flatnonzero(whole)[-1])
    (first, last), (began, most) = recognizer.spoken[-1]
    assert first == samples(0.1)
    assert last == pytest.approx(ended + samples(Tuning().end_s), abs=2 * BLOCK_SAMPLES)
    assert most == last - BLOCK_SAMPLES
    assert began > len(LOUD), "the second piece has more speech in it"
    assert [utterance.spoken for utterance in utterances] == [recognizer.spoken[-1]]


def test_what_follows_a_segment_is_told_from_noise_with_what_was_before_it() -> None:
    """The network is given the gap, too, and goes on; it is begun once for each utterance."""
    recognizer, speech = ScriptedRecognizer(TALK, TALK, TALK, TALK), Told()
    bedside = beside(recognizer, speech=speech)
    one, other = LOUD, tone(-10, 0.7)
    bedside.says(np.concatenate([one, silence(samples(0.2)), other]))
    assert speech.begun == 1
    assert speech.heard.any()
    assert np.flatnonzero(speech.heard)[0] < samples(0.3), "told is of the second piece alone"
    bedside.says(one)
    assert speech.begun == 2


def test_without_a_network_nobody_knows_where_somebody_speaks() -> None:
    recognizer = ScriptedRecognizer(TALK)
    bedside = listening(recognizer)
    bedside.says(LOUD)
    assert recognizer.spoken == [()]


def test_no_recognizer_is_asked_about_a_noise() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.PAUSE))
    bedside = beside(recognizer)
    bedside.says(CLATTER)
    assert bedside.heard == []
    assert recognizer.drops == 1
    bedside.says(LOUD)
    assert bedside.heard == [Word.PAUSE]
    assert len(recognizer.utterances) == 1


def test_a_word_is_acted_upon_though_pans_are_put_away_after_it() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.STOP))
    bedside = beside(recognizer)
    bedside.waits(1)
    bedside.hears(LOUD)
    for _ in range(6):
        bedside.waits(0.2)
        bedside.hears(CLATTER)
    bedside.waits(0.5)
    assert bedside.heard == [Word.STOP]
    assert len(recognizer.utterances) == 1


def test_a_noise_that_goes_on_does_not_keep_a_word_waiting() -> None:
    bedside = beside(ScriptedRecognizer(hypothesis(Word.STOP)))
    bedside.waits(1)
    bedside.hears(LOUD)
    ended = bedside.now
    bedside.waits(0.2)
    until_something_is_heard(bedside, tone(-12, 2.5))
    assert bedside.heard == [Word.STOP]
    assert bedside.now - ended <= samples(0.2) + DOUBT + 2 * BLOCK_SAMPLES


@pytest.mark.hazard("H1")
def test_a_word_is_acted_upon_while_a_noise_goes_on_that_began_before_it_was_over() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.STOP))
    utterances: list[Utterance] = []
    bedside = beside(recognizer, utterances.append)
    bedside.waits(1)
    bedside.hears(LOUD)
    ended = bedside.now
    until_something_is_heard(bedside, tone(-12, 2.5))
    assert bedside.heard == [Word.STOP]
    assert bedside.now - ended <= ALONE + 2 * BLOCK_SAMPLES
    assert [event.ended_at for event in bedside.events] == [
        pytest.approx(ended, abs=2 * BLOCK_SAMPLES)
    ]
    assert [utterance.ended_at for utterance in utterances] == [
        event.ended_at for event in bedside.events
    ]
    bedside.waits(1)
    assert len(recognizer.utterances) == 1, "what went on is a noise"


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("blocks", range(8, 16))
def test_a_word_is_heard_once_however_long_the_noise_lasts_that_hangs_on_it(blocks: int) -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.STOP))
    bedside = beside(recognizer)
    bedside.waits(1)
    bedside.hears(np.concatenate([LOUD, tone(-12, blocks * BLOCK_S)]))
    bedside.waits(1)
    assert bedside.heard == [Word.STOP]
    assert len(recognizer.utterances) == 1


@pytest.mark.hazard("H1")
def test_a_word_in_a_noise_that_goes_on_after_another_word_is_whole() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.PAUSE), hypothesis(Word.STOP))
    bedside = beside(recognizer)
    bedside.waits(1)
    bedside.hears(np.concatenate([LOUD, tone(-12, 0.8)]))
    began = bedside.now
    bedside.hears(LOUD)
    bedside.waits(1)
    assert bedside.heard == [Word.PAUSE, Word.STOP]
    first, _ = stretch(recognizer.utterances[1], bedside)
    assert first <= began


@pytest.mark.hazard("H1")
def test_nobody_is_cut_off_who_goes_on_after_a_short_doubt() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.STOP))
    bedside = beside(recognizer)
    bedside.says(np.concatenate([LOUD, tone(-12, 0.3), LOUD]))
    assert len(recognizer.utterances) == 1
    assert len(recognizer.utterances[0]) >= 2 * len(LOUD) + samples(0.3)


@pytest.mark.hazard("H1")
def test_a_word_after_a_noise_that_goes_on_is_whole() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.PAUSE), hypothesis(Word.STOP))
    bedside = beside(recognizer)
    bedside.says(LOUD)
    bedside.hears(CLATTER)
    bedside.says(LOUD)
    assert bedside.heard == [Word.PAUSE, Word.STOP]
    assert len(recognizer.utterances[1]) >= len(LOUD)


def test_the_own_voice_comes_back_while_a_noise_goes_on() -> None:
    bedside = beside(ScriptedRecognizer())
    bedside.waits(1)
    hum = tone(-12, 1.5)
    gave_way = []
    for i in range(0, len(hum), BLOCK_SAMPLES):
        bedside.hears(hum[i : i + BLOCK_SAMPLES])
        gave_way.append(bedside.listener.gives_way)
    assert any(gave_way[: DOUBT // BLOCK_SAMPLES])
    assert not any(gave_way[(DOUBT + samples(0.1)) // BLOCK_SAMPLES :])


@pytest.mark.hazard("H1")
def test_the_own_voice_stays_away_while_it_is_not_sure_yet_that_somebody_speaks() -> None:
    bedside = beside(ScriptedRecognizer())
    bedside.waits(1)
    gave_way = []
    for i in range(0, len(LOUD), BLOCK_SAMPLES):
        bedside.hears(LOUD[i : i + BLOCK_SAMPLES])
        gave_way.append(bedside.listener.gives_way)
    assert all(gave_way[gave_way.index(True) :])
