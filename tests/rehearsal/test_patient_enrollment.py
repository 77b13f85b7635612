"""The simulated patient teaches the box, and a whole English day goes by without any model."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from device.configuration import load_configuration
from device.hearing.models import ModelMissing
from device.hearing.recognizer import Hypothesis, SampleRange
from device.rehearsal import show
from device.rehearsal.mouth import WORDS_PER_MINUTE
from device.rehearsal.patient_enrollment import PATIENT_MANNERS, Tally, teach_in_room
from device.rehearsal.rehearse import NEAR, Rehearsal
from device.session.events import Word
from device.sound.block import Samples


class Deaf:
    """A recognizer that hears each of these, one after the other."""

    def __init__(self, *words: Word | None) -> None:
        self.spoken: list[Sequence[SampleRange]] = []
        self._words = list(words)

    def listen_for(self, words: frozenset[Word]) -> None:
        pass

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        pass

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:
        self.spoken.append(spoken)
        return Hypothesis("", self._words.pop(0), 0.0, "model")

    def drop(self) -> None:
        pass


def test_it_is_taught_in_no_manner_in_which_it_is_spoken_to_later() -> None:
    assert not {words_per_minute for words_per_minute, _ in PATIENT_MANNERS} & set(WORDS_PER_MINUTE)


def test_only_the_named_words_are_taught_and_each_person_teaches_them_otherwise(
    project: Path,
) -> None:
    configuration = load_configuration(project, "en")
    assert configuration.book is not None
    assert configuration.commands is not None
    taught = [
        teach_in_room(
            configuration.book.voice, configuration.commands, NEAR, person=who, words=[Word.PAIN]
        )
        for who in ("+f4", "+m4")
    ]
    for voice in taught:
        assert [template.word for template in voice.templates] == [Word.PAIN] * len(PATIENT_MANNERS)
    one, other = (voice.templates[0].features.embedding for voice in taught)
    assert not np.allclose(one, other)


def test_what_a_recognizer_takes_for_a_command_is_counted() -> None:
    recognizer = Deaf(Word.NEXT, None, Word.NEXT)
    tally = Tally("deaf", recognizer)
    for n in range(3):
        tally.finish([(0, n)])
    assert recognizer.spoken == [[(0, n)] for n in range(3)]
    assert tally.words == [Word.NEXT, Word.NEXT]


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModelMissing("there is none")

    monkeypatch.setattr(show, "find_or_fetch_model", missing)


@pytest.mark.usefixtures("no_model", "likelihood_model")
@pytest.mark.parametrize("wished", [None, "likelihood"])
def test_english_without_a_model_needs_no_enrollment(wished: str | None) -> None:
    recognizers = show.choose_recognizers("en", wished, Console(quiet=True))
    assert (recognizers.name, recognizers.model, recognizers.taught, recognizers.enrollment) == (
        "likelihood",
        None,
        False,
        False,
    )
    assert recognizers.weights is not None


@pytest.mark.usefixtures("no_model", "without_likelihood")
@pytest.mark.parametrize("wished", [None, "taught"])
def test_without_a_model_the_enrolled_recognizer_is_on(wished: str | None) -> None:
    recognizers = show.choose_recognizers("en", wished, Console(quiet=True))
    assert (recognizers.name, recognizers.model, recognizers.taught) == ("taught", None, True)


@pytest.mark.usefixtures("no_model")
@pytest.mark.parametrize("wished", ["vosk", "both"])
def test_a_model_that_was_wished_for_and_is_missing_is_told(wished: str) -> None:
    with pytest.raises(ModelMissing):
        show.choose_recognizers("en", wished, Console(quiet=True))


@pytest.mark.slow
def test_a_whole_english_day_with_nothing_but_the_enrolled_recognizer(
    project: Path, tmp_path: Path
) -> None:
    configuration = load_configuration(project, "en")
    assert configuration.book is not None
    assert configuration.commands is not None
    taught = teach_in_room(configuration.book.voice, configuration.commands, NEAR)
    assert taught.taught == {str(word) for word in Word}
    morning = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    outcome = Rehearsal(configuration, None, tmp_path, morning, taught=taught).run()
    assert outcome.as_meant
    assert outcome.false_actions == 0
    assert set(outcome.recognizers) == {"taught"}
    assert outcome.commands_heard >= 0.9 * outcome.commands_said
