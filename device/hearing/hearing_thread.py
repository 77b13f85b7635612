"""Hearing on a thread of its own: no block of sound waits for what a recognizer takes to decide."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import Queue
from typing import Protocol

from device.session.events import Heard, PainSuspected, Word
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, samples
from device.sound.echo_canceller import Cleaned

log = logging.getLogger(__name__)

HANGS_BEHIND = samples(10.0)
"""Sound that waits to be heard from which on hearing hangs, in samples (10 s)."""

LATE_BEHIND = samples(2.0)
"""The same from which on it is logged, in samples (2 s); a Pi 4 decides in 0.2 s."""


class HearingFailed(Exception):
    """Hearing has ended with an error, or hangs; nothing is heard any more."""


class BlockListener(Protocol):
    """What the chain hears with, block by block; `Listener` is one."""

    @property
    def gives_way(self) -> bool:
        """Whether the box's own voice must get out of the way."""

    def listen_for(self, words: frozenset[Word]) -> None:
        """Only these words make sense from now on."""

    def box_says(self, words: frozenset[Word], start: int, end: int) -> None:
        """The box itself says these command words between samples `start` and `end`."""

    def hear(self, cleaned: Cleaned, at: int) -> tuple[Heard | PainSuspected, ...]:
        """Take the block that begins at sample `at`; return what was said."""


class HearingThread:
    """A `BlockListener` that hears with another one on a thread of its own.

    Blocks, words to listen for and what the box says reach the other one in the order in which they
    were given. What was said comes back with a later block; `ended_at` of the event is still the
    sample at which it ended. All methods belong to the sound's thread and never wait.

    Args:
        listener: hears; from now on only on this object's thread.
        waits: `hear` waits until its block has been heard, so that each run is the same.
    """

    def __init__(self, listener: BlockListener, *, waits: bool = False) -> None:
        self._listener = listener
        self._waits = waits
        self._jobs: Queue[Callable[[], None] | None] = Queue()
        self._said: deque[tuple[int, Heard | PainSuspected]] = deque()
        self._session_began = 0
        self._next = 0
        self._given = 0
        self._heard = 0
        self._closing = False
        self._gives_way = False
        self._late = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="hearing", daemon=True)
        self._thread.start()

    @property
    def gives_way(self) -> bool:
        """See `BlockListener`: after the block that was heard last."""
        return self._gives_way

    @property
    def behind(self) -> int:
        """How much sound waits to be heard, in samples."""
        return (self._given - self._heard) * BLOCK_SAMPLES

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `BlockListener`."""
        self._jobs.put(partial(self._listener.listen_for, words))

    def box_says(self, words: frozenset[Word], start: int, end: int) -> None:
        """See `BlockListener` for `words`, `start` and `end`."""
        self._jobs.put(partial(self._listener.box_says, words, start, end))

    def hear(self, cleaned: Cleaned, at: int) -> tuple[Heard | PainSuspected, ...]:
        """See `BlockListener`: what was said in blocks before this one.

        What was said before a gap belongs to a session that is over; nobody is told.

        Raises:
            HearingFailed: the other listener raised an error, or takes no more blocks.
        """
        if at != self._next:
            self._session_began = at
        self._next = at + BLOCK_SAMPLES
        self._given += 1
        self._jobs.put(partial(self._hear, cleaned, at))
        if self._waits:
            self._jobs.join()
        self._look_behind()
        said = []
        while self._said:
            block, event = self._said.popleft()
            if block >= self._session_began:
                said.append(event)
        return tuple(said)

    def close(self, within_s: float) -> None:
        """End the thread after the block that it hears; wait for that for `within_s` at most."""
        self._closing = True
        self._jobs.put(None)
        self._thread.join(within_s)

    def _look_behind(self) -> None:
        if self._error is not None:
            raise HearingFailed(f"hearing has ended: {self._error!r}") from self._error
        behind = self.behind
        if behind >= HANGS_BEHIND:
            raise HearingFailed(f"hearing hangs: {behind / RATE_HZ:.0f} s of sound wait")
        if behind >= LATE_BEHIND and not self._late:
            log.warning("hearing is %.1f s behind the sound", behind / RATE_HZ)
        self._late = behind >= LATE_BEHIND

    def _hear(self, cleaned: Cleaned, at: int) -> None:
        self._said.extend((at, event) for event in self._listener.hear(cleaned, at))
        self._gives_way = self._listener.gives_way
        self._heard += 1

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                if job is None:
                    return
                if self._error is None and not self._closing:
                    job()
            except BaseException as error:  # noqa: BLE001 - the sound's thread raises it
                self._error = error
            finally:
                self._jobs.task_done()
