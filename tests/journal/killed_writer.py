"""Writes a journal and tells the number of each entry that is on the disk, until it is killed."""

from __future__ import annotations

import datetime as dt
import itertools
import sys
from pathlib import Path

from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal


def main() -> None:
    clock = VirtualClock(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    journal = SqliteJournal(Path(sys.argv[1]), clock, timezone="UTC")
    journal.write(Entry(Kind.SESSION_BEGAN))
    for n in itertools.count(1):
        row = journal.write(Entry(Kind.REPETITION_PACED, "slides", n, "left"))
        journal.flush()
        if journal.failing:
            break
        sys.stdout.write(f"{row.id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
