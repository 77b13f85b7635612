"""Whatever the recognizers say.

"next" needs two of them, and pain that is loud enough is never lost.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.hearing.arbiter import (
    CLEARLY_OVER_DB,
    COMMAND_OVER_DB,
    COMMAND_S,
    CRY_S,
    DOUBTFUL_OVER_DB,
    HURTS,
    Context,
    arbitrate,
)
from device.hearing.recognizer import Hypothesis
from device.session.events import Heard, PainSuspected, Word
from tests.hearing.test_arbiter import ALL, ENDED, heard, understands
from tests.reaching import reached, reaches

WORDS = st.sampled_from(["next", "ow", "stop", "ready", "pause", "no", "seven", "neck", "the"])
HEARINGS = st.lists(st.lists(WORDS, max_size=3).map(" ".join).map(heard), max_size=4)
CONTEXTS = st.builds(
    Context,
    words=st.one_of(st.just(ALL), st.frozensets(st.sampled_from(Word))),
    length_s=st.floats(0, 4),
    over_db=st.floats(-5, 30),
    ended_at=st.just(ENDED),
    own=st.frozensets(st.sampled_from([Word.NEXT, Word.PAIN, Word.STOP, Word.READY])),
)


NEXTS = st.lists(st.sampled_from(["next", "next next"]).map(heard), min_size=1, max_size=3)
AGREED = st.integers(2, 3).map(lambda recognizers: [heard("next")] * recognizers)
OTHERS = st.lists(st.sampled_from(["next neck", "pause", "", "neck"]).map(heard), min_size=1)

CLEAR = st.builds(
    Context,
    words=st.just(ALL),
    length_s=st.floats(min(COMMAND_S), max(COMMAND_S)),
    over_db=st.floats(COMMAND_OVER_DB, 30),
    ended_at=st.just(ENDED),
)
"""An utterance that is a command, by its length and loudness."""

CLEAR_BUT_NOT_NEXT = st.builds(
    replace,
    CLEAR,
    words=st.sampled_from([ALL, ALL - {Word.NEXT}]),
    own=st.just(frozenset({Word.NEXT})),
)


@pytest.mark.hazard("H9")
@given(
    st.one_of(
        st.tuples(NEXTS, OTHERS, CLEAR),
        st.tuples(NEXTS.map(lambda recognizers: recognizers[:1]), st.just([]), CLEAR),
        st.tuples(NEXTS, st.just([]), CLEAR_BUT_NOT_NEXT),
    )
)
def test_next_never_happens_unless_every_recognizer_heard_it_and_there_were_two(
    heard_so: tuple[list[Hypothesis], list[Hypothesis], Context],
) -> None:
    nexts, others, context = heard_so
    for hypotheses in ([*nexts, *others], [*others, *nexts]):
        assert understands(*hypotheses, context=context) is not Word.NEXT


@pytest.mark.hazard("H9")
@reaches()
@given(
    st.one_of(
        st.tuples(HEARINGS, CONTEXTS),
        st.tuples(AGREED, CLEAR),
        st.tuples(st.one_of(AGREED, NEXTS), CLEAR),
    )
)
def test_next_never_comes_of_anything_but_next(
    heard_so: tuple[list[Hypothesis], Context],
) -> None:
    hypotheses, context = heard_so
    agree = len(hypotheses) > 1 and {h.word for h in hypotheses} == {Word.NEXT}
    allowed = Word.NEXT in context.words - context.own
    if understands(*hypotheses, context=context) is Word.NEXT:
        reached()
        assert agree
        assert allowed


@given(st.integers(2, 3), CLEAR)
def test_next_of_two_recognizers_that_agree_is_next(recognizers: int, context: Context) -> None:
    assert understands(*[heard("next")] * recognizers, context=context) is Word.NEXT


CRIES = st.builds(
    Context,
    words=st.just(ALL),
    length_s=st.floats(min(CRY_S), max(CRY_S)),
    over_db=st.integers(int(DOUBTFUL_OVER_DB) - 2, 30).map(float),
    ended_at=st.just(ENDED),
    own=st.sampled_from([frozenset[Word](), frozenset[Word](), frozenset({Word.PAIN})]),
)
LOUD = st.builds(replace, CRIES, over_db=st.floats(CLEARLY_OVER_DB, 30))
HURTING = st.lists(
    st.sampled_from(["ow", "ow", "stop", "ow the", "next", "neck", "ow stop"]).map(heard),
    min_size=1,
    max_size=4,
)
MENTIONING = st.lists(st.sampled_from(["ow the", "the stop", "ow next"]).map(heard), min_size=1)
BESIDE = st.permutations(["ready", "ow the"]).map(lambda both: [heard(each) for each in both])
"""Some recognizers hear a command and others pain among other words."""


@pytest.mark.hazard("H1")
@reaches("pain", "command")
@given(
    st.one_of(
        st.tuples(HURTING, CRIES),
        st.tuples(BESIDE, CLEAR),
        st.tuples(st.one_of(HURTING, BESIDE), st.one_of(CRIES, CLEAR)),
    )
)
def test_a_loud_mention_of_pain_is_never_passed_over_but_for_a_clear_command(
    heard_so: tuple[list[Hypothesis], Context],
) -> None:
    hypotheses, context = heard_so
    hurts = frozenset[Word]().union(*(h.mentions for h in hypotheses)) & HURTS & context.words
    loud = context.over_db >= (CLEARLY_OVER_DB if hurts <= context.own else DOUBTFUL_OVER_DB)
    event = arbitrate(hypotheses, context)
    if not hurts or not loud:
        assert event != PainSuspected(ENDED)
        return
    reached("pain")
    assert event is not None
    if isinstance(event, Heard) and event.word not in HURTS:
        reached("command")
        assert {h.word for h in hypotheses} - {None} & context.words == {event.word}


@reaches()
@given(
    st.one_of(
        st.tuples(HEARINGS, CONTEXTS),
        st.tuples(MENTIONING, LOUD),
        st.tuples(MENTIONING, st.one_of(CRIES, LOUD)),
    )
)
def test_what_mentions_no_pain_or_is_too_faint_or_no_cry_is_not_asked_about(
    heard_so: tuple[list[Hypothesis], Context],
) -> None:
    hypotheses, context = heard_so
    hurts = frozenset[Word]().union(*(h.mentions for h in hypotheses)) & HURTS & context.words
    loud = context.over_db >= (CLEARLY_OVER_DB if hurts <= context.own else DOUBTFUL_OVER_DB)
    cry = min(CRY_S) <= context.length_s <= max(CRY_S)
    if arbitrate(hypotheses, context) == PainSuspected(ENDED):
        reached()
        assert hurts
        assert loud
        assert cry


@reaches()
@given(st.one_of(HURTING, AGREED, HEARINGS), CLEAR)
def test_what_happens_was_heard_by_a_recognizer_and_makes_sense_now(
    hypotheses: list[Hypothesis], context: Context
) -> None:
    event = arbitrate(hypotheses, context)
    if isinstance(event, Heard):
        reached()
        assert event.word in {h.word for h in hypotheses} & context.words
