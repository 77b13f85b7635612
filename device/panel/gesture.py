"""From a button's level and its edges to gestures of a hand. Pure: time is given.

The level decides. Edges only say more exactly when it changed: the kernel and lgpio may lose one of
a contact that bounces.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from device.session.events import ButtonHeld, ButtonPressed, FaultBegan, FaultEnded

HELD_S = 1.5
"""Minimum duration of a hold, in seconds. It acts while the button is still down."""

DEBOUNCE_S = 0.03
"""A level counts once it has lasted so long: contacts bounce for a few milliseconds."""

STUCK_S = 20.0
"""Longer down than anybody holds a button."""

BURST = (6, 2.0)
"""More than so many presses in so many seconds are not a person's; they are not told."""

Gesture = ButtonPressed | ButtonHeld | FaultBegan | FaultEnded


@dataclass(frozen=True, slots=True)
class Edge:
    """The button went down or up at `at_s`, in seconds of any steady clock."""

    down: bool
    at_s: float


class Gestures:
    """Levels and edges in, gestures out. `step` must be called often: holding needs no edge."""

    def __init__(self) -> None:
        self._raw = Edge(down=False, at_s=-1.0)
        self._down_since: float | None = None
        self._held = False
        self._stuck = False
        self._presses: deque[float] = deque(maxlen=BURST[0])

    def step(
        self, edges: tuple[Edge, ...], now_s: float, *, down: bool | None = None
    ) -> tuple[Gesture, ...]:
        """Return what the hand did since the last step, up to `now_s` (seconds of any clock).

        `edges` came since then, in their order, with times of the same clock. `down` is the level,
        read after the last of them; None where it cannot be read. Where an edge to it is missing,
        the change counts as of now: a hold whose end was lost may come out longer, never shorter,
        for pain must not be missed.
        """
        told: list[Gesture] = []
        last = edges[-1] if edges else self._raw
        if down is not None and down != last.down:
            edges = (*edges, Edge(down, now_s))
        for edge in edges:
            told += self._settle(edge.at_s)
            if edge.down != self._raw.down:
                self._raw = edge
        return (*told, *self._settle(now_s), *self._holding(now_s))

    def _settle(self, now_s: float) -> list[Gesture]:
        """Take the level over once it has lasted."""
        if now_s - self._raw.at_s < DEBOUNCE_S:
            return []
        if self._raw.down:
            if self._down_since is None:
                self._down_since = self._raw.at_s
            return []
        if self._down_since is None:
            return []
        length_s = self._raw.at_s - self._down_since
        told = self._released(length_s)
        self._down_since, self._held = None, False
        return told

    def _released(self, length_s: float) -> list[Gesture]:
        if self._stuck:
            self._stuck = False
            return [FaultEnded("button")]
        if self._held:
            return []
        if length_s >= HELD_S:
            return [ButtonHeld()]
        burst = len(self._presses) == BURST[0] and self._raw.at_s - self._presses[0] < BURST[1]
        self._presses.append(self._raw.at_s)
        return [] if burst else [ButtonPressed()]

    def _holding(self, now_s: float) -> list[Gesture]:
        if self._down_since is None or not self._raw.down:
            return []
        down_s = now_s - self._down_since
        if down_s >= HELD_S and not self._held:
            self._held = True
            return [ButtonHeld()]
        if down_s >= STUCK_S and not self._stuck:
            self._stuck = True
            return [FaultBegan("button")]
        return []
