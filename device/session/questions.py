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
ALWAYS = HURT | VOLUME | {Word.REPEAT, Word.HELP}
"""Make sense whatever the box is doing."""

YES_NO = frozenset({Word.YES, Word.NO})

ACCEPTED_ANSWERS: dict[Question, frozenset[Word]] = {
    Question.READY: frozenset({Word.READY}),
    Question.PAUSED: frozenset({Word.READY}),
    Question.IS_IT_YOU: YES_NO,
    Question.RESUME: YES_NO | {Word.READY},
    Question.MORE_PAIN: YES_NO,
    Question.SUSPECTED: YES_NO | {Word.READY},
    Question.HOW_BAD: frozenset({*NUMBERS, Word.A_LITTLE}),
    Question.CALF: YES_NO,
    Question.DANGER: YES_NO,
    Question.DANGER_SURE: YES_NO,
    Question.GO_ON: frozenset({Word.READY, Word.NEXT}),
    Question.NEED_HELP: YES_NO,
    Question.ARE_YOU_THERE: YES_NO | {Word.READY},
    Question.LEFT_OUT: YES_NO,
    Question.NEXT_DAY_BETTER: YES_NO,
    Question.NEXT_DAY_SAME: YES_NO,
    Question.ENROLLMENT: YES_NO | {Word.READY},
    Question.TEMPLATE: frozenset(),
}

OF_PAIN = frozenset(
    {
        Question.HOW_BAD,
        Question.CALF,
        Question.DANGER,
        Question.DANGER_SURE,
        Question.GO_ON,
    }
)
"""Asked between "pain" and the way on."""

OF_NOW = frozenset({Question.MORE_PAIN, Question.SUSPECTED})
"""Does it hurt, here and now?"""

OF_HELP = frozenset({Question.NEED_HELP, Question.ARE_YOU_THERE})
"""Whoever does not answer these has whom to call said for them."""

_AGAIN = {
    Question.READY: "still_there",
    Question.PAUSED: "still_there",
    Question.HOW_BAD: "how_bad_again",
    Question.NEED_HELP: "need_help_again",
}

_ANYTIME_TOO = frozenset({Question.READY, Question.PAUSED})


@dataclass(frozen=True, slots=True)
class AnswerTimeout:
    """How long the box waits for an answer after the end of the question, and how often it asks."""

    seconds: float
    tries: int


_OF_ENROLLMENT = {
    Question.ENROLLMENT: AnswerTimeout(12.0, 1),
    Question.TEMPLATE: AnswerTimeout(8.0, 3),
}
"""An offer is made once: who does not answer wants to begin."""


_GOOD_NEWS = {
    Question.NEXT_DAY_BETTER: Word.YES,
    Question.NEXT_DAY_SAME: Word.YES,
}
_BAD_NEWS = {
    Question.MORE_PAIN: Word.YES,
    Question.SUSPECTED: Word.YES,
    Question.CALF: Word.YES,
    Question.DANGER: Word.YES,
    Question.DANGER_SURE: Word.NO,
    Question.NEED_HELP: Word.YES,
}
_GOES_ON = {
    Question.READY: Word.READY,
    Question.PAUSED: Word.READY,
    Question.IS_IT_YOU: Word.YES,
    Question.RESUME: Word.READY,
    Question.GO_ON: Word.READY,
    Question.ARE_YOU_THERE: Word.READY,
    Question.LEFT_OUT: Word.YES,
    Question.ENROLLMENT: Word.READY,
}
_PRESSED = _GOOD_NEWS | _BAD_NEWS | _GOES_ON
"""A press means one thing in all questions of one kind: about yesterday it is good news, about now
it is bad news, about the way on it goes on. To "how bad" and in an enrollment it answers
nothing."""


def words_for(question: Question | None) -> frozenset[Word]:
    """Return the words that make sense while `question` waits; None while the box talks."""
    if question is None or question in _ANYTIME_TOO:
        return ANYTIME
    if (
        question is Question.TEMPLATE
    ):  # whatever is said: the more a recognizer knows, the less is misheard
        return ANYTIME | YES_NO
    return ACCEPTED_ANSWERS[question] | ALWAYS


def answer_timeout(question: Question, rules: PainRules) -> AnswerTimeout:
    """How long to wait: a patient may need minutes to get into a position."""
    if question in _ANYTIME_TOO:
        return AnswerTimeout(45.0, 6)
    if question in _OF_ENROLLMENT:
        return _OF_ENROLLMENT[question]
    return AnswerTimeout(rules.answer_timeout_s, rules.answer_tries)


def again(question: Question, asked: Phrase) -> Phrase:
    """How a question is asked another time."""
    if question is Question.TEMPLATE:
        return unheard(asked)
    if question is Question.DANGER:
        return danger_again(asked)
    return phrase(_AGAIN[question]) if question in _AGAIN else asked


def unheard(asked: Phrase) -> Phrase:
    """How a word is asked for once more in an enrollment, when nobody said it."""
    return Phrase("enrollment_unheard", asked.values)


def pressed(question: Question) -> Word | None:
    """Return the word that a short press of the button stands for; None where it cannot answer."""
    return _PRESSED.get(question)
