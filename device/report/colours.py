"""The colours of the page: told apart by the colour-blind, and readable (WCAG AA) as pairs.

Blue and vermilion after Okabe and Ito, darkened until text on them is readable. No colour stands
alone: every day has its sign, every bar its number or letter.
"""

from __future__ import annotations

from dataclasses import dataclass

from device.report.facts import Mark

PAPER = "#ffffff"
INK = "#1a1a1a"
SOFT_INK = "#525252"
RULE = "#767676"
NOTICE = "#fff3d6"


@dataclass(frozen=True, slots=True)
class Look:
    """How a day looks: its sign, and text on ground within an edge."""

    sign: str
    ink: str
    ground: str
    edge: str


LOOKS = {
    Mark.DONE: Look("\u2713", "#ffffff", "#00507f", "#00507f"),
    Mark.PARTLY: Look("\u00bd", INK, "#a9d8f5", "#00507f"),
    Mark.PAIN: Look("!", "#ffffff", "#9e3a00", "#5c2200"),
    Mark.MISSED: Look("\u00d7", INK, PAPER, INK),
    Mark.AHEAD: Look("\u2026", INK, PAPER, RULE),
    Mark.NOT_DUE: Look("\u2013", SOFT_INK, "#f0f0f0", "#f0f0f0"),
}

SLIGHT = "#c46a1b"
MODERATE = "#9e3a00"
STRONG = "#5c2200"
MINUTES = "#00507f"

TEXT_PAIRS = (
    (INK, PAPER),
    (SOFT_INK, PAPER),
    (INK, NOTICE),
    *((look.ink, look.ground) for look in LOOKS.values()),
)
"""Text on its ground: 4.5 to 1 or more."""

SHAPE_PAIRS = tuple((shape, PAPER) for shape in (SLIGHT, MODERATE, STRONG, MINUTES, RULE))
"""Shapes that carry a meaning, on their ground: 3 to 1 or more."""
