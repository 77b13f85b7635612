"""A page on paper, by WeasyPrint: the same HTML as a PDF, its text selectable, its parts tagged."""

from __future__ import annotations

import ctypes
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

FONTS = {"ko": "fonts-nanum"}
"""Debian's package with the letters of a language; without an entry, DejaVu has them."""

_LETTER_MISSING = ".notdef glyph rendered"
"""How WeasyPrint's log begins to tell of a letter that no font has; the letter comes after it."""


class PdfUnavailable(Exception):
    """What makes a PDF is not on this machine; the text says what to do."""


@dataclass(frozen=True, slots=True)
class PdfPages:
    """A PDF, and the letters that no font of this machine has: empty boxes stand for them."""

    content: bytes
    missing: frozenset[str] = frozenset()


def pdf_of(html: str, language: str, letters: frozenset[str]) -> bytes:
    """Return `html` as a PDF. Nothing is fetched. Raises PdfUnavailable.

    One of `letters` that no font has is an error; any other, as of a name, is an empty box.
    """
    made = pdf_pages_of(html)
    if missing := "".join(sorted(made.missing & letters)):
        raise PdfUnavailable(
            f"No font of this machine has {missing[:5]!r}, so a PDF in this language ({language}) "
            f"would show empty boxes: sudo apt install {FONTS.get(language, 'fonts-dejavu-core')}. "
            "Or print the page from a browser, as HTML."
        )
    return made.content


def pdf_pages_of(html: str) -> PdfPages:
    """Return `html` as a PDF, empty where this machine has no font. Raises PdfUnavailable."""
    try:
        import weasyprint  # noqa: PLC0415 - only who wants paper has it, and it is slow to load
    except (ImportError, OSError) as problem:
        raise PdfUnavailable(
            f"A PDF needs WeasyPrint and Pango: sudo {sys.executable} -m pip install weasyprint "
            "and sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. Or print "
            f"the page from a browser, as HTML. ({problem})"
        ) from problem
    if not _any_font():
        return PdfPages(b"", frozenset(html))
    nothing = weasyprint.URLFetcher(allowed_protocols=())
    document: Any = weasyprint.HTML(string=html, url_fetcher=nothing)
    with _missing_letters() as missing:
        content = bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
    return PdfPages(content, frozenset(missing))


def _any_font() -> bool:
    """Whether fontconfig knows a font: without any, Pango takes the whole process down."""
    fonts_of = ctypes.CDLL("libfontconfig.so.1").FcConfigGetFonts
    fonts_of.argtypes, fonts_of.restype = (
        (ctypes.c_void_p, ctypes.c_int),
        ctypes.POINTER(ctypes.c_int),
    )
    found = fonts_of(None, 0)  # those of the system; the set begins with how many there are
    return bool(found) and found[0] > 0


@contextmanager
def _missing_letters() -> Iterator[set[str]]:
    """Collect them from the log, the one place where WeasyPrint tells of them."""
    missing: set[str] = set()

    def collect(record: logging.LogRecord) -> bool:
        match record.args:
            case (letter, *_) if str(record.msg).startswith(_LETTER_MISSING):
                missing.add(str(letter))
                return False
        return True

    log = logging.getLogger("weasyprint")
    log.addFilter(collect)
    try:
        yield missing
    finally:
        log.removeFilter(collect)
