"""Of a saying in several pieces: where in it somebody speaks."""

from __future__ import annotations

from device.hearing.ear import Sounds, Stretch
from device.hearing.saying import Piece, spoken_in
from device.hearing.voice_activity import SpeechEnded
from device.sound.block import samples, silence

ENDED = SpeechEnded(samples(1.0), 0, 1.0, 20.0)


def piece(at: int, *spoken: Stretch) -> Piece:
    return Piece(ENDED, Sounds(silence(0), silence(0)), (), at, spoken)


def test_the_whole_is_from_the_first_speech_to_the_last() -> None:
    pieces = [piece(0, (100, 5000), (200, 4000)), piece(9000, (50, 2000))]
    assert spoken_in(pieces)[0] == (100, 11_000)


def test_the_word_is_where_it_is_sure_and_not_in_a_longer_clatter_beside_it() -> None:
    clatter: tuple[Stretch, ...] = ((0, 9000), (1000, 8000))
    word: tuple[Stretch, ...] = ((0, 5000), (500, 4500), (1000, 4000))
    at_the_word = ((10_500, 14_500), (11_000, 14_000))
    assert spoken_in([piece(0, *clatter), piece(10_000, *word)])[1:] == at_the_word
    doubtfully_sure: tuple[Stretch, ...] = (*clatter, (1000, 3000))
    assert spoken_in([piece(0, *doubtfully_sure), piece(10_000, *word)])[1:] == at_the_word
    assert spoken_in([piece(10_000, *word), piece(20_000, *clatter)])[1:] == at_the_word


def test_where_none_is_sure_it_is_where_it_is_closest_to() -> None:
    one, other = piece(0, (0, 9000)), piece(10_000, (0, 4000), (1000, 3000))
    assert spoken_in([one, other])[1:] == ((11_000, 13_000),)
    assert spoken_in([one, piece(10_000)]) == ((0, 9000), (0, 9000))
    assert spoken_in([piece(0)]) == ()
