"""Whole sessions with a patient who never says a word: what the box hears then is its own voice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from device.configuration import Configuration, own_words
from device.day_service import DayService
from device.hearing.listener import Listener
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.pipeline import Pipeline
from device.plan.script import Question
from device.rehearsal.room import Room
from device.rehearsal.story import PATIENT_ANSWERS
from device.session.actions import Action
from device.session.events import ButtonPressed, Event, Heard, PainSuspected, Word
from device.session.questions import pressed
from device.session.session import Session
from device.sound.block import BLOCK_S, RATE_HZ, samples, silence
from device.sound.echo_canceller import EchoCanceller
from device.speaking.voices import clip_cache_of

ANSWERS_AFTER = samples(3.0)
"""A question waits so long before it is answered by the button: time enough to mishear."""

ANSWERS_TO = {question: words[0] for question, words in PATIENT_ANSWERS.items()} | {
    Question.SUSPECTED: Word.NO
}


@dataclass
class Silent:
    """What came of a session in which nobody spoke: what was heard all the same, and when."""

    length_s: float = 0.0
    ducked_s: float = 0.0
    heard: list[tuple[float, str]] = field(default_factory=list)
    suspected: list[float] = field(default_factory=list)

    @property
    def false_actions(self) -> int:
        """Return how often the box acted upon nothing."""
        return len(self.heard) + len(self.suspected)


class _Witness:
    """A `PipelineObserver`: notes what was heard, except what the patient's hand put there."""

    def __init__(self, silent: Silent) -> None:
        self._silent = silent
        self.meant: list[Event] = []

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""
        if isinstance(event, Heard) and not any(event is meant for meant in self.meant):
            self._silent.heard.append((now / RATE_HZ, event.word.value))
        elif isinstance(event, PainSuspected):
            self._silent.suspected.append(now / RATE_HZ)

    def done(self, action: Action, now: int) -> None:
        """See `PipelineObserver`."""


def silent_session(  # noqa: PLR0913 - what a session is made of
    configuration: Configuration,
    listener: Listener,
    folder: Path,
    start: dt.datetime,
    *,
    room: Room,
    clips: Path | None = None,
    echo: Callable[[], EchoCanceller] = EchoCanceller,
    longest_s: float = 3600.0,
) -> Silent:
    """Live one session on the product's own chain; the button answers, or a word put in by hand.

    `folder` gets a journal of its own.
    """
    if configuration.book is None or configuration.commands is None:
        raise ValueError("a language that cannot be read cannot be rehearsed")
    silent = Silent()
    confirmer = _Witness(silent)
    clock = VirtualClock(start)
    journal = SqliteJournal(folder / "journal.sqlite", clock)
    book = configuration.book
    clip_cache = clip_cache_of(book, clips)
    days = DayService(configuration, journal.history, clip_cache, rehearsing=True)
    day = days.today()
    days.prepare(day)
    session = Session(clip_cache.length, day)
    chain = Pipeline(
        session,
        clip_cache,
        journal,
        listener=listener,
        own_words=own_words(book, configuration.commands),
        session_over=lambda: None,
        watches=(confirmer,),
        echo=echo(),
    )
    played = silence()
    chain.inbox.put(ButtonPressed())
    waits_since: int | None = None
    begun = False
    while room.now < longest_s * RATE_HZ and (session.runs or not begun):
        begun = begun or session.runs
        now = room.now
        question = session.question
        if question is None:
            waits_since = None
        elif waits_since is None:
            waits_since = now
        elif now >= waits_since + ANSWERS_AFTER:
            waits_since = now + samples(5.0)
            word = ANSWERS_TO[question]
            answer: Event = ButtonPressed() if pressed(question) is word else Heard(word, now)
            confirmer.meant.append(answer)
            chain.inbox.put(answer)
        microphone = room.step(played)
        played = chain.step(microphone)
        silent.ducked_s += BLOCK_S * listener.gives_way
        clock.advance(BLOCK_S)
        if not begun and room.now > samples(10.0):
            raise RuntimeError("the session did not begin within 10 s of the button")
    silent.length_s = room.now / RATE_HZ
    journal.close()
    return silent
