"""Which answers lower the guard, and what is known about how they were given. Pure."""

from __future__ import annotations

import math

from device.plan.guard import Evidence, Lowering, lacking
from device.plan.model import PainRules
from device.plan.script import Question
from device.session.events import NUMBERS, Word

_LOWERS = {
    (Question.DANGER, Word.NO): Lowering.NO_DANGER,
    (Question.DANGER_SURE, Word.YES): Lowering.NO_DANGER,
    (Question.CALF, Word.NO): Lowering.NO_CLOT,
    (Question.IS_IT_YOU, Word.YES): Lowering.RIGHT_PERSON,
    (Question.NEED_HELP, Word.NO): Lowering.NO_HELP,
    (Question.MORE_PAIN, Word.NO): Lowering.NO_PAIN,
    (Question.SUSPECTED, Word.NO): Lowering.NO_PAIN,
    (Question.SUSPECTED, Word.READY): Lowering.NO_PAIN,
    (Question.HOW_BAD, Word.A_LITTLE): Lowering.LOW_PAIN,
    (Question.NEXT_DAY_BETTER, Word.YES): Lowering.BETTER_TODAY,
    (Question.NEXT_DAY_SAME, Word.YES): Lowering.BETTER_TODAY,
    (Question.RESUME, Word.YES): Lowering.RESUMED,
    (Question.RESUME, Word.READY): Lowering.RESUMED,
    (Question.RESUME, Word.NO): Lowering.RESUMED,
}

ASKED_BACK = frozenset({Question.DANGER_SURE})
"""Questions that are themselves the second witness of the answer before."""


def lowering(question: Question, word: Word, rules: PainRules) -> Lowering | None:
    """Return what `word` would lower as the answer to `question`; None: it lowers nothing."""
    if question is Question.HOW_BAD and word in NUMBERS:
        low = NUMBERS.index(word) <= rules.moderate_max
        return Lowering.LOW_PAIN if low else None
    return _LOWERS.get((question, word))


def lacks(
    question: Question,
    word: Word,
    rules: PainRules,
    *,
    heard: float,
    witnesses: int = 1,
    apart_s: float = math.inf,
) -> str | None:
    """Return what an answer lacks to count, as `device.plan.guard.lacking`; None: it counts.

    `heard` is the share of the question, 0 to 1, that had been said when the answer ended;
    `witnesses` how many recognizers heard it; `apart_s` how long before the button had been used
    last, where the answer is a press.
    """
    lowered = lowering(question, word, rules)
    if lowered is None:
        return None
    asked_back = question in ASKED_BACK
    evidence = Evidence(heard=heard, witnesses=witnesses + asked_back, apart_s=apart_s)
    return lacking(lowered, evidence)
