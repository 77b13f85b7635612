"""Promises that hold from every state the session can be brought into."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.plan.model import Task
from device.plan.script import Question
from device.session.actions import Listen, Play, Silence, Write
from device.session.events import (
    ButtonHeld,
    ButtonPressed,
    DayKnown,
    Event,
    FaultBegan,
    FaultEnded,
    Heard,
    PainSuspected,
    Word,
)
from device.session.questions import OF_PAIN
from device.session.repertoire import repertoire
from device.session.slowly import slow_of
from tests.days import ALL, WALK, day_state
from tests.reaching import reached, reaches
from tests.session.box import Box, into

DAY = day_state(*ALL)
WAYS = st.one_of(
    st.sampled_from(list(Word)).map(lambda word: Heard(word, 0)),
    st.sampled_from(
        [
            ButtonPressed(),
            ButtonHeld(),
            PainSuspected(0),
            FaultBegan("microphone"),
            FaultEnded("microphone"),
            FaultBegan("button"),
            DayKnown(DAY),
        ]
    ),
    st.floats(0.02, 40).map(lambda seconds: seconds),
)
LIVES = st.lists(WAYS, max_size=25)
COUNTED = [task for task in ALL if task is not WALK]


def lived(steps: list[Event | float], *, started: bool = True) -> Box:
    box = Box(DAY)
    if started:
        box.start()
    lives_on(box, steps)
    return box


def lives_on(box: Box, steps: list[Event | float]) -> None:
    for step in steps:
        if isinstance(step, float):
            box.wait(step)
        else:
            box.happens(step)


@pytest.mark.hazard("H1")
@reaches()
@settings(max_examples=80, deadline=None)
@given(LIVES, st.sampled_from([Heard(Word.PAIN, 0), Heard(Word.STOP, 0), ButtonHeld()]))
def test_pain_gives_silence_first_and_no_later_number(
    steps: list[Event | float], cry: Event
) -> None:
    box = lived(steps)
    if not box.session.runs:
        return
    reached()
    since = box.now
    done = box.happens(cry)
    loud = [action for action in done if not isinstance(action, Write | Listen)]
    assert loud
    assert isinstance(loud[0], Silence)
    box.wait(60)
    assert box.numbers(since) == []


@pytest.mark.hazard("H1")
@reaches()
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(COUNTED), st.lists(WAYS, max_size=2))
def test_a_doubtful_hearing_is_enough_to_hold_the_count(
    task: Task, steps: list[Event | float]
) -> None:
    box, undisturbed = into(task), into(task)
    for each in (box, undisturbed):
        lives_on(each, steps)
    since = box.now
    undisturbed.wait(20)
    if not undisturbed.numbers(since):
        return
    reached()
    box.happens(PainSuspected(0))
    box.wait(20)
    assert box.numbers(since) == []


@reaches()
@settings(max_examples=80, deadline=None)
@given(LIVES)
def test_next_always_reaches_the_next_exercise_or_the_end(steps: list[Event | float]) -> None:
    box = lived(steps)
    if Word.NEXT not in box.listening() or box.session.question in OF_PAIN:
        return
    reached()
    before = box.session.exercise
    box.says(Word.NEXT)
    box.wait(3)
    assert not box.runs() or box.session.exercise not in (before, None)
    assert box.session.question is not Question.PAUSED


@pytest.mark.hazard("H11")
@settings(max_examples=80, deadline=None)
@given(LIVES)
def test_any_life_ends_in_a_state_with_a_light_and_says_only_what_was_rendered(
    steps: list[Event | float],
) -> None:
    box = lived(steps, started=False)
    view = box.session.view
    assert not view.day_done, "only the journal says that a day is done"
    rendered = {*repertoire(DAY), *slow_of(repertoire(DAY))}
    said = {a.phrase for _, a in box.actions if isinstance(a, Play)}
    assert said <= rendered


@pytest.mark.hazard("H1")
@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_nothing_is_ever_played_in_the_past(steps: list[Event | float]) -> None:
    box = lived(steps)
    assert all(action.at >= now for now, action in box.plays())
