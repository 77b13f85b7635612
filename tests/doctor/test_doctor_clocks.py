"""The doctor hears by its own tones whether speaker and microphone are one card."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from device.doctor.finding import Finding
from device.rehearsal.room import Hardware
from device.sound.block import BLOCK_SAMPLES, Samples
from tests.doctor.patient import Box, box, no_model
from tests.sound.test_clock_drift import Card

__all__ = ["box", "no_model"]


class Murmuring(Card):
    """A card beside which somebody murmurs now and then, so that there is a level to see."""

    def __init__(self, hardware: Hardware) -> None:
        super().__init__(hardware)
        self._dice = np.random.default_rng(4)

    def read(self) -> Samples:
        murmur = self._dice.normal(0, 150, BLOCK_SAMPLES).astype(np.int16)
        return super().read() + murmur


def finding(box: Box, drift_ppm: float) -> Finding:
    def card(_name: str) -> Murmuring:
        return shared

    shared = Murmuring(Hardware(drift_ppm=drift_ppm))
    box.parts = replace(box.parts, microphone=card, speaker=card)
    return box.findings()["sound clocks"]


def test_one_card_is_told_with_the_time_that_sound_takes(box: Box) -> None:
    told = finding(box, 0.0)
    assert told.ok
    assert "0 millionths apart" in told.seen
    assert "ms on the way" in told.seen


@pytest.mark.parametrize("ppm", [50.0, 200.0])
def test_two_cards_are_told_with_what_to_do(box: Box, ppm: float) -> None:
    told = finding(box, ppm)
    assert not told.ok
    assert told.seen.startswith(f"+{ppm:.0f}"[:2])
    assert told.to_do == "Use one sound card for both: a USB speakerphone."


def test_nothing_is_claimed_where_the_microphone_does_not_hear_the_speaker(box: Box) -> None:
    told = box.findings()["sound clocks"]
    assert told.ok
    assert told.seen.startswith("not compared")
