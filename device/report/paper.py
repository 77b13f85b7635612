"""The page as a PDF, by WeasyPrint: the same HTML, its text selectable, its parts tagged."""

from __future__ import annotations

from typing import Any, NoReturn

import weasyprint


def pdf_of(html: str) -> bytes:
    """Return `html` as a PDF. Nothing is fetched, from anywhere."""
    document: Any = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing)
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))


def _fetch_nothing(url: str, **_wishes: object) -> NoReturn:
    raise ValueError(f"a report is complete in itself and fetches nothing: {url}")
