"""Answers that lower the guard count only when they may: heard, borne out, and by themselves."""

from __future__ import annotations

import pytest

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.guard import Lowering
from device.plan.model import PainRules
from device.plan.script import Question
from device.session.answers import lacks, lowering
from device.session.events import NUMBERS, ButtonPressed, Heard, Word
from device.session.questions import ACCEPTED_ANSWERS, OF_PAIN, pressed
from tests.days import HEEL_SLIDES, WALK, day_state
from tests.session.box import PHRASE, Box, hurts, into, surely
from tests.session.test_by_button import REACHED

RULES = PainRules()


def at_danger(how_bad: int = 5) -> Box:
    """A box that has just begun to ask about danger signs."""
    box = into(HEEL_SLIDES, WALK)
    hurts(box, how_bad)
    box.wait_until(lambda: box.session.question is Question.DANGER)
    return box


def answered(box: Box) -> list[str | None]:
    return [entry.text for entry in box.written(Kind.DANGER_ANSWERED)]


@pytest.mark.hazard("H3")
def test_a_no_before_the_danger_question_has_been_said_is_no_answer() -> None:
    box = at_danger()
    box.says(Word.NO)
    assert box.session.question is Question.DANGER
    box.heard_out()
    assert answered(box) == []
    box.says(Word.NO)
    surely(box)
    assert answered(box) == ["no"]


@pytest.mark.hazard("H3")
def test_what_counts_is_when_the_no_ended_and_not_when_it_was_understood() -> None:
    box = at_danger()
    early = box.now + 1
    box.heard_out()
    box.happens(Heard(Word.NO, early))
    assert box.session.question is Question.DANGER


@pytest.mark.hazard("H3")
def test_a_yes_to_the_danger_question_counts_at_any_time() -> None:
    box = at_danger()
    box.says(Word.YES)
    assert answered(box) == ["yes"]
    assert box.shows_pain()


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("said", "written"),
    [(Word.YES, "no"), (Word.NO, "yes"), (ButtonPressed(), "yes"), (None, "silence")],
)
def test_a_lone_no_is_asked_back_and_only_its_confirmation_is_a_no(
    said: Word | ButtonPressed | None, written: str
) -> None:
    box = at_danger()
    box.heard_out()
    box.says(Word.NO)
    box.asked(Question.DANGER_SURE)
    assert answered(box) == []
    if isinstance(said, Word):
        box.says(said)
    elif said is not None:
        box.happens(said)
    box.wait_until(lambda: bool(answered(box)))
    assert answered(box) == [written]


def test_a_no_with_a_second_confirmer_is_not_asked_back() -> None:
    box = at_danger()
    box.heard_out()
    box.happens(Heard(Word.NO, box.now, witnesses=2))
    assert answered(box) == ["no"]
    assert "danger_sure" not in box.said()


@pytest.mark.hazard("H3")
def test_a_question_that_a_remark_cut_short_is_put_again_and_not_answered_before() -> None:
    box = at_danger()
    box.says(Word.LOUDER)
    cut = box.now
    box.wait(1.2 * PHRASE / 16_000)
    box.says(Word.NO)
    assert box.session.question is Question.DANGER
    box.wait(2)
    assert box.said(cut) == ["louder_now", "danger_question"]
    box.says(Word.NO)
    surely(box)
    assert answered(box) == ["no"]


@pytest.mark.hazard("H4")
@pytest.mark.parametrize(
    ("word", "counts"), [(Word.TWO, False), (Word.FIVE, False), (Word.NINE, True)]
)
def test_before_how_bad_is_asked_only_a_high_number_counts(word: Word, *, counts: bool) -> None:
    box = into(HEEL_SLIDES)
    box.says(Word.PAIN)
    box.wait_until(lambda: box.session.question is Question.HOW_BAD)
    box.says(word)
    assert bool(box.written(Kind.PAIN_ANSWERED)) is counts


def test_the_number_is_said_back_and_may_be_put_right() -> None:
    box = into(HEEL_SLIDES)
    hurts(box, 7)
    box.wait(0.2)
    assert box.said()[-1] == "pain_said_back"
    box.says(Word.TWO)
    assert [e.value for e in box.written(Kind.PAIN_ANSWERED)] == [7, 2]
    box.asked(Question.DANGER)
    box.says(Word.NO)
    surely(box)
    box.asked(Question.GO_ON)
    assert box.said()[-1] == "pain_slight_go_on"


@pytest.mark.hazard("H3")
def test_a_number_put_right_takes_no_danger_question_back() -> None:
    box = into(HEEL_SLIDES, WALK)
    hurts(box, 1, Word.NO)
    box.asked(Question.GO_ON)
    box.says(Word.READY)
    box.wait(6)
    hurts(box, 7)
    box.wait(0.2)
    box.says(Word.ONE)
    box.asked(Question.DANGER)


