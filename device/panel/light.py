"""What the light shows: a function of the state, and of nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

from device.session.view import View

BREATH_S = 4.0
BLINK_S = 0.3
GAP_S = 2.1
LONG_S = 0.9
QUICK_S = 0.1
MAX_BLINKS = 5


class Pattern(Enum):
    """The kinds of light, from what is shown first of all."""

    PAIN = auto()
    FAULT = auto()
    BREATHING = auto()
    SOLID = auto()
    BLINKS = auto()
    OFF = auto()


@dataclass(frozen=True, slots=True)
class Light:
    """A pattern; `blinks` is how many, for `BLINKS`."""

    pattern: Pattern
    blinks: int = 0


def light_of(view: View) -> Light:
    """Return what the light shows in a state.

    While a session runs it breathes, unless something is broken: pain of an earlier session has to
    be acknowledged before one can begin, so the two never meet.
    """
    if (view.pain_shown or view.unsettled) and not view.session_runs:
        return Light(Pattern.PAIN)
    if view.faults:
        return Light(Pattern.FAULT)
    if view.session_runs:
        return Light(Pattern.BREATHING)
    if view.day_done:
        return Light(Pattern.SOLID)
    if view.sessions_left:
        return Light(Pattern.BLINKS, min(view.sessions_left, MAX_BLINKS))
    return Light(Pattern.OFF)


def brightness(light: Light, at_s: float) -> float:
    """Return how bright it is `at_s` seconds after any moment, 0 to 1. Every pattern repeats."""
    match light.pattern:
        case Pattern.OFF:
            return 0.0
        case Pattern.SOLID:
            return 1.0
        case Pattern.BREATHING:
            return 0.55 - 0.45 * math.cos(2 * math.pi * at_s / BREATH_S)
        case Pattern.PAIN:
            return _flashes((LONG_S, LONG_S, BLINK_S), at_s)
        case Pattern.FAULT:
            return _flashes((QUICK_S,) * 3, at_s, dark_s=QUICK_S)
        case Pattern.BLINKS:
            return _flashes((BLINK_S,) * light.blinks, at_s)


def _flashes(lengths_s: tuple[float, ...], at_s: float, dark_s: float = BLINK_S) -> float:
    """Flashes of these lengths with `dark_s` between them, then a long gap."""
    at_s %= sum(lengths_s) + dark_s * (len(lengths_s) - 1) + GAP_S
    for length_s in lengths_s:
        if at_s < length_s:
            return 1.0
        at_s -= length_s + dark_s
        if at_s < 0:
            return 0.0
    return 0.0
