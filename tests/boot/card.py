"""The card in the box whose power is cut: what is on it depends on what it had really written.

QEMU writes down every write and every flush, in the form of the kernel's dm-log-writes. From that
the card is put together as it may look after a cut at any moment: a write is certain to be there
when a flush came after it, and only then.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from random import Random

from script.benches.trouble.report import Broken

SECTOR = 512
MAGIC = 0x6A736677736872
FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8
JOURNAL_FILES = ("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm")


@dataclass(frozen=True, slots=True)
class Write:
    """One entry of the log, which ends at `at` in its file; `data` is empty for a flush."""

    sector: int
    flags: int
    data: bytes
    at: int


class Unflushed(Enum):
    """What becomes of writes that no flush came after."""

    KEPT = auto()
    LOST = auto()
    SOME = auto()


def read_log(file: Path) -> tuple[Write, ...]:
    """Return the log, in order, up to what was not finished when the power was cut."""
    log = file.read_bytes()
    if len(log) < SECTOR or struct.unpack_from("<Q", log)[0] != MAGIC:
        return ()
    return tuple(_entries(log))


def _entries(log: bytes) -> Iterator[Write]:
    at = SECTOR
    while at + SECTOR <= len(log):
        sector, sectors, flags, _ = struct.unpack_from("<4Q", log, at)
        length = 0 if flags & DISCARD else sectors * SECTOR
        end = at + SECTOR + length
        if (not sectors and not flags) or flags >= 2 * MARK or end > len(log):
            if any(log[at + SECTOR :]) and not sectors and not flags:
                raise Broken("the log of writes has a hole")
            return
        yield Write(sector, flags, log[at + SECTOR : end], end)
        at = end


def certain(log: Sequence[Write]) -> int:
    """Return how many entries of the log are on the card whatever happens: up to the last flush."""
    flushes = [n for n, write in enumerate(log, 1) if write.flags & FLUSH]
    return flushes[-1] if flushes else 0


def card_after(
    before: Path, log: Sequence[Write], unflushed: Unflushed, dice: Random, into: Path
) -> None:
    """Put the card together: `before` with what is certain of `log`, and of the rest as said."""
    sure = certain(log)
    shutil.copyfile(before, into)
    with into.open("r+b") as card:
        for n, write in enumerate(log):
            there = n < sure or write.flags & FUA or unflushed is Unflushed.KEPT
            if there or (unflushed is Unflushed.SOME and dice.random() < 0.5):
                card.seek(write.sector * SECTOR)
                card.write(write.data)


def make_card(file: Path, megabytes: int) -> None:
    """Make an empty ext4 card, as on a Pi."""
    file.unlink(missing_ok=True)
    _do(["mke2fs", "-q", "-t", "ext4", "-F", str(file), f"{megabytes}M"], {0})


def taken_off(card: Path, into: Path) -> bool:
    """Bring the card's own journal to rest as a kernel does, check it and copy the box's journal.

    `card` is changed. Return whether its file system is whole.
    """
    _do(["e2fsck", "-y", "-E", "journal_only", str(card)], {0, 1})
    checked = _do(["e2fsck", "-f", "-n", str(card)], {0, 1, 2, 4, 8})
    for name in JOURNAL_FILES:
        (into / name).unlink(missing_ok=True)
        _do(["debugfs", "-R", f"dump /{name} {into / name}", str(card)], {0})
        if (into / name).exists() and not (into / name).stat().st_size:
            (into / name).unlink()
    # The sums in the superblock, which every mount works out anew, do not count as damage to it.
    return checked.returncode == 0


def _do(command: Sequence[str], fine: set[int]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode not in fine:
        raise Broken(f"{command[0]} ended with {done.returncode}: {done.stdout[-400:]}")
    return done
