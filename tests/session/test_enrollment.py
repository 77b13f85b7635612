"""An enrollment by voice and button: how it is offered, what is asked for, what is learned."""

from __future__ import annotations

import pytest

from device.journal.entry import Kind
from device.journal.history import Interrupted
from device.plan.script import Question
from device.session.actions import EnrollWord
from device.session.enrollment import ENROLLMENT_WORDS, TEMPLATES_PER_WORD
from device.session.events import (
    ButtonPressed,
    FaultBegan,
    FaultEnded,
    TemplateChecked,
    TemplateProblem,
    Word,
)
from device.session.questions import HURT
from tests.days import GLUTE_SQUEEZES, day_state
from tests.session.box import PHRASE, Box
from tests.session.untaught import Untaught, in_enrollment

# ---------------------------------------------------------------- the offer


def test_the_first_press_is_answered_with_the_offer_and_then_the_session_begins() -> None:
    box = Untaught()
    box.start()
    box.asked(Question.READY)
    assert box.said()[:3] == ["enrollment", "enrollment_declined", "greeting"]
    assert [entry.kind for entry in box.written()].count(Kind.ENROLLMENT_OFFERED) == 1


@pytest.mark.parametrize("word", [Word.YES, Word.READY])
def test_who_says_yes_is_asked_for_the_first_word(word: Word) -> None:
    box = Untaught()
    box.start()
    box.asked(Question.ENROLLMENT)
    box.says(word)
    assert box.want().word is ENROLLMENT_WORDS[0]


def test_who_says_no_begins_at_once() -> None:
    box = Untaught()
    box.start()
    box.asked(Question.ENROLLMENT)
    box.says(Word.NO)
    box.wait(2)
    assert box.said()[:3] == ["enrollment", "enrollment_declined", "greeting"]


@pytest.mark.parametrize(
    "facts",
    [
        {"enrollment_due": False},
        {"ask_next_day": True},
        {"interrupted": Interrupted(1, "glute_squeezes", "", 1)},
        {"interrupted": Interrupted(1, "glute_squeezes", "", 1, pain_open=True)},
    ],
)
def test_nothing_is_offered_when_it_is_not_due_or_there_is_more_to_ask(
    facts: dict[str, object],
) -> None:
    box = Untaught(**facts)
    box.start()
    box.wait(90)
    assert "enrollment" not in box.said()


def test_nothing_is_offered_by_recognizers_that_cannot_learn() -> None:
    box = Box(day_state(GLUTE_SQUEEZES, enrollment_due=True))
    box.start()
    box.asked(Question.READY)
    assert box.said()[0] == "greeting"


@pytest.mark.parametrize("part", ["microphone", "speaker"])
def test_nothing_is_offered_while_a_card_is_broken(part: str) -> None:
    box = Untaught()
    box.happens(FaultBegan(part))
    box.start()
    box.wait(5)
    assert "enrollment" not in box.said()


def test_what_does_not_work_is_said_after_the_enrollment_and_not_when_it_works_by_then() -> None:
    box = Untaught()
    box.happens(FaultBegan("model"))
    box.happens(FaultBegan("disk"))
    box.begin_enrollment()
    for _ in range(TEMPLATES_PER_WORD):
        box.says_word()
    box.happens(FaultEnded("model"))
    box.want()
    box.happens(ButtonPressed())
    box.asked(Question.READY)
    said = box.said()
    assert "button_only" not in said
    assert said.index("enrollment_learned") < said.index("disk_full")


# ---------------------------------------------------------------- the words


def test_five_good_templates_of_each_word_and_all_of_them_are_learned() -> None:
    box = in_enrollment()
    asked = [box.says_word() for _ in range(TEMPLATES_PER_WORD * len(ENROLLMENT_WORDS))]
    box.asked(Question.READY)
    numbers = [wanted.number for wanted in asked]
    assert box.learned() == [
        EnrollWord(word, tuple(numbers[TEMPLATES_PER_WORD * n : TEMPLATES_PER_WORD * (n + 1)]))
        for n, word in enumerate(ENROLLMENT_WORDS)
    ]
    assert [e.text for e in box.written(Kind.WORD_TAUGHT)] == [w.value for w in ENROLLMENT_WORDS]
    assert box.ended() == [(len(ENROLLMENT_WORDS), "done")]
    assert box.said().index("enrollment_learned") < box.said().index("greeting")


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (TemplateProblem.QUIET, "enrollment_too_faint"),
        (TemplateProblem.LOUD, "enrollment_too_strong"),
        (TemplateProblem.NO_WORD, "enrollment_no_word"),
        (TemplateProblem.UNLIKE, "enrollment_unlike"),
    ],
)
def test_a_template_that_is_not_good_enough_is_asked_for_once_more_with_the_reason(
    trouble: TemplateProblem, told: str
) -> None:
    box = in_enrollment()
    first = box.says_word()
    second = box.says_word(trouble)
    since = box.now
    third = box.want()
    assert box.said(since) == [told, "enrollment_again"]
    assert third.word is second.word
    assert third.beside == second.beside == (first.number,)
    assert third.since >= since + 2 * PHRASE, "what is said over the box's own voice is no sample"


