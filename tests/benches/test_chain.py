"""The bench of the chain finds what is wrong: a figure that cannot be bad proves nothing."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from device.sound.block import Samples, samples, silence
from tests.benches.loading import bench_named


@pytest.fixture(scope="module")
def chain(project: Path) -> ModuleType:
    return bench_named("chain", project)


def numbers(*starts: int) -> Samples:
    sound = silence(samples(10))
    for at in starts:
        sound[at : at + samples(0.3)] = 1000
    return sound


def test_numbers_on_their_samples_have_no_error(chain: ModuleType) -> None:
    wanted = [16_000, 32_000, 48_000]
    assert chain.onset_errors_ms(numbers(*wanted), wanted) == [0.0, 0.0, 0.0]


def test_a_number_that_is_5_ms_late_is_found(chain: ModuleType) -> None:
    errors = chain.onset_errors_ms(numbers(16_000, 32_080), [16_000, 32_000])
    assert max(errors) == pytest.approx(5.0)


def test_a_number_that_is_5_ms_early_is_found(chain: ModuleType) -> None:
    errors = chain.onset_errors_ms(numbers(16_000, 31_920), [16_000, 32_000])
    assert max(errors) == pytest.approx(5.0)


def test_a_number_that_never_came_is_an_error_and_not_left_out(chain: ModuleType) -> None:
    assert chain.onset_errors_ms(numbers(16_000), [32_000]) == [100.0]


def test_a_voice_that_goes_on_after_the_cry_is_found(chain: ModuleType) -> None:
    spoken = numbers(16_000)
    assert chain.silence_after_ms(spoken, 16_000, 40_000) == pytest.approx(300.0)


def test_a_voice_that_begins_again_before_the_answer_is_found(chain: ModuleType) -> None:
    spoken = numbers(16_000, 32_000)
    assert chain.silence_after_ms(spoken, 15_000, 60_000) == pytest.approx((36_800 - 15_000) / 16)


def test_silence_is_silence(chain: ModuleType) -> None:
    assert chain.silence_after_ms(numbers(16_000), 25_000, 60_000) == 0.0
