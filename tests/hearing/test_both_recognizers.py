"""The arbiter's rule for two kinds of recognizers, as the table that it is."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from device.hearing.arbiter import HURTS, SURE_CERTAINTY, Context, arbitrate, with_enrolled
from device.hearing.recognizer import TAUGHT, Hypothesis
from device.session.events import Heard, PainSuspected, Word

ALONE = Context(words=frozenset(Word), length_s=0.6, over_db=20.0, ended_at=0)
NEXT, STOP, PAIN, PAUSE, READY = Word.NEXT, Word.STOP, Word.PAIN, Word.PAUSE, Word.READY


def hypothesis(word: Word | None, source: str, certainty: float = 0.5) -> Hypothesis:
    return Hypothesis("", word, certainty, source, frozenset({word} if word else ()))


@pytest.mark.parametrize(
    ("written", "taught", "sure", "it_is"),
    [
        ({PAUSE}, PAUSE, False, PAUSE),
        ({NEXT}, NEXT, False, NEXT),
        (set(), PAUSE, False, PAUSE),
        (set(), NEXT, False, None),
        (set(), NEXT, True, NEXT),
        ({READY}, PAUSE, True, None),
        ({READY}, NEXT, True, None),
        ({NEXT}, READY, True, None),
        ({PAIN}, STOP, False, PAIN),
        ({STOP}, PAIN, False, PAIN),
        ({STOP}, STOP, False, STOP),
        (set(), PAIN, False, PAIN),
        ({READY}, PAIN, True, None),
        ({READY, PAUSE}, PAUSE, True, None),
    ],
)
def test_what_it_is_when_the_enrolled_recognizer_heard_a_word(
    written: set[Word], taught: Word, sure: bool, it_is: Word | None
) -> None:
    assert with_enrolled(written, taught, sure=sure) is it_is


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("hurt", sorted(HURTS))
@pytest.mark.parametrize("sources", [("vosk", TAUGHT), (TAUGHT, "vosk")])
def test_pain_in_one_recognizer_and_another_word_in_the_other_is_asked_about(
    hurt: Word, sources: tuple[str, str]
) -> None:
    told = [hypothesis(hurt, sources[0]), hypothesis(READY, sources[1], 1.0)]
    assert arbitrate(told, ALONE) == PainSuspected(0)


def test_the_written_next_still_needs_its_confirmer_where_the_enrolled_recognizer_is_silent() -> (
    None
):
    silent = hypothesis(None, TAUGHT)
    assert arbitrate([hypothesis(NEXT, "vosk"), silent], ALONE) is None
    witnessed = [hypothesis(NEXT, "vosk"), silent, hypothesis(NEXT, "witness")]
    assert arbitrate(witnessed, ALONE) == Heard(NEXT, 0)


def test_the_enrolled_recognizer_stands_for_a_confirmer_that_heard_nothing() -> None:
    told = [hypothesis(NEXT, "vosk"), hypothesis(NEXT, TAUGHT), hypothesis(None, "witness")]
    assert arbitrate(told, ALONE) == Heard(NEXT, 0)


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(
    ("certainty", "it_is"), [(SURE_CERTAINTY - 0.01, None), (SURE_CERTAINTY, Heard(NEXT, 0))]
)
def test_next_of_the_enrolled_recognizer_alone_must_be_sure(
    certainty: float, it_is: Heard | None
) -> None:
    assert arbitrate([hypothesis(NEXT, TAUGHT, certainty)], ALONE) == it_is


def test_a_word_that_makes_no_sense_now_is_no_contradiction() -> None:
    context = Context(frozenset({PAUSE}), 0.6, 20.0, 0)
    told = [hypothesis(READY, "vosk"), hypothesis(PAUSE, TAUGHT)]
    assert arbitrate(told, context) == Heard(PAUSE, 0)


FIRST = frozenset({NEXT, STOP, PAIN, PAUSE})


def taught(word: Word | None = None, *likely: Word, knows: frozenset[Word] = FIRST) -> Hypothesis:
    """Return what an enrolled recognizer tells that heard `word`, or rather `likely`."""
    mentions = frozenset(likely) | ({word} if word else set())
    return Hypothesis("[unk]", word, 0.5, TAUGHT, mentions, knows=knows)


@pytest.mark.hazard("H9")
def test_what_was_taught_is_not_believed_of_the_model_alone() -> None:
    assert arbitrate([hypothesis(PAUSE, "vosk"), taught()], ALONE) is None
    assert arbitrate([hypothesis(PAUSE, "vosk"), taught(None, NEXT)], ALONE) is None
    next_twice = [hypothesis(NEXT, "vosk"), hypothesis(NEXT, "witness")]
    assert arbitrate([*next_twice, taught()], ALONE) is None
    assert arbitrate([*next_twice, taught(None, NEXT)], ALONE) == Heard(NEXT, 0)


def test_a_doubtful_word_of_the_enrolled_recognizer_is_sure_when_the_model_wrote_it() -> None:
    assert arbitrate([hypothesis(PAUSE, "vosk"), taught(None, PAUSE)], ALONE) == Heard(PAUSE, 0)
    assert arbitrate([hypothesis(None, "vosk"), taught(None, PAUSE)], ALONE) is None


def test_a_word_that_nobody_has_taught_is_believed_of_the_model() -> None:
    assert arbitrate([hypothesis(READY, "vosk"), taught()], ALONE) == Heard(READY, 0)
    assert arbitrate([hypothesis(PAUSE, "vosk"), taught(knows=frozenset())], ALONE) == Heard(
        PAUSE, 0
    )


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("hurt", sorted(HURTS))
def test_pain_that_the_model_wrote_is_believed_though_the_enrolled_recognizer_heard_none(
    hurt: Word,
) -> None:
    assert arbitrate([hypothesis(hurt, "vosk"), taught()], ALONE) == Heard(hurt, 0)
    drawn_out = replace(hypothesis(hurt, "vosk"), syllables=1)
    assert arbitrate([drawn_out, taught()], replace(ALONE, length_s=1.6)) == PainSuspected(0)
    both = Hypothesis("", None, 0.5, "vosk", frozenset(HURTS))
    assert arbitrate([both, taught()], ALONE) == PainSuspected(0)


def test_pain_beside_other_words_is_asked_about_if_it_is_not_taught_or_the_recognizer_agrees() -> (
    None
):
    among = Hypothesis("", None, 0.5, "vosk", frozenset({PAIN}))
    assert arbitrate([among, taught()], ALONE) is None
    assert arbitrate([among, taught(knows=FIRST - {PAIN})], ALONE) == PainSuspected(0)
    assert arbitrate([among, taught(None, PAIN)], ALONE) == PainSuspected(0)


def denoised(word: Word) -> Hypothesis:
    """Return what the model wrote only where noise had been taken out."""
    return replace(hypothesis(word, "vosk"), denoised=frozenset({word}))


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("word", [READY, PAUSE, STOP, PAIN])
def test_what_the_model_hears_only_with_denoised_needs_the_enrolled_recognizer(word: Word) -> None:
    assert arbitrate([denoised(word), taught()], ALONE) is None
    assert arbitrate([denoised(word), taught(None, word)], ALONE) == Heard(word, 0)
    assert arbitrate([denoised(word), taught(word)], ALONE) == Heard(word, 0)


def test_pain_and_stop_among_other_words_must_be_heard_in_the_noise_too() -> None:
    both = Hypothesis("", None, 0.5, "vosk", HURTS)
    assert arbitrate([both, taught()], ALONE) == PainSuspected(0)
    assert arbitrate([replace(both, denoised=HURTS), taught()], ALONE) is None


@pytest.mark.parametrize("word", [READY, PAUSE, STOP, PAIN])
def test_where_nobody_has_taught_anything_it_needs_nothing(word: Word) -> None:
    assert arbitrate([denoised(word)], ALONE) == Heard(word, 0)
    assert arbitrate([denoised(word), taught(knows=frozenset())], ALONE) == Heard(word, 0)


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("hurt", sorted(HURTS))
def test_pain_that_nobody_has_taught_is_heard_with_denoised_too(hurt: Word) -> None:
    assert arbitrate([denoised(hurt), taught(knows=FIRST - HURTS)], ALONE) == Heard(hurt, 0)


@pytest.mark.hazard("H1")
def test_what_was_heard_in_the_noise_stays_beside_what_was_not() -> None:
    both = Hypothesis("", None, 0.5, "vosk", frozenset({PAIN, READY}), denoised=frozenset({READY}))
    assert arbitrate([both, taught(knows=FIRST - {PAIN})], ALONE) == PainSuspected(0)
    assert arbitrate([both, taught(None, PAIN)], ALONE) == PainSuspected(0)


@pytest.mark.parametrize("sure", [False, True])
@pytest.mark.parametrize("taught", sorted(Word))
def test_no_word_comes_out_that_no_recognizer_heard_and_next_never_against_another(
    taught: Word, sure: bool
) -> None:
    for n in range(3):
        for written in map(set, combinations(Word, n)):
            it_is = with_enrolled(written, taught, sure=sure)
            assert it_is is None or it_is in written | {taught}
            assert it_is is not NEXT or (taught is NEXT and written <= {NEXT})
