"""The real recognizer with its real weights, and words that a synthetic voice speaks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from device.hearing.commands import load_commands
from device.hearing.enrolled.recordings import read_recording
from device.hearing.likelihood.likelihood_recognizer import SURE, LikelihoodRecognizer, Model
from device.hearing.likelihood.tokens import read_tokens
from device.hearing.recognizer import Hypothesis, SoundPair
from device.session.events import ANYTIME, Word
from device.sound.block import Samples, samples
from tests.rendering import rendered

ENGLISH = load_commands(Path(__file__).parents[3] / "voices" / "en" / "commands.yaml")
EVERYTHING = frozenset(Word)
CLEAR = {
    "next": Word.NEXT,
    "it hurts": Word.PAIN,
    "stop": Word.STOP,
    "wait a moment": Word.PAUSE,
    "repeat that": Word.REPEAT,
    "how many left": Word.HOW_MANY_LEFT,
    "yes": Word.YES,
}
"""Phrases that this voice speaks clearly enough."""

TALK = ("I would like a large coffee with milk", "the weather is nice today")


@cache
def said(text: str, before: int = 0) -> Samples:
    """Say something; the voice says it a little differently each time."""
    return np.pad(rendered(text, words_per_minute=150, before=before), samples(0.25))


@pytest.fixture(scope="module")
def recognizer(likelihood_model: Model) -> LikelihoodRecognizer:
    return LikelihoodRecognizer(likelihood_model, ENGLISH)


def hears(
    recognizer: LikelihoodRecognizer, sound: Samples, among: frozenset[Word] = EVERYTHING
) -> Hypothesis:
    recognizer.listen_for(among)
    return recognizer.ask(SoundPair(sound, sound)).result()


@pytest.mark.parametrize("phrase", CLEAR)
def test_a_clear_command_is_heard(recognizer: LikelihoodRecognizer, phrase: str) -> None:
    heard = [hears(recognizer, said(phrase, time)) for time in range(3)]
    assert [h.word for h in heard].count(CLEAR[phrase]) >= 2
    assert {h.word for h in heard} <= {CLEAR[phrase], None}
    assert max(dict(h.scores)[CLEAR[phrase]] for h in heard) >= SURE


@pytest.mark.parametrize("sentence", TALK)
def test_talk_is_no_command(recognizer: LikelihoodRecognizer, sentence: str) -> None:
    for time in range(3):
        assert hears(recognizer, said(sentence, time)).word is None


def test_a_word_that_makes_no_sense_now_is_not_taken_for_one_that_does(
    recognizer: LikelihoodRecognizer,
) -> None:
    heard = hears(recognizer, said("yes"), ANYTIME)
    assert heard.word is None
    assert Word.YES not in dict(heard.scores)


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("seed", range(6))
def test_white_noise_is_neither_no_nor_yes_nor_pain(
    recognizer: LikelihoodRecognizer, seed: int
) -> None:
    noise = np.random.default_rng(seed).normal(0, 2000, samples(1.0)).astype(np.int16)
    heard = hears(recognizer, noise)
    assert heard.word is None


def test_silence_and_what_is_too_long_are_not_asked_about(recognizer: LikelihoodRecognizer) -> None:
    for sound in (np.zeros(samples(1.0), np.int16), np.tile(said("stop"), 12)):
        assert hears(recognizer, sound).word is None


def test_the_same_sound_gets_the_same_score_however_loud_it_is(
    recognizer: LikelihoodRecognizer,
) -> None:
    sound = said("stop")
    loud, quiet = (
        dict(hears(recognizer, each).scores) for each in (sound, (sound // 8).astype(np.int16))
    )
    assert loud[Word.STOP] == pytest.approx(quiet[Word.STOP], abs=0.3)


def test_aside_the_sound_does_not_wait_for_the_answer(likelihood_model: Model) -> None:
    recognizer = LikelihoodRecognizer(likelihood_model, ENGLISH, aside=True)
    recognizer.listen_for(EVERYTHING)
    sound = said("stop")
    answers = [recognizer.ask(SoundPair(sound, sound)) for _ in range(8)]
    assert not answers[-1].done()
    assert answers[-1].result().word is Word.STOP


def test_tokens_are_those_that_the_model_writes(likelihood_model: Model) -> None:
    tokens = read_tokens(likelihood_model.weights.tokens)
    assert tokens.text(tokens.of("Next exercise.")) == "Next exercise."
    assert len(tokens.of("Stop")) == 1
    with pytest.raises(ValueError, match="cannot be written"):
        tokens.of("\u1234")


def test_every_phrase_of_the_vocabulary_can_be_written(likelihood_model: Model) -> None:
    tokens = read_tokens(likelihood_model.weights.tokens)
    for phrases in (*ENGLISH.phrases.values(), *ENGLISH.spellings.values()):
        for phrase in phrases:
            assert tokens.of(phrase)


def test_people_are_understood_and_their_other_words_are_not(
    recognizer: LikelihoodRecognizer, shared: Path
) -> None:
    folder = shared / "audio" / "speech_commands"
    right = [
        hears(recognizer, read_recording(file)).word is Word(word)
        for word in ("stop", "yes", "no")
        for file in sorted((folder / word).glob("*.wav"))[:4]
    ]
    wrong = [
        hears(recognizer, read_recording(min((folder / word).glob("*.wav")))).word
        for word in ("bed", "bird", "cat", "happy", "house", "marvin", "sheila", "tree")
    ]
    assert sum(right) >= 11
    assert wrong.count(None) >= 6
