"""Clocks that jump, by an hour or by years, in the middle of a session; and nights in it."""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from device.journal.entry import Kind
from device.journal.reading import read_rows
from device.journal.store import SqliteJournal
from script.benches.trouble.life import Habits, Life, SetClock
from script.benches.trouble.report import Report, expect, tell

BERLIN = "Europe/Berlin"
YEAR = dt.timedelta(days=365)
HOUR = dt.timedelta(hours=1)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NO_PAIN = Habits(pains=0.0)
ENDS = (Kind.SESSION_COMPLETED, Kind.SESSION_ENDED_EARLY)
MAX_TIMES = 10


@dataclass(frozen=True)
class Jump:
    """A session begins at `start`; in its middle the clock shows what `to` makes of its time."""

    name: str
    start: dt.datetime
    to: Callable[[dt.datetime], dt.datetime]
    zone: str = BERLIN
    sure_before: bool = True
    sure_after: bool = True


@dataclass(frozen=True)
class Return:
    """The box comes back in the middle of a session of `DAY`, and its clock shows `utc`."""

    name: str
    utc: dt.datetime
    sure: bool = True
    offered: bool = True


def at(text: str) -> dt.datetime:
    """Return a moment in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def same(moment: dt.datetime) -> dt.datetime:
    """Let the clock go on."""
    return moment


def add(moment: dt.datetime, span: dt.timedelta) -> dt.datetime:
    """Set the clock forward, or back."""
    return moment + span


DAY = at("2026-11-23T09:00")

JUMPS = (
    *(
        Jump(f"by {hours} h", DAY, partial(add, span=hours * HOUR))
        for hours in (-48, -24, -3, -1, 1, 3, 24, 48)
    ),
    *(
        Jump(f"by {years} years", DAY, partial(add, span=years * YEAR))
        for years in (-50, -10, -1, 1, 10, 40)
    ),
    Jump("to 1970", DAY, lambda _now: EPOCH),
    Jump("to 1970, and nobody is sure", DAY, lambda _now: EPOCH, sure_after=False),
    Jump("a year on, and nobody is sure", DAY, partial(add, span=YEAR), sure_after=False),
    Jump("a day back, and nobody is sure", DAY, partial(add, span=-24 * HOUR), sure_after=False),
    Jump("from 1970 to the right time", EPOCH, lambda _now: DAY, sure_before=False),
    Jump("unsure all along", DAY, same, sure_before=False, sure_after=False),
    Jump("over midnight", at("2026-11-23T22:55"), same, BERLIN),
    Jump("over midnight in Seoul", at("2026-11-23T14:55"), same, "Asia/Seoul"),
    Jump("over three in the night, when the day begins", at("2026-11-24T01:55"), same, BERLIN),
    Jump("over the end of the year", at("2026-12-31T22:55"), same, BERLIN),
    Jump("summer time begins", at("2027-03-28T00:55"), same, BERLIN),
    Jump("summer time ends", at("2027-10-31T00:55"), same, BERLIN),
    Jump("summer time begins in New York", at("2027-03-14T06:55"), same, "America/New_York"),
    Jump("summer time ends in New York", at("2026-11-01T05:55"), same, "America/New_York"),
    Jump("by half an hour on Lord Howe", at("2027-04-03T14:55"), same, "Australia/Lord_Howe"),
)

RETURNS = (
    Return("a minute later", DAY + HOUR / 60, offered=True),
    Return("in the evening", at("2026-11-23T20:00"), offered=True),
    Return("at half past two in the night", at("2026-11-24T01:30"), offered=True),
    Return("at half past three in the night", at("2026-11-24T02:30"), offered=False),
    Return("the next morning", DAY + 24 * HOUR, offered=False),
    Return("a year later", DAY + YEAR, offered=False),
    Return("in 1970, and nobody is sure", EPOCH, sure=False, offered=True),
    Return("an hour ago, and nobody is sure", DAY - HOUR, sure=False, offered=True),
    Return("a week ago, and nobody is sure", DAY - 7 * 24 * HOUR, sure=False, offered=True),
)


def live_through(jump: Jump, file: Path, dice: Random) -> int:
    """Begin, jump in the middle, finish; return how many rows are not on the disk."""
    clock = SetClock(jump.start, sure=jump.sure_before)
    journal = SqliteJournal(file, clock, timezone=jump.zone)
    try:
        began_on = journal.today()
        life = Life(journal, clock, dice, NO_PAIN)
        expect(life.begin(), "no session begins")
        life.wait(dice.uniform(30, 400))
        expect(life.session.runs or life.begin(), "it was kept, and cannot be taken up")
        clock.set(jump.to(clock.utc()), sure=jump.sure_after)
        today, staging = journal.today(), journal.history().staging_day
        expect(jump.sure_after or today >= began_on, "an unsure day went backwards")
        expect(
            jump.sure_after or staging is None or staging <= began_on,
            "an unsure clock moved the stage forward",
        )
        for _ in range(MAX_TIMES):
            life.finish()
            journal.flush()
            over = any(row.kind in ENDS for row in read_rows(file))
            if over and journal.history().interrupted is None:  # none is kept to be taken up
                break
            life.begin()
        rows = read_rows(file)
        expect(any(row.kind in ENDS for row in rows), "the session comes to no end")
        began = next(row.id for row in rows if row.kind is Kind.SESSION_BEGAN)
        expect(
            {row.day for row in rows if row.session == began} == {began_on},
            "a session is torn into two days",
        )
        expect(rows[-1].id == len(rows), "the numbers have a gap")
        expect(journal.history().interrupted is None, "a session that is over is offered again")
        return rows[-1].id - len(rows)
    finally:
        journal.close()


def come_back(back: Return, file: Path, dice: Random) -> None:
    """Break off in the middle of a session and start again with another time on the clock."""
    clock = SetClock(DAY)
    journal = SqliteJournal(file, clock, timezone=BERLIN)
    life = Life(journal, clock, dice, NO_PAIN)
    expect(life.begin(), "no session begins")
    life.wait(dice.uniform(30, 400))
    expect(life.session.runs or life.begin(), "it was kept, and cannot be taken up")
    before = journal.history()
    journal.close()
    later = SetClock(back.utc, sure=back.sure, boot_id="the next boot")
    journal = SqliteJournal(file, later, timezone=BERLIN)
    try:
        history = journal.history()
        expect((history.interrupted is not None) == back.offered, "it is not offered as it should")
        expect(history.interrupted in (None, before.interrupted), "it is offered from elsewhere")
        expect(back.sure or history.staging_day == before.today, "the stage moved unsurely")
    finally:
        journal.close()


def report(options: argparse.Namespace) -> Report:
    """Try every jump and every return, each at several moments of a session."""
    whole = Report()
    dice = Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        for n in range(1 if options.quick else 3):
            for jump in JUMPS:
                name = f"{jump.name}, {n + 1}"
                with whole.trying(name):
                    whole.lost += live_through(jump, Path(folder) / name / "j.sqlite", dice)
            for back in RETURNS:
                name = f"back {back.name}, {n + 1}"
                with whole.trying(name):
                    come_back(back, Path(folder) / name / "j.sqlite", dice)
    whole.figure("clock_jumps_survived", whole.survived, "at least", whole.tried)
    return whole


if __name__ == "__main__":
    tell(report, __doc__)
