"""A sentence that somebody spoke over is said again, once; a count never is."""

from __future__ import annotations

import pytest

from device.plan.script import Question
from device.session.events import SpokenOver
from tests.days import GLUTE_SQUEEZES, day_state
from tests.session.box import PHRASE, Box


def spoken_over(box: Box) -> list[str]:
    """Let somebody speak over what is being said; return what is said from then on."""
    since = box.now
    box.happens(SpokenOver(box.now))
    return box.said(since)


def test_the_sentence_is_said_again_from_its_beginning() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.wait(0.2)
    (sentence,) = box.said()
    since = box.now
    box.happens(SpokenOver(box.now))
    assert box.silent_at(since)
    box.tick()
    assert box.said(since) == [sentence]


@pytest.mark.hazard("H18")
def test_it_is_said_again_once_and_not_for_ever_beside_a_television() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.wait(0.2)
    box.happens(SpokenOver(box.now))
    box.wait(0.2)
    since = box.now
    assert box.happens(SpokenOver(box.now)) == ()
    box.wait(PHRASE / 16_000 - 0.3)
    assert box.said(since) == []


@pytest.mark.hazard("H24")
def test_a_question_that_was_spoken_over_is_asked_again_and_waits() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.asked(Question.READY)
    question = box.said()[-1]
    assert spoken_over(box) == [question]
    assert box.session.question is Question.READY
    box.wait(0.2)
    assert spoken_over(box) == []


def test_a_count_goes_on_as_if_nothing_had_been() -> None:
    box, undisturbed = Box(day_state(GLUTE_SQUEEZES)), Box(day_state(GLUTE_SQUEEZES))
    for each in (box, undisturbed):
        each.start()
        each.counting("glute_squeezes", 2)
        if each is box:
            assert each.happens(SpokenOver(each.now)) == ()
        each.wait_until(each.counted(4, each.now))
    assert box.plays() == undisturbed.plays()


def test_where_nothing_runs_nothing_is_said() -> None:
    assert Box(day_state(GLUTE_SQUEEZES)).happens(SpokenOver(0)) == ()
