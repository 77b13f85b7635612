"""What the arbiter makes of what the recognizers heard.

Pain is believed too easily, "next" hardly.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from device.hearing.arbiter import (
    CLEARLY_OVER_DB,
    COMMAND_OVER_DB,
    COMMAND_S,
    CRY_S,
    DOUBTFUL_OVER_DB,
    HURTS,
    Context,
    arbitrate,
    needs_confirmer,
)
from device.hearing.commands import Commands, load_commands
from device.hearing.endpointer import Tuning
from device.hearing.recognizer import Hypothesis
from device.session.events import Heard, PainSuspected, Word

ENGLISH: Commands = load_commands(Path(__file__).parents[2] / "voices" / "en" / "commands.yaml")
ALL = frozenset(Word)
ENDED = 48_000
ALONE = Context(words=ALL, length_s=0.6, over_db=20.0, ended_at=ENDED)
BARELY = CLEARLY_OVER_DB - 0.1


def heard(text: str, source: str = "model") -> Hypothesis:
    """Return what a recognizer of the box tells when it wrote `text`."""
    meaning = ENGLISH.meaning(text)
    return Hypothesis(text, meaning.only, 1.0, source, meaning.mostly)


def suspects_pain(*hypotheses: Hypothesis, context: Context = ALONE) -> bool:
    return arbitrate(hypotheses, context) == PainSuspected(ENDED)


def understands(*hypotheses: Hypothesis, context: Context = ALONE) -> Word | None:
    """Return the command; None for nothing and for a suspicion."""
    event = arbitrate(hypotheses, context)
    return event.word if isinstance(event, Heard) else None


# ------------------------------------------------------------ one recognizer


@pytest.mark.parametrize("word", sorted(ALL - {Word.NEXT}))
def test_a_single_clear_command_is_heard_with_the_sample_at_which_it_ended(word: Word) -> None:
    said = ENGLISH.phrases[word][0]
    assert arbitrate([heard(said)], ALONE) == Heard(word, ENDED)


def test_a_command_said_twice_is_that_command() -> None:
    assert understands(heard("pause pause")) is Word.PAUSE


@pytest.mark.parametrize("text", ["ready pause", "yes no", "five six", "ready neck", "neck", ""])
def test_two_commands_or_a_command_among_other_words_are_nothing(text: str) -> None:
    assert arbitrate([heard(text)], ALONE) is None


def test_a_command_that_makes_no_sense_now_is_nothing() -> None:
    only_answers = replace(ALONE, words=frozenset({Word.YES, Word.NO}))
    assert arbitrate([heard("seven")], only_answers) is None
    assert arbitrate([heard("ow")], only_answers) is None
    assert understands(heard("yes"), context=only_answers) is Word.YES


def test_nobody_who_listens_hears_nothing() -> None:
    assert arbitrate([], ALONE) is None


# ------------------------------------------------------------ pain


@pytest.mark.parametrize("text", ["ow", "it hurts", "stop", "please stop"])
def test_pain_or_stop_alone_are_heard_as_what_they_are(text: str) -> None:
    assert understands(heard(text)) in HURTS


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("text", ["ow neck", "next it hurts", "that stop", "ready stop"])
def test_pain_or_stop_among_other_words_are_suspected(text: str) -> None:
    assert suspects_pain(heard(text))


def test_stop_and_pain_in_one_cry_are_pain() -> None:
    assert suspects_pain(heard("stop pain"))
    assert understands(heard("stop"), heard("pain", "taught")) is Word.PAIN
    assert understands(heard("pain"), heard("stop", "taught")) is Word.PAIN


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("other", ["next", "ready", "neck", ""])
def test_one_recognizer_of_two_that_hears_pain_is_enough_at_least_to_ask(other: str) -> None:
    assert arbitrate([heard("pain"), heard(other, "taught")], ALONE) in (
        Heard(Word.PAIN, ENDED),
        PainSuspected(ENDED),
    )


def test_a_doubtful_pain_that_hardly_stands_out_is_nothing() -> None:
    faint = replace(ALONE, over_db=DOUBTFUL_OVER_DB - 0.1)
    assert arbitrate([heard("ow neck")], faint) is None
    assert suspects_pain(heard("ow neck"), context=replace(ALONE, over_db=DOUBTFUL_OVER_DB))


# ------------------------------------------------------------ next


def test_next_is_heard_when_two_recognizers_agree() -> None:
    assert understands(heard("next"), heard("skip this", "witness")) is Word.NEXT


@pytest.mark.parametrize("second", ["", "neck", "next neck", "ready", "no"])
def test_next_is_nothing_when_the_second_recognizer_is_deaf_to_it_or_hears_another_word(
    second: str,
) -> None:
    assert arbitrate([heard("next"), heard(second, "witness")], ALONE) is None
    assert arbitrate([heard(second), heard("next", "witness")], ALONE) is None


def test_next_heard_by_one_recognizer_alone_is_nothing() -> None:
    assert arbitrate([heard("next")], ALONE) is None


def test_next_is_nothing_when_two_recognizers_of_three_heard_it() -> None:
    assert arbitrate([heard("next"), heard("next"), heard("", "witness")], ALONE) is None


def test_only_next_wants_a_confirmer() -> None:
    wanting = {w for w in Word if needs_confirmer(heard(ENGLISH.phrases[w][0]))}
    assert wanting == {Word.NEXT}
    assert not needs_confirmer(heard("next neck"))


# ------------------------------------------------------------ the box's own voice


@pytest.mark.hazard("H9")
def test_a_word_that_the_box_says_itself_counts_only_when_it_is_clearly_louder() -> None:
    own = replace(ALONE, own=frozenset({Word.READY}))
    assert arbitrate([heard("ready")], replace(own, over_db=BARELY)) is None
    assert understands(heard("ready"), context=replace(own, over_db=CLEARLY_OVER_DB)) is Word.READY


def test_another_word_while_the_box_speaks_needs_not_be_that_loud() -> None:
    own = replace(ALONE, own=frozenset({Word.READY}), over_db=COMMAND_OVER_DB)
    assert understands(heard("pause"), context=own) is Word.PAUSE


@pytest.mark.parametrize("text", ["pause", "ready", "yes", "five"])
def test_what_hardly_stands_out_is_no_command(text: str) -> None:
    faint = replace(ALONE, over_db=COMMAND_OVER_DB - 0.1)
    assert arbitrate([heard(text)], faint) is None
    assert understands(heard(text), context=replace(ALONE, over_db=COMMAND_OVER_DB))


@pytest.mark.hazard("H1")
def test_pain_and_stop_may_be_faint() -> None:
    faint = replace(ALONE, over_db=DOUBTFUL_OVER_DB)
    assert understands(heard("ow"), context=faint) is Word.PAIN
    assert understands(heard("stop"), context=faint) is Word.STOP


@pytest.mark.hazard("H9")
def test_next_is_never_believed_while_the_box_says_it_however_loud() -> None:
    own = replace(ALONE, own=frozenset({Word.NEXT}), over_db=60.0)
    assert arbitrate([heard("next"), heard("next", "witness")], own) is None


def test_the_boxs_own_pain_is_not_suspected_and_a_louder_one_is() -> None:
    own = replace(ALONE, own=frozenset({Word.PAIN}))
    for text in ("pain", "pain neck"):
        assert arbitrate([heard(text)], replace(own, over_db=BARELY)) is None
    assert suspects_pain(heard("pain neck"), context=replace(own, over_db=CLEARLY_OVER_DB))
    for text in ("stop neck", "stop pain"):
        assert suspects_pain(heard(text), context=replace(own, over_db=BARELY))


# ------------------------------------------------------------ lengths


@pytest.mark.parametrize("length_s", COMMAND_S)
def test_a_command_has_the_length_of_a_command(length_s: float) -> None:
    pair = [heard("next"), heard("next", "witness")]
    outward = -0.01 if length_s == min(COMMAND_S) else 0.01
    for hypotheses, word in (([heard("pause")], Word.PAUSE), (pair, Word.NEXT)):
        assert arbitrate(hypotheses, replace(ALONE, length_s=length_s)) == Heard(word, ENDED)
        assert arbitrate(hypotheses, replace(ALONE, length_s=length_s + outward)) is None


@pytest.mark.parametrize("length_s", CRY_S)
def test_a_cry_may_be_shorter_and_longer_than_a_command(length_s: float) -> None:
    outward = -0.01 if length_s == min(CRY_S) else 0.01
    assert not min(COMMAND_S) <= length_s <= max(COMMAND_S)
    assert understands(heard("ow"), context=replace(ALONE, length_s=length_s)) is Word.PAIN
    assert suspects_pain(heard("ow neck"), context=replace(ALONE, length_s=length_s))
    for text in ("ow", "ow neck"):
        assert arbitrate([heard(text)], replace(ALONE, length_s=length_s + outward)) is None


@pytest.mark.hazard("H1")
def test_whatever_is_cut_out_as_an_utterance_can_be_a_cry() -> None:
    tuning = Tuning()
    assert min(CRY_S) <= tuning.shortest_s
    assert tuning.longest_s + 0.02 <= max(CRY_S)


@pytest.mark.parametrize(
    ("syllables", "length_s", "fits"),
    [(3, 0.34, False), (3, 0.36, True), (3, 1.34, True), (3, 1.36, False), (0, 0.2, True)],
)
def test_what_cannot_have_been_said_in_that_time_was_not_said(
    syllables: int, length_s: float, fits: bool
) -> None:
    hypothesis = replace(heard("pause"), syllables=syllables)
    event = arbitrate([hypothesis], replace(ALONE, length_s=length_s))
    assert (event == Heard(Word.PAUSE, ENDED)) is fits


@pytest.mark.hazard("H18")
@pytest.mark.parametrize(("length_s", "word"), [(0.56, None), (0.58, Word.NEXT)])
def test_next_in_a_hurry_is_none(length_s: float, word: Word | None) -> None:
    pair = [replace(heard("next", source), syllables=4) for source in ("model", "witness")]
    context = replace(ALONE, length_s=length_s)
    assert understands(*pair, context=context) is word
    pause = replace(heard("pause"), syllables=4)
    assert understands(pause, context=context) is Word.PAUSE


@pytest.mark.hazard("H1")
def test_a_cry_that_is_drawn_out_is_asked_about() -> None:
    cry = replace(heard("ouch"), syllables=1)
    assert understands(cry, context=replace(ALONE, length_s=0.7)) is Word.PAIN
    assert suspects_pain(cry, context=replace(ALONE, length_s=1.6))
    assert arbitrate([cry], replace(ALONE, length_s=0.13)) is None


@pytest.mark.hazard("H18")
def test_a_word_of_pain_among_many_others_is_talk() -> None:
    assert suspects_pain(heard("pain neck"))
    assert arbitrate([heard("the pain neck the")], ALONE) is None
