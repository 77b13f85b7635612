"""Runs in the machine whose power is cut: sessions one after the other, told as they happen.

A line on the console each: `set-aside` and `began`, how the journal was found and which session it
offers to go on with, `written ID KIND`, and `confirmed ID` when SQLite has it on the disk.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from random import Random

from device.journal.clock import VirtualClock
from device.journal.entry import Entry
from device.journal.reading import read_rows
from device.journal.store import SqliteJournal
from script.benches.trouble.life import MORNING, Life

AWAY = dt.timedelta(minutes=5)
CONFIRMED_OF = 0.1
"""After so many of the entries the sessions wait until the disk has them, and say so."""


class Telling:
    """The journal of the box, telling on the console what it is given."""

    def __init__(self, journal: SqliteJournal, dice: Random) -> None:
        self.history = journal.history
        self._journal = journal
        self._dice = dice

    def write(self, entry: Entry) -> None:
        """See `Keeps`."""
        row = self._journal.write(entry)
        tell(f"written {row.id} {row.kind.value}")
        if self._dice.random() < CONFIRMED_OF:
            self._journal.flush()
            if not self._journal.failing:
                tell(f"confirmed {row.id}")


def tell(line: str) -> None:
    """Write a line in one piece."""
    os.write(1, f"{line}\n".encode())


def main() -> None:
    """Live until the power is cut: the arguments are the journal's file and the dice's seed."""
    file, dice = Path(sys.argv[1]), Random(int(sys.argv[2]))
    rows = read_rows(file)
    start = max([MORNING, *(row.at for row in rows)]) + AWAY
    clock = VirtualClock(start, boot_id=f"boot at {len(rows)}")
    journal = SqliteJournal(file, clock, timezone="UTC")
    interrupted = journal.history().interrupted
    tell(f"set-aside {journal.set_aside or '-'}")
    tell(f"began {interrupted.session if interrupted is not None else '-'}")
    life = Life(Telling(journal, dice), clock, dice)
    while True:
        life.one_session()


if __name__ == "__main__":
    main()
