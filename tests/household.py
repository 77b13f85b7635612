"""A household for tests: the project's files with another plan, and a daemon that runs in it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.configuration import load_configuration
from device.daemon import Daemon
from device.journal.clock import Clock
from device.parts import DaemonParts
from device.sd_notify import Systemd
from device.session.actions import Action
from device.session.events import Event
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, Samples
from device.sound.devices import Microphone, Speaker

HISS = np.random.default_rng(1).normal(0, 8, BLOCK_SAMPLES).astype(np.int16)
"""What a live microphone gives in a quiet room; a dead one gives a constant."""

BUTTON, LED = "GPIO17", "GPIO27"
NOT_OURS = shutil.ignore_patterns("plan.signed", "plan.before")
"""What signing leaves beside the plan of whoever develops here."""

SHORT_PLAN = """\
example: true
operation: {date: 2026-10-26, region: lumbar, approach: posterior, kind: fusion}
cleared_stage: 2
valid_from: 2026-11-09
valid_until: 2027-01-31
contacts:
  emergency: "112"
  family: {name: Anna, phone: "0123 456 789"}
  clinic: {name: the clinic, phone: "0987 654"}
exercises:
  - exercise: glute_squeezes
"""


def project_with(
    folder: Path, project: Path, plan: str, language: str = "ko", *, enrollment: bool = False
) -> Path:
    """Copy config/ and voices/ to `folder`, with another plan (not signed yet) and language.

    `enrollment`: the box offers to learn a voice, as an untaught one does by itself.
    """
    for name in ("config", "voices"):
        shutil.copytree(project / name, folder / name, ignore=NOT_OURS)
    (folder / "config" / "plan.yaml").write_text(plan, encoding="utf-8")
    device = folder / "config" / "device.yaml"
    text = device.read_text(encoding="utf-8").replace("language: en", f"language: {language}")
    if not enrollment:
        text = text.replace("offer_enrollment: true", "offer_enrollment: false")
    device.write_text(text, encoding="utf-8")
    return folder


class Quick:
    """A sound card on which time runs 16 times as fast: what is written is kept, nothing is heard.

    No faster: a finger on the button takes as long as it takes, and questions have their patience.
    """

    BLOCK_S = BLOCK_S / 16

    def __init__(self) -> None:
        self.blocks: list[Samples] = []
        self._next_s = time.monotonic()

    def read(self) -> Samples:
        self._next_s = max(self._next_s + self.BLOCK_S, time.monotonic() - 1.0)
        threading.Event().wait(max(0.0, self._next_s - time.monotonic()))
        return HISS

    def write(self, block: Samples) -> None:
        self.blocks.append(block)

    def close(self) -> None:
        pass


@dataclass
class Seen:
    """A `PipelineObserver` for a test's own thread."""

    events: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    actions: list[tuple[int, Action]] = field(default_factory=list)

    def happened(self, event: Event, now: int) -> None:
        self.events.put(event)

    def done(self, action: Action, now: int) -> None:
        self.actions.append((now, action))

    def event(self, wanted: Callable[[Event], bool], within_s: float) -> Event | None:
        """Wait for the next event that is wanted; None when none came."""
        try:
            while not wanted(event := self.events.get(timeout=within_s)):
                pass
        except Empty:
            return None
        return event


@dataclass
class Household:
    daemon: Daemon
    pins: MockFactory
    seen: Seen
    state: Path

    def press(self, seconds: float = 0.2) -> None:
        pin = self.pins.pin(BUTTON)
        pin.drive_low()
        threading.Event().wait(seconds)
        pin.drive_high()

    def light(self) -> float:
        return float(self.pins.pin(LED).state)


@contextmanager
def living(
    project: Path,
    state: Path,
    clock: Clock,
    microphone: Callable[[], Microphone],
    speaker: Callable[[], Speaker],
) -> Iterator[Household]:
    """Run a daemon in a thread of its own until the context ends."""
    home = furnished(project, state, clock, microphone, speaker)
    thread = threading.Thread(target=home.daemon.run)
    thread.start()
    try:
        assert home.daemon.wait_until_prepared(240)
        yield home
    finally:
        home.daemon.stop()
        thread.join(10)
        assert not thread.is_alive(), "the daemon does not stop"


def furnished(
    project: Path,
    state: Path,
    clock: Clock,
    microphone: Callable[[], Microphone],
    speaker: Callable[[], Speaker],
) -> Household:
    """Return a daemon that does not run yet, and what is around it."""
    pins, seen = MockFactory(pin_class=MockPWMPin), Seen()
    parts = DaemonParts(pins, microphone, speaker, clock, Systemd({}))
    daemon = Daemon(load_configuration(project), state, parts, rehearsing=True, watches=(seen,))
    return Household(daemon, pins, seen, state)


def wait_for(holds: Callable[[], bool], within_s: float, what: str) -> None:
    """Look every 20 ms."""
    never = threading.Event()
    for _ in range(round(within_s / 0.02)):
        if holds():
            return
        never.wait(0.02)
    pytest.fail(f"it never came: {what}")
