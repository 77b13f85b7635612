"""What is a noise was never there: no ear hears it, nothing waits for it, nobody falls silent."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from device.hearing.ear import Stretch
from device.hearing.listener import ALONE, DOUBT, Listener
from device.hearing.saying import Saying
from device.hearing.voice_activity import Tuning
from device.session.events import ANYTIME, Word
from device.sound.block import BLOCK, BLOCK_S, Samples, samples, silence
from tests.hearing.bedside import (
    LOUD,
    TALK,
    Bedside,
    ScriptedEar,
    hearing,
    listening,
    stretch,
    tone,
)

CLATTER = tone(-12, 0.4)
CLATTER_PEAK = int(np.abs(CLATTER).max())


class Told:
    """A `SpeechProbability` for which all that is as loud as `CLATTER` is a noise.

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
    def spoken(self) -> tuple[Stretch, ...]:
        return (samples(0.1), self._given), (samples(0.2), self._given - BLOCK)


def beside(
    ear: ScriptedEar,
    told: Callable[[Saying], None] | None = None,
    speech: Told | None = None,
) -> Bedside:
    bedside = Bedside(ear)
    bedside.listener = Listener([ear], speech=speech or Told(), told=told)
    bedside.listener.listen_for(ANYTIME)
    return bedside


def until_something_is_heard(bedside: Bedside, sound: Samples) -> None:
    for i in range(0, len(sound), BLOCK):
        if bedside.heard:
            break
        bedside.hears(sound[i : i + BLOCK])


def test_an_ear_is_told_where_in_the_utterance_somebody_speaks() -> None:
    ear = ScriptedEar(TALK)
    bedside = beside(ear)
    bedside.says(LOUD)
    (given,) = ear.utterances
    assert ear.spoken == [((samples(0.1), len(given)), (samples(0.2), len(given) - BLOCK))]


def test_of_two_pieces_an_ear_is_told_from_the_first_speech_to_the_last_and_where_most_is() -> None:
    ear = ScriptedEar(TALK, TALK, TALK)
    sayings: list[Saying] = []
    bedside = beside(ear, sayings.append)
    bedside.says(np.concatenate([LOUD, silence(samples(0.2)), tone(-10, 0.7)]))
    whole = ear.utterances[-1]
    ended = int(np.flatnonzero(whole)[-1])
    (first, last), (began, most) = ear.spoken[-1]
    assert first == samples(0.1)
    assert last == pytest.approx(ended + samples(Tuning().end_s), abs=2 * BLOCK)
    assert most == last - BLOCK
    assert began > len(LOUD), "the second piece has more speech in it"
    assert [saying.spoken for saying in sayings] == [ear.spoken[-1]]


def test_what_follows_a_piece_is_told_from_noise_with_what_was_before_it() -> None:
    """The network is given the gap, too, and goes on; it is begun once for each saying."""
    ear, speech = ScriptedEar(TALK, TALK, TALK, TALK), Told()
    bedside = beside(ear, speech=speech)
    one, other = LOUD, tone(-10, 0.7)
    bedside.says(np.concatenate([one, silence(samples(0.2)), other]))
    assert speech.begun == 1
    assert speech.heard.any()
    assert np.flatnonzero(speech.heard)[0] < samples(0.3), "told is of the second piece alone"
    bedside.says(one)
    assert speech.begun == 2


def test_without_a_network_nobody_knows_where_somebody_speaks() -> None:
    ear = ScriptedEar(TALK)
    bedside = listening(ear)
    bedside.says(LOUD)
    assert ear.spoken == [()]


def test_no_ear_is_asked_about_a_noise() -> None:
    ear = ScriptedEar(hearing(Word.PAUSE))
    bedside = beside(ear)
    bedside.says(CLATTER)
    assert bedside.heard == []
    assert ear.drops == 1
    bedside.says(LOUD)
    assert bedside.heard == [Word.PAUSE]
    assert len(ear.utterances) == 1


def test_a_word_is_acted_upon_though_pans_are_put_away_after_it() -> None:
    ear = ScriptedEar(hearing(Word.STOP))
    bedside = beside(ear)
    bedside.waits(1)
    bedside.hears(LOUD)
    for _ in range(6):
        bedside.waits(0.2)
        bedside.hears(CLATTER)
    bedside.waits(0.5)
    assert bedside.heard == [Word.STOP]
    assert len(ear.utterances) == 1


