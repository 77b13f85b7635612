"""The days as CSV: one line for each exercise of each session, each pain, and each session itself.

The columns stand in docs/report-csv.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from device.report.facts import Day, Facts
from device.report.sessions import Session
from device.report.texts import plain

COLUMNS = (
    "day", "date_sure", "session", "began_utc", "what", "exercise", "exercise_name", "outcome",
    "reason", "repetitions_paced", "pain_0_10", "minutes",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@")

BOM = "\ufeff"
"""Tells spreadsheets that it is UTF-8."""

Values = tuple[str | int | float, ...]


def table(facts: Facts, name_of: Callable[[str], str]) -> str:
    """Return the days as CSV with a heading; no cell begins as a formula does."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for day in facts.days:
        for session in day.sessions:
            for line in _lines(day, session, name_of):
                writer.writerow(map(harmless, line))
    return BOM + out.getvalue()


def harmless(cell: str | float) -> str:
    """Return a cell's text, on one line, that a spreadsheet shows and never works out."""
    if not isinstance(cell, str):
        return str(cell)
    text = plain(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(day: Day, session: Session, name_of: Callable[[str], str]) -> Iterator[Values]:
    head: Values = (
        day.date.isoformat(),
        "yes" if session.sure else "no",
        session.id,
        session.began.isoformat(timespec="seconds"),
    )
    minutes = round(session.active_s / 60, 1)
    yield (*head, "session", "", "", session.ending.value, "", "", "", minutes)
    for turn in session.turns:
        name = name_of(turn.exercise)
        what = (turn.exercise, name, turn.outcome.value, turn.reason, turn.repetitions)
        yield (*head, "exercise", *what, "", "")
    for pain in session.pains:
        exercise, name = (pain.exercise, name_of(pain.exercise)) if pain.exercise else ("", "")
        danger = f"danger_{pain.danger}" if pain.danger else ""
        value = "no_answer" if pain.value is None else pain.value
        yield (*head, "pain", exercise, name, "", danger, "", value, "")
