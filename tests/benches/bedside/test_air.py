"""A recording without a room: as it is, or in the noise of a house as far below it as asked."""

from __future__ import annotations

import numpy as np
import pytest

from device.rehearsal.room import PATIENT_LEVEL_DBFS, ROOM_NOISE_DBFS
from device.sound.block import BLOCK_SAMPLES, Samples, level_dbfs, samples, silence
from script.benches.bedside.air import Recording

LOUD = samples(1.0)
HOUSE = np.random.default_rng(1).normal(0, 500, samples(0.7)).astype(np.int16)


def tone(peak: int) -> Samples:
    sound: Samples = (peak * np.sin(np.arange(LOUD) * 0.3)).astype(np.int16)
    return sound


def heard(air: Recording, length: int = LOUD) -> Samples:
    return np.concatenate([air.step(silence()) for _ in range(length // BLOCK_SAMPLES)])


def test_a_recording_is_heard_as_it_is_and_nothing_but_the_microphone_after_it() -> None:
    air = Recording()
    assert air.say(tone(9000), BLOCK_SAMPLES) == BLOCK_SAMPLES + LOUD
    got = heard(air, LOUD + 4 * BLOCK_SAMPLES)
    assert np.abs(got[BLOCK_SAMPLES : BLOCK_SAMPLES + LOUD] - tone(9000)).max() < 100
    assert level_dbfs(got[BLOCK_SAMPLES + LOUD :]) == pytest.approx(ROOM_NOISE_DBFS, abs=2)


@pytest.mark.parametrize("snr_db", [12.0, 6.0])
def test_the_house_is_as_far_below_every_clip_as_asked_and_does_not_end(snr_db: float) -> None:
    air = Recording(0, HOUSE, snr_db)
    assert level_dbfs(heard(air, 2 * LOUD)) == pytest.approx(PATIENT_LEVEL_DBFS - snr_db, abs=0.5)
    for peak in (300, 20_000):
        air.say(tone(peak), air.now)
        both = 10 * np.log10(1 + 10 ** (-snr_db / 10))
        assert level_dbfs(heard(air)) == pytest.approx(PATIENT_LEVEL_DBFS + both, abs=0.5)


def test_a_house_without_a_level_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a level"):
        Recording(0, HOUSE)
    with pytest.raises(ValueError, match="needs a level"):
        Recording(0, None, 12.0)
