"""What is only named is explained as soon as it is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device.plan.instructions import Instructions
from device.plan.model import Task
from device.session.events import Word
from tests.days import GLUTE_SQUEEZES, TILTS, day_state
from tests.session.box import Box


def known(*tasks: Task) -> Box:
    """A box whose patient knows `tasks` well, at the question before the last of them."""
    box = Box(day_state(*(replace(each, instructions=Instructions.BRIEF) for each in tasks)))
    box.start()
    for each in tasks[:-1]:
        box.counting(each.exercise.id, 1)
        box.says(Word.NEXT)
    box.wait_until(lambda: box.said()[-1:] == ["ready_briefly"])
    return box


@pytest.mark.hazard("H25")
def test_an_exercise_that_was_only_named_is_explained_when_nobody_is_ready() -> None:
    box = known(GLUTE_SQUEEZES, TILTS)
    named = box.now
    box.wait_until(lambda: "still_there" in box.said(named), 300)
    explained = ["pelvic_tilts.position", "pelvic_tilts.steps.1", "pelvic_tilts.steps.2"]
    assert box.said(named) == [*explained, "ready_briefly", "still_there"]
    box.says(Word.READY)
    box.wait(10)
    assert box.numbers(named)[:1] == [1]


def test_who_is_never_ready_is_not_explained_to_for_ever() -> None:
    box = known(GLUTE_SQUEEZES, TILTS)
    named = box.now
    box.wait_until(lambda: not box.session.runs, 900)
    assert box.said(named).count("pelvic_tilts.position") == 1
    assert box.said(named)[-1] == "session_kept"


def test_help_brings_the_long_instructions_of_a_known_exercise_back() -> None:
    box = known(GLUTE_SQUEEZES, TILTS)
    asked = box.now
    box.says(Word.EXPLAIN)
    box.wait_until(lambda: "ready_briefly" in box.said(asked), 60)
    explained = ["pelvic_tilts.position", "pelvic_tilts.steps.1", "pelvic_tilts.steps.2"]
    assert box.said(asked) == [*explained, "ready_briefly"]
