"""Out of bed and back, in one piece, with a rest at the edge (hazards H13, H15 and H16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.plan.compiling import compile_script, on_the_way
from device.plan.guidance import Guidance, danger_again, danger_question, guidance_of
from device.plan.model import Operation, Patient, Position, Region, Support
from device.plan.moving import way
from device.plan.script import Ask, Begin, GoTo, Question, Timed
from device.speaking.phrase import phrase
from tests.days import ALL, GLUTE_SQUEEZES, WALK
from tests.plan.plans import OPERATION, plan_of

ANYWHERE = (None, *Position)
UP = (Position.SEATED, Position.STANDING)


def keys(now: Position | None, goal: GoTo) -> list[str]:
    return [step.phrase.key for step in way(now, goal)]


@pytest.mark.hazard("H13")
@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (Position.LYING, Position.SEATED, "roll_up push_up at_the_edge shoes_on sit_down"),
        (Position.LYING, Position.STANDING, "roll_up push_up at_the_edge shoes_on stand_up"),
        (Position.LYING, Position.KNEELING, "roll_up kneel_down"),
        (Position.KNEELING, Position.LYING, "kneel_to_side roll_back"),
        (Position.KNEELING, Position.SEATED, "kneel_to_side push_up at_the_edge shoes_on sit_down"),
        (Position.SEATED, Position.STANDING, "shoes_on stand_up"),
        (Position.STANDING, Position.SEATED, "shoes_on sit_down"),
        (Position.SEATED, Position.LYING, "lie_down"),
        (Position.STANDING, Position.KNEELING, "kneel_down"),
        (None, Position.LYING, "lie_down"),
        (None, Position.SEATED, "roll_up_if_lying push_up at_the_edge shoes_on sit_down"),
        (None, Position.STANDING, "roll_up_if_lying push_up at_the_edge shoes_on stand_up"),
        (None, Position.KNEELING, "roll_up_if_lying kneel_down"),
    ],
)
def test_this_is_said_on_the_way(now: Position | None, then: Position, said: str) -> None:
    assert " ".join(keys(now, GoTo(then))) == said


@pytest.mark.hazard("H17")
@pytest.mark.hazard("H13")
@pytest.mark.parametrize("then", UP)
@pytest.mark.parametrize("now", [None, Position.LYING, Position.KNEELING])
def test_whoever_may_be_lying_rolls_and_rests_at_the_edge_until_they_answer(
    now: Position | None, then: Position
) -> None:
    asked = [step for step in way(now, GoTo(then)) if isinstance(step, Ask)]
    assert asked == [Ask(Question.READY, phrase("at_the_edge"), Position.SEATED)]
    assert keys(now, GoTo(then)).index("at_the_edge") < keys(now, GoTo(then)).index("shoes_on")


@pytest.mark.hazard("H17")
@pytest.mark.hazard("H13")
def test_every_change_of_position_ends_with_a_question_before_anything_moves() -> None:
    asked_at: Position | None = None
    for cue in on_the_way(compile_script(ALL).cues):
        match cue:
            case Begin() | GoTo():
                asked_at = None
            case Ask(Question.READY, posture=posture):
                asked_at = posture
            case Timed(closes=True):
                assert asked_at is not None


@pytest.mark.hazard("H16")
@pytest.mark.parametrize(("now", "then"), [(a, b) for a in ANYWHERE for b in UP if a is not b])
def test_a_brace_and_shoes_are_put_on_before_standing_and_after_the_rest_at_the_edge(
    now: Position | None, then: Position
) -> None:
    said = keys(now, GoTo(then, Support.BRACE))
    assert said[-3:-1] == ["brace_on", "shoes_on"]
    assert "collar_on" not in said


@pytest.mark.hazard("H16")
@pytest.mark.parametrize("then", [*UP, Position.KNEELING])
@pytest.mark.parametrize("now", [None, Position.LYING])
def test_a_collar_is_put_on_before_the_patient_moves_at_all(
    now: Position | None, then: Position
) -> None:
    said = keys(now, GoTo(then, Support.COLLAR))
    assert said[0] == "collar_on"
    assert "brace_on" not in said


@pytest.mark.hazard("H15")
@given(now=st.sampled_from(ANYWHERE), then=st.sampled_from(list(Position)))
def test_after_surgery_of_the_neck_the_head_is_never_lifted(
    now: Position | None, then: Position
) -> None:
    said = keys(now, GoTo(then, neck=True))
    rolls = {"roll_up", "roll_up_if_lying", "lie_down"} & set(said)
    assert ("head_down" in said) == bool(rolls)
    assert "head_down" not in keys(now, GoTo(then))


@pytest.mark.hazard("H15")
@pytest.mark.hazard("H16")
@pytest.mark.parametrize("region", list(Region))
@pytest.mark.parametrize("support", list(Support))
def test_what_the_plan_says_about_neck_and_brace_reaches_every_change_of_position(
    region: Region, support: Support
) -> None:
    plan = plan_of(operation=Operation(OPERATION, region, support=support))
    script = compile_script((GLUTE_SQUEEZES, WALK), guidance=guidance_of(plan))
    goals = [cue for cue in script.cues if isinstance(cue, GoTo)]
    assert len(goals) == 2
    assert {(goal.support, goal.neck) for goal in goals} == {(support, region is Region.CERVICAL)}


@pytest.mark.hazard("H15")
def test_the_neck_has_its_own_question_about_danger_the_second_time_too() -> None:
    neck, back = danger_question(Guidance(neck=True)), danger_question(Guidance())
    assert (neck.key, danger_again(neck).key) == (
        "danger_question_neck", "danger_question_neck_again",
    )  # fmt: skip
    assert (back.key, danger_again(back).key) == ("danger_question", "danger_question_again")


def test_whoever_is_named_in_the_plan_is_greeted_by_name() -> None:
    named = guidance_of(plan_of(patient=Patient(" Anna ", ask=True)))
    assert (named.name, named.asks_name) == ("Anna", True)
    first = compile_script((WALK,), guidance=named).cues[0]
    assert first.phrase == phrase("greeting_by_name", name="Anna")  # type: ignore[union-attr]
    assert compile_script((WALK,)).cues[0].phrase == phrase("greeting")  # type: ignore[union-attr]
