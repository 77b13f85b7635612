"""Telephone numbers as people write them, and what of them is dialled."""

from __future__ import annotations

import re
from dataclasses import dataclass

MIN_FIGURES, MAX_FIGURES = 2, 20
"""Some countries have emergency numbers of two figures; E.164 has 15, and a prefix comes before."""

_BETWEEN = r"[ \u00a0\u2009\u202f./\u2010-\u2015-]"
_GROUP = rf"\( ?[0-9]+(?:{_BETWEEN}[0-9]+)* ?\)|[0-9]+"
_EXTENSION = r"(?:ext\.?|extension|x|내선)"
_TELEPHONE = re.compile(
    rf"(\+?{_BETWEEN}?(?:{_GROUP})(?:{_BETWEEN}{{0,3}}(?:{_GROUP}))*)"
    rf"(?:[ ,;]*{_EXTENSION} ?:? ?([0-9]{{1,6}}))?",
    re.IGNORECASE,
)
_TRUNK = re.compile(r"\( ?0 ?\)")


@dataclass(frozen=True, slots=True)
class Telephone:
    """What is dialled: figures, perhaps with a plus before them, and those of an extension."""

    number: str
    extension: str = ""


def telephone(written: str) -> Telephone | None:
    """Return what is dialled for a number as it stands on a visiting card; None where it is none.

    Blanks, hyphens, points, slashes and brackets may stand between its figures, which are 0 to 9. A
    zero in brackets after a country's code, as in +49 (0)123, is not dialled.
    """
    match = _TELEPHONE.fullmatch(written.strip())
    if match is None:
        return None
    number, extension = match.groups()
    if number.startswith(("+", "00")):
        number = _TRUNK.sub("", number)
    plus = "+" if number.startswith("+") else ""
    figures = "".join(filter(str.isdigit, number))
    if not MIN_FIGURES <= len(figures) <= MAX_FIGURES:
        return None
    return Telephone(plus + figures, extension or "")
