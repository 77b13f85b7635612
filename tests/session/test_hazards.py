"""What the hazard table promises and no other test keeps: one after the other, by its row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.journal.entry import Kind
from device.plan.loading import load_catalogue
from device.plan.model import Position, Task
from device.plan.moving import way
from device.plan.script import GoTo, Question
from device.session.events import ButtonHeld, ButtonPressed, FaultBegan, Word
from device.sound.block import samples
from device.sound.microphone_level import DEAF_AFTER_S
from device.speaking.phrases import load_book
from tests.days import ALL, BREATHING, CONTACTS, GLUTE_SQUEEZES, MARCHING, WALK, day_state
from tests.reaching import reached, reaches
from tests.session.box import Box, called, hurts, into

LANGUAGES = ("en", "ko")
NOT_THE_WALK = tuple(task for task in ALL if task is not WALK)
MAX_DEAF_S = 5.0


# ---------------------------------------------------------------- H2: the way out


@pytest.mark.hazard("H2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_of_the_catalogue_has_a_way_out_of_its_own_position(
    project: Path, language: str
) -> None:
    catalogue, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert catalogue is not None
    texts = load_book(project / "voices" / language).texts
    positions: dict[str, set[Position]] = {}
    for exercise in catalogue.exercises:
        positions.setdefault(texts[f"{exercise.id}.way_out"], set()).add(exercise.position)
    assert len(positions) > 10
    assert [way_out for way_out, where in positions.items() if len(where) > 1] == []


@pytest.mark.hazard("H2")
@pytest.mark.parametrize("task", NOT_THE_WALK, ids=lambda task: task.exercise.id)
@pytest.mark.parametrize("cry", [Word.PAIN, Word.STOP, "held"])
def test_the_way_out_of_the_exercise_is_the_first_that_is_said_after_the_stop(
    task: Task, cry: Word | str
) -> None:
    box = into(task)
    stopped = box.now
    if isinstance(cry, Word):
        box.says(cry)
    else:
        box.happens(ButtonHeld())
    box.asked(Question.HOW_BAD)
    assert box.said(stopped)[:2] == ["stopped", f"{task.exercise.id}.way_out"]


# ---------------------------------------------------------------- H3: the danger question


@pytest.mark.hazard("H3")
def test_a_held_button_that_stays_unanswered_is_asked_about_danger_and_ends_with_whom_to_call() -> (
    None
):
    box = into(GLUTE_SQUEEZES)
    held = box.now
    box.happens(ButtonHeld())
    box.wait_until(lambda: not box.session.runs)
    box.wait(30)
    said = box.said(held)
    assert said.index("how_bad_again") < said.index("danger_question")
    assert said.count("call_now_emergency") == 3
    assert box.shows_pain()


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(("how_bad", "asked"), [(0, False), (3, False), (4, True), (10, True)])
def test_danger_is_asked_about_after_a_later_pain_of_four_or_more(
    how_bad: int, *, asked: bool
) -> None:
    box = into(GLUTE_SQUEEZES, BREATHING)
    hurts(box, 1, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.wait(6)
    second = box.now
    hurts(box, how_bad)
    box.wait(5)
    assert ("danger_question" in box.said(second)) is asked


@pytest.mark.hazard("H3")
@pytest.mark.parametrize("how_bad", [4, 9])
def test_danger_is_asked_about_again_when_it_gets_worse_before_the_way_on_is_chosen(
    how_bad: int,
) -> None:
    box = into(GLUTE_SQUEEZES, BREATHING)
    hurts(box, 1, Word.NO)
    box.asked(Question.GO_ON)
    worse = box.now
    hurts(box, how_bad)
    box.wait(5)
    assert "danger_question" in box.said(worse)


# ---------------------------------------------------------------- H4: the ladder


@pytest.mark.hazard("H4")
@pytest.mark.parametrize("how_bad", range(11))
def test_the_ladder_has_three_steps_and_only_the_lowest_offers_the_same_exercise_again(
    how_bad: int,
) -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    hurts(box, how_bad, Word.NO)
    decided = box.now
    box.wait(5)
    offered = {"pain_slight_go_on", "exercise_closed"} & set(box.said(decided))
    if how_bad <= 3:
        assert offered == {"pain_slight_go_on"}
    elif how_bad <= 5:
        assert offered == {"exercise_closed"}
    else:
        assert not offered
        assert not box.session.runs


# ---------------------------------------------------------------- H10: nobody hears


@pytest.mark.hazard("H10")
@reaches()
@settings(max_examples=40, deadline=None)
@given(task=st.sampled_from(ALL), after_s=st.floats(0, 60), answers=st.booleans())
def test_a_dead_microphone_is_said_within_five_seconds_whatever_is_under_way(
    task: Task, after_s: float, *, answers: bool
) -> None:
    box = Box(day_state(task))
    box.start()
    if answers:
        box.ready()
    box.wait(after_s)
    if not box.session.runs:
        return
    reached()
    deaf = box.now
    box.happens(FaultBegan("microphone"))
    box.wait(MAX_DEAF_S - DEAF_AFTER_S)
    told = [play.at - deaf for _, play in box.plays(deaf) if play.phrase.key == "cannot_hear"]
    assert told
    assert told[0] <= samples(MAX_DEAF_S - DEAF_AFTER_S)
    box.wait(20)
    assert box.numbers(deaf) == []


@pytest.mark.hazard("H10")
def test_a_walk_ends_by_itself_and_nobody_back_from_it_has_whom_to_call_said() -> None:
    box = Box(day_state(WALK, MARCHING))
    box.start()
    box.ready()
    walking = box.now
    box.wait_until(lambda: "walk_done" in box.said(walking), within_s=300)
    box.wait_until(lambda: not box.session.runs, within_s=120)
    called(box)
    assert box.numbers() == []
    assert box.said(walking).count("call_now_emergency") == 3
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == ["no_answer"]
    assert box.shows_pain()
    assert not box.written(Kind.SESSION_COMPLETED)


@pytest.mark.hazard("H10")
def test_a_whole_painful_session_can_be_had_by_the_button_alone() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING))
    box.happens(FaultBegan("model"))
    box.start()
    box.asked(Question.READY)
    box.happens(ButtonPressed())
    box.wait_until(lambda: bool(box.numbers()))
    box.happens(ButtonHeld())
    stopped = box.now
    box.asked(Question.DANGER)
    box.happens(ButtonPressed())
    box.wait(30)
    assert box.numbers(stopped) == []
    assert box.said(stopped).count("call_now_family") == 3


# ---------------------------------------------------------------- H11: what the family believes


@pytest.mark.hazard("H11")
def test_at_the_end_skipped_and_closed_exercises_are_named() -> None:
    box = into(GLUTE_SQUEEZES, BREATHING, MARCHING)
    hurts(box, 4, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.wait_until(lambda: box.session.exercise == "deep_breathing")
    box.says(Word.NEXT)
    box.finish()
    box.wait(20)
    left = [str(p.phrase) for _, p in box.plays() if p.phrase.key == "was_left_out"]
    assert [re.findall(r"name=(\w+)", each) for each in left] == [
        ["glute_squeezes"],
        ["deep_breathing"],
    ]
    assert [e.exercise for e in box.written(Kind.EXERCISE_PACED)] == ["seated_marching"]


# ---------------------------------------------------------------- H13: getting up and down


@pytest.mark.hazard("H13")
@pytest.mark.parametrize("now", list(Position))
@pytest.mark.parametrize("then", list(Position))
def test_nobody_lies_down_or_gets_up_without_the_line_about_rolling(
    now: Position, then: Position
) -> None:
    said = [step.phrase.key for step in way(now, GoTo(then))]
    assert len(said) == len(set(said))
    assert bool(said) == (now is not then)
    if now is Position.LYING and then is not now:
        assert said[0] == "roll_up"
    if then is Position.LYING and then is not now:
        assert {"lie_down", "roll_back"} & set(said)


@pytest.mark.hazard("H13")
def test_the_line_about_rolling_comes_before_the_next_position_in_a_session() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING, WALK))
    box.start()
    box.finish()
    said = box.said()
    assert said.index("lie_down") < said.index("glute_squeezes.position")
    up = ["roll_up", "push_up", "at_the_edge", "shoes_on", "sit_down"]
    assert said[said.index("roll_up") :][: len(up)] == up
    assert said.index("sit_down") < said.index("seated_marching.position")
    assert said.count("roll_up") == 1


# ---------------------------------------------------------------- H14: what stays in the room


@pytest.mark.hazard("H14")
def test_of_what_was_heard_only_the_command_is_written_down() -> None:
    box = into(GLUTE_SQUEEZES)
    hurts(box, 9, Word.YES)
    heard = [e.text for e in box.written(Kind.WORD_HEARD)]
    assert heard == ["ready", "pain", "nine", "yes"]
    assert {type(e.value) for e in box.written()} <= {int, type(None)}
    assert CONTACTS.family.phone not in str(box.written())
