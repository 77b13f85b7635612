"""A disk that fills up in a session: it goes on, and nothing is lost once there is room again."""

from __future__ import annotations

import argparse
import contextlib
import resource
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from device.journal.entry import Entry
from device.journal.reading import read_rows
from device.journal.row import Row
from device.journal.store import SqliteJournal
from script.benches.trouble.life import MORNING, Life, SetClock
from script.benches.trouble.report import Report, come_true, expect, tell

SIZES = (0, 4096, 20_000, 40_000, 80_000)
"""How large a file may be when the disk is "full": in the middle of the database or its log."""


class Keeping:
    """A journal of which every row is remembered elsewhere."""

    def __init__(self, journal: SqliteJournal) -> None:
        self.rows: list[Row] = []
        self.history = journal.history
        self._journal = journal

    def write(self, entry: Entry) -> None:
        """See `Keeps`."""
        self.rows.append(self._journal.write(entry))


@contextmanager
def full_at(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes.

    The kernel says EFBIG where a disk would say ENOSPC; SQLite takes either for a failed write.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill_up(file: Path, size: int, dice: Random) -> int:
    """Live a day whose middle has no disk; return how many rows are missing in the end."""
    clock = SetClock(MORNING)
    journal = SqliteJournal(file, clock, timezone="UTC")
    keeping = Keeping(journal)
    life = Life(keeping, clock, dice)
    expect(life.begin(), "no session begins")
    life.wait(dice.uniform(1, 300))
    journal.flush()
    with full_at(size):
        before = len(keeping.rows)
        while life.session.runs and (len(keeping.rows) < before + 60 or not journal.failing):
            life.wait(1)
            if len(keeping.rows) > before:
                journal.flush()
        full = journal.failing
        life.wait(60)
        expect(journal.history().started_today, "the day is forgotten")
    expect(full or not life.session.runs, "the disk was full and nobody noticed")
    life.finish()
    journal.flush()
    come_true(lambda: not journal.failing, 20, "there is room again and it is written")
    journal.close()
    there = read_rows(file)
    with contextlib.closing(sqlite3.connect(file)) as whole:
        expect(whole.execute("PRAGMA integrity_check").fetchone() == ("ok",), "it is not whole")
    return sum(row not in there for row in keeping.rows)


def report(options: argparse.Namespace) -> Report:
    """Fill the disk up at several sizes and times."""
    whole = Report()
    dice = Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        for n in range(1 if options.quick else 4):
            for size in SIZES:
                name = f"full at {size} bytes, {n + 1}"
                with whole.trying(name):
                    lost = fill_up(Path(folder) / name / "journal.sqlite", size, dice)
                    whole.lost += lost
                    expect(not lost, f"{lost} events are lost")
    whole.figure("full_disks_events_lost", whole.lost, "at most", 0)
    return whole


if __name__ == "__main__":
    tell(report, __doc__)
