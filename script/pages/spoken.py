"""Write docs/script.md: a first session as a person hears it, in every language beside English."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path

from device.configuration import load_configuration
from device.day_service import DayService
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.plan.instructions import Instructions
from device.preview import PreviewLine, preview_lines
from device.session.repertoire import repertoire
from device.speaking.clip_cache import ClipCache
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook
from device.speaking.voices import voices_of

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "script.md"
DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
HEAD = """# What the box says

Generated from `voices/` by `script/docs --pages`: do not edit it. The English line beside a Korean
one says the same thing; it is its gloss, not its model.
"""


def page() -> str:
    """Return the page: a first session of the example plan, a known one, and all other phrases."""
    english, session, known, rest = _day("en")
    korean, *_ = _day("ko")
    told = [HEAD, "## A first session", ""]
    told += ["Counts are left out. After a line in bold the box waits for an answer.", ""]
    told += _table(korean, [line for line in session if not line.counted])
    told += ["", "## A session that is well known", ""]
    told += ["After three sessions running without pain. Counts are left out.", ""]
    told += _table(korean, [line for line in known if not line.counted])
    heard = {line.phrase for line in (*session, *known)}
    besides = [PreviewLine(0, english.text(said), said) for said in rest if said not in heard]
    told += ["", "## What may be said besides", "", *_table(korean, besides)]
    return "\n".join(told) + "\n"


def _day(
    language: str,
) -> tuple[PhraseBook, list[PreviewLine], list[PreviewLine], tuple[Phrase, ...]]:
    configuration = load_configuration(PROJECT, language)
    book = configuration.book
    if book is None:
        raise SystemExit("\n".join(map(str, configuration.errors)))
    with tempfile.TemporaryDirectory() as state:
        journal = SqliteJournal(Path(state) / "journal.sqlite", VirtualClock(DAY))
        clip_cache = ClipCache(book, voices_of(book))
        day = DayService(configuration, journal.history, clip_cache, rehearsing=True).today()
        journal.close()
    tasks = tuple(replace(task, instructions=Instructions.BRIEF) for task in day.tasks)
    known = replace(day, tasks=tasks, left_out_anew=())
    said = (*repertoire(day), *repertoire(known))
    return book, [*preview_lines(day, book)], [*preview_lines(known, book)], said


def _table(korean: PhraseBook, said: list[PreviewLine]) -> list[str]:
    rows = ["| English | Korean |", "|---|---|"]
    for line in said:
        mark = "**" if line.waits else ""
        rows.append(f"| {mark}{line.text}{mark} | {korean.text(line.phrase)} |")
    return list(dict.fromkeys(rows))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
