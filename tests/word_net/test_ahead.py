"""Both trainings are given what they learn from, and are told when there is no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from script.word_net.ahead import ahead


def test_batches_come_in_their_order_and_end() -> None:
    assert list(ahead(iter(range(20)), 3)) == list(range(20))


def test_a_failure_in_preparing_stops_the_training_instead_of_letting_it_wait() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise ValueError("no such row")

    batches = ahead(failing(), 3)
    assert next(batches) == 1
    with pytest.raises(ValueError, match="no such row"):
        next(batches)
