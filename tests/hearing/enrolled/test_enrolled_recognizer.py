"""The recognizer that was taught, as the listener uses it: blocks in, a hearing out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from device.hearing.assembly import listener_of
from device.hearing.commands import UNKNOWN_WORD, Commands
from device.hearing.enrolled.enrolled_recognizer import DOUBTFUL, EnrolledRecognizer
from device.hearing.enrolled.profile_store import VoiceProfile
from device.hearing.recognizer import TAUGHT
from device.hearing.vad import SileroDetector
from device.session.events import Heard, PainSuspected, Word
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from device.sound.echo_canceller import Cleaned
from tests.hearing.bedside import rattle
from tests.hearing.enrolled.people import ANNA, LATER, said, templates, voice, with_noise

ALL = frozenset(Word)


@pytest.fixture(scope="module")
def recognizer() -> EnrolledRecognizer:
    return EnrolledRecognizer(voice())


def hears(
    recognizer: EnrolledRecognizer, sound: Samples, words: frozenset[Word] = ALL
) -> Word | None:
    recognizer.listen_for(words)
    for begin in range(0, len(sound), BLOCK_SAMPLES):
        recognizer.accept(sound[begin : begin + BLOCK_SAMPLES])
    hypothesis = recognizer.finish()
    assert hypothesis.source == TAUGHT
    return hypothesis.word


def test_a_taught_word_is_heard(recognizer: EnrolledRecognizer) -> None:
    assert hears(recognizer, said("pause", ANNA, *LATER[0])) is Word.PAUSE
    assert recognizer.last is not None
    assert recognizer.last[0] == "pause"
    template = recognizer.template_of(recognizer.last)
    assert template is not None
    assert template.word == "pause"


def test_what_the_house_adds_is_looked_at_with_less_of_it(recognizer: EnrolledRecognizer) -> None:
    word = said("pause", ANNA, *LATER[0])
    noisy = np.clip(with_noise(word, 0), -32768, 32767).astype(np.int16)
    certain = []
    for denoised in (noisy, word):
        recognizer.listen_for(ALL)
        recognizer.accept(noisy, denoised)
        certain.append(recognizer.finish().certainty)
    assert certain[1] > certain[0] + 0.02


def test_another_word_is_written_as_unknown(recognizer: EnrolledRecognizer) -> None:
    recognizer.accept(said("television", ANNA))
    hypothesis = recognizer.finish()
    assert (hypothesis.word, hypothesis.text, recognizer.last) == (None, UNKNOWN_WORD, None)


def test_a_word_that_makes_no_sense_now_is_not_heard(recognizer: EnrolledRecognizer) -> None:
    assert hears(recognizer, said("pause", ANNA, *LATER[0]), frozenset({Word.NEXT})) is None


def test_a_clatter_that_hangs_on_a_word_does_not_hide_it_where_the_speech_is_known(
    recognizer: EnrolledRecognizer,
) -> None:
    recognizer.listen_for(ALL)
    speech = SileroDetector()
    for manner in LATER:
        sound = np.concatenate([said("pause", ANNA, *manner), rattle(4, 0.7)])
        recognizer.accept(sound)
        assert recognizer.finish().word is None
        speech.begin(sound)
        recognizer.accept(sound)
        assert recognizer.finish(speech.spoken).word is Word.PAUSE
        assert recognizer.last is not None
        learned = recognizer.template_of(recognizer.last)
        assert learned is None, "the clatter would be learned with the word"


def test_where_the_speech_is_changes_nothing_for_a_word_that_stands_alone(
    recognizer: EnrolledRecognizer,
) -> None:
    recognizer.listen_for(ALL)
    for text, word in (("pause", Word.PAUSE), ("television", None)):
        sound = said(text, ANNA, *LATER[0])
        recognizer.accept(sound)
        assert recognizer.finish([(samples(0.25), len(sound) - samples(0.2))]).word is word
        assert (recognizer.last is None) == (word is None)


def test_a_stretch_in_which_nothing_is_does_no_harm(recognizer: EnrolledRecognizer) -> None:
    recognizer.listen_for(ALL)
    for stretch in ((0, 0), (0, 100), (samples(20), samples(21))):
        sound = said("pause", ANNA, *LATER[0])
        recognizer.accept(sound)
        assert recognizer.finish([(0, len(sound)), stretch]).word is Word.PAUSE


def test_silence_and_a_long_sound_are_nothing(recognizer: EnrolledRecognizer) -> None:
    assert hears(recognizer, silence(16_000)) is None
    assert hears(recognizer, np.tile(said("pause"), 8)) is None
    recognizer.listen_for(ALL)
    assert recognizer.finish().word is None


def test_what_was_dropped_is_not_part_of_the_next_utterance(recognizer: EnrolledRecognizer) -> None:
    recognizer.listen_for(ALL)
    recognizer.accept(said("television"))
    recognizer.drop()
    assert hears(recognizer, said("pause", ANNA, *LATER[0])) is Word.PAUSE


def test_a_doubtful_word_is_mentioned_and_an_unlikely_one_is_not() -> None:
    recognizer = EnrolledRecognizer(
        VoiceProfile(templates("ouch", ANNA, "pain") + templates("pause"))
    )
    recognizer.listen_for(ALL)
    doubtful = dict.fromkeys((Word.PAIN, Word.PAUSE), False)
    for words_per_minute in range(150, 450, 10):
        for word, text in ((Word.PAIN, "ouch"), (Word.PAUSE, "pause")):
            recognizer.accept(said(text, "en-us+m1", words_per_minute))
            hypothesis = recognizer.finish()
            if hypothesis.word is None and word in hypothesis.mentions:
                doubtful[word] = True
                assert DOUBTFUL * 0.4 <= hypothesis.certainty <= 0.6
    assert doubtful == {Word.PAIN: True, Word.PAUSE: True}
    recognizer.accept(said("television"))
    assert recognizer.finish().mentions == frozenset()


def test_the_recognizer_tells_with_everything_which_words_a_person_has_taught_it() -> None:
    rendered = [replace(template, synthetic=True) for template in templates("stop")]
    recognizer = EnrolledRecognizer(VoiceProfile((*templates("pause"), *rendered)))
    recognizer.listen_for(ALL)
    assert recognizer.finish().knows == {Word.PAUSE}
    recognizer.accept(said("pause", ANNA, *LATER[0]))
    assert recognizer.finish().knows == {Word.PAUSE}
    recognizer.learn(voice(("next",)))
    assert recognizer.finish().knows == {Word.NEXT}


def test_nothing_taught_hears_nothing() -> None:
    assert hears(EnrolledRecognizer(VoiceProfile()), said("pause")) is None


def test_what_is_taught_anew_is_heard_from_then_on() -> None:
    recognizer = EnrolledRecognizer(voice(("next",)))
    assert hears(recognizer, said("pause", ANNA, *LATER[0])) is None
    recognizer.learn(voice())
    assert hears(recognizer, said("pause", ANNA, *LATER[0])) is Word.PAUSE


@pytest.mark.parametrize(("text", "heard"), [("pause", Word.PAUSE), ("television", None)])
def test_without_any_model_a_listener_hears_what_was_taught(text: str, heard: Word | None) -> None:
    listener = listener_of(None, Commands({}), EnrolledRecognizer(voice()))
    listener.listen_for(ALL)
    sound = np.concatenate([silence(samples(0.5)), said(text, ANNA, *LATER[0])])
    sound = np.pad(sound, (0, samples(0.6) + -len(sound) % BLOCK_SAMPLES))
    dice = np.random.default_rng(3)
    events: list[Heard | PainSuspected] = []
    for at in range(0, len(sound), BLOCK_SAMPLES):
        block = (sound[at : at + BLOCK_SAMPLES] + dice.normal(0, 10, BLOCK_SAMPLES)).astype(
            np.int16
        )
        events += listener.hear(Cleaned(block, block, -120.0), at)
    assert [e.word for e in events if isinstance(e, Heard)] == ([heard] if heard else [])
