"""What is kept of an utterance: from before its onset, block by block, never without an end."""

from __future__ import annotations

import numpy as np

from device.hearing.denoiser import GtcrnDenoiser
from device.hearing.recognizer import SoundPair
from device.hearing.utterance_buffer import UtteranceBuffer
from device.sound.block import BLOCK_SAMPLES, Samples

BEFORE = 3
LONGEST = 10 * BLOCK_SAMPLES
LOUD = 20_000
"""As loud as the recognizers get a sound anyway: nothing is added to it."""


def block(value: int) -> Samples:
    return np.full(BLOCK_SAMPLES, value, np.int16)


def values(blocks: list[SoundPair] | tuple[SoundPair, ...]) -> list[int]:
    return [int(each.raw[0]) for each in blocks]


def passes(buffer: UtteranceBuffer, value: int) -> SoundPair:
    taken = buffer.take(block(value), sounding=False)
    buffer.remember(taken)
    return taken


def begun(buffer: UtteranceBuffer, *, anew: bool, value: int = LOUD) -> list[int]:
    """Begin a segment with a block of this value, and accept all of it."""
    beginning, so_far = buffer.begin(buffer.take(block(value), sounding=False), anew=anew)
    assert len(so_far) == len(beginning) * BLOCK_SAMPLES
    for each in beginning:
        buffer.accept(each)
    return values(beginning)


def test_an_utterance_begins_with_what_was_before_its_onset() -> None:
    buffer = UtteranceBuffer(BEFORE, LONGEST, None)
    for value in range(1, 6):
        passes(buffer, value)
    assert begun(buffer, anew=True) == [3, 4, 5, LOUD]
    assert values(buffer.segment) == [3, 4, 5, LOUD]
    assert values(buffer.whole) == [3, 4, 5, LOUD]


def test_a_segment_ends_with_a_silent_block_and_the_next_one_is_empty() -> None:
    buffer = UtteranceBuffer(0, LONGEST, None)
    begun(buffer, anew=True)
    ended = buffer.end_segment()
    assert ended.raw.tolist() == [*block(LOUD), *block(0)]
    assert buffer.segment == ()
    begun(buffer, anew=False)
    buffer.drop_segment()
    assert buffer.segment == ()


def test_a_later_segment_knows_where_it_stands_in_the_utterance() -> None:
    buffer = UtteranceBuffer(1, LONGEST, None)
    passes(buffer, 1)
    begun(buffer, anew=True)
    for value in (5, 6):
        buffer.keep(passes(buffer, value))
    buffer.keep(SoundPair(block(LOUD), block(LOUD)))
    assert begun(buffer, anew=False) == [6, LOUD]
    assert buffer.segment_at == 3 * BLOCK_SAMPLES
    assert values(buffer.end()) == [1, LOUD, 5, 6, LOUD]
    assert buffer.whole == []


def test_an_utterance_without_an_end_takes_no_more_room_than_the_longest() -> None:
    buffer = UtteranceBuffer(0, LONGEST, None)
    begun(buffer, anew=True)
    for value in range(50):
        buffer.keep(passes(buffer, value))
    assert len(buffer.whole) * BLOCK_SAMPLES == LONGEST


def test_a_quiet_segment_is_as_loud_to_its_end_as_its_beginning_asks_for() -> None:
    buffer = UtteranceBuffer(0, LONGEST, None)
    begun(buffer, anew=True, value=1000)
    first = int(buffer.segment[0].raw[0])
    assert first > 1000
    louder = buffer.accept(passes(buffer, 2000))
    assert abs(int(louder.raw[0]) - 2 * first) <= 1


def test_what_the_denoiser_is_late_with_comes_at_the_end() -> None:
    buffer = UtteranceBuffer(BEFORE, LONGEST, GtcrnDenoiser())
    for value in range(1, 6):
        passes(buffer, value)
    begun(buffer, anew=True)
    rest = buffer.rest()
    assert rest is not None
    assert len(rest.raw) == buffer.late > 0
    assert UtteranceBuffer(BEFORE, LONGEST, None).rest() is None
