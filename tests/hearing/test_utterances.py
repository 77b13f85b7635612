"""What stays alone is acted upon: a piece of talk is no command, one in two pieces is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from device.hearing.recognizer import TAUGHT, Hypothesis
from device.session.events import PainSuspected, Word
from device.sound.block import samples, silence
from tests.hearing.bedside import (
    LOUD,
    NOTHING,
    TALK,
    ScriptedRecognizer,
    hypothesis,
    listening,
    stretch,
)


@pytest.mark.hazard("H18")
@pytest.mark.hazard("H9")
def test_a_segment_of_talk_that_sounds_like_a_command_is_none() -> None:
    recognizer = ScriptedRecognizer(hypothesis(Word.HELP), hypothesis(Word.NO), TALK)
    bedside = listening(recognizer)
    bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
    assert bedside.events == []
    assert len(recognizer.utterances) == 3


def test_a_command_in_two_segments_is_one() -> None:
    recognizer = ScriptedRecognizer(TALK, TALK, hypothesis(Word.HELP))
    bedside = listening(recognizer)
    began = bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
    assert bedside.heard == [Word.HELP]
    first, end = stretch(recognizer.utterances[2], bedside)
    assert first <= began
    assert end >= began + 2 * len(LOUD) + samples(0.2)


def test_a_noise_that_no_recognizer_makes_anything_of_does_not_spoil_a_command() -> None:
    for script in ([NOTHING, hypothesis(Word.HELP)], [hypothesis(Word.HELP), NOTHING]):
        bedside = listening(ScriptedRecognizer(*script))
        bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
        assert bedside.heard == [Word.HELP]


@pytest.mark.parametrize(
    "script", [[hypothesis(Word.HELP), NOTHING], [NOTHING, hypothesis(Word.HELP)]]
)
def test_clatter_that_only_the_enrolled_recognizer_makes_something_of_does_not_spoil_a_command(
    script: list[Hypothesis],
) -> None:
    unknown = replace(NOTHING, text="[unk]", source=TAUGHT)
    bedside = listening(ScriptedRecognizer(*script), ScriptedRecognizer(unknown, unknown))
    bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
    assert bedside.heard == [Word.HELP]


def test_with_the_enrolled_recognizer_alone_a_word_beside_anything_else_is_none() -> None:
    unknown = replace(NOTHING, text="[unk]", source=TAUGHT)
    pause = replace(hypothesis(Word.HELP), source=TAUGHT)
    bedside = listening(ScriptedRecognizer(pause, unknown, unknown))
    bedside.says(np.concatenate([LOUD, silence(samples(0.2)), LOUD]))
    assert bedside.events == []


def test_two_utterances_with_a_pause_are_two() -> None:
    bedside = listening(ScriptedRecognizer(hypothesis(Word.HELP), hypothesis(Word.PAUSE)))
    bedside.says(np.concatenate([LOUD, silence(samples(0.5)), LOUD]))
    assert bedside.heard == [Word.HELP, Word.PAUSE]


def test_nothing_is_done_before_it_is_sure_that_nothing_follows() -> None:
    bedside = listening(ScriptedRecognizer(hypothesis(Word.PAUSE)))
    bedside.waits(1)
    bedside.hears(LOUD)
    bedside.waits(0.3)
    assert bedside.events == []
    assert bedside.listener.gives_way
    bedside.waits(0.1)
    assert bedside.heard == [Word.PAUSE]


def test_talk_without_an_end_is_nothing_and_takes_no_more_room_than_a_command() -> None:
    recognizer = ScriptedRecognizer(*[hypothesis(Word.PAUSE)] * 99)
    bedside = listening(recognizer)
    bedside.says(np.concatenate([LOUD, silence(samples(0.2))] * 20))
    assert bedside.events == []
    assert max(map(len, recognizer.utterances)) <= samples(3.5)
    assert not bedside.listener.gives_way


GAP = silence(samples(0.2))
LONG_CRY = np.concatenate([LOUD, GAP] * 9)


@pytest.mark.hazard("H1")
@pytest.mark.parametrize("cries", [(2, 3), (0, 8), (1, 4, 7)])
def test_who_cries_out_again_and_again_without_a_breath_is_asked(cries: tuple[int, ...]) -> None:
    script = [hypothesis(Word.STOP) if n in cries else TALK for n in range(9)]
    bedside = listening(ScriptedRecognizer(*script))
    bedside.waits(1)
    bedside.hears(LONG_CRY)
    bedside.waits(0.2)
    assert [type(event) for event in bedside.events] == [PainSuspected]
    bedside.waits(1)
    assert len(bedside.events) == 1


def test_a_cry_that_goes_on_is_asked_about_before_its_end() -> None:
    bedside = listening(ScriptedRecognizer(*[hypothesis(Word.PAIN)] * 99))
    bedside.waits(1)
    bedside.hears(np.concatenate([LOUD, GAP] * 5))
    assert [type(event) for event in bedside.events] == [PainSuspected]


def test_one_word_of_long_talk_that_sounds_like_a_stop_is_none() -> None:
    bedside = listening(ScriptedRecognizer(TALK, hypothesis(Word.STOP), *[TALK] * 7))
    bedside.says(LONG_CRY)
    assert bedside.events == []


def test_several_other_commands_in_long_talk_are_none() -> None:
    bedside = listening(ScriptedRecognizer(*[hypothesis(Word.NEXT), hypothesis(Word.READY)] * 5))
    bedside.says(LONG_CRY)
    assert bedside.events == []


KNOWS = frozenset({Word.PAUSE, Word.HELP, Word.NEXT})
DENIES = Hypothesis("[unk]", None, 0.1, TAUGHT, knows=KNOWS)


def said_twice(first: Word, second: Word, after_s: float) -> list[Word]:
    """Have the model hear two words and the enrolled recognizer neither.

    Return what is made of them.
    """
    written = ScriptedRecognizer(hypothesis(first), hypothesis(second))
    confirmer = ScriptedRecognizer(*[hypothesis(Word.NEXT)] * 2)
    bedside = listening(written, ScriptedRecognizer(DENIES, DENIES), confirmer=confirmer)
    bedside.says(LOUD)
    bedside.waits(after_s)
    bedside.says(LOUD)
    return bedside.heard


@pytest.mark.parametrize(
    ("first", "second", "after_s", "heard"),
    [
        (Word.PAUSE, Word.PAUSE, 1.0, [Word.PAUSE]),
        (Word.PAUSE, Word.PAUSE, 8.0, []),
        (Word.PAUSE, Word.HELP, 1.0, []),
        (Word.NEXT, Word.NEXT, 1.0, []),
    ],
)
def test_a_word_that_only_the_enrolled_recognizer_denies_is_believed_when_it_is_said_again(
    first: Word, second: Word, after_s: float, heard: list[Word]
) -> None:
    assert said_twice(first, second, after_s) == heard


@pytest.mark.hazard("H1")
def test_pain_beside_words_that_the_enrolled_recognizer_denies_is_asked_about_the_second_time() -> (
    None
):
    among = Hypothesis("what ever", None, 1.0, "script", frozenset({Word.PAIN}))
    denies = replace(DENIES, knows=frozenset({Word.PAIN}))
    bedside = listening(ScriptedRecognizer(among, among), ScriptedRecognizer(denies, denies))
    bedside.says(LOUD)
    assert bedside.events == []
    bedside.says(LOUD)
    assert [type(event) for event in bedside.events] == [PainSuspected]


@pytest.mark.parametrize(
    ("denoised", "heard"), [(frozenset(), [Word.PAUSE]), (frozenset({Word.PAUSE}), [])]
)
def test_what_is_said_again_must_be_heard_through_the_noise(
    denoised: frozenset[Word], heard: list[Word]
) -> None:
    pause = replace(hypothesis(Word.PAUSE), denoised=denoised)
    bedside = listening(ScriptedRecognizer(pause, pause), ScriptedRecognizer(DENIES, DENIES))
    bedside.says(LOUD)
    bedside.waits(1.0)
    bedside.says(LOUD)
    assert bedside.heard == heard
