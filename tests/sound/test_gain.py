"""A quiet microphone is made louder by a fixed gain, and the doctor says by how much."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from device.doctor.sound import level_of
from device.settings import load_settings
from device.sound.block import BLOCK_SAMPLES, Samples, level_dbfs
from device.sound.gain import GainMicrophone, wanted_gain_db


class Plays:
    """A microphone that gives one block again and again."""

    def __init__(self, block: Samples) -> None:
        self.closed = False
        self._block = block

    def read(self) -> Samples:
        return self._block

    def close(self) -> None:
        self.closed = True


def block(peak: int) -> Samples:
    return np.random.default_rng(0).integers(-peak, peak, BLOCK_SAMPLES).astype(np.int16)


def test_it_is_louder_by_what_was_written_and_closes_what_it_opened() -> None:
    quiet = Plays(block(300))
    louder = GainMicrophone(quiet, 20.0)
    assert level_dbfs(louder.read()) - level_dbfs(block(300)) == pytest.approx(20, abs=0.1)
    louder.close()
    assert quiet.closed


def test_what_gets_too_loud_is_cut_and_not_turned_over() -> None:
    sound = block(20_000)
    louder = GainMicrophone(Plays(sound), 20.0).read().astype(np.int32)
    assert np.all(louder * sound.astype(np.int32) >= 0)
    assert set(np.abs(louder[np.abs(sound) > 4000])) <= {32767, 32768}


def test_without_a_gain_nothing_is_changed() -> None:
    assert GainMicrophone(Plays(block(300)), 0.0).read().tolist() == block(300).tolist()


@pytest.mark.parametrize(
    ("has_db", "loud_dbfs", "wants_db"), [(0, -60, 24), (10, -50, 24), (0, -90, 30), (12, -20, 0)]
)
def test_the_gain_that_is_wanted_brings_a_voice_to_an_ordinarylevel_of(
    has_db: float, loud_dbfs: float, wants_db: int
) -> None:
    assert wanted_gain_db(has_db, loud_dbfs) == wants_db


def test_what_the_doctor_says_to_write_is_enough_for_the_doctor() -> None:
    heard = [block(40)] * 50
    told = level_of("mic", heard, 0.0)
    assert not told.ok
    gain_db = float(told.to_do.rsplit(" ", 1)[1])
    assert level_of(
        "mic", [GainMicrophone(Plays(each), gain_db).read() for each in heard], gain_db
    ).ok


@pytest.mark.parametrize("gain", [-1, 31])
def test_a_gain_that_makes_no_sense_is_told_with_its_line(tmp_path: Path, gain: int) -> None:
    file = tmp_path / "device.yaml"
    file.write_text(f"language: en\nsound:\n  microphone_gain_db: {gain}\n")
    settings, (problem,) = load_settings(file)
    assert settings is None
    assert problem.line == 3
    assert "0 to 30" in str(problem)
