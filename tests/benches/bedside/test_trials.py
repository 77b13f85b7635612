"""A trial tells what was heard: who is deaf hears nothing, who hears everything is found out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import vosk

from device.configuration import load_configuration
from device.hearing.assembly import listener_of
from device.hearing.listener import Listener
from device.hearing.recognizer import Hypothesis, SampleRange
from device.rehearsal.room import Placement, Room
from device.session.actions import Action
from device.session.events import ANYTIME, Event, PainSuspected, SpokenOver, Word
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples, level_dbfs, samples, silence
from device.sound.echo_canceller import Cleaned, EchoCanceller
from device.speaking.phrase import Phrase, phrase
from script.benches.bedside.persons import (
    Heard,
    Voiced,
    hear,
    recall_figures,
    unknown,
    utterances,
    voiced,
)
from script.benches.bedside.silent_day import silent_session
from script.benches.bedside.trials import BEDROOM, Bedside, Box, Clip, Condition, Parts, Script

QUIET = Condition("quiet", BEDROOM)
SPEAKS = Condition("speaks", BEDROOM, Box.SPEAKS)
COUNTS = Condition("counts", BEDROOM, Box.COUNTS)
DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


class Always:
    """A recognizer for which everything is the same word, or nothing is any."""

    def __init__(self, word: Word | None) -> None:
        self._word = word

    def listen_for(self, words: frozenset[Word]) -> None:
        pass

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        pass

    def drop(self) -> None:
        pass

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:
        mentions = frozenset({self._word} if self._word else ())
        return Hypothesis("", self._word, 1.0, "always", mentions)


class Deaf(Listener):
    """Notices no speech at all."""

    def hear(self, cleaned: Cleaned, at: int) -> tuple[()]:
        return ()


class Tapping(Deaf):
    """Keeps what it was given."""

    def __init__(self) -> None:
        super().__init__([])
        self.cleaned = silence(0)

    def hear(self, cleaned: Cleaned, at: int) -> tuple[()]:
        self.cleaned = np.concatenate([self.cleaned, cleaned.sound])
        return ()


class Copying(EchoCanceller):
    """Keeps what was played."""

    def __init__(self) -> None:
        super().__init__()
        self.played = silence(0)

    def clean(self, microphone: Samples, played: Samples) -> Cleaned:
        self.played = np.concatenate([self.played, played])
        return super().clean(microphone, played)


class Nervous(Listener):
    """Hears "pain" every ten seconds, whatever there is."""

    def hear(self, cleaned: Cleaned, at: int) -> tuple[PainSuspected, ...]:
        return (PainSuspected(at),) if at % samples(10.0) == 0 else ()


def murmur(seconds: float, seed: int = 0) -> Samples:
    """Return noise that comes and goes as syllables do."""
    dice = np.random.default_rng(seed)
    time = np.arange(samples(seconds)) / RATE_HZ
    envelope = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    sound: Samples = (dice.normal(0, 3000, len(time)) * envelope).astype(np.int16)
    return sound


class Tape:
    """The clips of a box that says one sound again and again."""

    def __init__(self, sound: Samples) -> None:
        self._sound = sound

    def clip(self, phrase: Phrase) -> Samples:
        return self._sound

    def length(self, phrase: Phrase) -> int:
        return len(self._sound)


def parts(listener: Callable[[], Listener], says_s: float = 3.0) -> Parts:
    lines = {box: (phrase("line"),) for box in (Box.COUNTS, Box.SPEAKS)}
    return Parts(Tape(murmur(says_s, 5) // 8), lines, lambda _said: frozenset(), listener)


PAIN = Clip(Word.PAIN, "pain", ANYTIME)
CRY = murmur(0.6)


def always(word: Word | None) -> Callable[[], Listener]:
    return lambda: Listener([Always(word)])


def test_a_recognizer_that_hears_the_word_is_right_and_the_times_are_those_of_the_chain() -> None:
    trial = Bedside(parts(always(Word.PAIN)), SPEAKS).say(PAIN, CRY)
    assert trial.right
    assert trial.ducked_ms is not None
    assert trial.silent_ms is not None
    assert 60 < trial.ducked_ms < 150
    assert trial.silent_ms == 0


def test_a_deaf_box_is_wrong_and_never_ducked_nor_silent() -> None:
    trial = Bedside(parts(lambda: Deaf([])), SPEAKS).say(PAIN, CRY)
    assert not trial.right
    assert not trial.helped
    assert trial.ducked_ms == trial.silent_ms == math.inf


class Noting(Script):
    """Notes whenever the box was spoken over for nothing."""

    over: ClassVar[list[int]] = []

    def handle(self, event: Event, now: int) -> tuple[Action, ...]:
        if isinstance(event, SpokenOver):
            self.over.append(event.ended_at)
        return super().handle(event, now)


def test_who_speaks_over_the_box_and_is_not_understood_makes_it_tell_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("script.benches.bedside.trials.Script", Noting)
    for word, condition, times in ((None, SPEAKS, 1), (Word.PAIN, SPEAKS, 0), (None, QUIET, 0)):
        Noting.over.clear()
        Bedside(parts(always(word)), condition).say(PAIN, CRY)
        assert len(Noting.over) == times


def test_another_word_is_not_the_word() -> None:
    trial = Bedside(parts(always(Word.PAUSE)), QUIET).say(PAIN, CRY)
    assert trial.heard is Word.PAUSE
    assert not trial.right
    assert not trial.helped


def test_the_box_counts_every_second_and_speaks_without_an_end() -> None:
    counted, spoken = Copying(), Copying()
    box = parts(lambda: Deaf([]), says_s=0.4)
    Bedside(replace(box, echo=lambda: counted), COUNTS)
    Bedside(replace(box, echo=lambda: spoken), SPEAKS)
    begins = np.flatnonzero(np.diff((np.abs(counted.played) > 0).astype(int)) > 0)
    numbers = begins[np.insert(np.diff(begins) > samples(0.2), 0, True)]
    assert np.diff(numbers) == pytest.approx(samples(1.0), abs=2)
    assert np.mean(np.abs(spoken.played) > 0) == pytest.approx(0.4 / 0.65, abs=0.06)


def test_a_deaf_box_has_recall_0_and_misses_every_cry_in_two_tries() -> None:
    voice = [Voiced(PAIN, CRY), Voiced(Clip(Word.PAUSE, "pause", ANYTIME), CRY)]
    deaf = hear("nobody", voice, parts(lambda: Deaf([])), [QUIET], None)
    figures = {figure.name: figure for figure in recall_figures([deaf])}
    assert figures["recall_clean_all_phrases"].value == 0.0
    assert figures["retention_quiet"].value is None
    assert not deaf.known
    assert unknown([deaf]) == {"nobody": ("pain", "pause")}


def test_a_box_that_goes_deaf_in_the_room_retains_nothing() -> None:
    made: list[Listener] = []

    def listener() -> Listener:
        made.append(Deaf([]) if made else Listener([Always(Word.PAIN)]))
        return made[-1]

    heard = hear("somebody", [Voiced(PAIN, CRY)], parts(listener), [QUIET, SPEAKS], None)
    figures = {figure.name: figure for figure in recall_figures([heard])}
    assert figures["recall_clean_all_phrases"].value == 1.0
    assert figures["retention_quiet"].value == 0.0
    assert figures["retention_speaks"].value == 0.0
    assert figures["pain_or_stop_missed_twice"].value == 1.0
    assert figures["pain_or_stop_missed_twice"].met is False


def test_clips_that_are_understood_by_luck_are_not_known() -> None:
    heard = Heard("p")
    bedside = Bedside(parts(always(Word.PAIN)), QUIET)
    right = bedside.say(PAIN, CRY)
    wrong = Bedside(parts(always(None)), QUIET).say(PAIN, CRY)
    heard.clean = [[right], [wrong], [right]]
    assert heard.known == frozenset()


def test_noise_is_asked_for_where_the_condition_needs_it() -> None:
    with pytest.raises(ValueError, match="noise of a house"):
        Bedside(parts(always(None)), Condition("noise", BEDROOM, snr_db=6.0))


def test_the_noise_is_heard() -> None:
    loud = Condition("loud", BEDROOM, snr_db=0.0)
    level = {}
    for condition in (QUIET, loud):
        tap = Tapping()
        Bedside(parts(lambda tap=tap: tap), condition, murmur(2.0))  # type: ignore[misc]
        level[condition.name] = level_dbfs(tap.cleaned)
    assert level["loud"] - level["quiet"] > 20


def test_a_trigger_happy_box_is_found_out_in_a_session_without_a_word(
    project: Path, tmp_path: Path
) -> None:
    configuration = load_configuration(project, "ko")
    silent = silent_session(
        configuration,
        Nervous([]),
        tmp_path,
        DAY,
        room=Room(Placement(), record=False),
        clips=project / "var" / "clips",
        longest_s=25.0,
    )
    assert silent.length_s == pytest.approx(25.0, abs=BLOCK_SAMPLES / RATE_HZ)
    assert silent.false_actions >= 2


def test_a_deaf_box_does_nothing_in_a_session_without_a_word(project: Path, tmp_path: Path) -> None:
    silent = silent_session(
        load_configuration(project, "ko"),
        Deaf([]),
        tmp_path,
        DAY,
        room=Room(Placement(), record=False),
        clips=project / "var" / "clips",
        longest_s=25.0,
    )
    assert silent.false_actions == 0


def test_a_person_is_understood_alone_by_the_real_recognizer(
    project: Path, korean_model: vosk.Model
) -> None:
    configuration = load_configuration(project, "ko")
    book, commands = configuration.book, configuration.commands
    assert book is not None
    assert commands is not None
    clips = [
        clip
        for clip in utterances(commands, session=2, answers=0, numbers=0)
        if clip.word in {Word.STOP, Word.READY}
    ]
    voice = voiced(clips, book.voice, "+f4", None)
    box = Parts(
        Tape(silence()),
        {},
        lambda _said: frozenset(),
        lambda: listener_of(korean_model, commands),
    )
    heard = hear("ko+f4", voice, box, [QUIET], None)
    figures = {figure.name: figure for figure in recall_figures([heard])}
    assert [each.clip for each in voice] == clips
    assert (figures["recall_clean_all_phrases"].value or 0) > 0.4
    assert (figures["retention_quiet"].value or 0) > 0.4
