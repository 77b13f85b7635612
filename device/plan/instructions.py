"""How much is said of an exercise before it is counted."""

from __future__ import annotations

from enum import StrEnum

SHORT_FROM = 2
"""After so many times an exercise is known, and its short instructions are enough."""

BRIEF_FROM = 3
"""After so many sessions running without pain its name is enough."""


class Instructions(StrEnum):
    """How much is said of an exercise: the better it is known, the less. "Explain" brings all back.

    FULL: what it is good for, the position and every step. SHORT: the position and one reminder.
    BRIEF: its name; the position where it changes; and of the counting only the count.
    """

    FULL = "full"
    SHORT = "short"
    BRIEF = "brief"
