"""One thread for what is slow: rendering, loading a model, working out the next day."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

log = logging.getLogger(__name__)

Job = Callable[[], None]

HANGS_AFTER_S = 120.0
"""Loading the largest model takes a Pi a minute; a phrase takes the voice a second."""


class Stopping(Exception):
    """The daemon ends: the job that is being done is left."""


class Worker:
    """Does one job after another on a thread of its own; every method on any thread.

    `failed` is called after a job that raised; what it raised is logged.
    """

    def __init__(self, failed: Callable[[], None]) -> None:
        self._failed = failed
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._since_s: float | None = None
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)

    def put(self, job: Job) -> None:
        """Have `job` done after those that were put before it."""
        self._jobs.put(job)

    def start(self) -> None:
        """Begin with the first job."""
        self._thread.start()

    def end(self) -> None:
        """Do no further job, and leave the one under way at its next step; see `step`."""
        self._stopping.set()
        self._jobs.put(None)

    def join(self, within_s: float) -> None:
        """Wait until the thread has ended, for `within_s` seconds at most."""
        self._thread.join(within_s)

    def step(self) -> None:
        """Between two steps of a long job: it still gets on. Raises Stopping after `end`."""
        if self._stopping.is_set():
            raise Stopping
        self._since_s = time.monotonic()

    @property
    def hangs(self) -> bool:
        """Whether a job, or a step of it, does not come back: a voice, say, or a model."""
        since_s = self._since_s
        return since_s is not None and time.monotonic() - since_s > HANGS_AFTER_S

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None and not self._stopping.is_set():
            self._since_s = time.monotonic()
            try:
                job()
            except Stopping:
                break
            except Exception:
                log.exception("the worker could not do its work")
                self._failed()
            self._since_s = None
