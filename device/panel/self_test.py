"""Trying button and lamp with a person beside them, who is told what to do."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from device.panel.light import BLINK_S, GAP_S
from device.panel.pins import Panel
from device.session.events import ButtonHeld, ButtonPressed
from device.session.view import View

POLL_S = 0.02
BLINKS_FOR_S = 5 * BLINK_S + GAP_S
"""Three blinks, the dark between them, and the gap after them."""

PRESS_WITHIN_S = 15.0
THREE_BLINKS = View(sessions_left=3)


class Hand(Enum):
    """What came from the button."""

    PRESSED = auto()
    STUCK = auto()
    NOTHING = auto()


def blink(panel: Panel, clock_s: Callable[[], float], wait: Callable[[float], object]) -> None:
    """Show three blinks and a gap for `BLINKS_FOR_S`. `clock_s` returns, `wait` takes seconds."""
    end_s = clock_s() + BLINKS_FOR_S
    while (now_s := clock_s()) < end_s:
        panel.show(THREE_BLINKS, BLINKS_FOR_S - (end_s - now_s))
        wait(POLL_S)
    panel.show(View(), 0.0)


def press(panel: Panel, clock_s: Callable[[], float], wait: Callable[[float], object]) -> Hand:
    """Wait up to `PRESS_WITHIN_S` for a press; the lamp breathes until it has come.

    One that is held so long that it is no press, and not pressed after that, is stuck. `clock_s`
    returns, and `wait` takes seconds.
    """
    down = False
    end_s = clock_s() + PRESS_WITHIN_S
    while (now_s := clock_s()) < end_s:
        gestures = panel.step(View(session_runs=True), now_s)
        if any(isinstance(gesture, ButtonPressed) for gesture in gestures):
            return Hand.PRESSED
        down = down or any(isinstance(gesture, ButtonHeld) for gesture in gestures)
        wait(POLL_S)
    return Hand.STUCK if down else Hand.NOTHING
