"""What is learned from is prepared while the network learns from what was prepared before."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

Batch = TypeVar("Batch")


def ahead(batches: Iterator[Batch], count: int) -> Iterator[Batch]:
    """Yield endless batches, made by a thread of their own, not more than `count` ahead."""
    waiting: queue.Queue[Batch] = queue.Queue(count)

    def prepare() -> None:
        for batch in batches:
            waiting.put(batch)

    threading.Thread(target=prepare, daemon=True).start()
    while True:
        yield waiting.get()
