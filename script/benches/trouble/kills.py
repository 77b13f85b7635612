"""kill -9 at random points of sessions: nothing confirmed is lost, the session is offered again."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

from device.journal.clock import VirtualClock
from device.journal.entry import Kind
from device.journal.reading import read_rows
from device.journal.row import Row
from device.journal.store import SqliteJournal
from device.plan.script import Question
from device.session.questions import OF_PAIN
from script.benches.trouble.life import MORNING, Life
from script.benches.trouble.report import PROJECT, Broken, Report, come_true, expect, tell

DURABLE_WITHIN_S = 1.0
"""The promise: an event is on the disk so long after it happened."""

KILLS_PER_JOURNAL = 10
AT_ONCE = 2
MAX_LIFE_S = 2.0
STARTS_WITHIN_S = 60.0
CARRIED_ON = 0.25
"""Share of the resumed sessions that are carried on to their end."""

ENDS = (Kind.SESSION_COMPLETED, Kind.SESSION_ENDED_EARLY)


@dataclass(frozen=True)
class Told:
    """What the killed program told of its rows: kinds by id, and the last that must be there."""

    kinds: dict[int, str]
    must: int


def told_by(text: str, killed_s: float) -> Told:
    """Read the program's own account; a line that was not finished does not count."""
    kinds: dict[int, str] = {}
    must = 0
    for line in text[: text.rfind("\n") + 1].splitlines():
        what, id_, rest = line.split(" ", 2)
        if what == "confirmed":
            must = max(must, int(id_))
        elif what == "written":
            kind, at_s = rest.split()
            kinds[int(id_)] = kind
            if float(at_s) < killed_s - DURABLE_WITHIN_S:
                must = max(must, int(id_))
    return Told(kinds, must)


def lost_of(told: Told, rows: Sequence[Row]) -> int:
    """Count what was confirmed and is not there, or is there as something else."""
    there = {row.id: row.kind.value for row in rows}
    return sum(there.get(id_) != kind for id_, kind in told.kinds.items() if id_ <= told.must)


def stood_in(rows: Sequence[Row]) -> int | None:
    """Return the session that the journal breaks off in, worked out in the plainest way."""
    session = None
    for row in rows:
        if row.kind is Kind.SESSION_BEGAN:
            session = row.id
        elif row.kind in ENDS:
            session = None
    return session


class Series:
    """One journal, killed again and again."""

    def __init__(self, file: Path, seed: int, *, shortest_life_s: float = 0.0) -> None:
        """`shortest_life_s`: each life lasts at least so long after its first entry."""
        self.report = Report()
        self._shortest_life_s = shortest_life_s
        self.confirmed = 0
        self.in_session = 0
        self._file = file
        self._dice = Random(seed)
        self._clock = VirtualClock(MORNING)

    def run(self, kills: int) -> Series:
        """Kill so often."""
        for n in range(kills):
            with self.report.trying(f"kill {n + 1} of {self._file.parent.name}"):
                self._kill_one()
        return self

    def _kill_one(self) -> None:
        told = self._killed()
        rows = read_rows(self._file)
        lost = lost_of(told, rows)
        self.report.lost += lost
        self.confirmed += told.must
        expect(not lost, f"{lost} confirmed events are lost")
        expect([r.id for r in rows] == list(range(1, len(rows) + 1)), "the numbers have a gap")
        if rows:
            away_s = self._dice.choice((20.0, 300.0, 7200.0))
            back = max(self._clock.utc(), rows[-1].at) + dt.timedelta(seconds=away_s)
            self._clock = VirtualClock(back, boot_id=f"boot {len(rows)}")
        journal = SqliteJournal(self._file, self._clock, timezone="UTC")
        try:
            expect(journal.set_aside is None, "the file was taken for damaged")
            self._offered_again(journal, rows)
        finally:
            journal.close()
        with contextlib.closing(sqlite3.connect(self._file)) as whole:
            found = whole.execute("PRAGMA integrity_check").fetchone()[0]
        expect(found == "ok", f"the file is not whole: {found}")

    def _offered_again(self, journal: SqliteJournal, rows: Sequence[Row]) -> None:
        session = stood_in(rows)
        if session is None or rows[session - 1].day != journal.today():
            expect(journal.history().interrupted is None, "a session is offered that was over")
            return
        self.in_session += 1
        interrupted = journal.history().interrupted
        expect(interrupted is not None and interrupted.session == session, "it is forgotten")
        life = Life(journal, self._clock, self._dice)
        asked: set[Question | None] = set()
        expect(life.begin(), "the button does not begin it")
        for _ in range(60 * 50):
            asked.add(life.session.question)
            if asked & ({Question.RESUME} | OF_PAIN) or not life.session.runs:
                break
            life.step()
        expect(asked & ({Question.RESUME} | OF_PAIN), "it is not offered again")
        if self._dice.random() < CARRIED_ON:
            _carry_on(life, journal)

    def _killed(self) -> Told:
        """Let the program live for a while; return what it told before it was killed."""
        account = self._file.with_name("account")
        account.unlink(missing_ok=True)
        mine = ["-m", "script.benches.trouble.kills", "--live", str(self._file)]
        how = ["--seed", str(self._dice.randrange(10**6)), "--start", str(self._clock.utc())]
        with account.open("wb") as out:
            child = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, *mine, *how], stdout=out, cwd=PROJECT
            )
        try:
            sign = b"written" if self._shortest_life_s else b"started"
            come_true(
                lambda: sign in account.read_bytes() or child.poll(), STARTS_WITHIN_S, "a sign"
            )
            time.sleep(self._dice.uniform(self._shortest_life_s, MAX_LIFE_S))
            expect(child.poll() is None, "it ended by itself")
            killed_s = time.monotonic()
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
        return told_by(account.read_text(), killed_s)


