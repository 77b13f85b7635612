"""Garbage, silence and full-scale noise into the microphone of a whole chain with a real model."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import vosk

from device.configuration import load_configuration, own_words
from device.day_service import DayService
from device.hearing.assembly import listener_of, load_model
from device.hearing.models import ModelMissing, find_model
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.paths import state_folder
from device.pipeline import Pipeline
from device.plan.script import Question
from device.session.actions import Action
from device.session.events import ButtonPressed, Event, Heard, PainSuspected, Word
from device.session.session import Session
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, Samples, samples, silence
from device.speaking.voices import clip_cache_of
from script.benches.trouble.report import PROJECT, Report, expect, tell

MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
LANGUAGE = "ko"
PRESSES_AFTER = samples(2.0)
FULL = 32767

Noise = Callable[[np.random.Generator, Samples], Samples]
"""A block for the microphone, from dice and from what the speaker played last."""


def white(dice: np.random.Generator, _played: Samples) -> Samples:
    """Every sample anything between the ends of the scale."""
    return dice.integers(-FULL - 1, FULL, BLOCK_SAMPLES, np.int16, endpoint=True)


def square(dice: np.random.Generator, _played: Samples) -> Samples:
    """From one end of the scale to the other, at a pitch that changes with every block."""
    half = int(dice.integers(8, 160))
    return np.where(np.arange(BLOCK_SAMPLES) // half % 2, FULL, -FULL - 1).astype(np.int16)


def stuck(_dice: np.random.Generator, _played: Samples) -> Samples:
    """All samples at the lower end: a converter that hangs."""
    return np.full(BLOCK_SAMPLES, -FULL - 1, np.int16)


def digital_silence(_dice: np.random.Generator, _played: Samples) -> Samples:
    """Nothing."""
    return silence()


def bursts(dice: np.random.Generator, played: Samples) -> Samples:
    """Noise and silence by turns, each for a block or some."""
    return white(dice, played) if dice.random() < 0.3 else silence()  # noqa: PLR2004


def claps(dice: np.random.Generator, _played: Samples) -> Samples:
    """Single samples at full scale: a plug that crackles."""
    sound = silence()
    sound[dice.integers(0, BLOCK_SAMPLES, 3)] = FULL
    return sound


def turned_bytes(dice: np.random.Generator, played: Samples) -> Samples:
    """Hear the box's own voice with its bytes in the wrong order."""
    return (played + dice.integers(-3, 3, BLOCK_SAMPLES)).astype(np.int16).byteswap()


def own_voice(_dice: np.random.Generator, played: Samples) -> Samples:
    """Hear the box's own voice four times as loud as it is, clipped."""
    return np.clip(played.astype(np.int32) * 4, -FULL, FULL).astype(np.int16)


def program(dice: np.random.Generator, _played: Samples) -> Samples:
    """The bytes of this computer's Python, as if they were sound."""
    code = _code()
    begin = int(dice.integers(0, len(code) - BLOCK_SAMPLES))
    return code[begin : begin + BLOCK_SAMPLES]


def humming(dice: np.random.Generator, _played: Samples) -> Samples:
    """A loud hum of the mains with its overtones, and hiss."""
    t = (np.arange(BLOCK_SAMPLES) + 1) / RATE_HZ
    hum = sum(np.sin(2 * np.pi * 50 * n * t) / n for n in range(1, 20, 2))
    return (np.asarray(hum) * 9000 + dice.normal(0, 500, BLOCK_SAMPLES)).astype(np.int16)


NOISES: tuple[Noise, ...] = (
    digital_silence,
    white,
    square,
    stuck,
    bursts,
    claps,
    turned_bytes,
    own_voice,
    program,
    humming,
)

_python: list[Samples] = []


