"""The page: complete in itself, harmless, readable, and honest about what it could not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from coloraide import Color

from device.journal.entry import Entry, Kind
from device.report.colours import LOOKS, SHAPE_PAIRS, TEXT_PAIRS
from device.report.facts import Mark
from device.report.page import page
from device.report.show import names_of
from tests.journal.past import BEGAN, DONE, began, ended, next_day, paced, pain, skipped, stopped
from tests.report.home import PLAN, Home, home

AWKWARD = "<script>alert('\"')</script>\u202egnol\nline & =cmd|' /C calc'!A0"
SQUEEZES = [began("glute_squeezes"), paced("glute_squeezes")]
WHOLE = [BEGAN, *SQUEEZES, DONE]


def hurt(value: int | None, exercise: str = "heel_slides") -> list[Entry]:
    said = [began(exercise), pain(exercise), stopped(exercise)]
    return said if value is None else [*said, Entry(Kind.PAIN_ANSWERED, exercise, value)]


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, text, rows of pain (three cells)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._cells: list[str] = []
        self.rows: list[list[str]] = []
        self._style = self._cell = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._style = tag == "style"
        if tag == "tr":
            self._cells = []
        elif tag == "td":
            self._cells.append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._style = False
        if tag == "td":
            self._cell = False
        elif tag == "tr" and len(self._cells) == 3:
            self.rows.append(self._cells)

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.text += data
            if self._cell:
                self._cells[-1] += data.strip()

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(lived: Home, days: int = 42) -> str:
    return page(lived.facts(days), lived.texts, names_of(lived.configuration))


def read(folder: Path, project: Path, days: Mapping[int, Sequence[Entry]], **how: str) -> Page:
    return Page(page_of(home(folder, project, days, **how)))  # type: ignore[arg-type]


def test_it_needs_no_script_and_fetches_nothing(tmp_path: Path, project: Path) -> None:
    html = page_of(home(tmp_path, project, {3: [BEGAN, *hurt(4), DONE], 1: WHOLE}))
    taken = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "a"} & {t for t, _ in taken.elements}
    attributes = {name for _, names in taken.elements for name in names}
    assert not {"src", "href", "xlink:href"} & attributes
    assert not {name for name in attributes if name.startswith("on")}
    assert "url(" not in html
    assert "@import" not in html
    (policy,) = [m["content"] for m in taken.all("meta") if "content-security" in str(m).lower()]
    assert policy.startswith("default-src 'none'")


@pytest.mark.hazard("H11")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_says_first_that_nobody_saw_it(tmp_path: Path, project: Path, language: str) -> None:
    lived = home(tmp_path, project, {1: WHOLE}, language=language)
    text = Page(page_of(lived)).text
    assert 0 < text.index(lived.texts.paced) < text.index(lived.texts.glance)
    for missing in ("unknown_seen", "unknown_other", "unknown_plan"):
        assert lived.texts.said(missing) in text


def test_every_day_has_a_sign_and_words_for_who_cannot_see_it(
    tmp_path: Path, project: Path
) -> None:
    days = {
        4: WHOLE,
        3: [BEGAN, *SQUEEZES, began("heel_slides"), skipped("heel_slides"), DONE],
        2: [BEGAN, *hurt(7), ended("pain")],
        1: [BEGAN, *SQUEEZES],
    }
    html = page_of(home(tmp_path, project, days))
    cells = [c["class"] for c in Page(html).all("td") if c.get("class", "") in set(Mark)]
    assert cells[-5:] == ["done", "done", "pain", "partly", "ahead"]
    assert len(cells) == 42
    assert "done, 1 of 1 sessions, an exercise was left when the patient said so" in html
    assert "pain, 0 of 1 sessions" in html


def test_each_picture_tells_its_values_in_words(tmp_path: Path, project: Path) -> None:
    days = {3: [BEGAN, *hurt(4), DONE], 2: [BEGAN, *hurt(None), ended("no_answer")], 1: WHOLE}
    pictures = read(tmp_path, project, days).all("svg")
    told = [picture["aria-label"] for picture in pictures]
    assert [picture["role"] for picture in pictures] == ["img", "img"]
    assert "20 Nov 2026: 4, Heel slides" in told[0]
    assert "21 Nov 2026: no answer, Heel slides" in told[0]
    assert "22 Nov 2026: 3" in told[1]


def test_pain_is_told_with_its_day_its_number_and_its_exercise(
    tmp_path: Path, project: Path
) -> None:
    told = [*hurt(8), Entry(Kind.DANGER_ANSWERED, "heel_slides", text="yes"), ended("danger")]
    days = {3: [BEGAN, *hurt(2), *hurt(5, "glute_squeezes"), DONE], 2: [BEGAN, *told]}
    rows = read(tmp_path, project, days).rows
    assert rows[:3] == [
        ["21 Nov 2026", "8, danger sign", "Heel slides"],
        ["20 Nov 2026", "5", "Glute squeezes"],
        ["20 Nov 2026", "2", "Heel slides"],
    ]


def test_without_pain_there_is_no_picture_of_it(tmp_path: Path, project: Path) -> None:
    taken = read(tmp_path, project, {1: WHOLE})
    assert "No pain was told in these days." in taken.text
    assert len(taken.all("svg")) == 1


def test_an_empty_journal_makes_a_page_without_pictures(tmp_path: Path, project: Path) -> None:
    taken = read(tmp_path, project, {})
    assert taken.all("svg") == []
    assert "still to come" in taken.text


def test_it_names_who_signed_and_what_was_allowed_and_locked(tmp_path: Path, project: Path) -> None:
    approved = "    approved: {by: Dr. Kim, role: surgeon, date: 2026-11-08}\n"
    days = {5: [BEGAN, *hurt(4), DONE], 3: [BEGAN, *hurt(4), DONE]}
    text = read(tmp_path, project, days, plan=PLAN + approved).text
    assert "Signed by Dr. Weber, surgeon, on 9 Nov 2026." in text
    assert "Bridging: approved by Dr. Kim, surgeon, on 8 Nov 2026." in text
    assert "locked: pain stopped it again and again; the clinic must unlock it" in text
    assert "2 of 3; the clinic has cleared up to 2" in text


def test_a_signature_that_is_not_that_of_the_plan_is_not_shown(
    tmp_path: Path, project: Path
) -> None:
    lived = home(tmp_path, project, {1: WHOLE})
    file = lived.project / "config" / "plan.yaml"
    file.write_text(file.read_text("utf-8").replace("Anna", "Eve"), encoding="utf-8")
    text = Page(page_of(lived)).text
    assert "Signed by" not in text
    assert lived.texts.plan_unsigned in text


def test_what_must_be_known_at_once_stands_at_the_top(tmp_path: Path, project: Path) -> None:
    worse = [BEGAN, next_day("worse"), ended("unfinished")]
    days = {3: [BEGAN, *hurt(9), ended("pain")], 2: worse, 1: worse}
    lived = home(tmp_path, project, days)
    text = Page(page_of(lived)).text
    for notice in (lived.texts.pain_shown, lived.texts.on_hold):
        assert 0 < text.index(notice) < text.index(lived.texts.glance)


def test_awkward_names_and_ids_are_text_and_nothing_else(tmp_path: Path, project: Path) -> None:
    days = {
        2: [BEGAN, *hurt(4, AWKWARD), Entry(Kind.EXERCISE_LEFT_OUT, AWKWARD, text=AWKWARD), DONE],
        1: WHOLE,
    }
    lived = home(tmp_path, project, days, by=(AWKWARD, AWKWARD))
    exercises = lived.voices / "exercises.yaml"
    name = '"<img src=x onerror=alert(1)>\\u202e"'
    written = exercises.read_text("utf-8").replace('"Glute squeezes"', name)
    exercises.write_text(written, encoding="utf-8")
    html = page_of(lived)
    taken = Page(html)
    assert not {"script", "img"} & {tag for tag, _ in taken.elements}
    assert "\u202e" not in html
    assert "<script>alert('\"')</script>gnol line & =cmd|' /C calc'!A0" in taken.text
    assert "<img src=x onerror=alert(1)>" in taken.text


def test_many_days_are_told_by_month(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {300: WHOLE, 40: [BEGAN, *hurt(4), DONE], 1: WHOLE})
    taken = Page(page_of(lived, 365))
    assert not [c for c in taken.all("td") if c.get("class") in set(Mark)]
    assert "Nov 2026" in taken.text
    assert "Jan 2026" in taken.text


def test_a_long_list_of_pains_is_cut_and_says_so(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {ago: [BEGAN, *hurt(4), DONE] for ago in range(1, 21)})
    assert "told by the picture and the exported table: 6." in Page(page_of(lived)).text


def contrast(one: str, other: str) -> float:
    return float(Color(one).contrast(Color(other), method="wcag21"))


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_every_text_can_be_read_on_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_every_bar_can_be_told_from_the_paper(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= 3.0


@pytest.mark.parametrize("sight", ["protan", "deutan", "tritan"])
def test_done_and_pain_and_partly_stay_three_colours_for_the_colour_blind(sight: str) -> None:
    seen = [
        Color(LOOKS[mark].ground).filter(sight).clip()
        for mark in (Mark.DONE, Mark.PAIN, Mark.PARTLY)
    ]
    for n, one in enumerate(seen):
        for other in seen[n + 1 :]:
            assert one.delta_e(other, method="2000") >= 20
    assert len({look.sign for look in LOOKS.values()}) == len(LOOKS)
