"""What the ears are given has less noise in it, from before the first sound to the last."""

from __future__ import annotations

import numpy as np

from device.hearing.ear import Sounds, Stretch
from device.hearing.listener import Listener
from device.hearing.saying import Saying
from device.session.events import ANYTIME, Word
from device.sound.block import BLOCK, Samples, samples, silence
from tests.hearing.bedside import LOUD, TALK, Bedside, ScriptedEar, hearing, listening, tone

LATER = 2 * BLOCK


class Turned:
    """A `NoiseSuppression` that turns every sample's sign, and is two blocks late."""

    def __init__(self) -> None:
        self.begun = 0
        self.steps = 0
        self._waiting = silence(LATER)

    @property
    def late(self) -> int:
        return LATER

    def begin(self, beginning: Samples) -> Sounds:
        self.begun += 1
        self._waiting = silence(LATER)
        return self._turn(beginning)

    def step(self, block: Samples) -> Sounds:
        self.steps += 1
        return self._turn(block)

    def rest(self) -> Sounds:
        return Sounds(self._waiting, -self._waiting)

    def _turn(self, sound: Samples) -> Sounds:
        all_of_it = np.concatenate([self._waiting, sound])
        out, self._waiting = np.split(all_of_it, [len(sound)])
        return Sounds(out, -out)


class Hears:
    """A `SpeechProbability` that keeps what it is given; all of it is somebody speaking."""

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
    def spoken(self) -> tuple[Stretch, ...]:
        loud = np.flatnonzero(self.given)
        return ((int(loud[0]), int(loud[-1]) + 1),)


def beside(ear: ScriptedEar, told: list[Saying]) -> tuple[Bedside, Turned, Hears]:
    noise, speech = Turned(), Hears()
    bedside = Bedside(ear)
    bedside.listener = Listener([ear], speech=speech, noise=noise, told=told.append)
    bedside.listener.listen_for(ANYTIME)
    return bedside, noise, speech


def within(part: Samples, whole: Samples) -> bool:
    return part.tobytes() in whole.tobytes()


def test_an_ear_gets_the_whole_word_as_it_was_and_with_less_noise_at_once() -> None:
    ear, told = ScriptedEar(hearing(Word.STOP)), list[Saying]()
    bedside, _, _ = beside(ear, told)
    bedside.says(LOUD)
    assert bedside.heard == [Word.STOP]
    (given,) = ear.utterances
    assert within(LOUD, given)
    assert not given[: samples(0.1)].any(), "some of the quiet before is there"
    assert np.array_equal(ear.less_noise, [-given])
    assert told[0].less_noise is not None
    assert within(given, told[0].sound)
    assert within(-given, told[0].less_noise)


def test_whether_somebody_speaks_is_told_of_the_sound_as_it_was_where_of_what_ears_get() -> None:
    ear, told = ScriptedEar(hearing(Word.STOP)), list[Saying]()
    bedside, _, speech = beside(ear, told)
    bedside.says(LOUD)
    (given,), ((begin, end),) = ear.utterances, ear.spoken[0]
    assert within(LOUD, speech.given)
    assert np.array_equal(given[begin:end], LOUD[1:])
    assert told[0].spoken == ((begin, end),)


def test_of_two_pieces_the_quiet_between_goes_the_same_way_and_nothing_is_heard_twice() -> None:
    ear, told = ScriptedEar(TALK, TALK, TALK), list[Saying]()
    bedside, noise, _ = beside(ear, told)
    both = np.concatenate([LOUD, silence(samples(0.2)), tone(-10, 0.7)])
    bedside.says(both)
    assert within(both, ear.utterances[-1])
    assert within(-both, ear.less_noise[-1])
    assert noise.begun == 1


def test_an_ear_gets_all_that_was_heard_however_late_it_comes_out() -> None:
    with_it, without = ScriptedEar(TALK), ScriptedEar(TALK)
    beside(with_it, [])[0].says(LOUD)
    listening(without).says(LOUD)
    (late,), (at_once,) = with_it.utterances, without.utterances
    assert np.array_equal(late[-len(at_once) :], at_once)
    assert len(late) == len(at_once) + LATER


def test_while_nothing_sounds_it_costs_nothing() -> None:
    ear = ScriptedEar(hearing(Word.STOP))
    bedside, noise, _ = beside(ear, [])
    bedside.waits(5)
    assert (noise.begun, noise.steps) == (0, 0)
    bedside.says(LOUD)
    steps = noise.steps
    bedside.waits(5)
    assert (noise.begun, noise.steps) == (1, steps)


def test_of_what_was_before_a_word_nothing_is_turned_twice() -> None:
    ear = ScriptedEar(*[hearing(Word.STOP)] * 2)
    bedside, _, _ = beside(ear, [])
    hum = tone(-60, 0.42)
    bedside.waits(1)
    for sound in (LOUD, hum, LOUD):
        bedside.hears(sound)
    bedside.waits(0.5)
    assert len(bedside.heard) == 2, "they are two sayings, with little between them"
    assert within(np.concatenate([-hum[-samples(0.1) :], -LOUD]), ear.less_noise[-1])


def test_an_ear_that_is_told_to_listen_for_other_words_is_given_both_again() -> None:
    ear = ScriptedEar(hearing(Word.STOP))
    bedside, _, _ = beside(ear, [])
    bedside.waits(1)
    bedside.hears(LOUD[: 12 * BLOCK])
    bedside.listener.listen_for(ANYTIME - {Word.NEXT})
    bedside.hears(LOUD[12 * BLOCK :])
    bedside.waits(0.5)
    assert within(LOUD, ear.utterances[-1])
    assert within(-LOUD, ear.less_noise[-1])
