"""The promises that every life is held against, and what is kept in mind for them."""

from __future__ import annotations

from dataclasses import dataclass, field

from device.sound.block import samples
from device.speaking.phrase import Phrase

NAMES = {
    "silence first": "pain, stop and the held button bring silence before anything else",
    "no later number": "after pain nothing is counted before the ladder is through",
    "danger asked": "nothing goes on after a first or a strong pain without a no to danger",
    "danger heard": "a no to danger counts only after the question was said to its end",
    "calls complete": "no danger is acknowledged before each call was said three times, whole",
    "calls loud": "a call is never quieter than the normal level",
    "no endless ladder": "the third cry in one ladder leads to the danger question or the end",
    "solid is settled": "the light is solid with no pain open, no session open, no silence last",
    "pain is shown": "pain that ended a session is shown until it is acknowledged",
    "shown pain holds": "no session begins before pain that ended one is acknowledged",
    "refused is nothing": "a plan that refuses leaves no sessions, no blinks and no solid light",
    "dose": "no count goes past the dose, and a worse day stays at the low end",
    "gate, stage and lock": "nothing begins that the plan, the calendar or a lock forbids",
    "hold": "after worse mornings running nothing begins until the plan lifts it",
    "yesterday heard": "yesterday's pain is gone only after the question was said to its end",
    "completed is done": "a session is complete only with every exercise paced or accounted for",
    "way out first": "after a stop the way out of that exercise comes before any question",
    "recognizers closed": "nothing is listened for while no session runs",
    "nothing in the past": "nothing is played before now",
    "only what is rendered": "nothing is said that the day had not rendered",
    "sessions end": "a session that nobody answers comes to an end",
}

CRIES_APART = samples(2.0)


@dataclass(slots=True)
class Owed:
    """What the ladder still wants after pain. `cries` are `CRIES_APART` or more."""

    first: bool
    value: int | None = None
    danger: str | None = None
    cries: int = 1
    cried_at: int = 0
    asked: bool = False


@dataclass(slots=True)
class Sounding:
    """A phrase from `at` to `end`, as far as is known by now."""

    phrase: Phrase
    at: int
    end: int


@dataclass(slots=True)
class Shown:
    """Pain ended a session, and nobody has acknowledged it; how often each call was said since."""

    how: str
    calls: dict[str, int] = field(default_factory=dict)
