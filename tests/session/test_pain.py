"""Pain: stop first, ask after; from every state, and whatever is answered."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.model import PainRules
from device.plan.script import Question
from device.session.actions import Silence
from device.session.events import (
    NUMBERS,
    ButtonHeld,
    ButtonPressed,
    Event,
    Heard,
    PainSuspected,
    Word,
)
from device.session.pain import CRIES_THAT_END, PainEpisode, Verdict, verdict
from tests.days import GLUTE_SQUEEZES, HEEL_SLIDES, MARCHING, WALK, day_state
from tests.session.box import Box, into, surely


def hurting(*, before: int = 2) -> Box:
    box = Box(day_state(GLUTE_SQUEEZES, MARCHING))
    box.start()
    box.counting("glute_squeezes", before)
    box.says(Word.PAIN)
    return box


@pytest.mark.hazard("H2")
def test_the_way_out_of_this_position_comes_right_after_the_stop() -> None:
    box = hurting()
    stopped = box.now
    box.asked(Question.HOW_BAD)
    assert box.silent_at(stopped)
    assert box.said(stopped) == ["stopped", "glute_squeezes.way_out", "rest_now", "how_bad"]
    assert [e.exercise for e in box.written(Kind.EXERCISE_STOPPED)] == ["glute_squeezes"]


@pytest.mark.hazard("H3")
def test_the_first_pain_of_a_session_is_followed_by_the_danger_question() -> None:
    box = hurting()
    box.asked(Question.HOW_BAD)
    box.says(Word.ONE)
    box.asked(Question.DANGER)


@pytest.mark.hazard("H4")
def test_slight_pain_offers_this_one_again_and_counts_only_after_the_answer() -> None:
    box = hurting()
    box.asked(Question.HOW_BAD)
    box.says(Word.TWO)
    box.asked(Question.DANGER)
    box.says(Word.NO)
    surely(box)
    box.asked(Question.GO_ON)
    offered = box.now
    box.wait(5)
    assert box.numbers(offered) == []
    box.says(Word.READY)
    box.wait(7)
    assert box.numbers(offered)[:5] == [1, 2, 3, 4, 5]
    box.finish()
    assert [e.exercise for e in box.written(Kind.EXERCISE_PACED)] == [
        "glute_squeezes", "seated_marching",
    ]  # fmt: skip


@pytest.mark.hazard("H4")
def test_moderate_pain_closes_the_exercise_and_offers_the_next() -> None:
    box = hurting()
    box.asked(Question.HOW_BAD)
    box.says(Word.FOUR)
    box.asked(Question.DANGER)
    box.says(Word.NO)
    surely(box)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.finish()
    assert [e.exercise for e in box.written(Kind.EXERCISE_PACED)] == ["seated_marching"]
    assert [(e.exercise, e.text) for e in box.written(Kind.EXERCISE_SKIPPED)] == [
        ("glute_squeezes", "closed")
    ]


@pytest.mark.hazard("H4")
def test_strong_pain_ends_the_session_and_the_light_shows_it_until_acknowledged() -> None:
    box = hurting()
    box.asked(Question.HOW_BAD)
    box.says(Word.EIGHT)
    box.asked(Question.DANGER)
    box.says(Word.NO)
    surely(box)
    ended = box.now
    assert not box.session.runs
    assert box.shows_pain()
    box.wait(10)
    assert box.said(ended) == ["session_ends_pain", "call_clinic", "light_shows_pain"]
    assert box.shows_pain()
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == ["pain"]
    box.happens(ButtonHeld())
    assert not box.shows_pain()
    assert box.written(Kind.PAIN_ACKNOWLEDGED)


@pytest.mark.hazard("H3")
@pytest.mark.parametrize("answer", [Word.YES, "press"])
def test_a_danger_sign_names_whom_to_call_three_times(answer: Word | str) -> None:
    box = hurting()
    box.asked(Question.HOW_BAD)
    box.says(Word.ONE)
    box.asked(Question.DANGER)
    if isinstance(answer, Word):
        box.says(answer)
    else:
        box.happens(ButtonPressed())
    ended = box.now
    box.wait(20)
    assert box.said(ended).count("call_now_emergency") == 3
    assert box.said(ended).count("call_now_family") == 3
    assert box.shows_pain()


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H4")
def test_silence_is_never_taken_for_no() -> None:
    box = hurting()
    silent = box.now
    box.wait_until(lambda: not box.session.runs)
    box.wait(20)
    said = box.said(silent)
    assert said.index("how_bad_again") < said.index("danger_question")
    assert "danger_question_again" in said
    assert "session_ends_no_answer" in said
    assert said.count("call_now_emergency") == 3
    assert [e.text for e in box.written(Kind.SESSION_ENDED_EARLY)] == ["no_answer"]
    assert [e.text for e in box.written(Kind.DANGER_ANSWERED)] == ["silence"]


@pytest.mark.hazard("H1")
def test_pain_after_the_walk_is_pain_of_the_walk() -> None:
    box = Box(day_state(WALK, MARCHING))
    box.start()
    box.ready()
    box.asked(Question.MORE_PAIN)
    box.says(Word.YES)
    box.asked(Question.HOW_BAD)
    assert [e.exercise for e in box.written(Kind.EXERCISE_STOPPED)] == ["walking_short"]
    box.says(Word.TWO)
    box.asked(Question.DANGER)
    box.says(Word.NO)
    surely(box)
    box.asked(Question.GO_ON)
    box.says(Word.NEXT)
    box.wait(3)
    assert box.session.exercise == "seated_marching"


@pytest.mark.hazard("H3")
def test_a_session_that_broke_off_in_pain_asks_before_anything_else() -> None:
    broken_off = Interrupted(7, "glute_squeezes", "", 2, had_pain=True, pain_open=True)
    box = Box(day_state(GLUTE_SQUEEZES, interrupted=broken_off))
    box.start()
    box.asked(Question.HOW_BAD)
    assert box.numbers() == []


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("answers", "written", "low"),
    [
        ((Word.YES,), "gone", False),
        ((Word.NO, Word.YES), "same", False),
        ((Word.NO, Word.NO), "worse", True),
        ((), "silence", True),
    ],
)
def test_the_next_day_begins_with_the_question_about_yesterday(
    answers: tuple[Word, ...], written: str, low: bool
) -> None:
    box = Box(day_state(HEEL_SLIDES, ask_next_day=True))
    box.start()
    for question, word in zip(
        (Question.NEXT_DAY_BETTER, Question.NEXT_DAY_SAME), answers, strict=False
    ):
        box.asked(question)
        box.says(word)
    box.asked(Question.READY)
    assert [e.text for e in box.written(Kind.NEXT_DAY_ANSWERED)] == [written]
    assert ("low_end_today" in box.said()) is low


@pytest.mark.hazard("H5")
def test_worse_for_the_second_morning_holds_the_plan() -> None:
    box = Box(day_state(HEEL_SLIDES, ask_next_day=True, worse_mornings=1))
    box.start()
    box.asked(Question.NEXT_DAY_BETTER)
    box.says(Word.NO)
    box.asked(Question.NEXT_DAY_SAME)
    box.says(Word.NO)
    box.wait(5)
    assert not box.session.runs
    assert box.said()[-2:] == ["on_hold", "call_clinic"]
    assert not box.written(Kind.EXERCISE_BEGAN)


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H4")
def test_the_ladder_never_goes_on_from_danger_silence_or_strong_pain() -> None:
    rules = PainRules()
    follows: dict[Verdict, set[tuple[int | None, str | None, bool]]] = defaultdict(set)
    for value, danger, first in product(
        (None, *range(11)), (None, "yes", "no", "silence"), (True, False)
    ):
        pain = PainEpisode("x", first, value, unanswered=value is None, danger=danger)
        follows[verdict(pain, rules)].add((value, danger, first))
    slight, moderate = range(rules.danger_from), range(rules.danger_from, rules.moderate_max + 1)
    assert follows[Verdict.GO_ON] == {
        *product(slight, ["no"], [True, False]),
        *product(slight, [None], [False]),
    }
    assert follows[Verdict.CLOSE] == {*product(moderate, ["no"], [True, False])}
    assert follows[Verdict.END_DANGER] == {*product((None, *range(11)), ["yes"], [True, False])}
    assert follows[Verdict.END_NO_ANSWER] == {
        *product((None, *range(11)), ["silence"], [True, False]),
        *product([None], ["no"], [True, False]),
    }


@pytest.mark.hazard("H4")
@pytest.mark.parametrize("value", [None, 0, 2, 5, 10])
def test_who_insists_that_it_hurts_is_taken_for_the_worst_whatever_was_said_before(
    value: int | None,
) -> None:
    pain = PainEpisode("x", first=True, value=value, danger="no", cries=CRIES_THAT_END)
    assert verdict(pain, PainRules()) is Verdict.END_PAIN


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(
    ("cry", "cause"),
    [
        (Heard(Word.PAIN, 0), "pain"),
        (Heard(Word.STOP, 0), "stop"),
        (ButtonHeld(), "button"),
        (PainSuspected(0), "suspected"),
    ],
)
def test_whatever_tells_of_pain_is_written_down(cry: Event, cause: str) -> None:
    box = into(GLUTE_SQUEEZES)
    box.happens(cry)
    assert [(e.exercise, e.text) for e in box.written(Kind.PAIN_SAID)] == [
        ("glute_squeezes", cause)
    ]


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("question", [Question.SUSPECTED, Question.NEED_HELP, Question.HOW_BAD])
def test_a_doubtful_pain_takes_the_place_of_no_question_that_asks_as_much(
    question: Question,
) -> None:
    box = into(GLUTE_SQUEEZES)
    first = {Question.NEED_HELP: Heard(Word.HELP, 0), Question.HOW_BAD: Heard(Word.PAIN, 0)}
    box.happens(first.get(question, PainSuspected(0)))
    box.asked(question)
    assert box.happens(PainSuspected(0)) == ()
    assert box.session.question is question


@pytest.mark.hazard("H4")
@settings(max_examples=11)
@given(st.sampled_from(NUMBERS))
def test_every_number_from_zero_to_ten_can_be_answered(word: Word) -> None:
    box = hurting()
    box.asked(Question.HOW_BAD)
    box.says(word)
    assert [e.value for e in box.written(Kind.PAIN_ANSWERED)] == [NUMBERS.index(word)]


@pytest.mark.hazard("H1")
def test_pain_said_again_while_it_is_asked_about_asks_from_the_beginning() -> None:
    box = hurting()
    box.asked(Question.HOW_BAD)
    done = box.says(Word.STOP)
    assert isinstance(done[1], Silence)
    box.asked(Question.HOW_BAD)
    assert len(box.written(Kind.EXERCISE_STOPPED)) == 1
