"""Whatever comes in whatever order: an enrollment ends, eats no pain and learns no half word."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.journal.entry import Kind
from device.plan.script import Question
from device.session.actions import Play, Silence, Write
from device.session.enrollment import (
    ENROLLMENT_WORDS,
    MAX_LEFT_OUT,
    MAX_REJECTIONS,
    TEMPLATES_PER_WORD,
    Enrollment,
)
from device.session.events import (
    ButtonHeld,
    ButtonPressed,
    Event,
    FaultBegan,
    FaultEnded,
    Heard,
    PainSuspected,
    SpokenOver,
    TemplateChecked,
    TemplateProblem,
    Word,
)
from device.session.questions import HURT
from device.session.repertoire import repertoire
from device.session.slowly import slow_of
from tests.days import BREATHING, GLUTE_SQUEEZES, day_state
from tests.reaching import reached, reaches
from tests.session.untaught import Untaught, in_enrollment

TROUBLES = [each for each in TemplateProblem if each is not TemplateProblem.ALIKE]


@dataclass(frozen=True, slots=True)
class Said:
    """What is wanted is said, and has such a trouble; `late`: an answer to an earlier want."""

    trouble: TemplateProblem | None
    late: bool = False


Step = Event | Said | float
CRIES = [Heard(Word.PAIN, 0), Heard(Word.STOP, 0), ButtonHeld()]
GOOD = st.just(Said(None))
STEPS: st.SearchStrategy[Step] = st.one_of(
    GOOD,
    GOOD,
    GOOD,
    st.builds(Said, st.none() | st.sampled_from(TemplateProblem), st.booleans()),
    st.floats(0.1, 30),
    st.sampled_from(list(Word)).map(lambda word: Heard(word, 0)),
    st.sampled_from(
        [
            *CRIES,
            ButtonPressed(),
            PainSuspected(0),
            SpokenOver(0),
            FaultBegan("microphone"),
            FaultEnded("microphone"),
            FaultBegan("speaker"),
            FaultBegan("disk"),
        ]
    ),
)
RARELY = st.lists(GOOD, max_size=4 * TEMPLATES_PER_WORD)
"""Some good templates running, so that words are learned at all."""


@st.composite
def enrollments(draw: st.DrawFn, *, under_way: bool = False) -> Untaught:
    """A box somewhere in an enrollment, or after it; `under_way`: before the step that ends it."""
    box = in_enrollment()
    lived: list[Step] = []
    for step in (*draw(RARELY), *draw(st.lists(STEPS, max_size=30))):
        does(box, step)
        if under_way and not box.teaches():
            return again(lived)
        lived.append(step)
    return box


def again(steps: list[Step]) -> Untaught:
    """Return a box to which these steps have happened."""
    box = in_enrollment()
    for step in steps:
        does(box, step)
    return box


def does(box: Untaught, step: Step) -> None:
    match step:
        case float():
            box.wait(step)
        case Said(trouble, late):
            box.wait(2)
            wanted = box.wanted()
            if wanted is not None and late:
                box.happens(TemplateChecked(wanted.number - 1, trouble))
            elif wanted is not None:
                box.is_checked(wanted, trouble)
        case _:
            box.happens(step)


@settings(max_examples=150, deadline=None)
@given(enrollments())
def test_no_half_word_is_ever_learned(box: Untaught) -> None:
    for learn in box.learned():
        assert len(set(learn.templates)) == TEMPLATES_PER_WORD
        assert {box.good.get(n) for n in learn.templates} == {learn.word}
    words = [learn.word for learn in box.learned()]
    assert len(set(words)) == len(words)
    assert [e.text for e in box.written(Kind.WORD_TAUGHT)] == [word.value for word in words]
    assert all(value == len(words) for value, _ in box.ended())


@pytest.mark.hazard("H1")
@reaches()
@settings(max_examples=150, deadline=None)
@given(enrollments(under_way=True), st.sampled_from(CRIES))
def test_pain_and_the_held_button_end_an_enrollment_with_silence_and_the_question_how_bad(
    box: Untaught, cry: Event
) -> None:
    if not box.teaches() or box.session.question is Question.NEED_HELP:
        return
    deaf, asked = HURT - box.listening(), box.wanted()
    taught = {asked.word} if asked is not None else deaf
    assert deaf <= taught, "only the word that is being taught"
    assert len(deaf) <= 1
    if isinstance(cry, Heard) and cry.word in deaf:
        return
    reached()
    before = len(box.actions)
    done = box.happens(cry)
    loud = [a for a in done if not isinstance(a, Write)]
    assert isinstance(loud[0], Silence)
    assert not box.teaches()
    assert box.wanted() is None
    box.wait(10)
    said_then = [a.phrase.key for _, a in box.actions[before:] if isinstance(a, Play)]
    assert "how_bad" in said_then
    assert not [key for key in said_then if key.startswith("enrollment")]


@pytest.mark.hazard("H1")
@reaches()
@settings(max_examples=80, deadline=None)
@given(enrollments(under_way=True))
def test_a_doubtful_hearing_is_asked_about_in_an_enrollment_too(box: Untaught) -> None:
    if not box.teaches() or box.session.question in {Question.SUSPECTED, Question.NEED_HELP}:
        return
    reached()
    box.happens(PainSuspected(0))
    box.asked(Question.SUSPECTED)
    assert box.wanted() is None


@settings(max_examples=80, deadline=None)
@given(enrollments())
def test_left_alone_every_enrollment_ends_and_says_only_what_was_rendered(box: Untaught) -> None:
    box.wait(1200)
    assert not box.teaches()
    assert box.wanted() is None
    day = day_state(GLUTE_SQUEEZES, BREATHING, enrollment_due=True)
    said = {a.phrase for _, a in box.actions if isinstance(a, Play)}
    assert said <= {*repertoire(day), *slow_of(repertoire(day))}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*TROUBLES, None]), min_size=200, max_size=200))
def test_whatever_is_said_an_enrollment_has_an_end(troubles: list[TemplateProblem | None]) -> None:
    box = in_enrollment()
    for trouble in troubles:
        box.says_word(trouble)
        box.wait(3)
        if not box.teaches():
            break
    assert not box.teaches()


@given(st.lists(st.sampled_from([*TemplateProblem, None]), max_size=400))
def test_of_an_enrollment_a_word_more_or_less_is_to_come_with_every_few_templates(
    templates: list[TemplateProblem | None],
) -> None:
    states = [Enrollment()]
    for n, trouble in enumerate(templates):
        if states[-1].word is None:
            break
        last = states[-1]
        states.append(last.after_good(n) if trouble is None else last.after(trouble))
    for before, after in pairwise(states):
        assert len(after.good) < TEMPLATES_PER_WORD
        assert after.refused < MAX_REJECTIONS
        assert after.left_out <= MAX_LEFT_OUT
        assert len(before.to_come) - len(after.to_come) in (0, 1)
    ended = states[-1]
    assert len(ended.learned) + ended.left_out + len(ended.to_come) == len(ENROLLMENT_WORDS)
