"""How long until a broker is tried again: longer each time, and never all boxes at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import SystemRandom

MIN_S, MAX_S = 1.0, 120.0
"""When nobody answers: it may be there again at once."""

MIN_BY_HAND_S, MAX_BY_HAND_S = 60.0, 900.0
"""When somebody has to change something first: a password, a name."""

MIN_CONNECTED_S = 1200.0
"""A connection that lasted so long was a good one: the next failure counts as the first. Longer
than any wait, so that two boxes that take each other's place do not pass for two good ones."""


@dataclass(slots=True)
class Backoff:
    """Counts failures. `dice` returns a number from 0 to 1."""

    dice: Callable[[], float] = field(default_factory=lambda: SystemRandom().random)
    failures: int = 0

    def lasted(self, seconds: float) -> bool:
        """Note that a connection ended after so many `seconds`; return whether it was good."""
        if seconds >= MIN_CONNECTED_S:
            self.failures = 0
        return seconds >= MIN_CONNECTED_S

    def next_s(self, *, by_hand: bool = False) -> float:
        """Return the seconds to wait: doubled at each failure, less up to a half by the dice."""
        shortest, longest = (MIN_BY_HAND_S, MAX_BY_HAND_S) if by_hand else (MIN_S, MAX_S)
        wait_s = min(longest, shortest * 2.0 ** min(self.failures, 20))
        self.failures += 1
        return wait_s * (1.0 - self.dice() / 2)
