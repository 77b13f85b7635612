"""`spinecoach export`: the days and the plan in the formats of other programs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from device.configuration import Configuration
from device.journal.clock import Clock
from device.report.facts import Facts
from device.report.fhir.bundle import bundle
from device.report.fhir.names import names_for
from device.report.gathering import facts_of
from device.report.reminders import calendar
from device.report.rows import reading
from device.report.show import names_of
from device.report.table import table
from device.report.texts import Texts, load_texts
from device.report.writing import write


class Format(StrEnum):
    """What can be written."""

    CSV = "csv"
    FHIR = "fhir"
    ICS = "ics"


FILES = {
    Format.CSV: Path("spinecoach.csv"),
    Format.FHIR: Path("spinecoach-fhir.json"),
    Format.ICS: Path("spinecoach.ics"),
}
"""Where an export goes when no place is named."""


class NothingToExport(Exception):
    """There is no plan that could be put into a calendar."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What, of how many days, into which file; `pseudonym` in place of one made of the journal."""

    format: Format
    days: int
    file: Path | None = None
    pseudonym: str | None = None


def export(
    configuration: Configuration, voices: Path, state: Path, clock: Clock, wish: Wish
) -> Path:
    """Write the export; return the file. Raises what `content_of` raises."""
    content = content_of(configuration, voices, state, clock, wish)
    file = wish.file or FILES[wish.format]
    write(file, content)
    return file


def content_of(
    configuration: Configuration, voices: Path, state: Path, clock: Clock, wish: Wish
) -> str | bytes:
    """Return what an export holds. `voices` is the folder of the language.

    Raises OSError, Unreadable (the texts), NothingToExport.
    """
    texts, name_of = load_texts(voices), names_of(configuration)
    facts = facts_of(configuration, state, clock, wish.days)
    match wish.format:
        case Format.CSV:
            return table(facts, name_of)
        case Format.FHIR:
            birth = _birth(state)
            names = names_for(wish.pseudonym, texts, name_of, birth, facts.plan)
            return bundle(facts, names, clock.utc())
        case Format.ICS:
            if facts.plan is None or not facts.signed or facts.plan.example:
                raise NothingToExport(_why(facts, texts))
            due = max((day.sessions_due for day in facts.days[-1:]), default=0)
            return calendar(facts.plan, due, texts, name_of, clock.utc())


def _why(facts: Facts, texts: Texts) -> str:
    known = facts.refusal is not None and texts.has(facts.refusal)
    return texts.said(facts.refusal if known and facts.refusal else "no_plan")


def _birth(state: Path) -> tuple[str, str] | None:
    with reading(state / "journal.sqlite") as journal:
        return journal.birth()
