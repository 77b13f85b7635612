"""The judge's rule for two kinds of ears, as the table that it is."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from device.hearing.ear import TAUGHT, Hearing
from device.hearing.judge import HURTS, SURE, Context, judge, with_taught
from device.session.events import Heard, PainSuspected, Word

ALONE = Context(words=frozenset(Word), length_s=0.6, over_db=20.0, ended_at=0)
NEXT, STOP, PAIN, PAUSE, READY = Word.NEXT, Word.STOP, Word.PAIN, Word.PAUSE, Word.READY


def hearing(word: Word | None, source: str, certainty: float = 0.5) -> Hearing:
    return Hearing("", word, certainty, source, frozenset({word} if word else ()))


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
def test_what_it_is_when_the_taught_ear_heard_a_word(
    written: set[Word], taught: Word, sure: bool, it_is: Word | None
) -> None:
    assert with_taught(written, taught, sure=sure) is it_is


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("hurt", sorted(HURTS))
@pytest.mark.parametrize("sources", [("vosk", TAUGHT), (TAUGHT, "vosk")])
def test_pain_in_one_ear_and_another_word_in_the_other_is_asked_about(
    hurt: Word, sources: tuple[str, str]
) -> None:
    told = [hearing(hurt, sources[0]), hearing(READY, sources[1], 1.0)]
    assert judge(told, ALONE) == PainSuspected(0)


def test_the_written_next_still_needs_its_witness_where_the_taught_ear_is_silent() -> None:
    silent = hearing(None, TAUGHT)
    assert judge([hearing(NEXT, "vosk"), silent], ALONE) is None
    witnessed = [hearing(NEXT, "vosk"), silent, hearing(NEXT, "witness")]
    assert judge(witnessed, ALONE) == Heard(NEXT, 0)


def test_the_taught_ear_stands_for_a_witness_that_heard_nothing() -> None:
    told = [hearing(NEXT, "vosk"), hearing(NEXT, TAUGHT), hearing(None, "witness")]
    assert judge(told, ALONE) == Heard(NEXT, 0)


@pytest.mark.hazard("H9")
@pytest.mark.parametrize(("certainty", "it_is"), [(SURE - 0.01, None), (SURE, Heard(NEXT, 0))])
def test_next_of_the_taught_ear_alone_must_be_sure(certainty: float, it_is: Heard | None) -> None:
    assert judge([hearing(NEXT, TAUGHT, certainty)], ALONE) == it_is


def test_a_word_that_makes_no_sense_now_is_no_contradiction() -> None:
    context = Context(frozenset({PAUSE}), 0.6, 20.0, 0)
    told = [hearing(READY, "vosk"), hearing(PAUSE, TAUGHT)]
    assert judge(told, context) == Heard(PAUSE, 0)


FIRST = frozenset({NEXT, STOP, PAIN, PAUSE})


def taught(word: Word | None = None, *likely: Word, knows: frozenset[Word] = FIRST) -> Hearing:
    """Return what a taught ear tells that takes an utterance for `word`, or for `likely`."""
    mentions = frozenset(likely) | ({word} if word else set())
    return Hearing("[unk]", word, 0.5, TAUGHT, mentions, knows=knows)


@pytest.mark.hazard("H9")
def test_what_was_taught_is_not_believed_of_the_model_alone() -> None:
    assert judge([hearing(PAUSE, "vosk"), taught()], ALONE) is None
    assert judge([hearing(PAUSE, "vosk"), taught(None, NEXT)], ALONE) is None
    next_twice = [hearing(NEXT, "vosk"), hearing(NEXT, "witness")]
    assert judge([*next_twice, taught()], ALONE) is None
    assert judge([*next_twice, taught(None, NEXT)], ALONE) == Heard(NEXT, 0)


def test_a_doubtful_word_of_the_taught_ear_is_sure_when_the_model_wrote_it() -> None:
    assert judge([hearing(PAUSE, "vosk"), taught(None, PAUSE)], ALONE) == Heard(PAUSE, 0)
    assert judge([hearing(None, "vosk"), taught(None, PAUSE)], ALONE) is None


def test_a_word_that_nobody_has_taught_is_believed_of_the_model() -> None:
    assert judge([hearing(READY, "vosk"), taught()], ALONE) == Heard(READY, 0)
    assert judge([hearing(PAUSE, "vosk"), taught(knows=frozenset())], ALONE) == Heard(PAUSE, 0)


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("hurt", sorted(HURTS))
def test_pain_that_the_model_wrote_is_believed_though_the_taught_ear_heard_none(hurt: Word) -> None:
    assert judge([hearing(hurt, "vosk"), taught()], ALONE) == Heard(hurt, 0)
    drawn_out = replace(hearing(hurt, "vosk"), syllables=1)
    assert judge([drawn_out, taught()], replace(ALONE, length_s=1.6)) == PainSuspected(0)
    both = Hearing("", None, 0.5, "vosk", frozenset(HURTS))
    assert judge([both, taught()], ALONE) == PainSuspected(0)


def test_pain_beside_other_words_is_asked_about_where_it_is_not_taught_or_the_ear_agrees() -> None:
    among = Hearing("", None, 0.5, "vosk", frozenset({PAIN}))
    assert judge([among, taught()], ALONE) is None
    assert judge([among, taught(knows=FIRST - {PAIN})], ALONE) == PainSuspected(0)
    assert judge([among, taught(None, PAIN)], ALONE) == PainSuspected(0)


def less_noise(word: Word) -> Hearing:
    """Return what the model wrote only where noise had been taken out."""
    return replace(hearing(word, "vosk"), less_noise=frozenset({word}))


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("word", [READY, PAUSE, STOP, PAIN])
def test_what_the_model_hears_only_with_less_noise_needs_the_taught_ear(word: Word) -> None:
    assert judge([less_noise(word), taught()], ALONE) is None
    assert judge([less_noise(word), taught(None, word)], ALONE) == Heard(word, 0)
    assert judge([less_noise(word), taught(word)], ALONE) == Heard(word, 0)


def test_pain_and_stop_among_other_words_must_be_heard_in_the_noise_too() -> None:
    both = Hearing("", None, 0.5, "vosk", HURTS)
    assert judge([both, taught()], ALONE) == PainSuspected(0)
    assert judge([replace(both, less_noise=HURTS), taught()], ALONE) is None


@pytest.mark.parametrize("word", [READY, PAUSE, STOP, PAIN])
def test_where_nobody_has_taught_anything_it_needs_nothing(word: Word) -> None:
    assert judge([less_noise(word)], ALONE) == Heard(word, 0)
    assert judge([less_noise(word), taught(knows=frozenset())], ALONE) == Heard(word, 0)


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("hurt", sorted(HURTS))
def test_pain_that_nobody_has_taught_is_heard_with_less_noise_too(hurt: Word) -> None:
    assert judge([less_noise(hurt), taught(knows=FIRST - HURTS)], ALONE) == Heard(hurt, 0)


@pytest.mark.hazard("H1")
def test_what_was_heard_in_the_noise_stays_beside_what_was_not() -> None:
    both = Hearing("", None, 0.5, "vosk", frozenset({PAIN, READY}), less_noise=frozenset({READY}))
    assert judge([both, taught(knows=FIRST - {PAIN})], ALONE) == PainSuspected(0)
    assert judge([both, taught(None, PAIN)], ALONE) == PainSuspected(0)


@pytest.mark.parametrize("sure", [False, True])
@pytest.mark.parametrize("taught", sorted(Word))
def test_no_word_comes_out_that_no_ear_heard_and_next_never_against_another(
    taught: Word, sure: bool
) -> None:
    for n in range(3):
        for written in map(set, combinations(Word, n)):
            it_is = with_taught(written, taught, sure=sure)
            assert it_is is None or it_is in written | {taught}
            assert it_is is not NEXT or (taught is NEXT and written <= {NEXT})
