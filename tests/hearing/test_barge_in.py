"""The own voice gives way to a command, and not for ever to a television."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.hearing.barge_in import (
    BUDGET_PERIOD,
    DUCKING_BUDGET,
    MAX_DUCKING,
    MIN_PAUSE,
    BargeInDucking,
)
from device.sound.block import BLOCK_SAMPLES, samples


def gives(way: BargeInDucking, length: int, *, somebody: bool) -> int:
    """Return for how many samples of `length` the voice gave way."""
    return sum(BLOCK_SAMPLES * way.step(somebody=somebody) for _ in range(length // BLOCK_SAMPLES))


def test_it_gives_way_from_the_first_block_to_the_last_that_somebody_speaks() -> None:
    way = BargeInDucking()
    assert gives(way, samples(1), somebody=False) == 0
    assert gives(way, samples(1), somebody=True) == samples(1)
    assert not way.step(somebody=False)


def test_who_speaks_on_and_on_is_not_speaking_to_the_box() -> None:
    way = BargeInDucking()
    assert gives(way, samples(20), somebody=True) == pytest.approx(MAX_DUCKING, abs=BLOCK_SAMPLES)


def test_after_a_pause_it_gives_way_again() -> None:
    way = BargeInDucking()
    gives(way, samples(5), somebody=True)
    gives(way, MIN_PAUSE - 2 * BLOCK_SAMPLES, somebody=False)
    assert gives(way, samples(1), somebody=True) == 0
    gives(way, MIN_PAUSE, somebody=False)
    assert gives(way, samples(1), somebody=True) == samples(1)


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(1, 100)), min_size=1, max_size=40))
def test_a_television_takes_no_more_than_its_share(spoken: list[tuple[int, int]]) -> None:
    way, given_way, length = BargeInDucking(), 0, 0
    for talk, pause in spoken:
        given_way += gives(way, talk * BLOCK_SAMPLES, somebody=True)
        given_way += gives(way, pause * BLOCK_SAMPLES, somebody=False)
        length += (talk + pause) * BLOCK_SAMPLES
        assert given_way <= DUCKING_BUDGET + length * DUCKING_BUDGET / BUDGET_PERIOD + BLOCK_SAMPLES


def test_beside_a_television_the_count_is_heard_for_more_than_half_of_the_time() -> None:
    way, given_way = BargeInDucking(), 0
    for _ in range(40):
        given_way += gives(way, samples(2), somebody=True)
        given_way += gives(way, samples(1), somebody=False)
    assert given_way < samples(40 * 3) / 2


@pytest.mark.hazard("H1")
def test_who_is_understood_can_speak_to_it_as_often_as_they_like() -> None:
    way = BargeInDucking()
    for _ in range(30):
        assert gives(way, samples(1), somebody=True) == samples(1)
        way.understood()
        gives(way, samples(0.1), somebody=False)