@pytest.mark.hazard("H4")
def test_a_little_is_asked_about_once_more_with_an_example_and_then_taken_for_more() -> None:
    box = into(HEEL_SLIDES)
    box.says(Word.PAIN)
    box.asked(Question.HOW_BAD)
    box.says(Word.A_LITTLE)
    box.asked(Question.HOW_BAD)
    assert box.said()[-1] == "how_bad_example"
    assert not box.written(Kind.PAIN_ANSWERED)
    box.says(Word.A_LITTLE)
    assert [e.value for e in box.written(Kind.PAIN_ANSWERED)] == [RULES.danger_from]


@pytest.mark.hazard("H5")
@pytest.mark.parametrize("apart_s", [0.1, 0.3, 0.9])
def test_the_second_press_of_a_double_press_says_nothing_about_yesterday(apart_s: float) -> None:
    box = Box(day_state(HEEL_SLIDES, ask_next_day=True))
    box.start()
    box.wait(apart_s)
    box.happens(ButtonPressed())
    assert box.session.question is Question.NEXT_DAY_BETTER
    assert not box.written(Kind.NEXT_DAY_ANSWERED)


def test_a_press_by_itself_after_the_question_is_good_news_about_yesterday() -> None:
    box = Box(day_state(HEEL_SLIDES, ask_next_day=True))
    box.start()
    box.wait(1.5)
    box.happens(ButtonPressed())
    assert [e.text for e in box.written(Kind.NEXT_DAY_ANSWERED)] == ["gone"]


def test_a_double_press_takes_no_interrupted_session_up() -> None:
    box = Box(day_state(HEEL_SLIDES, interrupted=Interrupted(1, "heel_slides")))
    box.start()
    box.wait(0.3)
    box.happens(ButtonPressed())
    assert box.session.question is Question.RESUME


def test_a_press_means_the_same_in_all_questions_of_one_kind() -> None:
    good = {q for q in Question if q.value.startswith("next_day")}
    assert {pressed(q) for q in good} == {Word.YES}
    bad = {Question.MORE_PAIN, Question.SUSPECTED, Question.DANGER, Question.NEED_HELP}
    assert {pressed(q) for q in bad} == {Word.YES}
    assert pressed(Question.DANGER_SURE) is Word.NO, "bad news: it is not as before"


@pytest.mark.hazard("H3")
def test_a_new_session_in_place_of_an_interrupted_one_asks_about_danger_again() -> None:
    box = Box(day_state(HEEL_SLIDES, interrupted=Interrupted(1, "heel_slides", had_pain=True)))
    box.start()
    box.asked(Question.RESUME)
    box.says(Word.NO)
    box.ready()
    box.wait(3)
    hurts(box, 2)
    box.asked(Question.DANGER)


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(
    ("question", "word"),
    [
        (Question.DANGER, Word.NO),
        (Question.DANGER_SURE, Word.YES),
        (Question.CALF, Word.NO),
        (Question.IS_IT_YOU, Word.YES),
        (Question.NEED_HELP, Word.NO),
        (Question.MORE_PAIN, Word.NO),
        (Question.SUSPECTED, Word.NO),
        (Question.SUSPECTED, Word.READY),
        (Question.NEXT_DAY_BETTER, Word.YES),
        (Question.NEXT_DAY_SAME, Word.YES),
    ],
)
def test_what_lowers_the_guard_is_no_answer_before_its_question_has_been_heard(
    question: Question, word: Word
) -> None:
    box = REACHED[question]()
    box.wait_until(lambda: box.session.question is question)
    box.says(word)
    assert box.session.question is question


@pytest.mark.parametrize("question", list(Question))
def test_nothing_that_raises_the_guard_passes_a_gate(question: Question) -> None:
    unheard = {
        w for w in ACCEPTED_ANSWERS[question] if lacks(question, w, RULES, heard=0.0) is not None
    }
    lowers = {w for w in ACCEPTED_ANSWERS[question] if lowering(question, w, RULES) is not None}
    free = {Lowering.RESUMED}
    assert unheard == {w for w in lowers if lowering(question, w, RULES) not in free}
    assert not lowers & set(NUMBERS[RULES.moderate_max + 1 :])


@pytest.mark.hazard("H4")
@pytest.mark.parametrize("question", sorted(OF_PAIN - {Question.GO_ON}))
@pytest.mark.parametrize("word", [Word.NEXT, Word.PAUSE, Word.READY])
def test_nothing_urges_on_while_it_is_asked_about_pain(question: Question, word: Word) -> None:
    box = REACHED[question]()
    box.asked(question)
    assert box.says(word) == ()
