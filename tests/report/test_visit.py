"""What a physiotherapist asks the page for: how much was counted, what is new, what comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.entry import Entry, Kind
from device.pdf import PdfUnavailable, pdf_of
from device.report.adherence import Adherence, adherence_of, visit_of
from device.report.facts import Day, Mark
from device.report.page import Reader, page, shown
from device.report.sessions import Ending, ExerciseOutcome, SessionRecord, Turn
from device.report.show import names_of
from tests.journal.past import BEGAN, DONE, began, ended, next_day, paced, pain, skipped, stopped
from tests.report.figures import alternatives, sheets, sizes_pt
from tests.report.home import Home, home

SMALLEST_PT = 11.0
SQUEEZES = [began("glute_squeezes"), paced("glute_squeezes")]
ALL = [BEGAN, *SQUEEZES, began("heel_slides"), paced("heel_slides"), DONE]
HALF = [BEGAN, *SQUEEZES, began("heel_slides"), skipped("heel_slides"), DONE]
TODAY = dt.date(2026, 11, 23)


def hurt(value: int, danger: str | None = None) -> list[Entry]:
    told = [began("heel_slides"), pain("heel_slides"), stopped("heel_slides")]
    told.append(Entry(Kind.PAIN_ANSWERED, "heel_slides", value))
    if danger is not None:
        told.append(Entry(Kind.DANGER_ANSWERED, "heel_slides", text=danger))
    return told


def html_of(lived: Home, reader: Reader | None = None) -> str:
    return page(lived.facts(), lived.texts, names_of(lived.configuration), reader)


def visit(tmp_path: Path, project: Path, days: Mapping[int, Sequence[Entry]]) -> list[list[str]]:
    lived = home(tmp_path, project, days)
    reader = Reader(visit=TODAY - dt.timedelta(days=3))
    told = shown(lived.facts(), lived.texts, names_of(lived.configuration), reader)
    return [[row.name, *row.cells] for row in told.visit]


def test_what_was_counted_is_held_against_what_was_prescribed(
    tmp_path: Path, project: Path
) -> None:
    lived = home(tmp_path, project, {3: ALL, 2: HALF, 1: ALL})
    told = shown(lived.facts(), lived.texts, names_of(lived.configuration), Reader())
    lines = {line.name: (line.dose, line.counted, line.percent) for line in told.exercises}
    assert lines["Glute squeezes"][1:] == ("3 of 3", "100 %")
    assert lines["Heel slides"][1:] == ("2 of 3", "66 %")
    assert "10\u201315 times, hold 5 seconds" in lines["Glute squeezes"][0]
    assert told.by_week[0].cells[:2] == ("nothing asked", "\u2013"), "today is not missed yet"
    assert told.by_week[1].cells[1].endswith(" %")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=20))
def test_adherence_is_never_more_than_all_nor_counts_what_nobody_asked_for(
    days: list[tuple[int, int]],
) -> None:
    def day(ago: int, asked: int, counted: int) -> Day:
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        turns = (Turn("a", ExerciseOutcome.PACED),) * counted
        session = SessionRecord(1, at.date(), at, at, 60.0, Ending.COMPLETED, turns)
        date = TODAY - dt.timedelta(days=ago)
        return Day(date, Mark.DONE, (session,), asked={"a": asked} if asked else {})

    made = [day(n, *each) for n, each in enumerate(days)]
    found = adherence_of(made, TODAY)
    assert 0 <= found.counted <= found.asked
    assert (found.percent is None) == (found.asked == 0)
    assert adherence_of(made[1:], TODAY).asked == sum(asked for asked, _ in days[1:])


def test_nothing_asked_is_no_percentage() -> None:
    assert Adherence().percent is None
    assert Adherence(0, 3).percent == 0


def test_what_is_different_since_the_last_visit_stands_side_by_side(
    tmp_path: Path, project: Path
) -> None:
    worse = [BEGAN, next_day("worse"), *SQUEEZES, DONE]
    days = {6: ALL, 5: [BEGAN, *hurt(7), ended("pain")], 4: worse, 3: ALL, 2: ALL, 1: ALL}
    rows = {name: cells for name, *cells in visit(tmp_path, project, days)}
    assert rows["Times pain was told"] == ["1", "0"]
    assert rows["Worst pain"] == ["7", "none"]
    assert rows["Mornings with worse pain"] == ["1", "0"]
    assert rows["Counted of what was asked"][1] == "100 %"


def test_without_days_on_either_side_nothing_is_compared(tmp_path: Path, project: Path) -> None:
    facts = home(tmp_path, project, {3: ALL, 2: ALL}).facts()
    assert visit_of(facts, TODAY) is None
    assert visit_of(facts, TODAY - dt.timedelta(days=41)) is None
    assert visit_of(facts, TODAY - dt.timedelta(days=2)) is not None


@pytest.mark.hazard("H3")
@pytest.mark.parametrize("danger", ["yes", "silence"])
def test_a_danger_sign_is_seen_first_and_looks_like_nothing_else(
    tmp_path: Path, project: Path, danger: str
) -> None:
    days = {30: [BEGAN, *hurt(8, danger), ended("danger")], 1: ALL}
    lived = home(tmp_path, project, days)
    html = html_of(lived)
    banner = html.index('<section class="danger"')
    assert banner < html.index(lived.texts.paced) < html.index(lived.texts.glance)
    assert "24 Oct 2026" in html[banner : html.index("</section>", banner)]
    without = html_of(home(tmp_path / "two", project, {30: [BEGAN, *hurt(8, "no"), DONE]}))
    assert 'class="danger"' not in without


def test_the_page_says_whose_days_they_are(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {1: ALL})
    assert "<bdi>P-017 &lt;b&gt;</bdi>" in html_of(lived, Reader("P-017 <b>\u202e"))


def test_the_next_morning_is_told_by_day(tmp_path: Path, project: Path) -> None:
    days = {3: [BEGAN, *hurt(4), DONE], 2: [BEGAN, next_day("worse"), DONE]}
    lived = home(tmp_path, project, days)
    assert f"21 Nov 2026: {lived.texts.morning_worse}" in html_of(lived)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_on_paper_every_letter_is_11_points_and_every_figure_has_its_words(
    tmp_path: Path, project: Path, language: str
) -> None:
    days = {n: [BEGAN, *hurt(4), *SQUEEZES, DONE] if n % 5 == 0 else ALL for n in range(1, 41)}
    lived = home(tmp_path, project, days, language=language)
    try:
        pdf = pdf_of(html_of(lived, Reader("P-017")), language, lived.texts.letters())
    except PdfUnavailable as missing:
        pytest.skip(str(missing))
    told = alternatives(pdf)
    assert len(told) == 2
    assert all(len(each) > 40 for each in told)
    assert min(sizes_pt(pdf)) >= SMALLEST_PT
    assert sheets(pdf) <= 3
