"""The power is cut while sessions run: what was confirmed is there, whatever the card did."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from device.journal.reading import read_rows
from device.journal.row import Row
from script.benches.trouble.kills import stood_in
from script.benches.trouble.report import Broken, expect
from tests.boot.card import Unflushed, Write, card_after, certain, make_card, read_log, taken_off
from tests.boot.guest import Console, Guest, Parts, parts
from tests.boot.root import CACHE, NEEDED, check_machine
from tests.boot.telling import Trial

CARD_MB = 48
LIVES_S = (1.0, 6.0)
MOMENTS = 10
"""At so many moments of each life, besides its end, the card is put together and looked at."""

TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "mke2fs": "e2fsprogs", "debugfs": "e2fsprogs"}


@dataclass(frozen=True)
class Told:
    """What the guest had confirmed by a moment, and the kind of every entry it had told of."""

    kinds: dict[int, str]
    must: int


def told_by(console: Console, log_length: int) -> Told:
    """Read the account up to the moment when the log of writes was so long."""
    kinds: dict[int, str] = {}
    must = 0
    for line, length in console.lines:
        match line.split():
            case ["written", id_, kind]:
                kinds[int(id_)] = kind
            case ["confirmed", id_] if length <= log_length:
                must = max(must, int(id_))
            case _:
                pass
    return Told(kinds, must)


def before_the_last(console: Console, must: int) -> int:
    """Return how long the log of writes was when entry `must` had not been confirmed yet.

    It had not been flushed by then either: each flush is confirmed at once.
    """
    earlier = [
        length
        for line, length in console.lines
        if line.startswith("confirmed ") and int(line.split()[1]) < must
    ]
    return earlier[-1] if earlier else 0


def lost_of(told: Told, before: Sequence[Row], rows: Sequence[Row]) -> int:
    """Count what must be there and is not, or is there as something else."""
    there = {row.id: row for row in rows}
    lost = sum(there.get(row.id) != row for row in before)
    return lost + sum(
        id_ not in there or there[id_].kind.value != kind
        for id_, kind in told.kinds.items()
        if id_ <= told.must
    )


class Series:
    """One card, in a box whose power is cut again and again."""

    def __init__(self, trial: Trial, parts: Parts, seed: int, place: Path) -> None:
        self.cuts = self.cards = self.confirmed = self.in_session = 0
        self.unflushed = self.found_out = 0
        self._trial = trial
        self._report = trial.report
        self._parts = parts
        self._dice = Random(seed)
        self._place = place
        self._card = place / "card.img"
        self._before: tuple[Row, ...] = ()
        make_card(self._card, CARD_MB)

    def cut(self, n: int) -> None:
        """Boot, let sessions run, cut the power, look at every card that may have come of it."""
        base, log_file = self._place / "base.img", self._place / "writes.log"
        shutil.copyfile(self._card, base)
        guest = Guest(self._parts, self._card, log_file, self._dice.randrange(10**6))
        try:
            guest.wait_for("began")
            guest.wait_for("confirmed")
            time.sleep(self._dice.uniform(*LIVES_S))
        finally:
            guest.cut()
        self.cuts += 1
        self._raw_left(guest.console)
        log = read_log(log_file)
        expect(certain(log), "nothing was ever flushed")
        told = told_by(guest.console, log_file.stat().st_size)
        self.confirmed += told.must - (self._before[-1].id if self._before else 0)
        expect(told.must, "nothing was confirmed")
        left = self._place / "left.img"
        shutil.copyfile(self._card, left)
        self._look_at(left, told, f"cut {n}, as QEMU left it")
        for cut_at in self._moments(log, guest.console):
            self.unflushed += cut_at - certain(log[:cut_at])
            told_then = told_by(guest.console, log[cut_at - 1].at)
            for unflushed in Unflushed:
                card_after(base, log[:cut_at], unflushed, self._dice, left)
                self._look_at(left, told_then, f"cut {n}, write {cut_at}, {unflushed.name.lower()}")
        self._forgetful(base, log, told, guest.console)
        # What the next boot finds: the card that was cut at the end, with a part of the rest.
        card_after(base, log, Unflushed.SOME, self._dice, self._card)
        shutil.copyfile(self._card, left)
        self._before = self._look_at(left, told, f"cut {n}, for the next boot")
        self.in_session += stood_in(self._before) is not None

    def _moments(self, log: Sequence[Write], console: Console) -> Iterable[int]:
        """The end, and moments drawn from after the first confirmation."""
        first = next(length for line, length in console.lines if line.startswith("confirmed"))
        begin = next((n for n, write in enumerate(log, 1) if write.at >= first), len(log))
        return [len(log), *(self._dice.randint(begin, len(log)) for _ in range(MOMENTS))]

    def _forgetful(self, base: Path, log: Sequence[Write], told: Told, console: Console) -> None:
        """Whether this trial would see it: a card that forgets what was flushed loses entries."""
        left = self._place / "left.img"
        then = before_the_last(console, told.must)
        kept = [write for write in log if write.at <= then]
        card_after(base, kept, Unflushed.LOST, self._dice, left)
        taken_off(left, self._place)
        journal = self._place / "journal.sqlite"
        rows = read_rows(journal) if journal.exists() else ()
        self.found_out += lost_of(told, self._before, rows) > 0

    def _raw_left(self, console: Console) -> None:
        """What the box said when it came up: nothing set aside, the broken-off session offered."""
        expect(console.has("set-aside -"), "the journal was taken for damaged")
        session = stood_in(self._before)
        if session is not None:
            expect(console.has(f"began {session}"), f"session {session} is not offered again")

    def _look_at(self, card: Path, told: Told, which: str) -> tuple[Row, ...]:
        self.cards += 1
        expect(taken_off(card, self._place), f"{which}: the file system is not whole")
        journal = self._place / "journal.sqlite"
        with contextlib.closing(sqlite3.connect(journal)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        expect(found == "ok", f"{which}: the database is not whole: {found}")
        rows = read_rows(journal)
        expect([r.id for r in rows] == list(range(1, len(rows) + 1)), f"{which}: a gap")
        lost = lost_of(told, self._before, rows)
        self._report.lost += lost
        expect(not lost, f"{which}: {lost} confirmed entries are lost")
        return rows


def computer(trial: Trial, suite: str) -> Parts:
    """Make the computer whose power is cut. Raises Broken."""
    with trial.step("a computer made: Debian, its kernel, the box installed"):
        made = parts(suite)
        qemu = subprocess.run(
            ["qemu-system-x86_64", "--version"], capture_output=True, text=True, check=True
        )
        trial.done_on(qemu=qemu.stdout.split()[3], **made.versions)
    if trial.report.failures:
        raise Broken("Without a computer there is no power to cut.")
    return made


def main() -> int:
    """Do the trial and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=25, help="how often the power is cut")
    parser.add_argument("--seed", type=int, default=1, help="of the dice")
    parser.add_argument("--suite", choices=("bookworm", "trixie"), default="bookworm")
    parser.add_argument("--json", action="store_true", help="figures as one line of JSON")
    options = parser.parse_args()
    suite = options.suite
    trial = Trial("power")
    try:
        check_machine({**NEEDED, **TOOLS})
        series = Series(trial, computer(trial, suite), options.seed, CACHE / "power" / suite)
        for n in range(1, options.cuts + 1):
            with trial.step(f"power cut {n} of {options.cuts}"):
                series.cut(n)
    except Broken as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    trial.report.figure("power_cuts", series.cuts, "at least", 20)
    trial.report.figure("cards_looked_at", series.cards, "at least", series.cuts * 30)
    trial.report.figure("cuts_in_a_session", series.in_session, "at least", options.cuts // 2)
    trial.report.figure("confirmed_entries", series.confirmed, "at least", options.cuts * 5)
    trial.report.figure("forgetful_cards_found_out", series.found_out, "at least", series.cuts)
    trial.report.figure("writes_that_no_flush_came_after", series.unflushed, "at least", 1)
    trial.report.figure("confirmed_entries_lost", trial.report.lost, "at most", 0)
    return trial.tell(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
