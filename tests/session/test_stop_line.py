"""How to stop is said before the first movement of every session, and once (hazard H1)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device.journal.history import Interrupted
from device.plan.script import Question
from device.session.actions import Play
from device.session.events import ButtonPressed, DayKnown, Word
from tests.days import ALL, BREATHING, GLUTE_SQUEEZES, HEEL_SLIDES, WALK, day_state
from tests.session.box import Box

MOVES = ("go", "move_out", "left", "walk_start", "number")


def first_movement(box: Box) -> int:
    said = box.said()
    return next(i for i, key in enumerate(said) if key.split(".")[-1] in MOVES)


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("skipped", range(4))
@pytest.mark.parametrize("eager", [True, False])
def test_how_to_stop_is_said_before_the_first_movement_whatever_is_skipped(
    skipped: int, *, eager: bool
) -> None:
    box = Box(day_state(HEEL_SLIDES, GLUTE_SQUEEZES, BREATHING, WALK))
    box.start()
    for _ in range(skipped):
        box.wait(2.5)
        box.says(Word.NEXT)
    if eager:
        box.wait(2.5)
        box.says(Word.READY)
    box.finish()
    said = box.said()
    assert said.index("how_to_stop") < first_movement(box)
    assert said.count("how_to_stop") == 1


@pytest.mark.hazard("H1")
def test_it_is_said_in_a_session_that_is_taken_up_again_too() -> None:
    box = Box(day_state(*ALL, interrupted=Interrupted(1, "glute_squeezes", "", 1)))
    box.start()
    box.asked(Question.RESUME)
    box.wait(1)
    box.happens(ButtonPressed())
    box.ready()
    box.wait(10)
    assert box.said().index("how_to_stop") < first_movement(box)


@pytest.mark.hazard("H1")
def test_it_is_said_in_each_session_of_a_day() -> None:
    box = Box(replace(day_state(GLUTE_SQUEEZES), sessions_due=2))
    for _ in range(2):
        box.start()
        since = box.now
        box.finish()
        assert box.said(since).count("how_to_stop") == 1
        day = replace(day_state(GLUTE_SQUEEZES), sessions_due=2, sessions_done=1)
        box.happens(DayKnown(day))


@pytest.mark.hazard("H1")
def test_who_is_interrupted_in_the_middle_of_it_hears_it_again() -> None:
    box = Box(day_state(GLUTE_SQUEEZES))
    box.start()
    box.ready()
    box.wait_until(lambda: "how_to_stop" in box.said())
    box.says(Word.PAUSE)
    box.asked(Question.PAUSED)
    box.says(Word.READY)
    box.wait(6)
    last = [a for _, a in box.actions if isinstance(a, Play) and a.phrase.key == "how_to_stop"]
    assert len(last) == 2
