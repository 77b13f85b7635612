"""What a day holds is told as it is when everything that has happened is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from device.configuration import Configuration, load_configuration
from device.day_service import DayService
from device.journal.history import History
from device.session.events import DayKnown, FaultBegan
from device.sound.block import Samples
from device.speaking.clip_cache import ClipCache
from device.speaking.synthesis import CannotSpeak

DAY = dt.date(2026, 11, 23)


@dataclass
class Voice:
    """Says everything in one sample, but what it cannot say."""

    cannot: str = "\0"
    identity: str = "one sample"

    def render(self, text: str) -> Samples:
        if self.cannot in text:
            raise CannotSpeak(text, "it has no words")
        return np.ones(1, np.int16)

    def rest(self) -> None:
        """There is nothing to give back."""


@dataclass
class Told:
    """Takes what is told."""

    events: list[DayKnown | FaultBegan] = field(default_factory=list)

    def __call__(self, event: DayKnown | FaultBegan) -> None:
        self.events.append(event)


def progress(_done: int, _all: int) -> None:
    """Nobody looks."""


@pytest.fixture(scope="module")
def configuration(project: Path) -> Configuration:
    return load_configuration(project, "en")


MakesDays = Callable[..., DayService]


@pytest.fixture
def days(configuration: Configuration) -> MakesDays:
    def days(sessions: list[int], voice: Voice | None = None) -> DayService:
        assert configuration.book is not None
        clip_cache = ClipCache(configuration.book, voice or Voice())
        history = lambda: History(DAY, staging_day=DAY, sessions_done_today=len(sessions))  # noqa: E731
        return DayService(configuration, history, clip_cache, rehearsing=True)

    return days


def done(told: Told) -> list[int]:
    return [event.day_state.sessions_done for event in told.events if isinstance(event, DayKnown)]


def test_a_day_is_told_as_it_is_when_it_is_looked_at(days: MakesDays) -> None:
    sessions: list[int] = []
    told, house = Told(), days(sessions)
    look = house.look()
    sessions.append(1)
    look(told, progress)
    assert done(told) == [1]


@pytest.mark.hazard("H5")
def test_a_look_from_before_the_last_session_is_not_told_after_it(days: MakesDays) -> None:
    told, house = Told(), days([])
    before, after = house.look(), house.look()
    before(told, progress)
    assert told.events == []
    after(told, progress)
    assert done(told) == [0]


def test_what_cannot_be_said_is_left_out_and_a_fault_of_the_voice(days: MakesDays) -> None:
    told = Told()
    days([], Voice(cannot="Ankle")).tell(told)
    known, fault = told.events
    assert isinstance(known, DayKnown)
    assert known.day_state.tasks
    assert fault == FaultBegan("voice")


def test_with_a_voice_that_says_nothing_no_session_can_begin(days: MakesDays) -> None:
    told = Told()
    days([], Voice(cannot="")).tell(told)
    known, fault = told.events
    assert isinstance(known, DayKnown)
    assert (known.day_state.tasks, bool(known.day_state.refusal)) == ((), True)
    assert fault == FaultBegan("voice")
