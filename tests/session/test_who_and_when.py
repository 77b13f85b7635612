"""Whose plan it is, how long to rest between two sessions, and what a power cut left unasked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.panel.light import Pattern, light_of
from device.plan.day_state import DayState
from device.plan.guidance import Guidance
from device.plan.script import Question
from device.session.announcements import too_soon
from device.session.events import NUMBERS, ButtonHeld, ButtonPressed, DayKnown, FaultBegan, Word
from device.speaking.phrase import Phrase, phrase
from tests.days import GLUTE_SQUEEZES, HEEL_SLIDES, TILTS, day_state
from tests.session.box import Box, asked_about_pain, called, hurts, into, surely

ANNA = Guidance(name="Anna", asks_name=True)
PUMPS = replace(TILTS, exercise=replace(TILTS.exercise, id="ankle_pumps", asks_calf=True))


def household() -> Box:
    box = Box(day_state(GLUTE_SQUEEZES, guidance=ANNA))
    box.start()
    box.asked(Question.IS_IT_YOU)
    return box


def asked(box: Box) -> str:
    return str(next(p.phrase for _, p in box.plays() if p.phrase.key == "is_it_you"))


# ---------------------------------------------------------------- who it is


@pytest.mark.hazard("H19")
@pytest.mark.hazard("H8")
def test_where_a_household_has_two_the_plan_is_for_one() -> None:
    box = household()
    assert "Anna" in asked(box)
    box.says(Word.YES)
    box.ready()
    box.wait_until(lambda: bool(box.numbers()))


@pytest.mark.hazard("H19")
@pytest.mark.hazard("H8")
@pytest.mark.parametrize("answer", [Word.NO, None])
def test_nobody_else_and_nobody_unknown_exercises_with_it(answer: Word | None) -> None:
    box = household()
    if answer is not None:
        box.says(answer)
    box.wait_until(lambda: not box.session.runs)
    box.wait(2)
    assert box.said()[-1] == "somebody_else"
    assert not box.written(Kind.EXERCISE_BEGAN)
    assert not box.written(Kind.SESSION_COMPLETED)


@pytest.mark.hazard("H19")
def test_somebody_else_takes_no_interrupted_session_away() -> None:
    box = Box(
        day_state(GLUTE_SQUEEZES, guidance=ANNA, interrupted=Interrupted(1, "glute_squeezes"))
    )
    box.start()
    box.asked(Question.IS_IT_YOU)
    box.says(Word.NO)
    assert not box.session.runs
    assert not box.written(Kind.SESSION_ENDED_EARLY)


@pytest.mark.hazard("H19")
@pytest.mark.parametrize("onward", [Word.READY, Word.NEXT])
@pytest.mark.parametrize("left_open", [False, True])
@pytest.mark.parametrize("patient", [True, False])
def test_who_says_pain_before_it_is_known_who_it_is_is_asked_after_it(
    onward: Word, *, left_open: bool, patient: bool
) -> None:
    day = day_state(GLUTE_SQUEEZES, guidance=ANNA, pain_open=left_open, ask_next_day=True)
    box = Box(day)
    box.start()
    if not left_open:
        box.asked(Question.IS_IT_YOU)
        box.says(Word.PAIN)
    asked_about_pain(box, 1, Word.NO)
    box.asked(Question.GO_ON)
    box.says(onward)
    box.asked(Question.IS_IT_YOU)
    assert not box.written(Kind.EXERCISE_BEGAN)
    box.says(Word.YES if patient else Word.NO)
    box.wait(30)
    assert bool(box.written(Kind.EXERCISE_BEGAN)) is patient
    assert "next_day_better" not in box.said(), "it is answered by the pain"


# ---------------------------------------------------------------- rest between two sessions


def resting(rest_s: float, **facts: object) -> Box:
    day = replace(
        day_state(GLUTE_SQUEEZES, **facts), sessions_due=2, sessions_done=1, rest_s=rest_s
    )
    box = Box(day_state(GLUTE_SQUEEZES))
    box.wait(5)
    box.happens(DayKnown(day))
    return box


@pytest.mark.hazard("H23")
@pytest.mark.hazard("H8")
def test_two_sessions_of_a_day_have_their_rest_between_them() -> None:
    box = resting(40.0)
    box.start()
    assert not box.session.runs
    box.tick()
    told = next(str(p.phrase) for _, p in box.plays() if p.phrase.key == "too_soon")
    assert "minutes=10" in told
    box.wait(41)
    box.start()
    assert box.session.runs


@pytest.mark.parametrize(
    ("rest_min", "said"),
    [
        (0.1, phrase("too_soon", minutes=10)),
        (81, phrase("too_soon", minutes=90)),
        (91, phrase("too_soon_hours", n=2)),
        (120, phrase("too_soon_hours", n=2)),
        (121, phrase("too_soon_hours_and_a_half", n=2)),
        (480, phrase("too_soon_hours", n=8)),
    ],
)
def test_a_long_rest_is_told_in_hours_and_never_as_less_than_it_is(
    rest_min: float, said: Phrase
) -> None:
    """Found: the natural voice said "four, eight, zero minutes"."""
    assert too_soon(60 * rest_min) == (said,)


@pytest.mark.hazard("H23")
def test_an_interrupted_session_is_taken_up_without_a_rest() -> None:
    box = resting(40.0, interrupted=Interrupted(1, "glute_squeezes"))
    box.start()
    assert box.session.runs


# ---------------------------------------------------------------- the calf


def at_the_calf(how_bad: int = 2) -> Box:
    box = into(PUMPS, GLUTE_SQUEEZES)
    hurts(box, how_bad)
    box.asked(Question.CALF)
    return box


@pytest.mark.hazard("H22")
@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("answer", "ended"), [(Word.YES, "danger"), (ButtonPressed(), "danger"), (None, "no_answer")]
)
def test_pain_in_the_calf_at_ankle_pumps_is_a_danger_sign(
    answer: Word | ButtonPressed | None, ended: str
) -> None:
    box = at_the_calf()
    if isinstance(answer, Word):
        box.says(answer)
    elif answer is not None:
        box.happens(answer)
    box.wait_until(lambda: not box.session.runs)
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == [ended]


@pytest.mark.hazard("H22")
@pytest.mark.hazard("H3")
def test_who_has_none_there_is_asked_about_danger_as_ever() -> None:
    box = at_the_calf()
    box.says(Word.NO)
    assert [e.text for e in box.written(Kind.CALF_ANSWERED)] == ["no"]
    box.asked(Question.DANGER)


@pytest.mark.hazard("H22")
def test_who_does_not_answer_about_the_calf_never_goes_on() -> None:
    box = at_the_calf()
    box.wait_until(lambda: box.session.question is Question.DANGER)
    box.heard_out()
    box.says(Word.NO)
    surely(box)
    assert [e.text for e in box.written(Kind.CALF_ANSWERED)] == ["silence"]
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == ["no_answer"]


@pytest.mark.hazard("H22")
def test_after_a_power_cut_it_is_asked_about_all_the_same() -> None:
    cut = Interrupted(1, "ankle_pumps", had_pain=True, pain_open=True)
    box = Box(day_state(PUMPS, GLUTE_SQUEEZES, interrupted=cut))
    box.start()
    box.asked(Question.HOW_BAD)
    box.says(NUMBERS[2])
    box.asked(Question.CALF)


def test_at_other_exercises_nobody_asks_about_the_calf() -> None:
    box = into(HEEL_SLIDES)
    hurts(box, 2)
    box.asked(Question.DANGER)
    assert "calf_question" not in box.said()


# ---------------------------------------------------------------- pain that nobody asked about


def left_open(**facts: object) -> Box:
    day: DayState = day_state(GLUTE_SQUEEZES, HEEL_SLIDES, pain_open=True, **facts)
    return Box(day)


@pytest.mark.hazard("H3")
def test_pain_that_a_power_cut_left_open_is_shown_and_asked_about_first() -> None:
    box = left_open(ask_next_day=True)
    assert light_of(box.session.view).pattern is Pattern.PAIN
    box.start()
    asked_about_pain(box, 2, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.wait_until(lambda: box.session.exercise is not None)
    assert [e.text for e in box.written(Kind.NEXT_DAY_ANSWERED)] == ["silence"]


@pytest.mark.hazard("H3")
def test_it_is_asked_about_although_the_plan_refuses_and_then_the_refusal_is_said() -> None:
    box = left_open(refusal=(phrase("plan_expired"),))
    box.start()
    asked_about_pain(box, 2, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.wait(2)
    assert not box.session.runs
    assert box.said()[-1] == "plan_expired"
    assert not box.written(Kind.EXERCISE_BEGAN)
    assert not box.written(Kind.SESSION_COMPLETED)


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"pain_open": True}, "pain_left_open"),
        ({"interrupted": Interrupted(1, "glute_squeezes")}, "session_kept"),
    ],
)
def test_a_held_button_tells_what_is_not_settled_yet(facts: dict[str, object], said: str) -> None:
    box = Box(day_state(GLUTE_SQUEEZES, **facts))
    box.happens(ButtonHeld())
    box.wait(1)
    assert box.said() == [said]


def test_a_danger_sign_in_it_ends_with_whom_to_call() -> None:
    box = left_open(refusal=(phrase("plan_expired"),))
    box.start()
    asked_about_pain(box, 8, Word.YES)
    called(box)
    assert box.said().count("call_now_emergency") == 3


def test_an_interrupted_session_is_taken_up_though_nothing_else_is_due() -> None:
    day = replace(day_state(GLUTE_SQUEEZES, interrupted=Interrupted(1)), sessions_due=0)
    box = Box(day)
    box.start()
    assert box.session.runs


def test_a_mistake_in_the_settings_takes_no_running_session_away() -> None:
    box = into(GLUTE_SQUEEZES)
    box.happens(FaultBegan("settings"))
    box.finish()
    assert box.written(Kind.SESSION_COMPLETED)
