"""A row: an entry as it stands in the journal, with when it happened and where it belongs."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from device.journal.entry import Entry, Kind


class Row(NamedTuple):
    """One entry of the journal. Rows are only ever added, and `id` grows with each.

    A tuple and not a dataclass: a report of ten years makes seventy thousand, in half the time.
    """

    id: int
    kind: Kind
    day: date
    """The day it counts for: that of its session's beginning, else the local day at the time."""
    at: datetime
    """When, in UTC, as the wall clock had it."""
    session: int | None = None
    """The session it belongs to (the id of its SESSION_BEGAN row); None outside of any."""
    exercise: str | None = None
    value: int | None = None
    text: str | None = None
    sure: bool = True
    """Whether the wall clock was known to be right."""
    boot_id: str = ""
    boottime_s: float = 0.0
    """Seconds since that boot: right even when the wall clock was not."""

    @property
    def entry(self) -> Entry:
        """What was written."""
        return Entry(self.kind, self.exercise, self.value, self.text)
