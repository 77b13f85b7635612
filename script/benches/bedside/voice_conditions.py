"""The conditions in which an enrolled voice is measured, and which of them need each other."""

from __future__ import annotations

from collections.abc import Sequence

from script.benches.bedside.trials import BEDROOM, CLEAN, Box, Condition

DIGIT_SETS = (
    ("1", "2", "7", "9"),
    ("0", "3", "5", "8"),
    ("4", "6", "7", "8"),
    ("0", "1", "4", "9"),
    ("2", "3", "6", "7"),
)
"""Which digits are commands; the other six are other words. The first is the headline."""

QUIET = Condition("2m_quiet", BEDROOM)
NEAR = Condition("near_noise_12db", snr_db=12.0)
IN_ROOM = (
    QUIET,
    Condition("noise_12db", BEDROOM, snr_db=12.0),
    Condition("noise_6db", BEDROOM, snr_db=6.0),
    Condition("box_counts", BEDROOM, Box.COUNTS),
    Condition("box_speaks", BEDROOM, Box.SPEAKS),
)
WITHOUT_ROOM = (CLEAN.name, NEAR.name)
"""Taught by the recordings as they are, and asked about with all sets; if they are measured."""

CONDITIONS = {condition.name: condition for condition in (CLEAN, NEAR, *IN_ROOM)}


def needed(told: Sequence[str]) -> list[str]:
    """Return the conditions to measure for these: enrollment is alone, or 2 m away in quiet."""
    in_room = any(name not in WITHOUT_ROOM for name in told)
    taught = {CLEAN.name, *([QUIET.name] if in_room else [])}
    return [name for name in CONDITIONS if name in told or name in taught]
