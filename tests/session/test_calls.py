"""Whom to call is said to its end, loudly, whatever is pressed, and after a power cut too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from device.journal.entry import Kind
from device.panel.light import Pattern, light_of
from device.plan.script import Question
from device.session.actions import SetVolume
from device.session.events import ButtonHeld, ButtonPressed, DayKnown, FaultBegan, Heard, Word
from device.session.voice_level import RANGE_DB
from tests.days import BREATHING, GLUTE_SQUEEZES, MARCHING, WALK, day_state
from tests.session.box import Box, called, hurts, into
from tests.session.untaught import in_enrollment

pytestmark = pytest.mark.hazard("H3")


def in_danger() -> Box:
    box = into(GLUTE_SQUEEZES, MARCHING)
    hurts(box, 8, Word.YES)
    return box


def calls(box: Box, since: int = 0) -> tuple[int, int]:
    said = box.said(since)
    return said.count("call_now_emergency"), said.count("call_now_family")


@pytest.mark.hazard("H21")
@pytest.mark.parametrize("event", [ButtonHeld(), ButtonPressed(), FaultBegan("settings")])
@pytest.mark.parametrize("after_s", [0.1, 0.7, 3.0])
def test_nothing_ends_the_call_for_help_before_it_has_been_said(
    event: ButtonHeld | ButtonPressed | FaultBegan, after_s: float
) -> None:
    box = in_danger()
    box.wait(after_s)
    box.happens(event)
    called(box)
    assert calls(box) == (3, 3)
    assert not box.written(Kind.PAIN_ACKNOWLEDGED)
    assert light_of(box.session.view).pattern is Pattern.PAIN


def test_once_it_has_been_said_a_hold_acknowledges() -> None:
    box = in_danger()
    called(box)
    box.happens(ButtonHeld())
    assert box.written(Kind.PAIN_ACKNOWLEDGED)
    assert not box.shows_pain()


@pytest.mark.hazard("H24")
def test_it_is_said_at_full_loudness_and_then_as_the_patient_wants_it() -> None:
    box = into(GLUTE_SQUEEZES)
    for _ in range(3):
        box.says(Word.QUIETER)
    hurts(box, 8, Word.YES)
    ended = box.now
    called(box)
    levels = [a.gain_db for at, a in box.actions if isinstance(a, SetVolume) and at >= ended]
    assert levels == [RANGE_DB[1], -9]


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H21")
@pytest.mark.parametrize("early", [ButtonHeld(), ButtonPressed()])
@pytest.mark.parametrize("quiet_h", [0, 6])
def test_calls_that_a_power_cut_ended_are_said_when_the_box_is_back(
    quiet_h: int, early: ButtonHeld | ButtonPressed
) -> None:
    day = day_state(GLUTE_SQUEEZES, pain_shown=True, danger_shown=True, calls_due=True)
    box = Box(day)
    box.happens(early)
    called(box)
    assert calls(box) == (3, 3)
    assert not box.written(Kind.PAIN_ACKNOWLEDGED), "it came before the call"
    box.happens(DayKnown(day))
    again = box.now
    box.wait(60 + quiet_h)
    assert calls(box, again) == (0, 0), "once is enough"


def test_a_press_later_says_it_again_as_loudly() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, pain_shown=True, danger_shown=True))
    box.happens(ButtonPressed())
    assert [a.gain_db for _, a in box.actions if isinstance(a, SetVolume)] == [RANGE_DB[1]]
    called(box)
    assert box.said()[0] == "what_happened_danger"


@pytest.mark.parametrize("cry", [Heard(Word.PAIN, 0), Heard(Word.STOP, 0), ButtonHeld()])
def test_pain_in_place_of_every_answer_is_no_endless_ladder(cry: Heard | ButtonHeld) -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    since = box.now
    asked = []
    for _ in range(6):
        if not box.session.runs:
            break
        box.happens(cry)
        box.wait(9)
        asked.append(box.session.question)
    assert asked == [Question.HOW_BAD, Question.HOW_BAD, Question.DANGER, None]
    called(box)
    assert calls(box, since) == (3, 3)


def test_who_insists_that_it_hurts_and_has_no_danger_sign_ends_with_the_clinic() -> None:
    box = into(GLUTE_SQUEEZES, MARCHING)
    for _ in range(3):
        box.says(Word.PAIN)
        box.wait(9)
    box.says(Word.NO)
    box.asked(Question.DANGER_SURE)
    box.says(Word.YES)
    assert not box.session.runs
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == ["pain"]


# ---------------------------------------------------------------- a cry for help

STATES: dict[str, Callable[[], Box]] = {
    "enrollment": in_enrollment,
    "counting": lambda: into(GLUTE_SQUEEZES, BREATHING),
    "how bad": lambda: waiting(Word.PAIN, Question.HOW_BAD),
    "paused": lambda: waiting(Word.PAUSE, Question.PAUSED),
    "way out": lambda: said(Word.PAIN),
}


def waiting(word: Word, question: Question) -> Box:
    box = said(word)
    box.asked(question)
    return box


def said(word: Word) -> Box:
    box = into(GLUTE_SQUEEZES, BREATHING)
    box.says(word)
    return box


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H21")
@pytest.mark.hazard("H1")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("answer", [Word.YES, Word.HELP, ButtonPressed(), ButtonHeld(), None])
def test_a_cry_for_help_in_any_state_is_silence_a_question_and_whom_to_call(
    state: str, answer: Word | ButtonPressed | ButtonHeld | None
) -> None:
    box = STATES[state]()
    assert Word.HELP in box.listening()
    cried = box.now
    box.says(Word.HELP)
    assert box.silent_at(cried)
    assert len(box.written(Kind.HELP_SAID)) == 1
    box.asked(Question.NEED_HELP)
    if isinstance(answer, Word):
        box.says(answer)
    elif answer is not None:
        box.happens(answer)
    assert box.session.runs is (answer is None), "an answer calls at once"
    box.wait_until(lambda: not box.session.runs)
    called(box)
    assert calls(box, cried) == (3, 3)
    assert box.numbers(cried) == []
    assert box.shows_pain()


def test_who_needs_nobody_has_the_exercise_explained_and_goes_on() -> None:
    box = into(GLUTE_SQUEEZES)
    box.says(Word.HELP)
    box.asked(Question.NEED_HELP)
    helped = box.now
    box.says(Word.NO)
    box.asked(Question.READY)
    assert "glute_squeezes.steps.1" in box.said(helped)
    box.says(Word.READY)
    box.wait(3)
    assert box.numbers(helped)


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H21")
def test_who_needs_nobody_is_asked_on_about_pain() -> None:
    box = waiting(Word.PAIN, Question.HOW_BAD)
    box.says(Word.HELP)
    box.asked(Question.NEED_HELP)
    box.says(Word.NO)
    box.asked(Question.HOW_BAD)
    assert not box.written(Kind.WENT_ON), "the pain is not settled by it"


# ---------------------------------------------------------------- nobody comes back


def into_the_walk() -> Box:
    box = Box(day_state(WALK))
    box.start()
    box.ready()
    box.wait_until(lambda: "walk_start" in box.said())
    return box


@pytest.mark.hazard("H20")
def test_nobody_back_from_the_walk_is_asked_loudly_before_whom_to_call() -> None:
    box = Box(day_state(WALK))
    box.start()
    box.ready()
    box.asked(Question.MORE_PAIN)
    walked = box.now
    box.asked(Question.ARE_YOU_THERE)
    louder = [a.gain_db for at, a in box.actions if isinstance(a, SetVolume) and at >= walked]
    assert louder == [RANGE_DB[1]]
    called(box)
    assert not box.written(Kind.SESSION_COMPLETED)
    assert light_of(box.session.view).pattern is Pattern.PAIN


@pytest.mark.hazard("H20")
def test_who_does_not_answer_out_of_a_pause_in_the_walk_is_asked_for_loudly() -> None:
    box = into_the_walk()
    box.says(Word.PAUSE)
    box.wait_until(lambda: box.session.question is Question.ARE_YOU_THERE, 900)
    called(box)
    assert box.shows_pain()


@pytest.mark.hazard("H20")
def test_who_is_back_after_all_is_asked_again_whether_it_hurt() -> None:
    box = Box(day_state(WALK))
    box.start()
    box.ready()
    box.asked(Question.ARE_YOU_THERE)
    box.says(Word.YES)
    box.asked(Question.MORE_PAIN)
    levels = [a.gain_db for _, a in box.actions if isinstance(a, SetVolume)]
    assert levels == [RANGE_DB[1], 0], "and as loud as before"
    box.says(Word.NO)
    box.wait(3)
    assert box.written(Kind.SESSION_COMPLETED)


@pytest.mark.hazard("H20")
@pytest.mark.hazard("H13")
def test_nobody_between_bed_and_chair_has_whom_to_call_said() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING))
    box.start()
    box.ready()
    box.wait_until(lambda: box.session.exercise == "seated_marching", 900)
    getting_up = box.now
    box.wait_until(lambda: not box.session.runs, 900)
    called(box)
    assert calls(box, getting_up) == (3, 3)
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == ["no_answer"]


def test_who_never_lay_down_is_only_waited_for() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING))
    box.start()
    box.wait_until(lambda: not box.session.runs, 900)
    assert box.said()[-1] == "session_kept"
    assert not box.shows_pain()
