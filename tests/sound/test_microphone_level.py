"""Within 5 seconds it is known that no word can be heard, and a shout is no trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from device.sound.block import BLOCK_S, Samples, samples, silence
from device.sound.gain import GainMicrophone
from device.sound.microphone_level import DEAF_AFTER_S, MicrophoneFault, MicrophoneLevel

DICE = np.random.default_rng(3)


class Card:
    """A `Microphone` that gives this sound, as the card does, before any gain."""

    def __init__(self, sound: NDArray[Any]) -> None:
        self._blocks = iter(np.rint(sound).astype(np.int16).reshape(-1, 320))

    def read(self) -> Samples:
        return next(self._blocks)

    def close(self) -> None:
        pass


def voice(peak: float, seconds: float) -> Samples:
    """Syllables, four a second, as a card gives them that cannot tell more than 1."""
    envelope = np.clip(np.sin(2 * np.pi * 4 * np.arange(samples(seconds)) / 16_000), 0, 1)
    sound = DICE.normal(0, peak / 3, len(envelope)) * envelope
    clipped: Samples = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return clipped


def after(*sounds: Samples, gain_db: float = 0.0) -> tuple[MicrophoneFault | None, float]:
    """Return the trouble after all sounds, and when there was some for the first time."""
    level, first_s = MicrophoneLevel(gain_db), float("inf")
    for n, block in enumerate(np.concatenate(sounds).reshape(-1, 320)):
        level.step(block)
        if level.trouble is not None:
            first_s = min(first_s, n * BLOCK_S)
    return level.trouble, first_s


@pytest.mark.hazard("H10")
def test_digital_silence_is_known_within_5_seconds_and_over_with_the_first_sound() -> None:
    trouble, first_s = after(voice(0.3, 2), silence(samples(5)))
    assert trouble is MicrophoneFault.SILENT
    assert first_s - 2 <= 5
    assert after(silence(samples(6)), voice(0.3, 0.4))[0] is None


MUTED: dict[str, Callable[[int], NDArray[Any]]] = {
    "an offset": lambda n: np.full(n, 37),
    "the last step below zero": lambda n: np.full(n, -1),
    "dither": lambda n: DICE.integers(-1, 2, n),
    "dither around an offset": lambda n: DICE.integers(-2, 3, n) - 512,
    "a step now and then": lambda n: DICE.random(n) < 0.01,
}


@pytest.mark.hazard("H10")
@pytest.mark.parametrize("gain_db", [0.0, 6.0, 30.0])
@pytest.mark.parametrize("how", MUTED)
def test_a_muted_or_dead_microphone_is_known_within_5_seconds_whatever_its_converter_adds(
    how: str, gain_db: float
) -> None:
    card = Card(MUTED[how](samples(5)))
    sound = np.concatenate([GainMicrophone(card, gain_db).read() for _ in range(250)])
    trouble, first_s = after(sound, gain_db=gain_db)
    assert trouble is MicrophoneFault.SILENT
    assert first_s <= 5


@pytest.mark.parametrize("gain_db", [0.0, 30.0])
def test_the_quietest_live_microphone_is_not_taken_for_a_muted_one(gain_db: float) -> None:
    card = Card(DICE.normal(0, 4, samples(60)))
    sound = np.concatenate([GainMicrophone(card, gain_db).read() for _ in range(3000)])
    assert after(sound, gain_db=gain_db) == (None, float("inf"))


def notices(*sounds: Samples, level: MicrophoneLevel | None = None) -> int:
    """How often there is silence anew."""
    level, told, before = level or MicrophoneLevel(), 0, None
    for block in np.concatenate(sounds).reshape(-1, 320):
        level.step(block)
        told += level.trouble is MicrophoneFault.SILENT and before is None
        before = level.trouble
    return told


@pytest.mark.hazard("H10")
@pytest.mark.parametrize("pause_s", [0.4, 3, 4.6, 11, 60])
def test_a_card_that_gives_nothing_between_words_is_told_of_once_at_most(pause_s: float) -> None:
    session = [voice(0.3, 1), silence(samples(pause_s))] * 6
    level = MicrophoneLevel()
    assert notices(*session, level=level) == (pause_s > DEAF_AFTER_S)
    level.forget()
    assert notices(*session, level=level) <= 1


@pytest.mark.hazard("H10")
def test_who_unmutes_the_microphone_and_mutes_it_again_is_told_each_time() -> None:
    muted, live = silence(samples(6)), DICE.normal(0, 8, samples(70)).astype(np.int16)
    assert notices(*[muted, live] * 3) == 3


@pytest.mark.hazard("H10")
def test_that_a_card_gates_is_forgotten_once_it_was_heard_without_a_pause() -> None:
    level, live = MicrophoneLevel(), DICE.normal(0, 8, samples(70)).astype(np.int16)
    assert notices(*[voice(0.3, 1), silence(samples(11))] * 3, level=level) == 1
    level.forget()
    assert notices(live, level=level) == 0
    level.forget()
    assert notices(*[silence(samples(6)), live] * 2, level=level) == 2


@pytest.mark.hazard("H10")
def test_a_microphone_turned_up_too_far_is_known_within_5_seconds() -> None:
    trouble, first_s = after(voice(6.0, 5))
    assert trouble is MicrophoneFault.DISTORTED
    assert first_s <= 5


def test_once_it_is_turned_down_it_is_forgotten() -> None:
    assert after(voice(6.0, 5), voice(0.3, 5))[0] is None


@pytest.mark.parametrize("peak", [0.01, 0.3, 0.9])
def test_an_ordinary_voice_is_no_trouble_nor_is_a_quiet_room(peak: float) -> None:
    assert after(voice(peak, 10)) == (None, float("inf"))


def test_a_shout_and_a_knock_are_no_trouble() -> None:
    shout = voice(6.0, 0.8)
    assert after(*[np.concatenate([shout, voice(0.2, 4)])] * 4)[1] == float("inf")


def test_what_was_is_forgotten_when_the_microphone_is_closed() -> None:
    level = MicrophoneLevel()
    for _ in range(300):
        level.step(silence())
    level.forget()
    assert level.trouble is None
