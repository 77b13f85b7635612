"""What may be answered to a question, how long the box waits, and what the button means to it."""

from __future__ import annotations

from dataclasses import dataclass

from device.plan.guidance import danger_again
from device.plan.model import PainRules
from device.plan.script import Question
from device.session.events import ANYTIME, NUMBERS, Word
from device.speaking.phrase import Phrase, phrase

HURT = frozenset({Word.PAIN, Word.STOP})
VOLUME = frozenset({Word.LOUDER, Word.QUIETER})
ALWAYS = HURT | VOLUME | {Word.REPEAT}
"""Make sense whatever the box is doing."""

YES_NO = frozenset({Word.YES, Word.NO})

ANSWERS: dict[Question, frozenset[Word]] = {
    Question.READY: frozenset({Word.READY}),
    Question.PAUSED: frozenset({Word.READY}),
    Question.RESUME: YES_NO | {Word.READY},
    Question.MORE_PAIN: YES_NO,
    Question.SUSPECTED: YES_NO | {Word.READY},
    Question.HOW_BAD: frozenset(NUMBERS),
    Question.DANGER: YES_NO,
    Question.GO_ON: frozenset({Word.READY, Word.NEXT}),
    Question.NEXT_DAY_BETTER: YES_NO,
    Question.NEXT_DAY_WORSE: YES_NO,
    Question.LESSON: YES_NO | {Word.READY},
    Question.TAKE: frozenset(),
}

OF_PAIN = frozenset({Question.HOW_BAD, Question.DANGER, Question.GO_ON})
"""Asked between "pain" and the way on."""

_AGAIN = {
    Question.READY: "still_there",
    Question.PAUSED: "still_there",
    Question.HOW_BAD: "how_bad_again",
}

_ANYTIME_TOO = frozenset({Question.READY, Question.PAUSED})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the box waits for an answer after the end of the question, and how often it asks."""

    seconds: float
    tries: int


_OF_A_LESSON = {Question.LESSON: Patience(12.0, 1), Question.TAKE: Patience(8.0, 3)}
"""An offer is made once: who does not answer wants to begin."""


def words(question: Question | None) -> frozenset[Word]:
    """Return the words that make sense while `question` waits; None while the box talks."""
    if question is None or question in _ANYTIME_TOO:
        return ANYTIME
    if question is Question.TAKE:  # whatever is said: the more an ear knows, the less is misheard
        return ANYTIME | YES_NO
    return ANSWERS[question] | ALWAYS


def patience(question: Question, rules: PainRules) -> Patience:
    """How long to wait: a patient may need minutes to get into a position."""
    if question in _ANYTIME_TOO:
        return Patience(45.0, 6)
    if question in _OF_A_LESSON:
        return _OF_A_LESSON[question]
    return Patience(rules.answer_timeout_s, rules.answer_tries)


def again(question: Question, asked: Phrase) -> Phrase:
    """How a question is asked another time."""
    if question is Question.TAKE:
        return unheard(asked)
    if question is Question.DANGER:
        return danger_again(asked)
    return phrase(_AGAIN[question]) if question in _AGAIN else asked


def unheard(asked: Phrase) -> Phrase:
    """How a word is asked for once more in a lesson, when nobody said it."""
    return Phrase("lesson_unheard", asked.values)


def pressed(question: Question) -> Word | None:
    """Return the word that a short press of the button stands for; None where it cannot answer."""
    answers = ANSWERS[question]
    if Word.READY in answers and question is not Question.SUSPECTED:
        return Word.READY
    return Word.YES if Word.YES in answers else None
