"""Of an utterance in several pieces: where in it somebody speaks."""

from __future__ import annotations

from device.hearing.endpointer import SpeechEnded
from device.hearing.recognizer import SampleRange, SoundPair
from device.hearing.utterance import Segment, spoken_in
from device.sound.block import samples, silence

ENDED = SpeechEnded(samples(1.0), 0, 1.0, 20.0)


def segment(at: int, *spoken: SampleRange) -> Segment:
    return Segment(ENDED, SoundPair(silence(0), silence(0)), (), at, spoken)


def test_the_whole_is_from_the_first_speech_to_the_last() -> None:
    segments = [segment(0, (100, 5000), (200, 4000)), segment(9000, (50, 2000))]
    assert spoken_in(segments)[0] == (100, 11_000)


def test_the_word_is_where_it_is_sure_and_not_in_a_longer_clatter_beside_it() -> None:
    clatter: tuple[SampleRange, ...] = ((0, 9000), (1000, 8000))
    word: tuple[SampleRange, ...] = ((0, 5000), (500, 4500), (1000, 4000))
    at_the_word = ((10_500, 14_500), (11_000, 14_000))
    assert spoken_in([segment(0, *clatter), segment(10_000, *word)])[1:] == at_the_word
    doubtfully_sure: tuple[SampleRange, ...] = (*clatter, (1000, 3000))
    assert spoken_in([segment(0, *doubtfully_sure), segment(10_000, *word)])[1:] == at_the_word
    assert spoken_in([segment(10_000, *word), segment(20_000, *clatter)])[1:] == at_the_word


def test_where_none_is_sure_it_is_where_it_is_closest_to() -> None:
    one, other = segment(0, (0, 9000)), segment(10_000, (0, 4000), (1000, 3000))
    assert spoken_in([one, other])[1:] == ((11_000, 13_000),)
    assert spoken_in([one, segment(10_000)]) == ((0, 9000), (0, 9000))
    assert spoken_in([segment(0)]) == ()
