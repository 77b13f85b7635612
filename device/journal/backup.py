"""A copy of the journal at one moment, made while the box goes on writing."""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path

from device.files import for_who_asked, placing
from device.journal.reading import opened_to_read
from device.journal.schema import is_whole


def back_up(file: Path, copy: Path) -> int:
    """Copy the journal into `copy`, whole or not at all; return how many entries are in it.

    SQLite's own backup, in one step: what is written meanwhile is not in it, and nobody waits.

    Args:
        file: the journal.
        copy: a new file; nothing is overwritten.

    Raises:
        FileNotFoundError: there is no journal.
        FileExistsError: `copy` is there already.
        OSError: the journal cannot be read, or the copy cannot be written or is damaged.
    """
    if not file.exists():
        raise FileNotFoundError(f"There is no journal yet: {file} does not exist.")
    if copy.exists():
        raise FileExistsError(f"{copy} exists already. Name a new file, or move that one away.")
    try:
        with placing(copy, for_who_asked()) as new:
            return _copied(file, new)
    except sqlite3.Error as problem:
        raise OSError(f"The journal {file} cannot be copied to {copy}: {problem}.") from problem


def _copied(file: Path, new: Path) -> int:
    with opened_to_read(file) as journal, closing(sqlite3.connect(new)) as to:
        journal.backup(to)
        to.execute("PRAGMA journal_mode = DELETE")  # one file, that can be carried away
        if not is_whole(to):
            raise sqlite3.DatabaseError("the copy is damaged; is the disk sound?")
        count = to.execute("SELECT count(*) FROM entries").fetchone()[0]
    with contextlib.suppress(FileNotFoundError):
        new.with_name(f"{new.name}-journal").unlink()
    return int(count)
