"""How loud the box speaks: as the patient wants it, within bounds, and fully where it must."""

from __future__ import annotations

import pytest

from device.plan.script import Question
from device.session.actions import SetVolume
from device.session.events import Word
from device.session.voice_level import RANGE_DB
from tests.days import GLUTE_SQUEEZES, WALK, day_state
from tests.session.box import Box, into


def levels(box: Box, since: int = 0) -> list[float]:
    return [a.gain_db for at, a in box.actions if isinstance(a, SetVolume) and at >= since]


def nobody_back() -> Box:
    box = Box(day_state(WALK))
    box.start()
    box.ready()
    box.asked(Question.ARE_YOU_THERE)
    return box


@pytest.mark.hazard("H24")
@pytest.mark.parametrize(("word", "end"), [(Word.QUIETER, RANGE_DB[0]), (Word.LOUDER, RANGE_DB[1])])
def test_the_box_is_never_made_inaudible_nor_louder_than_it_may_be(word: Word, end: int) -> None:
    box = into(GLUTE_SQUEEZES)
    for _ in range(10):
        box.says(word)
    assert levels(box)[-1] == end


@pytest.mark.hazard("H24")
def test_while_it_asks_at_full_loudness_whether_anybody_is_there_quieter_waits() -> None:
    box = nobody_back()
    asked = box.now
    box.says(Word.QUIETER)
    assert levels(box, asked) == []
    box.asked(Question.ARE_YOU_THERE)
    box.says(Word.YES)
    assert levels(box, asked) == [-3]


def test_who_cries_there_is_spoken_to_as_loudly_as_before() -> None:
    box = nobody_back()
    cried = box.now
    box.says(Word.PAIN)
    box.asked(Question.HOW_BAD)
    assert levels(box, cried) == [0]
