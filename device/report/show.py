"""`spinecoach report`: the page, the paper, and where they are."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from device.configuration import Configuration
from device.journal.clock import Clock
from device.pdf import pdf_of
from device.report.fhir.names import pseudonym_from
from device.report.gathering import facts_of
from device.report.page import Reader, page
from device.report.private_file import write_private
from device.report.rows import reading
from device.report.texts import load_texts

WEEKS_6 = 42
"""Days of a report, unless others are asked for."""

PAGE = Path("spinecoach-report.html")
"""Where the page goes when no place is named."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How many days, and into which files; neither: into `PAGE` in this folder.

    `name` is what the clinic calls the patient, in place of one made of the journal; `visit` the
    day of the last visit, in place of that of the signature.
    """

    days: int = WEEKS_6
    html: Path | None = None
    pdf: Path | None = None
    name: str | None = None
    visit: dt.date | None = None


def write_report(
    configuration: Configuration, voices: Path, state: Path, clock: Clock, wishes: ReportOptions
) -> tuple[Path, ...]:
    """Write the report; return the files. `voices` is the folder of the language.

    Nothing is written unless all of it can be. Raises OSError, ConfigError (the texts),
    PdfUnavailable.
    """
    html = wishes.html or (None if wishes.pdf else PAGE)
    with _without_collector():
        facts, texts = facts_of(configuration, state, clock, wishes.days), load_texts(voices)
        who = wishes.name or pseudonym_of(state)
        content = page(facts, texts, names_of(configuration), Reader(who, wishes.visit))
    pdf = b""
    if wishes.pdf is not None:
        pdf = pdf_of(content, texts.language, texts.letters())
    if html is not None:
        write_private(html, content)
    if wishes.pdf is not None:
        write_private(wishes.pdf, pdf)
    return tuple(file for file in (html, wishes.pdf) if file is not None)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from walking ten years of rows, of which none is in a circle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def pseudonym_of(state: Path) -> str:
    """Return the name that tells nothing, made of the journal. Raises OSError."""
    with reading(state / "journal.sqlite") as journal:
        return pseudonym_from(journal.birth())


def names_of(configuration: Configuration) -> Callable[[str], str]:
    """Return what tells an exercise's name in the language; its id in words where it has none."""
    texts = configuration.book.texts if configuration.book is not None else {}
    return lambda id_: texts.get(f"{id_}.name") or id_.replace("_", " ")
