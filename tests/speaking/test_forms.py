"""A line is chosen by its number, and a form that is wrong is told."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from device.reading.diagnostic import ConfigError
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook, load_book
from tests.speaking.conftest import LANGUAGES


def test_a_zero_in_a_telephone_number_is_said_as_people_say_it(
    books: dict[str, PhraseBook],
) -> None:
    assert "공, 일, 공" in books["ko"].text(phrase("call_now_emergency", digits="010"))
    assert "zero, one, zero" in books["en"].text(phrase("call_now_emergency", digits="010"))


def test_one_is_said_as_one_and_several_as_several(books: dict[str, PhraseBook]) -> None:
    english = books["en"].text
    one = english(phrase("today_holds", n=1, minutes=9))
    assert one == "There is one exercise today. It takes about 9 minutes."
    assert english(phrase("today_holds", n=2, minutes=9)).startswith("There are two exercises")
    assert english(phrase("sessions_left", n=1)) == "There is one more session today."
    korean = books["ko"].text
    assert "운동은 세 가지" in korean(phrase("today_holds", n=3, minutes=9))
    assert "다섯 가지" in korean(phrase("today_holds", n=5, minutes=9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_has_no_value_that_its_line_does_not_have(
    books: dict[str, PhraseBook], language: str
) -> None:
    book = books[language]
    assert book.forms
    for (key, _), form in book.forms.items():
        assert set(re.findall(r"\{(\w+)\}", form)) <= book.placeholders(key)


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ('  other: "That was all. You did', '  "2": "That was all. You did', "no form `other`"),
        ('  "1": "That was all. You', '  one: "That was all. You', "has a form 'one'"),
        ('  "1": "That was all. You did one', '  "1": "That was {x}', "has {x} in a form"),
        ('  "1": "That was all. You did one exercise."', '  "1": ""', "'all_done: 1' has no text"),
        ("digits: [zero, ", "digits: [", "`digits` is missing"),
    ],
)
def test_a_form_that_is_wrong_is_told(
    project: Path, tmp_path: Path, there: str, instead: str, says: str
) -> None:
    folder = tmp_path / "en"
    shutil.copytree(project / "voices" / "en", folder)
    file = folder / "phrases.yaml"
    text = file.read_text(encoding="utf-8")
    assert there in text
    file.write_text(text.replace(there, instead, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(says)):
        load_book(folder)
