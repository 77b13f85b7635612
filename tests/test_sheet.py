"""The sheet for the wall: whole, harmless, in the language of the voice, only what is allowed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from device.configuration import Configuration, load_configuration
from device.journal.history import History, Stop
from device.pdf import PdfUnavailable, pdf_pages_of
from device.plan.loading import LoadedPlan
from device.plan.model import Contact, Contacts, Prescription
from device.reading.diagnostic import ConfigError
from device.sheet.drawings import DRAWINGS, HEIGHT, WIDTH, drawn
from device.sheet.page import ON_A_WALL, NoSheet, load_headings, save_sheet, sheet
from device.speaking.advice import load_advice
from tests.report.figures import alternatives

DAY = dt.date(2026, 11, 23)
LANGUAGES = ("en", "ko")
ALLOWED = (
    "deep_breathing", "ankle_pumps", "heel_slides", "glute_squeezes", "pelvic_tilts",
    "abdominal_bracing", "seated_marching", "shoulder_blade_squeezes", "walking_short",
)  # fmt: skip
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page and finds what is open at its end, what it would fetch, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetches: list[str] = []
        self.tags: set[str] = set()
        self.lang = ""
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetches += [name for name, _ in attrs if name in ("src", "href", "data", "action")]
        if tag == "html":
            self.lang = dict(attrs).get("lang") or ""
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def printed(
    configuration: Configuration, project: Path, history: History | None = None
) -> tuple[str, Page]:
    assert configuration.book is not None
    folder = project / "voices" / configuration.book.voice.language
    headings, past = load_headings(folder), history or History(DAY, staging_day=DAY)
    html = sheet(configuration, headings, past, DAY, load_advice(folder))
    return html, Page(html)


def with_plan(configuration: Configuration, **changes: object) -> Configuration:
    plan = configuration.loaded.plan
    assert plan is not None
    changed = dataclasses.replace(plan, **changes)  # type: ignore[arg-type]
    return dataclasses.replace(configuration, loaded=LoadedPlan(changed, signed=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_its_language_and_fetches_nothing(
    project: Path, language: str
) -> None:
    html, page = printed(load_configuration(project, language), project)
    assert html.startswith("<!DOCTYPE html>")
    assert page.open == []
    assert page.lang == language
    assert page.fetches == []
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert not re.search(r"url\(|@import|https?:", html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_of_the_day_is_there_with_dose_steps_and_way_out(
    project: Path, language: str
) -> None:
    configuration = load_configuration(project, language)
    book = configuration.book
    assert book is not None
    _, page = printed(configuration, project)
    for id_ in ALLOWED:
        for part in ("name", "position", "way_out", "steps.1"):
            assert book.texts[f"{id_}.{part}"] in page.text
    assert book.texts["bridging.steps.1"] not in page.text, "it is too early for it"
    assert book.texts["reason_stage"] in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_eight_exercises_are_on_one_page_beside_danger_signs_and_numbers(
    project: Path, language: str
) -> None:
    """The eight with the longest words, on a sheet that also warns of an example."""
    configuration = load_configuration(project, language)
    book = configuration.book
    assert book is not None
    longest = sorted(ALLOWED, key=lambda each: -len(book.texts[f"{each}.position"]))[:ON_A_WALL]
    changed = with_plan(
        configuration,
        exercises=tuple(Prescription(each, times_per_day=2) for each in longest),
        contacts=Contacts("112", Contact("Anna Bergmann", "0123 456 789"), Contact("Ward 4", "1")),
    )
    html, _ = printed(changed, project)
    assert html.count('class="exercise"') == ON_A_WALL
    try:
        pages = pypdf.PdfReader(io.BytesIO(pdf_pages_of(html).content)).pages
    except PdfUnavailable as missing:
        pytest.skip(str(missing))
    first = pages[0].extract_text()
    for number in range(1, ON_A_WALL + 1):
        assert f"{number}. " in first
    assert "112" in first
    assert len(pages) == 3, "the wall, the steps, the advice"


def test_nine_exercises_are_spread_over_two_pages(project: Path) -> None:
    html, _ = printed(load_configuration(project, "en"), project)
    walls = html.split('<div class="wall">')[1:]
    assert [each.count('class="exercise"') for each in walls] == [5, 4]


def test_every_exercise_has_a_drawing_without_letters(project: Path) -> None:
    catalogue = load_configuration(project, "en").catalogue
    assert catalogue is not None
    assert set(DRAWINGS) == {each.id for each in catalogue.exercises}
    for id_ in DRAWINGS:
        told = str(drawn(id_, "told"))
        assert re.sub("<[^>]*>", "", told) == "told"


def test_no_line_of_a_drawing_leaves_its_field() -> None:
    for id_, drawing in DRAWINGS.items():
        lines = (*drawing.body, *drawing.around, *drawing.later, *drawing.arrows, (drawing.head,))
        for x, y in (point for line in lines for point in line):
            assert 2 <= x <= WIDTH - 2, id_
            assert 2 <= y <= HEIGHT - 2, id_


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_drawing_keeps_its_words_in_the_pdf(project: Path, language: str) -> None:
    configuration = load_configuration(project, language)
    html, _ = printed(configuration, project)
    try:
        told = alternatives(pdf_pages_of(html).content)
    except PdfUnavailable as missing:
        pytest.skip(str(missing))
    assert len(told) == html.count("<svg") > 0
    assert all(told), told
    assert configuration.book is not None
    assert configuration.book.texts["heel_slides.position"] in told


def test_dates_are_written_as_people_write_them(project: Path) -> None:
    english, korean = (load_headings(project / "voices" / each) for each in LANGUAGES)
    assert english.day_of(DAY) == "Monday, 23 November 2026"
    assert korean.day_of(DAY) == "2026년 11월 23일 월요일"


def test_doses_are_told_as_the_exercise_is_counted(project: Path) -> None:
    _, page = printed(load_configuration(project, "en"), project)
    for dose in (
        "10 times with each leg, 2 times a day",
        "10 times, hold for 5 seconds each",
        "10 times, left and right",
        "5 minutes",
    ):
        assert dose in page.text


def test_danger_signs_and_numbers_to_call_stand_before_the_exercises(project: Path) -> None:
    _, page = printed(load_configuration(project, "en"), project)
    for told in ("numbness between your legs", "Emergency: 112", "Anna: 0123 456 789"):
        assert page.text.index(told) < page.text.index("Exercises of the day")


@pytest.mark.hazard("H8")
def test_a_plan_that_is_an_example_or_not_signed_says_so(project: Path) -> None:
    configuration = load_configuration(project, "en")
    warning = "Do not exercise by it"
    assert warning in printed(configuration, project)[1].text
    real = with_plan(configuration, example=False)
    assert warning not in printed(real, project)[1].text
    unsigned = dataclasses.replace(real, loaded=LoadedPlan(real.loaded.plan, signed=False))
    html, page = printed(unsigned, project)
    assert warning in page.text
    assert 'class="exercise"' not in html


@pytest.mark.hazard("H5")
def test_what_is_locked_is_among_what_is_not_done(project: Path) -> None:
    configuration = load_configuration(project, "en")
    stops = (Stop("heel_slides", DAY - dt.timedelta(2)), Stop("heel_slides", DAY))
    _, page = printed(configuration, project, History(DAY, staging_day=DAY, stops=stops))
    assert "Heel slides" in page.text.split("Not today")[1]
    assert "Heel slides" not in page.text.split("Not today")[0]


EVIL = "</p><script>alert(1)</script>&amp;\u202e\x07"


def test_whatever_stands_in_the_plan_is_text_on_the_page(project: Path) -> None:
    configuration = load_configuration(project, "en")
    plan = configuration.loaded.plan
    assert plan is not None
    evil = with_plan(
        configuration,
        contacts=Contacts("112", Contact(EVIL, "1"), Contact("{{ 7 * 7 }}", "2")),
        exercises=(Prescription("heel_slides", steps=(EVIL, "{% raw %}")),),
    )
    html, page = printed(evil, project)
    assert "script" not in page.tags
    assert page.open == []
    assert page.text.count("</p><script>alert(1)</script>&amp;") == 2
    assert "{{ 7 * 7 }}" in page.text
    assert "\u202e" not in html
    assert "\x07" not in html


def test_without_a_plan_there_is_no_sheet_and_it_says_what_to_do(project: Path) -> None:
    configuration = load_configuration(project, "en")
    empty = dataclasses.replace(configuration, loaded=LoadedPlan(None, signed=False))
    with pytest.raises(NoSheet, match="spinecoach check"):
        printed(empty, project)


def test_a_sheet_is_saved_without_any_journal_and_none_comes_of_it(
    project: Path, tmp_path: Path
) -> None:
    configuration = load_configuration(project, "ko")
    save_sheet(tmp_path / "wall.html", configuration, project, tmp_path / "journal.sqlite", DAY)
    assert (tmp_path / "wall.html").read_text(encoding="utf-8") == printed(configuration, project)[
        0
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["wall.html"]


def test_headings_that_are_missing_are_told_with_their_file(project: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"sheet\.yaml.*does not exist"):
        load_headings(tmp_path)
    text = (project / "voices" / "en" / "sheet.yaml").read_text(encoding="utf-8")
    (tmp_path / "sheet.yaml").write_text(text.replace("title:", "titel:"), encoding="utf-8")
    with pytest.raises(ConfigError, match="'titel' is not known here"):
        load_headings(tmp_path)
    (tmp_path / "sheet.yaml").write_text(text.replace("[January, ", "["), encoding="utf-8")
    with pytest.raises(ConfigError, match="'months' has not 12 names"):
        load_headings(tmp_path)


def test_both_languages_warn_of_the_same_signs(project: Path) -> None:
    english, korean = (load_headings(project / "voices" / each) for each in LANGUAGES)
    assert len(english.danger_signs) == len(korean.danger_signs) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_is_saved_as_a_page_and_as_a_pdf_with_the_page_of_advice(
    project: Path, tmp_path: Path, language: str
) -> None:
    configuration = load_configuration(project, language)
    html, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    save_sheet(html, configuration, project, tmp_path / "none.sqlite", DAY)
    assert html.read_text(encoding="utf-8") == printed(configuration, project)[0]
    try:
        save_sheet(pdf, configuration, project, tmp_path / "none.sqlite", DAY)
    except PdfUnavailable as missing:
        pytest.skip(str(missing))
    assert len(pypdf.PdfReader(pdf).pages) == 4, "nine exercises on two, their steps, the advice"


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ("{weekday}", "{weekd}", "'day' has {weekd} in it"),
        ("hold for {n}", "hold for {n", "'hold' has {n seconds each in it"),
        ('title: "Exercises"', 'title: "{n} exercises"', "Expected: no braces"),
    ],
)
def test_braces_that_are_never_filled_in_are_told_before_a_sheet_is_written(
    project: Path, tmp_path: Path, there: str, instead: str, says: str
) -> None:
    text = (project / "voices" / "en" / "sheet.yaml").read_text(encoding="utf-8")
    assert there in text
    (tmp_path / "sheet.yaml").write_text(text.replace(there, instead, 1), encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        load_headings(tmp_path)
    assert says in str(refused.value)
