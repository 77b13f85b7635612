"""From one position to another without harm: what is said on the way, and where the box waits.

The spine is moved in one piece: on the back over the side, up with the arms, a rest at the edge of
the bed, and only then to the feet (hazard H13).
"""

from __future__ import annotations

from collections.abc import Iterator

from device.plan.model import Position, Support
from device.plan.script import Ask, GoTo, Question, Say
from device.speaking.phrase import phrase

MovingStep = Say | Ask
"""A sentence on the way, or a question that is waited for."""

MOVING_S = 5.0
"""What each sentence on the way leaves for doing it, before the next one is said."""

_UP = (Position.SEATED, Position.STANDING)


def way(now: Position | None, goal: GoTo) -> tuple[MovingStep, ...]:
    """Return what is said on the way from position `now` to `goal`; nothing when it is reached.

    None is a position that nobody knows: the patient may be lying. Leaving the bed has the line
    about rolling and a wait at its edge; the answer to it leaves the patient seated.
    """
    return () if now is goal.position else tuple(_way(now, goal))


def _way(now: Position | None, goal: GoTo) -> Iterator[MovingStep]:
    match goal.position:
        case Position.LYING if now is Position.KNEELING:
            yield from _sentences("kneel_to_side", "roll_back")
        case Position.LYING:
            yield from _sentences("lie_down", *(("head_down",) if goal.neck else ()))
        case Position.KNEELING:
            if now in (None, Position.LYING):
                yield from _rolling(now, goal)
            yield from _sentences("kneel_down")
        case _ if now in _UP:
            yield from _on_the_feet(goal)
        case _:
            yield from _out_of_bed(now, goal)


def _out_of_bed(now: Position | None, goal: GoTo) -> Iterator[MovingStep]:
    if now is Position.KNEELING:
        yield from _sentences("kneel_to_side")
    else:
        yield from _rolling(now, goal)
    yield from _sentences("push_up")
    yield Ask(Question.READY, phrase("at_the_edge"), posture=Position.SEATED)
    yield from _on_the_feet(goal)


def _rolling(now: Position | None, goal: GoTo) -> Iterator[MovingStep]:
    """From the back to the side; with a collar it is put on while still lying."""
    if goal.support is Support.COLLAR:
        yield from _sentences("collar_on")
    if goal.neck:
        yield from _sentences("head_down")
    yield from _sentences("roll_up_if_lying" if now is None else "roll_up")


def _on_the_feet(goal: GoTo) -> Iterator[MovingStep]:
    if goal.support is Support.BRACE:
        yield from _sentences("brace_on")
    yield from _sentences("shoes_on")
    yield from _sentences("sit_down" if goal.position is Position.SEATED else "stand_up")


def _sentences(*keys: str) -> Iterator[Say]:
    return (Say(phrase(key), MOVING_S) for key in keys)
