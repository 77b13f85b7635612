"""A page on paper is what the page is, fetches nothing and shows no empty boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.pdf import PdfPages, PdfUnavailable, pdf_of, pdf_pages_of

NO_FONT_HAS = "\U0010fffd"


def made(html: str) -> PdfPages:
    try:
        return pdf_pages_of(html)
    except PdfUnavailable as missing:
        pytest.skip(str(missing))


def test_a_letter_that_no_font_has_is_noticed() -> None:
    paper = made(f"<title>x</title><p>{NO_FONT_HAS}")
    assert paper.missing == {NO_FONT_HAS}
    assert paper.content.startswith(b"%PDF")


def test_a_letter_that_the_language_needs_is_not_left_an_empty_box() -> None:
    html = f"<title>x</title><p>{NO_FONT_HAS}"
    made(html)
    assert pdf_of(html, "ko", frozenset("x")).startswith(b"%PDF")
    with pytest.raises(PdfUnavailable, match="sudo apt install fonts-nanum"):
        pdf_of(html, "ko", frozenset(NO_FONT_HAS))


@pytest.mark.parametrize("where", ["file", "missing"])
def test_a_pdf_fetches_nothing_and_is_made_all_the_same(tmp_path: Path, where: str) -> None:
    picture = tmp_path / "picture.svg"
    if where == "file":
        picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9"/></svg>')
    empty = "<html><head><title>x</title></head><body>{}</body></html>"
    with_picture = made(empty.format(f'<img alt="" src="{picture.as_uri()}">')).content
    assert with_picture.startswith(b"%PDF-")
    assert b"/Image" not in with_picture
    assert b"/XObject" not in with_picture
