"""What may happen to a box, and how it is written into a scenario file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from device.session.events import NUMBERS, Word


@dataclass(frozen=True, slots=True)
class Step:
    """After `after_s` seconds, `do` with `value`; `do` is an action of a scenario file.

    `days` goes with "morning_after". Seconds are whole blocks of sound.
    """

    after_s: float
    do: str
    value: Any = None
    days: int = 1

    def as_yaml(self) -> dict[str, Any]:
        """Return the step as it stands in a scenario file."""
        value = self.value
        if self.do == "say":
            value = NUMBERS.index(value) if value in NUMBERS else Word(value).value
        written: dict[str, Any] = {"after_s": round(self.after_s, 2), self.do: value}
        return written | ({"days": self.days} if self.days > 1 else {})


@dataclass(frozen=True, slots=True)
class Life:
    """A plan, a first day, and what happens from then on. `plan` is as in a plan file."""

    plan: Mapping[str, Any]
    begins: dt.datetime
    steps: tuple[Step, ...] = field(default=())
