"""The page as a PDF, by WeasyPrint: the same HTML, its text selectable, its parts tagged."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import weasyprint

_LETTER_MISSING = ".notdef glyph rendered"
"""How WeasyPrint's log begins to tell of a letter that no font has; the letter comes after it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF, and the letters that no font of this machine has: empty boxes stand for them."""

    content: bytes
    missing: frozenset[str] = frozenset()


def paper_of(html: str) -> Paper:
    """Return `html` as a PDF, empty where this machine has no font. Nothing is fetched."""
    if not _any_font():
        return Paper(b"", frozenset(html))
    document: Any = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing)
    with _missing_letters() as missing:
        content = bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
    return Paper(content, frozenset(missing))


def _any_font() -> bool:
    """Whether fontconfig knows a font: without any, Pango takes the whole process down."""
    fonts_of = ctypes.CDLL("libfontconfig.so.1").FcConfigGetFonts
    fonts_of.argtypes, fonts_of.restype = (
        (ctypes.c_void_p, ctypes.c_int),
        ctypes.POINTER(ctypes.c_int),
    )
    found = fonts_of(None, 0)  # those of the system; the set begins with how many there are
    return bool(found) and found[0] > 0


def _fetch_nothing(url: str, **_wishes: object) -> NoReturn:
    raise ValueError(f"a report is complete in itself and fetches nothing: {url}")


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
