"""One sentence at the end of a day, and only a true one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device.session.events import Word
from device.speaking.phrase import phrase
from tests.days import GLUTE_SQUEEZES, HEEL_SLIDES, day_state
from tests.session.box import Box

FIRST_SLIDES = frozenset({"heel_slides"})


def closing(box: Box) -> list[str]:
    box.finish()
    box.wait(20)
    said = box.said()
    return said[said.index("all_done") + 1 :]


@pytest.mark.parametrize(
    ("running", "told"), [(0, False), (1, True), (6, True), (7, False), (13, True), (30, False)]
)
def test_some_days_in_a_row_are_worth_a_word(running: int, told: bool) -> None:
    box = Box(replace(day_state(GLUTE_SQUEEZES), days_running=running))
    box.start()
    assert closing(box) == ["day_is_done", *(["days_running"] if told else []), "good_bye"]
    assert not told or box.plays()[-2][1].phrase == phrase("days_running", n=running + 1)


def test_what_is_new_is_said_in_its_place() -> None:
    day = replace(day_state(HEEL_SLIDES), days_running=1, first_times=FIRST_SLIDES)
    box = Box(day)
    box.start()
    assert closing(box) == ["day_is_done", "first_time", "good_bye"]


def test_nothing_is_said_of_what_was_not_done() -> None:
    day = replace(day_state(HEEL_SLIDES), days_running=1, first_times=FIRST_SLIDES)
    box = Box(day)
    box.start()
    box.ready()
    box.wait(2)
    box.says(Word.NEXT)
    assert closing(box) == ["was_left_out", "day_is_done", "good_bye"]


def test_it_is_said_once_the_day_is_done_and_not_before() -> None:
    box = Box(replace(day_state(GLUTE_SQUEEZES), days_running=1, sessions_due=2))
    box.start()
    assert closing(box) == ["sessions_left", "good_bye"]
