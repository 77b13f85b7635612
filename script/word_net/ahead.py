"""What is learned from is prepared while the network learns from what was prepared before."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

Batch = TypeVar("Batch")


def ahead(batches: Iterator[Batch], count: int) -> Iterator[Batch]:
    """Yield batches, made by a thread of their own, not more than `count` ahead.

    Raises what preparing them raises.
    """
    with ThreadPoolExecutor(1) as preparing, suppress(StopIteration):
        waiting = deque(preparing.submit(next, batches) for _ in range(count))
        while True:
            batch = waiting.popleft().result()
            waiting.append(preparing.submit(next, batches))
            yield batch
