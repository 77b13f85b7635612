"""What is learned from is prepared while the network learns from what was prepared before."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

Batch = TypeVar("Batch")


def ahead(batches: Iterator[Batch], count: int) -> Iterator[Batch]:
    """Yield batches, made by a thread of their own, not more than `count` ahead.

    Raises what preparing them raises.
    """
    waiting: queue.Queue[Future[Batch]] = queue.Queue(count)

    def prepare() -> None:
        while True:
            prepared: Future[Batch] = Future()
            try:
                prepared.set_result(next(batches))
            except BaseException as problem:  # noqa: BLE001 - raised where they are asked for
                prepared.set_exception(problem)
                waiting.put(prepared)
                return
            waiting.put(prepared)

    threading.Thread(target=prepare, daemon=True).start()
    with suppress(StopIteration):
        while True:
            yield waiting.get().result()
