"""Every entry of the journal as CSV, one line for each: nothing is summed up and nothing left out.

The columns stand in docs/journal-csv.md.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from device.files import for_who_asked, placing
from device.journal.row import Row
from device.report.rows import reading
from device.report.table import BOM, harmless, moment

EVENT_COLUMNS = (
    "number", "day", "at_utc", "at_ms", "clock_sure", "session", "kind", "exercise", "value",
    "text", "boot", "since_boot_ms",
)  # fmt: skip


def write_events(journal: Path, out: TextIO, first: dt.date, last: dt.date) -> int:
    """Write the entries of these days, both included; return how many. Raises OSError."""
    out.write(BOM)
    writer = csv.writer(out)
    writer.writerow(EVENT_COLUMNS)
    lines = 0
    for line in _lines(journal, first, last):
        writer.writerow(line)
        lines += 1
    return lines


def write_events_file(journal: Path, file: Path, first: dt.date, last: dt.date) -> int:
    """Write them into a file that only you can read, whole or not at all. Raises OSError."""
    with (
        placing(file, for_who_asked()) as new,
        new.open("w", encoding="utf-8", newline="") as out,
    ):
        return write_events(journal, out, first, last)


def _lines(journal: Path, first: dt.date, last: dt.date) -> Iterator[list[str]]:
    with reading(journal) as stands:
        for row in stands.everything(first, last):
            yield [harmless(cell) for cell in _cells(row)]


def _cells(row: Row) -> tuple[str | int | float, ...]:
    return (
        row.id,
        row.day.isoformat(),
        moment(row.at),
        row.at.microsecond // 1000,
        "yes" if row.sure else "no",
        "" if row.session is None else row.session,
        row.kind.value,
        row.exercise or "",
        "" if row.value is None else row.value,
        row.text or "",
        row.boot_id,
        round(1000 * row.boottime_s),
    )
