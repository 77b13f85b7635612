"""The ear that was taught, as the listener uses it: blocks in, a hearing out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from device.hearing.building import listener_of
from device.hearing.commands import UNKNOWN, Commands
from device.hearing.ear import TAUGHT
from device.hearing.speech_probability import Silero
from device.hearing.taught.store import Voice
from device.hearing.taught.taught_ear import DOUBTFUL, TaughtEar
from device.session.events import Heard, PainSuspected, Word
from device.sound.block import BLOCK, Samples, samples, silence
from device.sound.echo import Cleaned
from tests.hearing.bedside import rattle
from tests.hearing.taught.people import ANNA, LATER, said, takes, voice, with_noise

ALL = frozenset(Word)


@pytest.fixture(scope="module")
def ear() -> TaughtEar:
    return TaughtEar(voice())


def hears(ear: TaughtEar, sound: Samples, words: frozenset[Word] = ALL) -> Word | None:
    ear.listen_for(words)
    for begin in range(0, len(sound), BLOCK):
        ear.accept(sound[begin : begin + BLOCK])
    hearing = ear.finish()
    assert hearing.source == TAUGHT
    return hearing.word


def test_a_taught_word_is_heard(ear: TaughtEar) -> None:
    assert hears(ear, said("pause", ANNA, *LATER[0])) is Word.PAUSE
    assert ear.last is not None
    assert ear.last.word == "pause"


def test_what_the_house_adds_is_looked_at_with_less_of_it(ear: TaughtEar) -> None:
    word = said("pause", ANNA, *LATER[0])
    noisy = np.clip(with_noise(word, 0), -32768, 32767).astype(np.int16)
    certain = []
    for less_noise in (noisy, word):
        ear.listen_for(ALL)
        ear.accept(noisy, less_noise)
        certain.append(ear.finish().certainty)
    assert certain[1] > certain[0] + 0.02


def test_another_word_is_written_as_unknown(ear: TaughtEar) -> None:
    ear.accept(said("television", ANNA))
    hearing = ear.finish()
    assert (hearing.word, hearing.text, ear.last) == (None, UNKNOWN, None)


def test_a_word_that_makes_no_sense_now_is_not_heard(ear: TaughtEar) -> None:
    assert hears(ear, said("pause", ANNA, *LATER[0]), frozenset({Word.NEXT})) is None


def test_a_clatter_that_hangs_on_a_word_does_not_hide_it_where_the_speech_is_known(
    ear: TaughtEar,
) -> None:
    ear.listen_for(ALL)
    speech = Silero()
    for manner in LATER:
        sound = np.concatenate([said("pause", ANNA, *manner), rattle(4, 0.7)])
        ear.accept(sound)
        assert ear.finish().word is None
        speech.begin(sound)
        ear.accept(sound)
        assert ear.finish(speech.spoken).word is Word.PAUSE
        assert ear.last is None, "the clatter would be learned with the word"


def test_where_the_speech_is_changes_nothing_for_a_word_that_stands_alone(ear: TaughtEar) -> None:
    ear.listen_for(ALL)
    for text, word in (("pause", Word.PAUSE), ("television", None)):
        sound = said(text, ANNA, *LATER[0])
        ear.accept(sound)
        assert ear.finish([(samples(0.25), len(sound) - samples(0.2))]).word is word
        assert (ear.last is None) == (word is None)


def test_a_stretch_in_which_nothing_is_does_no_harm(ear: TaughtEar) -> None:
    ear.listen_for(ALL)
    for stretch in ((0, 0), (0, 100), (samples(20), samples(21))):
        sound = said("pause", ANNA, *LATER[0])
        ear.accept(sound)
        assert ear.finish([(0, len(sound)), stretch]).word is Word.PAUSE


def test_silence_and_a_long_sound_are_nothing(ear: TaughtEar) -> None:
    assert hears(ear, silence(16_000)) is None
    assert hears(ear, np.tile(said("pause"), 8)) is None
    ear.listen_for(ALL)
    assert ear.finish().word is None


def test_what_was_dropped_is_not_part_of_the_next_utterance(ear: TaughtEar) -> None:
    ear.listen_for(ALL)
    ear.accept(said("television"))
    ear.drop()
    assert hears(ear, said("pause", ANNA, *LATER[0])) is Word.PAUSE


def test_a_doubtful_word_is_mentioned_and_an_unlikely_one_is_not() -> None:
    ear = TaughtEar(Voice(takes("ouch", ANNA, "pain") + takes("pause")))
    ear.listen_for(ALL)
    doubtful = dict.fromkeys((Word.PAIN, Word.PAUSE), False)
    for words_per_minute in range(150, 450, 10):
        for word, text in ((Word.PAIN, "ouch"), (Word.PAUSE, "pause")):
            ear.accept(said(text, "en-us+m1", words_per_minute))
            hearing = ear.finish()
            if hearing.word is None and word in hearing.mentions:
                doubtful[word] = True
                assert DOUBTFUL * 0.4 <= hearing.certainty <= 0.6
    assert doubtful == {Word.PAIN: True, Word.PAUSE: True}
    ear.accept(said("television"))
    assert ear.finish().mentions == frozenset()


def test_the_ear_tells_with_everything_which_words_a_person_has_taught_it() -> None:
    rendered = [replace(take, synthetic=True) for take in takes("stop")]
    ear = TaughtEar(Voice((*takes("pause"), *rendered)))
    ear.listen_for(ALL)
    assert ear.finish().knows == {Word.PAUSE}
    ear.accept(said("pause", ANNA, *LATER[0]))
    assert ear.finish().knows == {Word.PAUSE}
    ear.learn(voice(("next",)))
    assert ear.finish().knows == {Word.NEXT}


def test_nothing_taught_hears_nothing() -> None:
    assert hears(TaughtEar(Voice()), said("pause")) is None


def test_what_is_taught_anew_is_heard_from_then_on() -> None:
    ear = TaughtEar(voice(("next",)))
    assert hears(ear, said("pause", ANNA, *LATER[0])) is None
    ear.learn(voice())
    assert hears(ear, said("pause", ANNA, *LATER[0])) is Word.PAUSE


@pytest.mark.parametrize(("text", "heard"), [("pause", Word.PAUSE), ("television", None)])
def test_without_any_model_a_listener_hears_what_was_taught(text: str, heard: Word | None) -> None:
    listener = listener_of(None, Commands({}), TaughtEar(voice()))
    listener.listen_for(ALL)
    sound = np.concatenate([silence(samples(0.5)), said(text, ANNA, *LATER[0])])
    sound = np.pad(sound, (0, samples(0.6) + -len(sound) % BLOCK))
    dice = np.random.default_rng(3)
    events: list[Heard | PainSuspected] = []
    for at in range(0, len(sound), BLOCK):
        block = (sound[at : at + BLOCK] + dice.normal(0, 10, BLOCK)).astype(np.int16)
        events += listener.hear(Cleaned(block, block, -120.0), at)
    assert [e.word for e in events if isinstance(e, Heard)] == ([heard] if heard else [])