def _carry_on(life: Life, journal: SqliteJournal) -> None:
    """Bring it to its end; who goes away in the middle is asked again."""
    for _ in range(10):
        life.finish()
        if journal.history().interrupted is None:
            return
        expect(life.begin(), "it cannot be taken up another time")
    raise Broken("it was carried on and did not end")


class Telling:
    """A journal that tells what is written, and now and then waits until it is on the disk."""

    def __init__(self, journal: SqliteJournal, dice: Random) -> None:
        self.history = journal.history
        self._journal = journal
        self._dice = dice

    def write(self, entry: object) -> None:
        """See `Keeps`."""
        row = self._journal.write(entry)  # type: ignore[arg-type]
        os.write(1, f"written {row.id} {row.kind.value} {time.monotonic()}\n".encode())
        if self._dice.random() < 0.02:  # noqa: PLR2004 - one in fifty
            self._journal.flush()
            if not self._journal.failing:
                os.write(1, f"confirmed {row.id} -\n".encode())


def live(file: Path, start: dt.datetime, seed: int) -> None:
    """Live whole sessions, quickly or slowly, until killed."""
    dice = Random(seed)
    clock = VirtualClock(start, boot_id=f"boot of {seed}")
    journal = SqliteJournal(file, clock, timezone="UTC")
    breath_s = dice.choice((0.0, 0.001, 0.01, 0.05))
    blocks = 0

    def pace() -> None:
        nonlocal blocks
        blocks += 1
        if breath_s and blocks % 50 == 0:
            time.sleep(breath_s)

    os.write(1, b"started 0 -\n")
    life = Life(Telling(journal, dice), clock, dice, each_block=pace)
    while True:
        life.one_session()


def report(options: argparse.Namespace) -> Report:
    """Kill, in several journals at a time."""
    journals = 2 if options.quick else 26
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        series = []
        for n in range(journals):
            place = Path(folder) / f"journal {n + 1}"
            place.mkdir()
            series.append(Series(place / "journal.sqlite", options.seed * 1000 + n))
        done = list(pool.map(lambda one: one.run(KILLS_PER_JOURNAL), series))
    whole = Report()
    for one in done:
        whole.tried += one.report.tried
        whole.survived += one.report.survived
        whole.lost += one.report.lost
        whole.failures += one.report.failures
    in_session = sum(one.in_session for one in done)
    whole.figure("kills_in_a_session", in_session, "at least", 10 if options.quick else 200)
    whole.figure("confirmed_events", sum(o.confirmed for o in done), "at least", 1000)
    whole.figure("confirmed_events_lost", whole.lost, "at most", 0)
    return whole


def main() -> None:
    """Be the one who kills, or the one who is killed."""
    if "--live" not in sys.argv:
        tell(report, __doc__)
    parser = argparse.ArgumentParser()
    parser.add_argument("--live", type=Path)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--start", type=dt.datetime.fromisoformat)
    options = parser.parse_args()
    live(options.live, options.start, options.seed)


if __name__ == "__main__":
    main()
