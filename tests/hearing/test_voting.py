"""What two of three recognizers write is what was said; one that cries is asked about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from device.hearing.recognizer import Hypothesis, SampleRange
from device.hearing.voting import AGREEING, INPUT_VARIANTS, InputVariant, VotingRecognizer, vote
from device.session.events import ANYTIME, Word
from device.sound.block import Samples, silence


def heard(word: Word | None, *mentions: Word, text: str = "something") -> Hypothesis:
    return Hypothesis(
        text, word, 1.0, "model", frozenset(mentions) | ({word} if word else set()), 2
    )


NOTHING = heard(None)


class Scripted:
    """Keeps what it is given and hears what it is told to."""

    def __init__(self, hypothesis: Hypothesis = NOTHING) -> None:
        self.given = self.denoised = silence(0)
        self.words: frozenset[Word] = frozenset()
        self._hearing = hypothesis

    def listen_for(self, words: frozenset[Word]) -> None:
        self.words = words

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        self.given = np.concatenate([self.given, block])
        if denoised is not None:
            self.denoised = np.concatenate([self.denoised, denoised])

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:
        return self._hearing

    def drop(self) -> None:
        self.given = self.denoised = silence(0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((Word.HELP, Word.HELP, Word.HELP), Word.HELP),
        ((Word.HELP, None, Word.HELP), Word.HELP),
        ((Word.PAUSE, Word.HELP, Word.HELP), Word.HELP),
        ((Word.HELP, None, None), None),
        ((Word.HELP, Word.PAUSE, Word.READY), None),
        ((Word.HELP, Word.PAUSE, Word.HELP, Word.PAUSE), None),
        ((None, None, None), None),
    ],
)
def test_a_word_is_what_two_heard_and_as_many_no_other(
    words: tuple[Word | None, ...], said: Word | None
) -> None:
    hypothesis = vote([heard(word) for word in words])
    assert hypothesis.word is said
    assert hypothesis.syllables == 2


@pytest.mark.hazard("H1")
def test_pain_that_a_single_recognizer_heard_is_mentioned_and_other_words_are_not() -> None:
    assert vote([NOTHING, heard(Word.PAIN), NOTHING]).mentions == {Word.PAIN}
    assert vote([NOTHING, heard(Word.NEXT), NOTHING]).mentions == frozenset()


def test_pain_among_other_words_needs_two_recognizers() -> None:
    among = heard(None, Word.PAIN)
    assert vote([among, NOTHING, NOTHING]).mentions == frozenset()
    assert vote([among, NOTHING, among]).mentions == {Word.PAIN}


def test_each_recognizer_gets_the_utterance_in_its_own_way() -> None:
    recognizers = [Scripted(), Scripted(), Scripted()]
    voting = VotingRecognizer(
        recognizers, (InputVariant(), InputVariant(louder=0.5), InputVariant(later=30))
    )
    voting.listen_for(ANYTIME)
    sound = np.arange(0, 8000, 100).astype(np.int16)
    for _ in range(2):
        for block in sound.reshape(-1, 20):
            voting.accept(block, -block)
        whole, quiet, late = (recognizer.given for recognizer in recognizers)
        assert np.array_equal(whole, sound)
        assert np.array_equal(quiet, sound // 2)
        assert np.array_equal(late, sound[30:])
        assert all(
            np.array_equal(recognizer.denoised, -recognizer.given) for recognizer in recognizers
        )
        voting.drop()
    assert {recognizer.words for recognizer in recognizers} == {ANYTIME}


def test_a_recognizer_that_hears_the_sound_raw_is_given_nothing_else() -> None:
    noisy, clean = Scripted(), Scripted()
    voting = VotingRecognizer((noisy, clean), (InputVariant(raw=True), InputVariant()))
    sound = np.arange(0, 8000, 100).astype(np.int16)
    voting.accept(sound, -sound)
    assert np.array_equal(noisy.given, sound)
    assert not len(noisy.denoised)
    assert np.array_equal(clean.denoised, -sound)


def test_one_recognizer_of_the_box_hears_the_sound_raw_and_two_can_outvote_it() -> None:
    raw = [rendering.raw for rendering in INPUT_VARIANTS]
    assert raw.count(True) == 1
    assert raw.count(False) == AGREEING


@pytest.mark.parametrize(
    ("noisy", "others", "denoised"),
    [
        (Word.HELP, (Word.HELP, Word.HELP), set()),
        (None, (Word.HELP, Word.HELP), {Word.HELP}),
        (Word.PAUSE, (Word.HELP, Word.HELP), {Word.HELP}),
        (Word.PAIN, (Word.HELP, Word.HELP), {Word.HELP}),
        (Word.PAIN, (None, None), set()),
        (None, (Word.PAIN, None), {Word.PAIN}),
        (None, (None, None), set()),
    ],
)
def test_it_tells_what_was_heard_only_with_denoised(
    noisy: Word | None, others: tuple[Word | None, Word | None], denoised: set[Word]
) -> None:
    recognizers = [Scripted(heard(word)) for word in (noisy, *others)]
    voting = VotingRecognizer(recognizers, (InputVariant(raw=True), InputVariant(), InputVariant()))
    for _ in range(2):
        voting.accept(silence(160), silence(160))
        assert voting.finish().denoised == denoised


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(("noisy", "others"), [(Word.PAIN, Word.STOP), (Word.STOP, Word.PAIN)])
def test_pain_in_the_noise_bears_out_stop_with_less_of_it(noisy: Word, others: Word) -> None:
    told = vote([heard(noisy), heard(others), heard(others)], [False, True, True])
    assert told.word is others
    assert told.mentions == {Word.PAIN, Word.STOP}
    assert told.denoised == set()


def test_where_no_noise_was_taken_out_every_recognizer_heard_the_sound_raw() -> None:
    recognizers = [Scripted(), Scripted(heard(Word.HELP)), Scripted(heard(Word.HELP))]
    voting = VotingRecognizer(recognizers, (InputVariant(raw=True), InputVariant(), InputVariant()))
    voting.accept(silence(160), silence(160))
    voting.drop()
    voting.accept(silence(160))
    assert voting.finish().denoised == set()
