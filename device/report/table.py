"""The days as CSV: a line for each session, exercise, pain, and answer about the next morning.

Every column holds one type, so that a spreadsheet of any country reads it: whole numbers, dates,
times without letters, or words. docs/report-csv.md is made of what stands here:
`python -m device.report.table > docs/report-csv.md`
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from device.plan.model import Range
from device.report.facts import Day, Facts, Prescribed
from device.report.sessions import SessionRecord
from device.report.texts import plain_text


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, of which type, and what it holds."""

    name: str
    type: str
    told: str


_OUTCOMES = (
    "of a session: `completed`, `pain`, `danger`, `no_answer`, `unfinished`, `broken_off` (no end "
    "was written: it runs still, or the plug was pulled). Of an exercise: `paced` (all of it was "
    "counted), `skipped` (the patient said so), `stopped` (by pain), `left_out` (by the plan), "
    "`begun` (not finished)"
)
_REASONS = (
    "of an exercise left out: `reason_stage`, `reason_gate`, `reason_surgery`, `reason_locked`, "
    "`reason_no_dose`"
)

DESCRIBED = (
    Column("day", "date", "the day it counts for (until 3 at night the day before)"),
    Column("date_sure", "word", "`yes`, or `no` when the box did not know its date for certain"),
    Column("session", "number", "of the session, the same at every export"),
    Column("began_utc", "time", "when the session began, in UTC"),
    Column("what", "word", "`session`, `exercise`, `pain` or `morning`"),
    Column("exercise", "word", "the exercise's name in the catalogue; empty when it is about none"),
    Column("exercise_name", "text", "what it is called in the box's language"),
    Column("outcome", "word", _OUTCOMES),
    Column("reason", "word", _REASONS),
    Column("repetitions_paced", "number", "how many were counted; both sides added up"),
    Column("repetitions_from", "number", "the prescribed range, of one side; empty without one"),
    Column("repetitions_to", "number", "its upper end"),
    Column("hold_s_from", "number", "seconds of each hold, as prescribed"),
    Column("hold_s_to", "number", "its upper end"),
    Column("minutes_from", "number", "minutes of a walk, as prescribed"),
    Column("minutes_to", "number", "its upper end"),
    Column("times_per_day", "number", "in how many sessions a day it is prescribed"),
    Column("pain_0_10", "number", 'the answer to "how bad?"; empty without one'),
    Column("pain_answered", "word", "of a pain: `yes`, or `no` when there was no answer"),
    Column("danger", "word", "of a pain: `yes`, `no`, `silence`; empty when it was not asked"),
    Column("next_morning", "word", "of a morning: `gone`, `same`, `worse`, `silence`"),
    Column("seconds", "number", "of a session: how long it was under way, without its pauses"),
)  # fmt: skip

TABLE_COLUMNS = tuple(column.name for column in DESCRIBED)

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a formula begins; the last four are the wide ones that East Asian spreadsheets take, too."""

BOM = "\ufeff"
"""Tells spreadsheets that it is UTF-8."""

Cells = Mapping[str, str | int | None]


def table(facts: Facts, name_of: Callable[[str], str]) -> str:
    """Return the days as CSV with a heading; no cell begins as a formula does."""
    doses = {each.exercise: each.dose for each in facts.exercises}
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, TABLE_COLUMNS, restval="")
    writer.writeheader()
    for day in facts.days:
        for session in day.sessions:
            for line in _lines(day, session, name_of, doses):
                writer.writerow({key: harmless(cell) for key, cell in line.items()})
    return BOM + out.getvalue()


def harmless(cell: str | float | None) -> str:
    """Return a cell's text, on one line, that a spreadsheet shows and never works out."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = plain_text(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def moment(at: dt.datetime) -> str:
    """Return a time as spreadsheets know it, in UTC, to the second."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")


def documentation() -> str:
    """Return what docs/report-csv.md holds."""
    rows = (f"| `{c.name}` | {c.type} | {c.told} |" for c in DESCRIBED)
    return "\n".join((_HEAD, *rows, ""))


def _lines(
    day: Day,
    session: SessionRecord,
    name_of: Callable[[str], str],
    doses: Mapping[str, Prescribed | None],
) -> Iterator[Cells]:
    head: Cells = {
        "day": day.date.isoformat(),
        "date_sure": "yes" if session.sure else "no",
        "session": session.id,
        "began_utc": moment(session.began),
    }
    seconds = round(session.active_s)
    yield {**head, "what": "session", "outcome": session.ending.value, "seconds": seconds}
    for turn in session.turns:
        yield {
            **head,
            "what": "exercise",
            **_exercise(turn.exercise, name_of),
            "outcome": turn.outcome.value,
            "reason": turn.reason,
            "repetitions_paced": turn.repetitions,
            **_dose(doses.get(turn.exercise)),
        }
    for pain in session.pains:
        yield {
            **head,
            "what": "pain",
            **_exercise(pain.exercise, name_of),
            "pain_0_10": pain.value,
            "pain_answered": "no" if pain.value is None else "yes",
            "danger": pain.danger or "",
        }
    for morning in session.mornings:
        yield {**head, "what": "morning", "next_morning": morning.answer}


def _exercise(id_: str | None, name_of: Callable[[str], str]) -> Cells:
    return {"exercise": id_, "exercise_name": name_of(id_)} if id_ else {}


def _dose(dose: Prescribed | None) -> Cells:
    if dose is None:
        return {}
    ranges = {
        "repetitions": dose.repetitions,
        "hold_s": dose.hold_s,
        "minutes": dose.minutes,
    }
    cells = {key: cell for name, value in ranges.items() for key, cell in _ends(name, value)}
    return {**cells, "times_per_day": dose.times_per_day}


def _ends(name: str, value: Range | None) -> Iterator[tuple[str, int]]:
    if value is not None:
        yield f"{name}_from", value.low
        yield f"{name}_to", value.high


_HEAD = """\
# The columns of `spinecoach export csv`

UTF-8 with a byte order mark, commas, one heading. A line is a session, an exercise of a session, a
pain, or an answer about the next morning; `what` says which. Numbers are whole, so that they are
read alike wherever a comma stands for a point; a date is 2026-11-23, a time 2026-11-23 09:00:00. A
cell that would begin as a spreadsheet's formula (`=`, `+`, `-`, `@`, also as wide letters) has an
apostrophe before it, and no cell holds a line break. Everything was **paced, not observed**: the
box counts aloud and does not see whether, or how, an exercise was done. Doses are those of the plan
as it stands now.

| column | type | what it holds |
|---|---|---|"""


if __name__ == "__main__":
    sys.stdout.write(documentation())
