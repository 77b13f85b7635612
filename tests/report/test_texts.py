"""The texts of a report, and text of others made harmless."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.reading.diagnostic import ConfigError
from device.report.facts import Mark
from device.report.sessions import Ending
from device.report.texts import REPORT_FILE, Texts, load_texts, plain_text

LANGUAGES = ("en", "ko")
DAY = dt.date(2026, 11, 3)


def placeholders(texts: Texts, key: str) -> frozenset[str]:
    return frozenset(re.findall(r"\{(\w+)\}", str(getattr(texts, key))))


@pytest.fixture(params=LANGUAGES)
def texts(request: pytest.FixtureRequest, project: Path) -> Texts:
    return load_texts(project / "voices" / request.param)


def test_both_languages_fill_in_the_same_values(project: Path) -> None:
    english, korean = (load_texts(project / "voices" / each) for each in LANGUAGES)
    for field in dataclasses.fields(Texts):
        assert placeholders(english, field.name) == placeholders(korean, field.name), field.name


def test_there_is_a_word_for_every_mark_and_every_end(texts: Texts) -> None:
    assert all(texts.has(f"mark_{mark}") for mark in Mark)
    assert all(texts.has(f"ending_{ending}") for ending in Ending)


def test_there_is_a_word_for_every_reason_and_refusal_of_a_plan(
    texts: Texts, project: Path
) -> None:
    gates = (project / "device" / "plan" / "gates.py").read_text("utf-8")
    today = (project / "device" / "plan" / "today.py").read_text("utf-8")
    keys = set(re.findall(r'"(reason_\w+|no_plan|plan_\w+|on_hold)"', gates + today))
    assert {"reason_locked", "no_plan", "plan_unsigned", "on_hold"} <= keys
    assert {key for key in keys if not texts.has(key)} == set()


def test_a_date_is_written_as_in_its_language(project: Path) -> None:
    english, korean = (load_texts(project / "voices" / each) for each in LANGUAGES)
    assert (english.day_of(DAY), english.month_of(DAY)) == ("3 Nov 2026", "Nov 2026")
    assert (korean.day_of(DAY), korean.day_of(DAY, short=True)) == ("2026년 11월 3일", "11월 3일")


@pytest.mark.parametrize(
    ("there", "instead", "told"),
    [
        ("title: ", "titel: ", "Did you mean 'title'"),
        ("Mon, Tue", "Tue", "'weekdays' has not 7 names"),
        ('pain: "Pain"', 'pain: " "', "'pain' has no text"),
        ('"Pain"', "yes", "'pain' is"),
    ],
)
def test_a_mistake_in_the_texts_is_told_with_its_line(
    tmp_path: Path, project: Path, there: str, instead: str, told: str
) -> None:
    shutil.copy(project / "voices" / "en" / REPORT_FILE, tmp_path)
    file = tmp_path / REPORT_FILE
    text = file.read_text("utf-8")
    assert there in text
    file.write_text(text.replace(there, instead), encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"report.yaml, line \d+: .*{re.escape(told)}") as wrong:
        load_texts(tmp_path)
    line = next(
        n for n, each in enumerate(file.read_text("utf-8").splitlines(), 1) if instead in each
    )
    assert any(problem.line == line for problem in wrong.value.problems)


@pytest.mark.parametrize(
    ("foreign", "harmless"),
    [
        ("Dr. Weber", "Dr. Weber"),
        ("two\nlines\r\nand\u2028more", "two lines and more"),
        ("\u202egnorw\u202c \u2066x\u2069 \u200fy\u061c", "gnorw x y"),
        ("a\x00b\x1bc\ufeffd", "abcd"),
        ("김영희 \u05d0\u05d1", "김영희 \u05d0\u05d1"),
        ("<script>", "<script>"),
    ],
)
def test_a_text_is_one_line_and_nothing_unseen_turns_it_round(foreign: str, harmless: str) -> None:
    assert plain_text(foreign) == harmless


@given(st.text())
def test_no_text_at_all_keeps_a_break_or_a_mark_of_direction(text: str) -> None:
    kept = plain_text(text)
    assert len(kept.splitlines()) <= 1
    assert not set(kept) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\x00"
    )
    assert plain_text(kept) == kept


def test_a_value_is_filled_in_harmless_and_is_no_template_itself(project: Path) -> None:
    texts = load_texts(project / "voices" / "en")
    told = texts.said("plan_signed", name="{role}\n\u202e", role="x", date="today")
    assert told == "Signed by {role}, x, on today."
