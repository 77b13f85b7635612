"""`spinecoach report`: the page, the paper, and where they are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from device.configuration import Configuration
from device.journal.clock import Clock
from device.report.gathering import facts_of
from device.report.page import page
from device.report.texts import Texts, load_texts
from device.report.writing import write

WEEKS_6 = 42
"""Days of a report, unless others are asked for."""

PAGE = Path("spinecoach-report.html")
"""Where the page goes when no place is named."""

FONTS = {"ko": "fonts-nanum"}
"""Debian's package with the letters of a language; without an entry, DejaVu has them."""


class PaperMissing(Exception):
    """What makes a PDF is not installed on this machine."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many days, and into which files; neither: into `PAGE` in this folder."""

    days: int = WEEKS_6
    html: Path | None = None
    pdf: Path | None = None


def make(
    configuration: Configuration, voices: Path, state: Path, clock: Clock, wishes: Wishes
) -> tuple[Path, ...]:
    """Write the report; return the files. `voices` is the folder of the language.

    Nothing is written unless all of it can be. Raises OSError, Unreadable (the texts),
    PaperMissing.
    """
    html = wishes.html or (None if wishes.pdf else PAGE)
    facts, texts = facts_of(configuration, state, clock, wishes.days), load_texts(voices)
    content = page(facts, texts, names_of(configuration))
    pdf = paper(content, texts) if wishes.pdf is not None else b""
    if html is not None:
        write(html, content)
    if wishes.pdf is not None:
        write(wishes.pdf, pdf)
    return tuple(file for file in (html, wishes.pdf) if file is not None)


def paper(html: str, texts: Texts) -> bytes:
    """Return the page as a PDF whose text can be selected. Raises PaperMissing.

    A letter of `texts` that no font has is an error; one of a name is an empty box on the paper.
    """
    try:
        from device.report.paper import paper_of  # noqa: PLC0415 - only who wants paper has it
    except (ImportError, OSError) as problem:
        raise PaperMissing(
            f"A PDF needs WeasyPrint and Pango: sudo {sys.executable} -m pip install weasyprint "
            "and sudo apt install libpango-1.0-0 libpangoft2-1.0-0. Or print the page from a "
            f"browser: --html FILE. ({problem})"
        ) from problem
    made = paper_of(html)
    if missing := "".join(sorted(made.missing & texts.letters())):
        fonts = FONTS.get(texts.language, "fonts-dejavu-core")
        raise PaperMissing(
            f"No font of this machine has {missing[:5]!r}, so a PDF in this language "
            f"({texts.language}) would show empty boxes: sudo apt install {fonts}. "
            "Or print the page from a browser: --html FILE."
        )
    return made.content


def names_of(configuration: Configuration) -> Callable[[str], str]:
    """Return what tells an exercise's name in the language; its id in words where it has none."""
    texts = configuration.book.texts if configuration.book is not None else {}
    return lambda id_: texts.get(f"{id_}.name") or id_.replace("_", " ")
