"""Days of sessions in virtual time: what grows? Memory, files, threads, the journal."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
from gpiozero.pins.mock import MockFactory, MockPWMPin
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from device.chain import Chain
from device.configuration import load_configuration, own_words
from device.days import Days
from device.hearing.building import listener_of, load_model
from device.hearing.commands import Commands
from device.hearing.ear import Hearing
from device.hearing.listener import Listener
from device.hearing.models import ModelMissing, find
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.panel.pins import Panel
from device.places import state_folder
from device.plan.script import Question
from device.session.events import Heard, Word
from device.session.session import Session
from device.sound.block import BLOCK, BLOCK_S, RATE_HZ, Samples, samples, silence
from device.sound.echo import Cleaned, EchoCanceller
from device.speaking.clips import ClipShelf
from device.speaking.phrase import phrase
from device.speaking.voices import voice_of

PROJECT = Path(__file__).resolve().parents[2]
LANGUAGE = "ko"
START = dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)
BUTTON, LED = 17, 27
LOOK_EVERY_S = 300.0
WARM_UP_S = 3600.0
LEAST_LOOKS = 6
"""A line through fewer points after the first hour says nothing about what grows."""

PRESS_S = 0.2
REACTION = samples(0.8)
HELD_S = 1.8
BETWEEN_SESSIONS_S = 2.0
PAIN_IN_ONE_OF = 12
SAYS_SOMETHING_PER_MIN = 1.5

GOALS = {
    "rss_slope_mb_per_h": 1.0,
    "fds_grown": 0.0,
    "threads_grown": 0.0,
    "journal_kb_per_session": 400.0,
}
"""All of them "at most"."""

ANSWERS: dict[Question, Word] = {
    Question.READY: Word.READY,
    Question.PAUSED: Word.READY,
    Question.RESUME: Word.YES,
    Question.MORE_PAIN: Word.NO,
    Question.SUSPECTED: Word.NO,
    Question.HOW_BAD: Word.TWO,
    Question.DANGER: Word.NO,
    Question.GO_ON: Word.READY,
    Question.NEXT_DAY_BETTER: Word.YES,
    Question.NEXT_DAY_WORSE: Word.NO,
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the process held at a time, in hours of virtual sound."""

    at_h: float
    rss_mb: float
    fds: int
    threads: int


