"""Tones that are played and heard again tell whether two cards run on two clocks."""

from __future__ import annotations

import numpy as np
import pytest

from device.rehearsal.room import Hardware, Placement, Room
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from device.sound.clock_drift import SAME_CLOCK_PPM, ClockDrift, measure_drift, record_tones, tones


class Card:
    """A microphone and a speaker in a simulated bedroom."""

    def __init__(self, hardware: Hardware, noise: Samples | None = None) -> None:
        self._room = Room(Placement(rt60_s=0.4), hardware, record=False)
        if noise is not None:
            self._room.noise(noise, 0.0)
        self._played = silence()

    def read(self) -> Samples:
        return self._room.step(self._played)

    def write(self, block: Samples) -> None:
        self._played = block

    def close(self) -> None:
        pass


def compared(hardware: Hardware, noise: Samples | None = None) -> ClockDrift | None:
    card = Card(hardware, noise)
    return measure_drift(record_tones(lambda: card, lambda: card))


@pytest.mark.parametrize("ppm", [0.0, 50.0, 200.0, -50.0])
def test_the_drift_between_two_clocks_is_measured(ppm: float) -> None:
    clocks = compared(Hardware(drift_ppm=ppm))
    assert clocks is not None
    assert clocks.drift_ppm == pytest.approx(ppm, abs=5)
    assert clocks.shared is (ppm == 0)


def test_the_way_through_the_cards_is_measured() -> None:
    ways = [compared(Hardware(delay_blocks=n)) for n in (2, 6)]
    assert ways[0] is not None
    assert ways[1] is not None
    assert ways[1].way_s - ways[0].way_s == pytest.approx(4 * BLOCK_SAMPLES / 16_000, abs=0.001)


def test_a_kitchen_does_not_spoil_it() -> None:
    noise = np.random.default_rng(1).normal(0, 3000, samples(3)).astype(np.int16)
    clocks = compared(Hardware(drift_ppm=50.0), noise)
    assert clocks is not None
    assert clocks.drift_ppm == pytest.approx(50, abs=SAME_CLOCK_PPM / 2)


@pytest.mark.parametrize("level", [0, 300])
def test_where_the_tones_are_not_heard_nothing_is_claimed(level: int) -> None:
    heard = np.random.default_rng(2).normal(0, level, len(tones())).astype(np.int16)
    assert measure_drift(heard) is None
