"""The source's general advice, a piece a day: which one is told at the end of a session. Pure."""

from __future__ import annotations

import datetime as dt

TIPS = (
    "lifting", "sitting", "out_of_bed", "walking", "water", "diet", "sudden_moves", "low_seats",
    "doctor", "therapy", "patience", "stages", "benefits",
)  # fmt: skip
"""Keys of `voices/LANG/advice.yaml`, in the order in which they are told, one a day.

They are those of "How to Continue Healing" in the source, with its stages and its benefits.
"""


def tip_on(day: dt.date, operated: dt.date) -> str:
    """Return the tip of `day`: all of them in turn, from the day of the operation on."""
    return TIPS[(day - operated).days % len(TIPS)]
