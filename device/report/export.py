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
from device.report.private_file import write_private
from device.report.remembered import Memory, box_of, keep, load_memory, zone_of
from device.report.reminders import CalendarBox, calendar, cancelled, reminders, sequence_at
from device.report.rows import reading
from device.report.show import names_of
from device.report.table import table
from device.report.texts import Texts, load_texts
from device.settings import Settings


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
class ExportOptions:
    """What, of how many days, into which file; `pseudonym` in place of one made of the journal."""

    format: Format
    days: int
    file: Path | None = None
    pseudonym: str | None = None


def write_export(
    configuration: Configuration, voices: Path, state: Path, clock: Clock, wish: ExportOptions
) -> Path:
    """Write the export; return the file. Raises what `content_of` raises."""
    content = content_of(configuration, voices, state, clock, wish)
    file = wish.file or FILES[wish.format]
    write_private(file, content)
    return file


def content_of(
    configuration: Configuration, voices: Path, state: Path, clock: Clock, wish: ExportOptions
) -> str | bytes:
    """Return what an export holds. `voices` is the folder of the language.

    A calendar is remembered in `state`, where that can be written. Raises OSError, ConfigError (the
    texts), NothingToExport.
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
            return _calendar(configuration, facts, texts, state, clock)


def _calendar(
    configuration: Configuration, facts: Facts, texts: Texts, state: Path, clock: Clock
) -> bytes:
    """Return the calendar; what it holds is remembered for the next one."""
    plan, name_of = facts.plan, names_of(configuration)
    if plan is None or not facts.signed or plan.example:
        raise NothingToExport(_why(facts, texts))
    birth, now, memory = _birth(state), clock.utc(), load_memory(state)
    entries = reminders(plan, facts.sessions_ahead, facts.last, facts.refusal, texts, name_of)
    before = memory.names if memory is not None else None
    gone = tuple(cancelled(before, entries, texts.ics_cancelled, plan.operation.date))
    box = CalendarBox(
        memory.box if memory is not None else box_of(birth, plan),
        zone_of((configuration.settings or Settings()).day.timezone),
        sequence_at(now, memory.sequence if memory is not None else 0),
        now,
    )
    names = dict.fromkeys([*(before or ()), *(each.name for each in entries)])
    keep(state, Memory(box.box, box.sequence, tuple(names)))
    return calendar((*entries, *gone), box)


def _why(facts: Facts, texts: Texts) -> str:
    known = facts.refusal is not None and texts.has(facts.refusal)
    return texts.said(facts.refusal if known and facts.refusal else "no_plan")


def _birth(state: Path) -> tuple[str, str] | None:
    with reading(state / "journal.sqlite") as journal:
        return journal.birth()
