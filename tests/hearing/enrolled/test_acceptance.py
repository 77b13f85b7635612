"""Takes are checked as they come, and a word is taught whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from device.hearing.enrolled.acceptance import (
    TemplateRejected,
    checked_template,
    similar_word,
    templates_of,
)
from device.hearing.enrolled.cohort import cohort
from device.hearing.enrolled.microphone_enrollment import (
    MAX_MICROPHONE_REJECTIONS,
    NothingHeard,
    enroll_word,
)
from device.hearing.enrolled.recordings import Recording
from device.session.enrollment import TEMPLATES_PER_WORD
from device.session.events import Word
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from tests.hearing.enrolled.people import MANNERS, said, shape, voice


class Scripted:
    """A microphone at which words are said one after the other, then nothing."""

    def __init__(self, *sounds: Samples) -> None:
        gap = silence(samples(0.8))
        self._sound = np.concatenate([gap, *(np.concatenate([s, gap]) for s in sounds)])
        self._dice = np.random.default_rng(2)
        self.read_blocks = 0

    def read(self) -> Samples:
        self.read_blocks += 1
        block, self._sound = self._sound[:BLOCK_SAMPLES], self._sound[BLOCK_SAMPLES:]
        noise = self._dice.normal(0, 10, BLOCK_SAMPLES)
        noise[: len(block)] += block
        return np.rint(noise).astype(np.int16)

    def close(self) -> None:
        pass


class Person:
    """Keeps what the box asked for and why it asked once more."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.refused: list[str] = []

    def ask(self, _word: str, number: int) -> None:
        self.asked.append(number)


def teach(*sounds: Samples) -> tuple[Person, int]:
    person = Person()
    templates = enroll_word("next", Scripted(*sounds), person.ask, person.refused.append, cohort())
    return person, len(templates)


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        ((said("next") // 400).astype(np.int16), "too quiet"),
        (np.clip(said("next").astype(np.int32) * 30, -32768, 32767).astype(np.int16), "too loud"),
        (silence(8000), "too quiet"),
        (said("kitchen"), "too unlike the others"),
    ],
)
def test_a_bad_template_is_asked_for_once_more(sound: Samples, why: str) -> None:
    others = [shape("next", "en-us+f4", *manner) for manner in MANNERS[:2]]
    with pytest.raises(TemplateRejected, match=why):
        checked_template(sound, others, cohort())


def test_a_good_template_is_taken() -> None:
    others = [shape("next", "en-us+f4", *manner) for manner in MANNERS[:2]]
    assert checked_template(said("next", "en-us+f4", *MANNERS[2]), others, cohort()) is not None


def test_five_templates_from_a_microphone_teach_a_word() -> None:
    person, n = teach(*(said("next", "en-us+f4", *manner) for manner in MANNERS))
    assert n == TEMPLATES_PER_WORD
    assert person.asked == [1, 2, 3, 4, 5]
    assert person.refused == []


def test_a_template_that_is_another_word_is_said_once_more() -> None:
    good = [said("next", "en-us+f4", *manner) for manner in MANNERS]
    person, n = teach(*good[:2], said("coffee"), *good[2:])
    assert n == TEMPLATES_PER_WORD
    assert person.asked == [1, 2, 3, 3, 4, 5]
    assert len(person.refused) == 1


def test_nobody_who_speaks_ends_the_enrollment() -> None:
    with pytest.raises(NothingHeard, match="microphone muted"):
        teach(said("next"))


def test_a_word_that_never_comes_right_is_left_out() -> None:
    with pytest.raises(NothingHeard, match="'next' is left out"):
        teach(said("next"), *[said("coffee")] * (MAX_MICROPHONE_REJECTIONS + 1))


def test_a_recording_of_another_word_is_told_by_its_file() -> None:
    good = [Recording("next", Path(f"{n}.wav"), said("next", "en-us+f4", *m))
            for n, m in enumerate(MANNERS)]  # fmt: skip
    wrong = Recording("next", Path("wrong.wav"), said("coffee"))
    assert templates_of(good, cohort())[1] == ()
    assert [p.split(":")[0] for p in templates_of([*good, wrong], cohort())[1]] == ["wrong.wav"]


def test_words_that_cannot_be_told_apart_are_named() -> None:
    mine = dict(voice(("next", "stop")).by_word)
    assert similar_word(mine, "next", cohort()) is None
    mine["pain"] = tuple(
        shape("next", "en-us+f4", w, p) for w, p in ((131, 47), (171, 59), (146, 53))
    )
    assert similar_word(mine, "pain", cohort()) == "next"


def test_the_words_taught_first_are_commands() -> None:
    from device.hearing.enrolled.acceptance import FIRST_WORDS  # noqa: PLC0415

    assert len(set(FIRST_WORDS)) == 12
    assert set(FIRST_WORDS) <= set(Word)
