"""An index that leaves an entry out would hide it: what today depends on is read through one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from device.journal.clock import VirtualClock
from tests.journal.desk import BEGAN, EVER, MORNING, asked, opened


def test_an_index_that_hides_a_day_is_found_at_the_start_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    file, clock = tmp_path / "journal.sqlite", VirtualClock(MORNING)
    with opened(file, clock) as journal:
        for _ in range(50):
            journal.write(BEGAN)
        before = journal.rows(*EVER)
    with closing(sqlite3.connect(file)) as written:
        written.execute("PRAGMA writable_schema = ON")
        written.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX entries_by_day ON entries (kind)' "
            "WHERE name = 'entries_by_day'"
        )
        written.commit()
    assert asked(file, "PRAGMA quick_check") == [("ok",)]
    with opened(file, clock) as journal:
        assert journal.set_aside is not None
        assert journal.rows(*EVER) == before
