"""The sheet for the wall: whole, harmless, in the language of the voice, only what is allowed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from device.configuration import Configuration, load_configuration
from device.journal.history import History, Stop
from device.pdf import PdfUnavailable
from device.plan.loading import LoadedPlan
from device.plan.model import Contact, Contacts, Prescription
from device.reading.diagnostic import ConfigError
from device.sheet import NoSheet, load_headings, save_sheet, sheet
from device.speaking.advice import load_advice

DAY = dt.date(2026, 11, 23)
LANGUAGES = ("en", "ko")
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
    allowed = (
        "deep_breathing", "ankle_pumps", "heel_slides", "glute_squeezes", "pelvic_tilts",
        "abdominal_bracing", "seated_marching", "shoulder_blade_squeezes", "walking_short",
    )  # fmt: skip
    for id_ in allowed:
        for part in ("name", "position", "way_out", "steps.1"):
            assert book.texts[f"{id_}.{part}"] in page.text
    assert book.texts["bridging.steps.1"] not in page.text, "it is too early for it"
    assert book.texts["reason_stage"] in page.text


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
    assert 2 <= len(pypdf.PdfReader(pdf).pages) <= 3, "with the page of advice"
