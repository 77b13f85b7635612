"""What two of three ears write is what was said; one that cries is asked about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from device.hearing.ear import Hearing, Stretch
from device.hearing.voting import AGREEING, RENDERINGS, Rendering, VotingEar, vote
from device.session.events import ANYTIME, Word
from device.sound.block import Samples, silence


def heard(word: Word | None, *mentions: Word, text: str = "something") -> Hearing:
    return Hearing(text, word, 1.0, "ear", frozenset(mentions) | ({word} if word else set()), 2)


NOTHING = heard(None)


class Ear:
    """Keeps what it is given and hears what it is told to."""

    def __init__(self, hearing: Hearing = NOTHING) -> None:
        self.given = self.less_noise = silence(0)
        self.words: frozenset[Word] = frozenset()
        self._hearing = hearing

    def listen_for(self, words: frozenset[Word]) -> None:
        self.words = words

    def accept(self, block: Samples, less_noise: Samples | None = None) -> None:
        self.given = np.concatenate([self.given, block])
        if less_noise is not None:
            self.less_noise = np.concatenate([self.less_noise, less_noise])

    def finish(self, spoken: Sequence[Stretch] = ()) -> Hearing:
        return self._hearing

    def drop(self) -> None:
        self.given = self.less_noise = silence(0)


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
    hearing = vote([heard(word) for word in words])
    assert hearing.word is said
    assert hearing.syllables == 2


@pytest.mark.hazard("H1")
def test_pain_that_a_single_ear_heard_is_mentioned_and_other_words_are_not() -> None:
    assert vote([NOTHING, heard(Word.PAIN), NOTHING]).mentions == {Word.PAIN}
    assert vote([NOTHING, heard(Word.NEXT), NOTHING]).mentions == frozenset()


def test_pain_among_other_words_needs_two_ears() -> None:
    among = heard(None, Word.PAIN)
    assert vote([among, NOTHING, NOTHING]).mentions == frozenset()
    assert vote([among, NOTHING, among]).mentions == {Word.PAIN}


def test_each_ear_gets_the_utterance_in_its_own_way() -> None:
    ears = [Ear(), Ear(), Ear()]
    voting = VotingEar(ears, (Rendering(), Rendering(louder=0.5), Rendering(later=30)))
    voting.listen_for(ANYTIME)
    sound = np.arange(0, 8000, 100).astype(np.int16)
    for _ in range(2):
        for block in sound.reshape(-1, 20):
            voting.accept(block, -block)
        whole, quiet, late = (ear.given for ear in ears)
        assert np.array_equal(whole, sound)
        assert np.array_equal(quiet, sound // 2)
        assert np.array_equal(late, sound[30:])
        assert all(np.array_equal(ear.less_noise, -ear.given) for ear in ears)
        voting.drop()
    assert {ear.words for ear in ears} == {ANYTIME}


def test_an_ear_that_hears_the_sound_as_it_was_is_given_nothing_else() -> None:
    noisy, clean = Ear(), Ear()
    voting = VotingEar((noisy, clean), (Rendering(as_it_was=True), Rendering()))
    sound = np.arange(0, 8000, 100).astype(np.int16)
    voting.accept(sound, -sound)
    assert np.array_equal(noisy.given, sound)
    assert not len(noisy.less_noise)
    assert np.array_equal(clean.less_noise, -sound)


def test_one_ear_of_the_box_hears_the_sound_as_it_was_and_two_can_outvote_it() -> None:
    as_it_was = [rendering.as_it_was for rendering in RENDERINGS]
    assert as_it_was.count(True) == 1
    assert as_it_was.count(False) == AGREEING


@pytest.mark.parametrize(
    ("noisy", "others", "less_noise"),
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
def test_it_tells_what_was_heard_only_with_less_noise(
    noisy: Word | None, others: tuple[Word | None, Word | None], less_noise: set[Word]
) -> None:
    ears = [Ear(heard(word)) for word in (noisy, *others)]
    voting = VotingEar(ears, (Rendering(as_it_was=True), Rendering(), Rendering()))
    for _ in range(2):
        voting.accept(silence(160), silence(160))
        assert voting.finish().less_noise == less_noise


@pytest.mark.hazard("H1")
@pytest.mark.parametrize(("noisy", "others"), [(Word.PAIN, Word.STOP), (Word.STOP, Word.PAIN)])
def test_pain_in_the_noise_bears_out_stop_with_less_of_it(noisy: Word, others: Word) -> None:
    told = vote([heard(noisy), heard(others), heard(others)], [False, True, True])
    assert told.word is others
    assert told.mentions == {Word.PAIN, Word.STOP}
    assert told.less_noise == set()


def test_where_no_noise_was_taken_out_every_ear_heard_the_sound_as_it_was() -> None:
    ears = [Ear(), Ear(heard(Word.HELP)), Ear(heard(Word.HELP))]
    voting = VotingEar(ears, (Rendering(as_it_was=True), Rendering(), Rendering()))
    voting.accept(silence(160), silence(160))
    voting.drop()
    voting.accept(silence(160))
    assert voting.finish().less_noise == set()
