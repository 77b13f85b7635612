"""Recorded words tell how they are cut out: split ones, unnoticed ones and late ones are found."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from device.hearing.commands import Commands
from device.hearing.listener import Listener
from device.session.events import ANYTIME, Word
from device.sound.block import Samples, samples, silence
from script.benches.bedside.recorded_words import (
    Answer,
    Cut,
    answer_figures,
    answered,
    cut_figures,
    cut_out,
    sounding,
    words,
)
from script.benches.bedside.trials import BEDROOM, CLEAN, Condition
from script.benches.results.figures import Figure
from tests.benches.bedside.test_trials import Always, always, murmur, parts
from tests.rendering import rendered
from tests.wav import write_wav

NOISE = murmur(1.0)


def found(figures: list[Figure]) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in figures}


def cuts(sound: Samples, condition: Condition = CLEAN) -> Cut:
    return cut_out([("word", sound)], parts(always(None)), condition, NOISE)[0]


def test_a_word_is_what_sounds_of_a_recording() -> None:
    around = np.concatenate([silence(samples(0.3)), murmur(0.5), silence(samples(0.2))])
    assert np.array_equal(sounding(around), murmur(0.5))
    assert len(sounding(murmur(0.5))) == samples(0.5)


def test_words_are_read_with_their_names(tmp_path: Path) -> None:
    for n, name in enumerate(("bed", "cat", "dog", "stop")):
        write_wav(tmp_path / "speech_commands" / name / "a.wav", murmur(0.5, n).tobytes())
    assert [name for name, _ in words(tmp_path, 2)] == ["bed", "dog"]
    assert list(words(tmp_path / "nothing", 1)) == []


@cache
def said(text: str) -> Samples:
    """Return speech: what is none is nothing to the box."""
    return sounding(rendered(text))


@pytest.mark.parametrize("condition", [CLEAN, Condition("room", BEDROOM)])
def test_a_word_is_cut_out_as_one_and_known_to_be_over_soon_after_its_end(
    condition: Condition,
) -> None:
    cut = cuts(said("marvin"), condition)
    assert (cut.utterances, cut.pieces) == (1, 1)
    assert 100 <= cut.late_ms <= 300


def test_pieces_that_the_listener_joins_are_one_utterance_and_others_are_two() -> None:
    def twice(gap_s: float) -> Samples:
        return np.concatenate([said("marvin"), silence(samples(gap_s)), said("marvin")])

    joined, parted = cuts(twice(0.2)), cuts(twice(0.6))
    assert (joined.utterances, joined.pieces) == (1, 2)
    assert (parted.utterances, parted.pieces) == (2, 2)
    assert joined.late_ms == pytest.approx(parted.late_ms, abs=20.5)


def test_a_noise_is_no_piece_of_a_word() -> None:
    clatter = np.concatenate([said("marvin"), silence(samples(0.2)), murmur(0.3)])
    assert cuts(clatter).pieces == 1
    assert cuts(murmur(0.5)).pieces == 0


def test_what_nobody_notices_is_never_over() -> None:
    # Some -75 dBFS: below the noise of the microphone.
    assert cuts((said("marvin") / 600).astype(np.int16)) == Cut("word", 0, 0, math.inf)


def test_figures_count_split_words_lost_ones_and_late_ones() -> None:
    told = cut_figures(
        "x", [Cut("a", 1, 2, 100.0), Cut("b", 2, 2, 200.0), Cut("c", 0, 0, math.inf)]
    )
    assert found(told) == {
        "recorded_words_x_cut_out_as_one": pytest.approx(1 / 3),
        "recorded_words_x_not_noticed": pytest.approx(1 / 3),
        "recorded_words_x_end_to_endpoint_p50": 200.0,
        "recorded_words_x_end_to_endpoint_p95": math.inf,
    }
    assert [figure.met for figure in told] == [None, None, False, None]


def test_a_command_is_understood_where_it_makes_sense_and_acted_upon_falsely_elsewhere() -> None:
    commands = Commands({Word.STOP: ("stop",), Word.YES: ("yes",)})
    recorded = [("stop", murmur(0.5)), ("yes", murmur(0.5, 1)), ("bird", murmur(0.5, 2))]
    box = parts(lambda: Listener([Always(Word.STOP)]))
    answers = answered(recorded, box, CLEAN, NOISE, commands, ANYTIME)
    stop = Word.STOP
    assert answers == [
        Answer("stop", stop, stop, asked=False),
        Answer("yes", None, stop, asked=False),
        Answer("bird", None, stop, asked=False),
    ]
    assert found(answer_figures(answers)) == {
        "recorded_words_acted_upon": 1.0,
        "recorded_words_asked_about": 0.0,
        "recorded_commands_understood": 1.0,
    }
    deaf = answered(recorded, parts(always(None)), CLEAN, NOISE, commands, ANYTIME)
    assert found(answer_figures(deaf))["recorded_words_acted_upon"] == 0.0
    assert found(answer_figures(deaf))["recorded_commands_understood"] == 0.0