def test_a_noise_that_goes_on_does_not_keep_a_word_waiting() -> None:
    bedside = beside(ScriptedEar(hearing(Word.STOP)))
    bedside.waits(1)
    bedside.hears(LOUD)
    ended = bedside.now
    bedside.waits(0.2)
    until_something_is_heard(bedside, tone(-12, 2.5))
    assert bedside.heard == [Word.STOP]
    assert bedside.now - ended <= samples(0.2) + DOUBT + 2 * BLOCK


def test_a_word_is_acted_upon_while_a_noise_goes_on_that_began_before_it_was_over() -> None:
    ear = ScriptedEar(hearing(Word.STOP))
    sayings: list[Saying] = []
    bedside = beside(ear, sayings.append)
    bedside.waits(1)
    bedside.hears(LOUD)
    ended = bedside.now
    until_something_is_heard(bedside, tone(-12, 2.5))
    assert bedside.heard == [Word.STOP]
    assert bedside.now - ended <= ALONE + 2 * BLOCK
    assert [event.ended_at for event in bedside.events] == [pytest.approx(ended, abs=2 * BLOCK)]
    assert [saying.ended_at for saying in sayings] == [event.ended_at for event in bedside.events]
    bedside.waits(1)
    assert len(ear.utterances) == 1, "what went on is a noise"


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("blocks", range(8, 16))
def test_a_word_is_heard_once_however_long_the_noise_lasts_that_hangs_on_it(blocks: int) -> None:
    ear = ScriptedEar(hearing(Word.STOP))
    bedside = beside(ear)
    bedside.waits(1)
    bedside.hears(np.concatenate([LOUD, tone(-12, blocks * BLOCK_S)]))
    bedside.waits(1)
    assert bedside.heard == [Word.STOP]
    assert len(ear.utterances) == 1


@pytest.mark.hazard("H1")
def test_a_word_in_a_noise_that_goes_on_after_another_word_is_whole() -> None:
    ear = ScriptedEar(hearing(Word.PAUSE), hearing(Word.STOP))
    bedside = beside(ear)
    bedside.waits(1)
    bedside.hears(np.concatenate([LOUD, tone(-12, 0.8)]))
    began = bedside.now
    bedside.hears(LOUD)
    bedside.waits(1)
    assert bedside.heard == [Word.PAUSE, Word.STOP]
    first, _ = stretch(ear.utterances[1], bedside)
    assert first <= began


@pytest.mark.hazard("H1")
def test_nobody_is_cut_off_who_goes_on_after_a_short_doubt() -> None:
    ear = ScriptedEar(hearing(Word.STOP))
    bedside = beside(ear)
    bedside.says(np.concatenate([LOUD, tone(-12, 0.3), LOUD]))
    assert len(ear.utterances) == 1
    assert len(ear.utterances[0]) >= 2 * len(LOUD) + samples(0.3)


@pytest.mark.hazard("H1")
def test_a_word_after_a_noise_that_goes_on_is_whole() -> None:
    ear = ScriptedEar(hearing(Word.PAUSE), hearing(Word.STOP))
    bedside = beside(ear)
    bedside.says(LOUD)
    bedside.hears(CLATTER)
    bedside.says(LOUD)
    assert bedside.heard == [Word.PAUSE, Word.STOP]
    assert len(ear.utterances[1]) >= len(LOUD)


def test_the_own_voice_comes_back_while_a_noise_goes_on() -> None:
    bedside = beside(ScriptedEar())
    bedside.waits(1)
    hum = tone(-12, 1.5)
    gave_way = []
    for i in range(0, len(hum), BLOCK):
        bedside.hears(hum[i : i + BLOCK])
        gave_way.append(bedside.listener.gives_way)
    assert any(gave_way[: DOUBT // BLOCK])
    assert not any(gave_way[(DOUBT + samples(0.1)) // BLOCK :])


@pytest.mark.hazard("H1")
def test_the_own_voice_stays_away_while_it_is_not_sure_yet_that_somebody_speaks() -> None:
    bedside = beside(ScriptedEar())
    bedside.waits(1)
    gave_way = []
    for i in range(0, len(LOUD), BLOCK):
        bedside.hears(LOUD[i : i + BLOCK])
        gave_way.append(bedside.listener.gives_way)
    assert all(gave_way[gave_way.index(True) :])
