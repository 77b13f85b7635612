"""What the recognizers are given has less noise in it, from before the first sound to the last."""

from __future__ import annotations

import numpy as np

from device.hearing.listener import Listener
from device.hearing.recognizer import SampleRange, SoundPair
from device.hearing.utterance import Utterance
from device.session.events import ANYTIME, Word
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from tests.hearing.bedside import (
    LOUD,
    TALK,
    Bedside,
    ScriptedRecognizer,
    hypothesis,
    listening,
    tone,
)

LATER = 2 * BLOCK_SAMPLES


class Turned:
    """A `Denoiser` that turns every sample's sign, and is two blocks late."""

    def __init__(self) -> None:
        self.begun = 0
        self.steps = 0
        self._waiting = silence(LATER)

    @property
    def late(self) -> int:
        return LATER

    def begin(self, beginning: Samples) -> SoundPair:
        self.begun += 1
        self._waiting = silence(LATER)
        return self._turn(beginning)

    def step(self, block: Samples) -> SoundPair:
        self.steps += 1
        return self._turn(block)

    def rest(self) -> SoundPair:
        return SoundPair(self._waiting, -self._waiting)

    def _turn(self, sound: Samples) -> SoundPair:
        all_of_it = np.concatenate([self._waiting, sound])
        out, self._waiting = np.split(all_of_it, [len(sound)])
        return SoundPair(out, -out)


class Hears:
    """A `SpeechDetector` that keeps what it is given; all of it is somebody speaking."""

    def __init__(self) -> None:
        self.given = silence(0)

    def begin(self, beginning: Samples) -> float:
        self.given = silence(0)
        return self.step(beginning)

    def step(self, block: Samples) -> float:
        self.given = np.concatenate([self.given, block])
        return 1.0

    def go_on(self, since: int) -> float:
        self.given = self.given[-since:]
        return 1.0

    @property
    def silent(self) -> int:
        return 0

    @property
    def spoken(self) -> tuple[SampleRange, ...]:
        loud = np.flatnonzero(self.given)
        return ((int(loud[0]), int(loud[-1]) + 1),)


def beside(recognizer: ScriptedRecognizer, told: list[Utterance]) -> tuple[Bedside, Turned, Hears]:
    noise, speech = Turned(), Hears()
    bedside = Bedside(recognizer)
    bedside.listener = Listener([recognizer], speech=speech, noise=noise, told=told.append)
    bedside.listener.listen_for(ANYTIME)
    return bedside, noise, speech


def within(part: Samples, whole: Samples) -> bool:
    return part.tobytes() in whole.tobytes()


def test_a_recognizer_gets_the_whole_word_raw_and_with_denoised_at_once() -> None:
    recognizer, told = ScriptedRecognizer(hypothesis(Word.STOP)), list[Utterance]()
    bedside, _, _ = beside(recognizer, told)
    bedside.says(LOUD)
    assert bedside.heard == [Word.STOP]
    (given,) = recognizer.utterances
    assert within(LOUD, given)
    assert not given[: samples(0.1)].any(), "some of the quiet before is there"
    assert np.array_equal(recognizer.denoised, [-given])
    assert told[0].denoised is not None
    assert within(given, told[0].sound)
    assert within(-given, told[0].denoised)


def test_whether_somebody_speaks_is_told_of_the_sound_raw_where_of_what_recognizers_get() -> None:
    recognizer, told = ScriptedRecognizer(hypothesis(Word.STOP)), list[Utterance]()
    bedside, _, speech = beside(recognizer, told)
    bedside.says(LOUD)
    (given,), ((begin, end),) = recognizer.utterances, recognizer.spoken[0]
    assert within(LOUD, speech.given)
    assert np.array_equal(given[begin:end], LOUD[1:])
    assert told[0].spoken == ((begin, end),)


def test_of_two_segments_the_quiet_between_goes_the_same_way_and_nothing_is_heard_twice() -> None:
    recognizer, told = ScriptedRecognizer(TALK, TALK, TALK), list[Utterance]()
    bedside, noise, _ = beside(recognizer, told)
    both = np.concatenate([LOUD, silence(samples(0.2)), tone(-10, 0.7)])
    bedside.says(both)
    assert within(both, recognizer.utterances[-1])
    assert within(-both, recognizer.denoised[-1])
    assert noise.begun == 1


def test_a_recognizer_gets_all_that_was_heard_however_late_it_comes_out() -> None:
    with_it, without = ScriptedRecognizer(TALK), ScriptedRecognizer(TALK)
    beside(with_it, [])[0].says(LOUD)
    listening(without).says(LOUD)
    (late,), (at_once,) = with_it.utterances, without.utterances
    assert np.array_equal(late[-len(at_once) :], at_once)
    assert len(late) == len(at_once) + LATER


def test_while_nothing_sounds_it_costs_nothing() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.STOP))
    bedside, noise, _ = beside(recognizer, [])
    bedside.waits(5)
    assert (noise.begun, noise.steps) == (0, 0)
    bedside.says(LOUD)
    steps = noise.steps
    bedside.waits(5)
    assert (noise.begun, noise.steps) == (1, steps)


def test_of_what_was_before_a_word_nothing_is_turned_twice() -> None:
    recognizer = ScriptedRecognizer(*[hypothesis(Word.STOP)] * 2)
    bedside, _, _ = beside(recognizer, [])
    hum = tone(-60, 0.42)
    bedside.waits(1)
    for sound in (LOUD, hum, LOUD):
        bedside.hears(sound)
    bedside.waits(0.5)
    assert len(bedside.heard) == 2, "they are two utterances, with little between them"
    assert within(np.concatenate([-hum[-samples(0.1) :], -LOUD]), recognizer.denoised[-1])


def test_a_recognizer_that_is_told_to_listen_for_other_words_is_given_both_again() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.STOP))
    bedside, _, _ = beside(recognizer, [])
    bedside.waits(1)
    bedside.hears(LOUD[: 12 * BLOCK_SAMPLES])
    bedside.listener.listen_for(ANYTIME - {Word.NEXT})
    bedside.hears(LOUD[12 * BLOCK_SAMPLES :])
    bedside.waits(0.5)
    assert within(LOUD, recognizer.utterances[-1])
    assert within(-LOUD, recognizer.denoised[-1])
