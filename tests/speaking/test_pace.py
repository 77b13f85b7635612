"""Everything is spoken slowly enough for somebody who lies in bed and is in pain."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from device.plan.compiling import compile_script
from device.plan.loading import load_catalogue
from device.plan.model import Dose, Task
from device.plan.script import Begin, Cue, Say
from device.sound.block import RATE_HZ, Samples
from device.speaking.pace import SLOWER_BY, words_a_minute, words_in
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook, load_book
from device.speaking.synthesis import SpeechEngine, at_most
from device.speaking.voices import voices_of

SLOWEST_INSTRUCTIONS = 110
"""Slower than this, with its pauses, an instruction falls apart."""


@pytest.fixture(scope="module")
def book(project: Path) -> PhraseBook:
    return load_book(project / "voices" / "en")


def instructions(cues: tuple[Cue, ...]) -> list[Say]:
    """The sentences of a script that say how an exercise is done."""
    steps = {step for cue in cues if isinstance(cue, Begin) for step in cue.steps}
    return [cue for cue in cues if isinstance(cue, Say) and cue.phrase in steps]


def spoken_s(said: Say, book: PhraseBook, voice: SpeechEngine) -> float:
    return len(voice.render(book.text(said.phrase))) / RATE_HZ + said.pause_s


def test_words_are_counted_as_a_listener_counts_them() -> None:
    assert words_in("That was twenty-one of thirty. Don't rush!") == 7
    assert words_in("9, 1, 1") == 3
    assert words_in("왼쪽 다리입니다.") == 2


def test_no_english_line_is_spoken_faster_than_150_words_a_minute(
    book: PhraseBook, everything: tuple[Phrase, ...]
) -> None:
    voice = voices_of(book)[0]
    texts = dict.fromkeys(map(book.text, everything))
    assert len(texts) > 300
    too_fast = {t: pace for t in texts if (pace := words_a_minute(t, voice.render(t))) > 150}
    assert too_fast == {}


def test_slower_is_slower_for_every_sentence(book: PhraseBook) -> None:
    usual, slow = voices_of(book)[0], voices_of(book, SLOWER_BY)[0]
    for key in ("say_ready", "roll_up", "today_holds", "bridging.steps.2", "wall_slides.position"):
        text = book.texts[key]
        assert words_a_minute(text, slow.render(text)) <= 150 / SLOWER_BY
        assert len(slow.render(text)) > 1.15 * len(usual.render(text))


def test_instructions_do_not_fall_apart(project: Path, book: PhraseBook) -> None:
    catalogue, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert catalogue is not None
    tasks = [Task(exercise, Dose(1)) for exercise in catalogue.exercises if exercise.steps]
    said = instructions(compile_script(tasks).cues)
    assert len(said) > 40
    voice = voices_of(book)[0]
    seconds = sum(spoken_s(each, book, voice) for each in said)
    a_minute = sum(words_in(book.text(each.phrase)) for each in said) / seconds * 60
    assert SLOWEST_INSTRUCTIONS <= a_minute <= 150


def test_a_voice_that_hurries_is_asked_again_until_it_does_not() -> None:
    asked: list[float] = []

    def hurries(slower: float) -> Samples:
        asked.append(slower)
        return np.ones(round(RATE_HZ / slower**0.5), np.int16)

    sound = at_most(150, "one two three four", hurries)
    assert words_a_minute("one two three four", sound) <= 150
    assert asked[0] == 1.0
    assert asked == sorted(asked, reverse=True)


def test_a_voice_that_goes_no_slower_is_taken_as_it_is() -> None:
    sound = at_most(150, "one two three four", lambda _slower: np.ones(RATE_HZ, np.int16))
    assert len(sound) == RATE_HZ