def test_who_says_nothing_is_asked_three_times_and_then_the_session_begins() -> None:
    box = in_enrollment()
    since = box.now
    box.asked(Question.READY)
    told = [key for key in box.said(since) if key.startswith("enrollment")]
    assert told == ["enrollment_unheard", "enrollment_unheard", "enrollment_came_to_nothing"]
    assert box.ended() == [(0, "silence")]


def test_a_cough_in_the_place_of_the_first_template_does_not_spoil_the_word() -> None:
    box = in_enrollment()
    cough = box.says_word()
    box.says_word(TemplateProblem.UNLIKE)
    box.says_word(TemplateProblem.UNLIKE)
    for _ in range(TEMPLATES_PER_WORD):
        box.says_word()
    (word,) = box.learned()
    assert cough.number not in word.templates


def test_a_word_like_another_one_is_left_out_and_the_next_one_is_asked_for() -> None:
    box = in_enrollment()
    first = box.says_word(TemplateProblem.ALIKE)
    since = box.now
    assert box.want().word is ENROLLMENT_WORDS[1]
    assert first.word is ENROLLMENT_WORDS[0]
    assert box.said(since)[:2] == ["enrollment_left_out", "enrollment_new_word"]


def test_an_answer_to_an_earlier_template_is_nothing() -> None:
    box = in_enrollment()
    first = box.says_word()
    second = box.want()
    box.happens(TemplateChecked(first.number))
    assert box.want() == second
    assert second.beside == (first.number,)


# ---------------------------------------------------------------- leaving it


def test_the_button_leaves_the_enrollment_and_what_was_whole_is_kept() -> None:
    box = in_enrollment()
    for _ in range(TEMPLATES_PER_WORD + 2):
        box.says_word()
    box.want()
    box.happens(ButtonPressed())
    box.asked(Question.READY)
    assert [learn.word for learn in box.learned()] == [ENROLLMENT_WORDS[0]]
    assert box.ended() == [(1, "left")]


def test_a_second_press_right_after_the_first_does_not_leave_it() -> None:
    box = Untaught()
    box.start()
    box.asked(Question.ENROLLMENT)
    box.happens(ButtonPressed())
    box.wait(0.4)
    box.happens(ButtonPressed())
    assert box.want().word is ENROLLMENT_WORDS[0]


@pytest.mark.hazard("H11")
def test_an_enrollment_is_no_session_done() -> None:
    box = in_enrollment()
    for _ in range(TEMPLATES_PER_WORD * len(ENROLLMENT_WORDS)):
        box.says_word()
    assert not box.teaches()
    assert box.written(Kind.SESSION_COMPLETED) == []
    assert box.written(Kind.EXERCISE_BEGAN) == []
    assert not box.session.view.day_done


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(("taught", "other"), [(Word.PAIN, Word.STOP), (Word.STOP, Word.PAIN)])
def test_while_pain_is_taught_it_is_a_word_like_any_and_stop_ends_the_enrollment(
    taught: Word, other: Word
) -> None:
    box = in_enrollment()
    while box.want().word is not taught:
        box.says_word()
    assert taught not in box.listening(), "a doubtful hearing of it would be asked about"
    box.says(taught)
    box.wait(1)
    assert box.teaches()
    box.says(other)
    assert not box.teaches()
    box.asked(Question.HOW_BAD)


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("learned", [False, True])
def test_before_pain_is_asked_for_and_as_soon_as_it_is_learned_it_is_pain(*, learned: bool) -> None:
    box = in_enrollment()
    for _ in range(TEMPLATES_PER_WORD * (ENROLLMENT_WORDS.index(Word.PAIN) + learned)):
        box.says_word()
    box.wait_until(lambda: box.said()[-1] == "enrollment_new_word")
    assert box.session.question is None
    box.says(Word.PAIN)
    box.asked(Question.HOW_BAD)


def test_other_words_are_nothing_in_an_enrollment_and_are_not_written_down() -> None:
    box = in_enrollment()
    before = len(box.written())
    for word in set(Word) - HURT - {Word.HELP}:
        box.says(word)
    assert box.session.question is Question.TEMPLATE
    assert len(box.written()) == before
