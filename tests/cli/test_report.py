"""`spinecoach report` and `spinecoach export`, as a person types them."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.cli import main
from tests.journal.past import BEGAN, DONE, began, paced
from tests.report.home import Home, home

WHOLE = [BEGAN, began("glute_squeezes"), paced("glute_squeezes"), DONE]


@pytest.fixture
def lived(tmp_path: Path, project: Path) -> Home:
    return home(tmp_path, project, {1: WHOLE})


def typed(lived: Home, folder: Path, *words: str) -> Result:
    here = {"SPINECOACH_HOME": str(lived.project), "STATE_DIRECTORY": str(lived.state)}
    with contextlib.chdir(folder):
        return CliRunner().invoke(main, words, env=here)


def test_a_page_is_written_where_it_was_asked_for(lived: Home, tmp_path: Path) -> None:
    file = tmp_path / "days.html"
    result = typed(lived, tmp_path, "report", "--days", "3", "--html", str(file))
    assert result.exit_code == 0, result.output
    assert str(file) in result.output
    assert "Paced, not observed" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("kind", "begins"), [("csv", "\ufeffday,"), ("fhir", "{"), ("ics", "BEGIN:VCALENDAR")]
)
def test_an_export_is_written_where_it_was_asked_for(
    lived: Home, tmp_path: Path, kind: str, begins: str
) -> None:
    file = tmp_path / "out"
    result = typed(lived, tmp_path, "export", kind, "--output", str(file))
    assert result.exit_code == 0, result.output
    assert file.read_text("utf-8").startswith(begins)


def test_an_export_can_go_into_a_pipe_and_nothing_else_with_it(lived: Home, tmp_path: Path) -> None:
    result = typed(lived, tmp_path, "export", "fhir", "--output", "-")
    assert json.loads(result.stdout)["resourceType"] == "Bundle"
    assert not (tmp_path / "-").exists()


def test_the_pseudonym_is_the_one_that_was_given(lived: Home, tmp_path: Path) -> None:
    file = tmp_path / "out"
    typed(lived, tmp_path, "export", "fhir", "--pseudonym", "P-017", "--output", str(file))
    patient = json.loads(file.read_text("utf-8"))["entry"][0]["resource"]
    assert patient["identifier"][0]["value"] == "P-017"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "--html", "no/such/folder/x.html"), "No such file or directory"),
        (("report", "--days", "0"), "0 is not in the range"),
        (("export", "xls"), "'csv', 'fhir', 'ics'"),
        (("export", "fhir", "--pseudonym", " "), "--pseudonym is empty"),
    ],
)
def test_a_wrong_wish_ends_with_a_sentence(
    lived: Home, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    result = typed(lived, tmp_path, *words)
    assert result.exit_code in (1, 2)
    assert told in result.output
    assert "Traceback" not in result.output


def test_a_mistake_in_the_texts_is_told_with_its_line(lived: Home, tmp_path: Path) -> None:
    file = lived.voices / "report.yaml"
    file.write_text(file.read_text("utf-8").replace("title: ", "titel: "), encoding="utf-8")
    result = typed(lived, tmp_path, "report")
    assert result.exit_code == 2
    assert "report.yaml, line" in result.output


def test_a_journal_that_is_none_ends_with_a_sentence(lived: Home, tmp_path: Path) -> None:
    (lived.state / "journal.sqlite").write_bytes(b"no journal at all, but long enough " * 40)
    result = typed(lived, tmp_path, "report")
    assert result.exit_code == 1
    assert "cannot be read" in result.output


def test_without_a_signed_plan_there_is_no_calendar(lived: Home, tmp_path: Path) -> None:
    (lived.project / "config" / "plan.yaml").unlink()
    result = typed(lived, tmp_path, "export", "ics")
    assert result.exit_code == 1
    assert lived.texts.no_plan in result.output


def paper_with(fonts: Path, lived: Home, wanted: Path) -> str:
    """In a process of its own: fonts are looked for once in the life of one."""
    only = fonts.with_name("fonts.conf")
    only.write_text(f"<fontconfig><dir>{fonts}</dir></fontconfig>", encoding="utf-8")
    there = {
        "FONTCONFIG_FILE": str(only),
        "SPINECOACH_HOME": str(lived.project),
        "STATE_DIRECTORY": str(lived.state),
    }
    tried = subprocess.run(
        [sys.executable, "-m", "device", "report", "--pdf", wanted],
        env=os.environ | there,
        capture_output=True,
        text=True,
        check=False,
    )
    if "A PDF needs WeasyPrint" in tried.stderr:
        pytest.skip("no Pango: sudo apt install libpango-1.0-0 libpangoft2-1.0-0")
    assert tried.returncode == 1, tried.stderr
    assert "Traceback" not in tried.stderr
    assert not wanted.exists()
    return tried.stderr


def test_without_any_font_there_is_no_pdf_and_a_font_is_named(lived: Home, tmp_path: Path) -> None:
    told = paper_with(tmp_path / "no-fonts", lived, tmp_path / "days.pdf")
    assert "sudo apt install fonts-dejavu-core" in told


def test_a_pdf_of_boxes_is_not_written_and_the_font_is_named(tmp_path: Path, project: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    latin_font(fonts / "latin.ttf")
    lived = home(tmp_path, project, {1: WHOLE}, language="ko")
    told = paper_with(fonts, lived, tmp_path / "days.pdf")
    assert "sudo apt install fonts-nanum" in told


def latin_font(file: Path) -> None:
    """Make the smallest font: one empty shape for all of ASCII."""
    building = pytest.importorskip("fontTools.fontBuilder", reason="WeasyPrint is not here")
    shapes = importlib.import_module("fontTools.ttLib.tables._g_l_y_f")
    font = building.FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "a"])
    font.setupCharacterMap(dict.fromkeys(range(0x20, 0x7F), "a"))
    font.setupGlyf(dict.fromkeys((".notdef", "a"), shapes.Glyph()))
    font.setupHorizontalMetrics(dict.fromkeys((".notdef", "a"), (500, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Latin", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    font.setupPost()
    font.save(file)


def test_a_page_does_not_wait_for_what_only_exports_need(lived: Home, tmp_path: Path) -> None:
    asks = (
        "import sys; from device.cli import main; "
        f"main(['report', '--html', {str(tmp_path / 'days.html')!r}], standalone_mode=False); "
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    here = {"SPINECOACH_HOME": str(lived.project), "STATE_DIRECTORY": str(lived.state)}
    ended = subprocess.run(
        [sys.executable, "-c", asks], env={**os.environ, **here}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    loaded = ended.stderr.split()
    assert "device.report.page" in loaded
    assert not {"icalendar", "weasyprint", "device.report.fhir.bundle"} & set(loaded)
