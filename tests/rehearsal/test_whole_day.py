"""A whole day on real parts: recognizer, voice, echo canceller, journal, mock pins, a bedroom."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import vosk
from rich.console import Console

from device.configuration import load_configuration
from device.journal.entry import Kind
from device.panel.light import Pattern
from device.rehearsal.outcome import RehearsalOutcome
from device.rehearsal.rehearse import Rehearsal
from device.rehearsal.show import as_json
from device.rehearsal.transcript import Transcript
from device.session.actions import Action, Play
from device.session.events import Event, Word
from device.sound.block import RATE_HZ, Samples
from device.speaking.phrases import load_book

MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


class Holds:
    """Where two seconds of a hold are said one after the other, by the session's own account."""

    def __init__(self) -> None:
        self.pairs: list[tuple[int, int]] = []
        self._last = (0, 0)

    def happened(self, event: Event, now: int) -> None:
        pass

    def done(self, action: Action, now: int) -> None:
        if isinstance(action, Play) and action.counted is not None:
            number, at = self._last
            if action.counted == number + 1 and action.at == at + RATE_HZ:
                self.pairs.append((at, action.at))
            self._last = (action.counted, action.at)


def onset(spoken: Samples, at: int) -> int | None:
    """Return the first sample that is not zero around `at`; None where no silence is before it."""
    if spoken[at - 320 : at - 160].any():
        return None
    return at - 160 + int(np.flatnonzero(spoken[at - 160 : at + 1600])[0])


@dataclass
class Day:
    outcome: RehearsalOutcome
    transcript: str
    holds: list[tuple[int, int]]
    wav: Path


@pytest.fixture(scope="module")
def day(project: Path, korean_model: vosk.Model, tmp_path_factory: pytest.TempPathFactory) -> Day:
    configuration = load_configuration(project, "ko")
    assert configuration.book is not None
    printed, holds = io.StringIO(), Holds()
    console = Console(file=printed, width=200, no_color=True)
    folder = tmp_path_factory.mktemp("day")
    rehearsal = Rehearsal(
        configuration,
        korean_model,
        folder,
        MORNING,
        watches=(holds,),
        transcript=Transcript(console, configuration.book, load_book(project / "voices" / "en")),
    )
    outcome = rehearsal.run()
    rehearsal.write_wav(folder / "session.wav")
    return Day(outcome, printed.getvalue(), holds.pairs, folder / "session.wav")


def test_the_day_ends_as_the_patient_meant_it_with_a_solid_light(day: Day) -> None:
    assert day.outcome.as_meant
    assert day.outcome.light is Pattern.SOLID


def test_every_word_that_was_meant_was_understood_in_the_end(day: Day) -> None:
    heard = {said.spoken.word for said in day.outcome.said if said.heard_at is not None}
    assert heard >= {Word.READY, Word.NEXT, Word.PAIN, Word.PAUSE, Word.LOUDER, Word.NO, Word.TWO}


def test_nothing_was_left_out_or_stopped_that_nobody_wanted_to(day: Day) -> None:
    assert day.outcome.exercises(Kind.EXERCISE_SKIPPED) == day.outcome.scenario.skipped
    assert day.outcome.exercises(Kind.EXERCISE_STOPPED) == day.outcome.scenario.stopped


def test_the_journal_holds_the_whole_day(day: Day) -> None:
    kinds = [row.kind for row in day.outcome.rows]
    assert kinds.count(Kind.SESSION_COMPLETED) == day.outcome.day.sessions_due
    assert Kind.PAIN_ANSWERED in kinds
    assert all(row.sure for row in day.outcome.rows)


def test_the_seconds_of_a_hold_are_seconds_in_the_sound_itself(day: Day) -> None:
    aloud = [pair for pair in day.holds if all(map(day.outcome.is_heard, pair))]
    assert len(aloud) > 0.9 * len(day.holds), "few numbers are given up for who speaks"
    onsets = [(onset(day.outcome.spoken, a), onset(day.outcome.spoken, b)) for a, b in aloud]
    apart = [b - a for a, b in onsets if a is not None and b is not None]
    assert len(apart) > 50
    assert max(abs(each - RATE_HZ) for each in apart) <= RATE_HZ / 1000


def test_pain_is_followed_by_silence_within_400_ms(day: Day) -> None:
    pains = [s for s in day.outcome.said if s.spoken.word is Word.PAIN and s.heard_at is not None]
    assert pains
    for said in pains:
        assert said.heard_at is not None
        after = day.outcome.spoken[said.end : said.heard_at + RATE_HZ // 10]
        assert (~after.astype(bool)).any(), "the voice never stops"
        assert said.heard_at - said.end <= 0.4 * RATE_HZ


def test_the_transcript_says_who_said_what_with_the_light_and_the_english_beside_it(
    day: Day,
) -> None:
    pain = next(s.spoken.text for s in day.outcome.said if s.spoken.word is Word.PAIN)
    assert f"patient  {pain}   [pain]" in day.transcript
    assert "ms after the word" in day.transcript
    assert "breathing" in day.transcript
    assert "solid" in day.transcript
    assert "[Hello. Good to have you here.]" in day.transcript


def test_what_a_script_reads_is_complete(day: Day) -> None:
    told = as_json(day.outcome, "ko")
    assert told["completed"] is True
    assert told["engine"] == "vosk"
    assert told["led"] == "solid"
    assert set(told) == {
        "completed", "language", "engine", "exercises_done", "exercises_skipped",
        "commands_said", "commands_heard", "false_actions", "led", "journal_rows",
        "speed_x_realtime",
    }  # fmt: skip


def test_the_recording_is_as_long_as_the_day(day: Day) -> None:
    assert day.wav.stat().st_size == 44 + 2 * len(day.outcome.spoken)
