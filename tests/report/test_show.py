"""`spinecoach report` writes what it was asked for and nothing else."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from device.pdf import PdfUnavailable
from device.report.show import PAGE, ReportOptions, write_report
from tests.journal.past import BEGAN, DONE, began, paced
from tests.report.home import Home, home

AWKWARD = "<script>alert('\"')</script>\u202egnol\nline =cmd|' /C calc'!A0"
WHOLE = [BEGAN, began("glute_squeezes"), paced("glute_squeezes"), DONE]


@pytest.fixture
def lived(tmp_path: Path, project: Path) -> Home:
    return home(tmp_path, project, {1: WHOLE}, language="ko", by=("김<b>\u202e", "surgeon"))


def made(lived: Home, wishes: ReportOptions) -> tuple[Path, ...]:
    return write_report(lived.configuration, lived.voices, lived.state, lived.clock, wishes)


def test_with_no_wish_the_page_goes_into_this_folder(
    lived: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert made(lived, ReportOptions()) == (PAGE,)
    assert (tmp_path / PAGE).stat().st_mode & 0o777 == 0o600


def test_it_changes_nothing_that_it_reads(lived: Home, tmp_path: Path) -> None:
    def there() -> dict[Path, bytes]:
        files = (*lived.project.rglob("*"), lived.state / "journal.sqlite")
        return {file: file.read_bytes() for file in files if file.is_file()}

    before = there()
    made(lived, ReportOptions(html=tmp_path / "report.html"))
    assert there() == before


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_text_of_the_pdf_can_be_selected(tmp_path: Path, project: Path, language: str) -> None:
    lived = home(tmp_path, project, {1: WHOLE}, language=language, by=("Kim<b>\u202e", "surgeon"))
    file = tmp_path / "report.pdf"
    try:
        assert made(lived, ReportOptions(pdf=file)) == (file,)
    except PdfUnavailable as missing:
        pytest.skip(str(missing))
    assert file.stat().st_mode & 0o777 == 0o600
    pages = pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert len(pages) <= 2
    assert "".join(lived.texts.paced.split()) in text
    assert "Kim<b>" in text


def test_a_pdf_of_awkward_names_runs_nothing_and_leads_nowhere(
    tmp_path: Path, project: Path
) -> None:
    days = {1: [BEGAN, began(AWKWARD), paced(AWKWARD), DONE]}
    lived = home(tmp_path, project, days, by=(AWKWARD, AWKWARD))
    file = tmp_path / "report.pdf"
    try:
        made(lived, ReportOptions(pdf=file))
    except PdfUnavailable as missing:
        pytest.skip(str(missing))
    paper = pypdf.PdfReader(io.BytesIO(file.read_bytes()))
    text = "".join("".join(page.extract_text() for page in paper.pages).split())
    assert "<script>alert('\"')</script>gnolline=cmd|'/Ccalc'!A0" in text
    assert "\u202e" not in text
    names = {str(key) for each in every(paper.trailer) for key in each}
    assert "/Type" in names
    assert not names & {"/JS", "/JavaScript", "/URI", "/Launch", "/EmbeddedFile", "/OpenAction"}


def every(root: object) -> Iterator[pypdf.generic.DictionaryObject]:
    """Yield every dictionary of a PDF, each once."""
    waiting, seen = [root], set[tuple[int, int]]()
    while waiting:
        each = waiting.pop()
        if isinstance(each, pypdf.generic.IndirectObject):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            each = each.get_object()
        if isinstance(each, pypdf.generic.DictionaryObject):
            yield each
            waiting += dict.values(each)
        elif isinstance(each, pypdf.generic.ArrayObject):
            waiting += list.__iter__(each)


def test_without_what_makes_a_pdf_it_says_what_to_do(
    lived: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfUnavailable, match="-m pip install weasyprint"):
        made(lived, ReportOptions(pdf=tmp_path / "report.pdf"))
    assert not (tmp_path / "report.pdf").exists()
