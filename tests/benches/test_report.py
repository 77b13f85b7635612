"""The bench of the report finds what is wrong: a figure that cannot be bad proves nothing."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from script.benches.pages import browser
from script.benches.pages.homes import PICTURED, TODAY, Case, Years, household
from tests.benches.loading import bench_named

MAX_KB = 150


@pytest.fixture(scope="module")
def bench(project: Path) -> ModuleType:
    return bench_named("report", project)


@pytest.fixture
def chromium() -> None:
    if browser.chromium() is None:
        pytest.skip("Chromium is not on this machine: apt install chromium")


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    household(folder, Case("a week", 7))
    return folder


def test_what_was_not_measured_is_not_met(bench: ModuleType) -> None:
    assert not bench.Figure("sheets", None, 2).met
    assert not bench.Figure("contrast", None, 4.5, "at least").met


@pytest.mark.parametrize(
    ("value", "way", "met"),
    [(2, "at most", True), (3, "at most", False), (2, "at least", True), (1, "at least", False)],
)
def test_a_goal_has_a_direction(bench: ModuleType, value: int, way: str, met: bool) -> None:
    assert bench.Figure("x", value, 2, way).met is met


@pytest.mark.usefixtures("chromium")
def test_a_page_that_scrolls_sideways_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!DOCTYPE html><body style='margin:0'><div style='width:400px'>x</div>")
    assert browser.measured(page, browser.PHONE_PX)[0] == 10
    assert browser.measured(page, browser.PAPER_PX)[0] == 0


@pytest.mark.usefixtures("chromium")
def test_a_page_that_takes_three_sheets_is_found(bench: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    sheet = "<p style='break-after: page'>x</p>"
    page.write_text(f"<!DOCTYPE html><title>x</title>{sheet * 2}<p>x</p>")
    assert bench.sheets(browser.printed(page)) == 3


def test_a_bundle_with_mistakes_is_found(
    bench: ModuleType, lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bench.validity(lived, 7).value == 0
    wrong = '{"resourceType": "Bundle", "type": 7, "entry": [{"resource": {"id": "x"}}]}'
    monkeypatch.setattr(bench.leaving, "bundled", lambda *_: wrong)
    assert bench.validity(lived, 7).value > 0


def test_time_and_memory_are_those_of_the_whole_program(bench: ModuleType, lived: Path) -> None:
    told = bench.once(lived, 7, lived / "report.html")
    assert told["cpu_s"] > 0.1
    assert 20 < told["mb"] < 200
    assert "Paced, not observed" in (lived / "report.html").read_text("utf-8")


def test_days_are_the_same_for_the_same_seed_and_as_many_as_were_asked_for() -> None:
    rows, again = list(Years(60).rows()), list(Years(60).rows())
    assert rows == again
    assert 40 <= len({row.day for row in rows}) <= 60
    assert max(row.day for row in rows) <= TODAY
    assert rows != list(Years(60, seed=9).rows())


def test_every_picture_of_the_documentation_is_small_and_there(project: Path) -> None:
    text = (project / "docs" / "report.md").read_text(encoding="utf-8")
    pictures = sorted((project / "docs" / "report").glob("*.png"))
    assert [p.name for p in pictures if p.stat().st_size > MAX_KB * 1000] == []
    assert [p.name for p in pictures if f"report/{p.name}" not in text] == []
    in_both_languages = [p for p in pictures if p.name.startswith("sheet-") or p.match("*-pdf.png")]
    assert len(in_both_languages) == 2 * 2
    assert len(pictures) == 2 * len(PICTURED) + len(in_both_languages)
