"""The canceller takes the box's own voice out of the microphone and leaves the patient's in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from device.rehearsal.room import Placement, Room
from device.sound.block import BLOCK, Samples, level_dbfs, samples, silence
from device.sound.echo import EchoCanceller
from device.speaking.rendering import Pyttsx3Voice

OWN = (
    "Lie down on your back and bend both knees.",
    "Slide one heel slowly away from you, and slowly back again.",
    "Keep breathing, and let your shoulders rest on the floor.",
    "Now the other leg, as far as it goes without pulling.",
)
LEARNING_S = 5


@cache
def voice(text: str, variant: str = "") -> Samples:
    return Pyttsx3Voice(f"en-us{variant}", 140).render(text)


@cache
def own_voice() -> Samples:
    said = np.concatenate([voice(text) for text in OWN])
    return said[: len(said) // BLOCK * BLOCK]


class Bedside:
    """A room whose microphone goes through the canceller, as it does in the chain."""

    def __init__(self, placement: Placement | None = None) -> None:
        self.room = Room(placement, record=False)
        self.echo = EchoCanceller()
        self._played = silence()

    def hears(self, speaker: Samples) -> tuple[Samples, Samples]:
        """Play `speaker`; return what the microphone heard and what was left of it."""
        came, left = [], []
        for block in speaker.reshape(-1, BLOCK):
            microphone = self.room.step(self._played)
            came.append(microphone)
            left.append(self.echo.clean(microphone, self._played).sound)
            self._played = block
        return np.concatenate(came), np.concatenate(left)


def taken_away_db(came: Samples, left: Samples) -> float:
    return level_dbfs(came) - level_dbfs(left)


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("rt60_s", [0.3, 0.5])
def test_of_the_boxs_own_voice_20_db_are_taken_away_after_a_few_seconds(rt60_s: float) -> None:
    came, left = Bedside(Placement(rt60_s=rt60_s)).hears(own_voice())
    learned = samples(LEARNING_S)
    assert len(came) > learned + samples(4)
    assert taken_away_db(came[learned:], left[learned:]) >= 20


def test_a_room_once_learned_is_known_after_a_silence() -> None:
    bedside = Bedside()
    bedside.hears(own_voice())
    bedside.hears(silence(samples(5)))
    came, left = bedside.hears(own_voice()[: samples(2)])
    assert taken_away_db(came, left) >= 20


def test_a_word_of_the_patient_over_silence_passes_as_it_is() -> None:
    bedside = Bedside()
    bedside.hears(own_voice())
    bedside.hears(silence(samples(1)))
    start = bedside.room.now
    end = bedside.room.say(voice("I am ready", "+f3"), start)
    came, left = bedside.hears(silence(samples(1.6)))
    word = slice(0, end - start)
    assert level_dbfs(came[word]) > -45
    assert taken_away_db(came[word], left[word]) == pytest.approx(0, abs=3)


def test_a_patient_who_is_as_loud_as_the_box_is_not_taken_away_with_it() -> None:
    bedside = Bedside()
    bedside.hears(own_voice())
    start = bedside.room.now
    end = bedside.room.say(voice("I am ready", "+f3"), start)
    _, left = bedside.hears(own_voice()[: samples(1.6)])
    _, without = bedside.hears(own_voice()[: samples(1.6)])
    word = slice(0, end - start)
    assert level_dbfs(left[word]) > level_dbfs(without[word]) + 6


def test_the_noise_of_the_house_is_left_as_it_is_unless_it_is_to_be_suppressed() -> None:
    noise = np.random.default_rng(0).normal(0, 200, samples(6)).astype(np.int16)

    def left_of_it(echo: EchoCanceller) -> float:
        cleaned = [echo.clean(block, silence()).sound for block in noise.reshape(-1, BLOCK)]
        return level_dbfs(np.concatenate(cleaned)[samples(4) :]) - level_dbfs(noise)

    assert left_of_it(EchoCanceller()) == pytest.approx(0, abs=1.5)
    assert left_of_it(EchoCanceller(noise_suppression=3)) < -10


def test_speech_is_likelier_while_somebody_speaks() -> None:
    bedside = Bedside()

    def likelihood(seconds: float) -> float:
        blocks = [bedside.room.step(silence()) for _ in range(samples(seconds) // BLOCK)]
        said = [bedside.echo.clean(block, silence()).speech for block in blocks]
        assert all(0 <= speech <= 1 for speech in said)
        return float(np.mean(said))

    quiet = likelihood(2)
    bedside.room.say(voice("I am ready", "+f3"), bedside.room.now)
    assert likelihood(1) > quiet + 0.2


@pytest.mark.parametrize(
    "blocks",
    [
        lambda: (silence(BLOCK - 1), silence()),
        lambda: (silence(), silence(2 * BLOCK)),
        lambda: (silence(0), silence(0)),
    ],
)
def test_blocks_of_another_length_are_refused(
    blocks: Callable[[], tuple[Samples, Samples]],
) -> None:
    with pytest.raises(ValueError, match="blocks of 320 samples, not"):
        EchoCanceller().clean(*blocks())


def test_a_block_comes_out_for_each_that_goes_in_and_what_went_in_stays_as_it_was() -> None:
    echo = EchoCanceller()
    for i in range(50):
        microphone = np.full(BLOCK, i, np.int16)
        cleaned = echo.clean(microphone, silence())
        assert cleaned.sound.shape == (BLOCK,)
        assert cleaned.sound.dtype == np.int16
        assert np.all(microphone == i)