def _code() -> Samples:
    if not _python:
        content = Path(sys.executable).read_bytes()
        _python.append(np.frombuffer(content[: len(content) // 2 * 2], "<i2").astype(np.int16))
    return _python[0]


class EventCounts:
    """A `PipelineObserver`: counts what is heard, and ends nothing."""

    def __init__(self) -> None:
        self.heard: Counter[Word] = Counter()
        self.suspected = 0

    def happened(self, event: Event, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        match event:
            case Heard(word):
                self.heard[word] += 1
            case PainSuspected():
                self.suspected += 1

    def done(self, action: Action, now: int) -> None:
        """See `PipelineObserver`."""


class Box:
    """One session on a whole chain; nobody is there but a finger for "ready"."""

    def __init__(self, model: vosk.Model, folder: Path, counts: EventCounts) -> None:
        known = load_configuration(PROJECT, LANGUAGE)
        if known.book is None or known.commands is None:
            raise ValueError("the language cannot be read")
        self._clock = VirtualClock(MORNING)
        self.journal = SqliteJournal(folder / "journal.sqlite", self._clock)
        clip_cache = clip_cache_of(known.book, state_folder() / "clips")
        days = DayService(known, self.journal.history, clip_cache, rehearsing=True)
        today = days.today()
        expect(not days.prepare(today), "something cannot be said")
        self.session = Session(clip_cache.length, today)
        self.chain = Pipeline(
            self.session,
            clip_cache,
            self.journal,
            listener=listener_of(model, known.commands),
            own_words=own_words(known.book, known.commands),
            session_over=lambda: None,
            watches=(counts,),
        )
        self.chain.inbox.put(ButtonPressed())
        self._waits_since: int | None = None
        self._played = silence()

    def step(self, noise: Noise, dice: np.random.Generator) -> None:
        """One block of noise."""
        ready = self.session.question in (Question.READY, Question.PAUSED)
        if not ready:
            self._waits_since = None
        elif self._waits_since is None:
            self._waits_since = self.chain.now
        elif self.chain.now > self._waits_since + PRESSES_AFTER:
            self.chain.inbox.put(ButtonPressed())
            self._waits_since = None
        self._played = self.chain.step(noise(dice, self._played))
        self._clock.advance(BLOCK_S)


def deafen(model: vosk.Model, noise: Noise, seconds: float, folder: Path, seed: int) -> EventCounts:
    """Let one noise into the microphone; a session that ends is followed by one of a new day."""
    counts = EventCounts()
    dice = np.random.default_rng(seed)
    left = round(seconds / BLOCK_S)
    n = 0
    while left > 0:
        n += 1
        box = Box(model, folder / str(n), counts)
        try:
            while left > 0:
                box.step(noise, dice)
                left -= 1
                if not box.session.runs:
                    break
        finally:
            box.journal.close()
    expect(not counts.heard[Word.NEXT], f"took it for next {counts.heard[Word.NEXT]} times")
    return counts


def note(name: str, counts: EventCounts, seconds: float) -> str:
    """Say what was heard where nobody spoke."""
    words = [f"{word.value} {n}" for word, n in counts.heard.most_common()]
    told = ", ".join([*words, f"suspected pain {counts.suspected}"])
    return f"{name}, {seconds / 60:g} min: heard {told}"


def report(options: argparse.Namespace) -> Report:
    """Hear every noise for a while."""
    whole = Report()
    seconds = 15.0 if options.quick else 180.0
    vosk.SetLogLevel(-1)
    try:
        model = load_model(find_model(LANGUAGE).folder)
    except ModelMissing as missing:
        whole.tried += len(NOISES)
        whole.failures.append(str(missing))
        return whole
    nexts = 0
    with tempfile.TemporaryDirectory() as folder:
        for noise in NOISES:
            name = noise.__name__.replace("_", " ")
            with whole.trying(name):
                counts = deafen(model, noise, seconds, Path(folder) / name, options.seed)
                nexts += counts.heard[Word.NEXT]
                if counts.heard or counts.suspected:
                    whole.notes.append(note(name, counts, seconds))
    minutes = len(NOISES) * seconds / 60
    whole.figure("minutes_of_noise", minutes, "at least", minutes)
    whole.figure("next_heard_in_noise", nexts, "at most", 0)
    return whole


if __name__ == "__main__":
    tell(report, __doc__)