class DeafEar:
    """An `Ear` that costs nothing and understands nothing."""

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Ear`."""

    def accept(self, block: Samples) -> None:
        """See `Ear`."""

    def finish(self) -> Hearing:
        """See `Ear`."""
        return Hearing("", None, 0.0, "deaf")

    def drop(self) -> None:
        """See `Ear`."""


class Beside(EchoCanceller):
    """Goes past the echo canceller, which takes five sixths of the time of a soak."""

    def clean(self, microphone: Samples, played: Samples) -> Cleaned:  # noqa: ARG002 - see there
        """See `EchoCanceller`."""
        return Cleaned(microphone, microphone, -120.0)


def listener(commands: Commands, *, ears: bool) -> Listener:
    """Return the real one, or one that hears that somebody speaks and not what. ModelMissing."""
    if not ears:
        return Listener([DeafEar()])
    return listener_of(load_model(find(LANGUAGE).folder), commands)


class Soak:
    """A box that lives from session to session; nobody waits between them."""

    def __init__(self, folder: Path, seed: int, *, ears: bool, echo: bool) -> None:
        known = load_configuration(PROJECT, LANGUAGE)
        plan, book, commands = known.loaded.plan, known.book, known.commands
        if plan is None or book is None or commands is None:
            raise ValueError("the configuration cannot be read; see: spinecoach check")
        plan = replace(plan, valid_until=dt.date.max)
        known = replace(known, loaded=replace(known.loaded, plan=plan))
        self.file = folder / "journal.sqlite"
        self.sessions = 0
        self.now = 0
        self._dice = Random(seed)
        self._hiss = np.random.default_rng(seed).normal(0, 12, 1 << 18).astype(np.int16)
        self._clock = VirtualClock(START)
        self.journal = SqliteJournal(self.file, self._clock, timezone="UTC")
        shelf = ClipShelf(book, voice_of(book.voice), state_folder() / "clips")
        self._days = Days(known, self.journal.history, shelf, rehearsing=True)
        today = self._days.today()
        self._days.prepare(today)
        self._session = Session(shelf.length, today)
        self._chain = Chain(
            self._session,
            shelf,
            self.journal,
            listener=listener(commands, ears=ears),
            own_words=own_words(book, commands),
            session_over=lambda: self._days.tell(self._chain.inbox.put),
            echo=None if echo else Beside(),
        )
        factory = MockFactory(pin_class=MockPWMPin)
        self._pins = factory.pin(f"GPIO{BUTTON}"), factory.pin(f"GPIO{LED}")
        self._panel = Panel(factory, BUTTON, LED, lambda: self.now / RATE_HZ)
        self._voice = shelf.clip(phrase("stopped")) // 4
        self._speaks_from = -len(self._voice)
        self._played = silence()
        self._asked: Question | None = None
        self._answer_at = 0

    @property
    def hours(self) -> float:
        """How much sound there was so far."""
        return self.now / RATE_HZ / 3600

    def one_session(self) -> None:
        """From the press of the button to the good-bye."""
        self._wait(BETWEEN_SESSIONS_S)
        if self._session.view.pain_shown:
            self._press(HELD_S)
        self._press(PRESS_S)
        if not self._runs_after(1.0):
            self._tomorrow()
            return
        self.sessions += 1
        pain_at = self.now + samples(self._dice.uniform(60, 600))
        pain = self._dice.randrange(PAIN_IN_ONE_OF) == 0
        while self._session.runs:
            if pain and self.now > pain_at and self._session.question is None:
                pain = False
                self._says(Word.PAIN)
            self._step()
        self._wait(BETWEEN_SESSIONS_S)

    def look(self) -> Look:
        """Look at the process, and forget what only the mock pins remember."""
        for pin in self._pins:
            pin.clear_states()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        rss_mb = pages * os.sysconf("SC_PAGESIZE") / 2**20
        fds = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names only
        return Look(self.hours, rss_mb, fds, threading.active_count())

    def close(self) -> None:
        """Put everything away."""
        self._panel.close()
        self.journal.close()

    def _runs_after(self, seconds: float) -> bool:
        self._wait(seconds)
        return self._session.runs

    def _tomorrow(self) -> None:
        self._clock.advance(24 * 3600.0)
        self._days.tell(self._chain.inbox.put)
        self._step()

    def _press(self, seconds: float) -> None:
        self._pins[0].drive_low()
        self._wait(seconds)
        self._pins[0].drive_high()
        self._wait(0.2)

    def _wait(self, seconds: float) -> None:
        for _ in range(round(seconds / BLOCK_S)):
            self._step()

    def _says(self, word: Word) -> None:
        """Make the sound of a voice at the microphone; what it means goes past the ears."""
        self._speaks_from = self.now
        self._chain.inbox.put(Heard(word, self.now))

    def _answer(self) -> None:
        question = self._session.question
        if question is not self._asked:
            self._asked, self._answer_at = question, self.now + samples(3) + REACTION
        elif question is not None and self.now > self._answer_at:
            self._answer_at = self.now + samples(20)
            self._says(ANSWERS[question])

    def _step(self) -> None:
        self._answer()
        if self._dice.random() < SAYS_SOMETHING_PER_MIN * BLOCK_S / 60:
            self._speaks_from = self.now
        for gesture in self._panel.step(self._chain.view, self.now / RATE_HZ):
            self._chain.inbox.put(gesture)
        self._played = self._chain.step(self._heard())
        self.now += BLOCK
        self._clock.advance(BLOCK_S)

    def _heard(self) -> Samples:
        """Hiss, a quarter of the box's own voice, and the patient's when there is one."""
        begin = self.now % (len(self._hiss) - BLOCK)
        heard: Samples = self._hiss[begin : begin + BLOCK] + self._played // 4
        said = self.now - self._speaks_from
        if 0 <= said <= len(self._voice) - BLOCK:
            heard = heard + self._voice[said : said + BLOCK]
        return heard


def slope_per_h(looks: Sequence[Look]) -> float:
    """Return the line through all looks' memory, in MB per hour of virtual sound."""
    if len(looks) < 2:  # noqa: PLR2004 - no line goes through one point
        return 0.0
    slope, _ = np.polyfit([look.at_h for look in looks], [look.rss_mb for look in looks], 1)
    return float(slope)


def measure(options: argparse.Namespace, console: Console) -> dict[str, object]:
    """Soak for so many hours of sound, or until it is interrupted; return every figure."""
    looks: list[Look] = []
    began_s = time.monotonic()
    enough = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: enough.set())
    with tempfile.TemporaryDirectory() as folder, Progress(console=console) as bar:
        soak = Soak(Path(folder), options.seed, ears=options.ears, echo=not options.without_echo)
        task = bar.add_task("hours of sessions", total=options.hours)
        while soak.hours < options.hours and not enough.is_set():
            soak.one_session()
            if not looks or soak.hours - looks[-1].at_h >= LOOK_EVERY_S / 3600:
                looks.append(soak.look())
                bar.update(task, completed=soak.hours)
        soak.journal.flush()
        journal_kb = soak.file.stat().st_size / 1024
        sessions = soak.sessions
        day = soak.journal.today()
        soak.close()
    warm = [look for look in looks if look.at_h >= WARM_UP_S / 3600]
    told: dict[str, object] = {
        "hours": round(looks[-1].at_h, 1),
        "sessions": sessions,
        "days": (day - START.date()).days + 1,
        "ears": options.ears,
        "echo": not options.without_echo,
        "took_s": round(time.monotonic() - began_s),
        "cpu_s": round(time.process_time()),
        "looks": len(warm),
        "rss_mb_max": round(max(look.rss_mb for look in looks), 1),
        "journal_kb": round(journal_kb),
        "journal_kb_per_session": round(journal_kb / max(1, sessions), 1),
    }
    if len(warm) < LEAST_LOOKS:
        return told
    return told | {
        "rss_mb_first": round(warm[0].rss_mb, 1),
        "rss_mb_last": round(warm[-1].rss_mb, 1),
        "rss_slope_mb_per_h": round(slope_per_h(warm), 3),
        "fds_grown": warm[-1].fds - warm[0].fds,
        "threads_grown": warm[-1].threads - warm[0].threads,
    }


def judged(figures: Mapping[str, object]) -> list[tuple[str, float, float | None, bool]]:
    """Return name, goal, what was measured, and whether it is met; not measured is not met."""
    rows = []
    for name, goal in GOALS.items():
        got = float(str(figures[name])) if name in figures else None
        rows.append((name, goal, got, got is not None and got <= goal))
    return rows


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--hours", type=float, default=24.0, help="of virtual sound (24)")
    parser.add_argument("--ears", action="store_true", help="with the real model; much slower")
    parser.add_argument("--without-echo", action="store_true", help="six times as fast")
    parser.add_argument("--seed", type=int, default=1, help="of the dice (1)")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    try:
        figures = measure(options, console)
    except ModelMissing as missing:
        console.print(str(missing), style="red", markup=False)
        return 2
    table = Table("figure", "goal", "got", "met")
    rows = judged(figures)
    for name, goal, got, met in rows:
        shown = "too short to tell" if got is None else f"{got:g}"
        table.add_row(name, f"at most {goal:g}", shown, "yes" if met else "[red]NO[/]")
    console.print(table)
    console.print(", ".join(f"{name} {value}" for name, value in figures.items()), soft_wrap=True)
    if options.json:
        print(json.dumps(figures))
    return 0 if all(met for *_, met in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
