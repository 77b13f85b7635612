"""Sound cards that are pulled out of a running box, and come back, and flutter."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.configuration import load_configuration
from device.daemon import Daemon
from device.journal.clock import VirtualClock
from device.parts import DaemonParts
from device.paths import state_folder
from device.plan.script import Question
from device.sd_notify import Systemd
from device.settings import HearingSettings, Settings
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, Samples
from device.sound.devices import DeviceLost, DeviceMissing
from script.benches.trouble.report import PROJECT, Report, come_true, expect, tell

MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
BUTTON = "GPIO17"
NOTICED_WITHIN_S = 2.0
BACK_WITHIN_S = 4.0
STOPS_WITHIN_S = 2.0
FASTER_THAN_LIFE = 10
HISS = np.random.default_rng(1).normal(0, 8, BLOCK_SAMPLES).astype(np.int16)


class Card:
    """A sound card with a plug. What is open of it holds a file open, as a pipe does."""

    def __init__(self, kind: str, *, paces: bool) -> None:
        self.kind = kind
        self.plugged = True
        self.open = 0
        self.times_opened = 0
        self.paces = paces

    def device(self) -> Device:
        """Open it. Raises DeviceMissing."""
        if not self.plugged:
            raise DeviceMissing(self.kind, "fake", f"The {self.kind} is not there.", ())
        return Device(self)


class Device:
    """A `Microphone` and a `Speaker`.

    It gives a hiss and takes everything, while it is there.
    """

    def __init__(self, card: Card) -> None:
        self._card = card
        self._file: int | None = os.open(os.devnull, os.O_RDONLY)
        self._never = threading.Event()
        card.open += 1
        card.times_opened += 1

    def read(self) -> Samples:
        """See `Microphone`."""
        self._look()
        if self._card.paces:
            self._never.wait(BLOCK_S / FASTER_THAN_LIFE)
        return HISS

    def write(self, block: Samples) -> None:  # noqa: ARG002 - it goes nowhere
        """See `Speaker`."""
        self._look()

    def close(self) -> None:
        """See `Microphone`."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
            self._card.open -= 1

    def _look(self) -> None:
        if not self._card.plugged:
            raise DeviceLost(self._card.kind, "fake", f"The {self._card.kind} has gone.")


class Box:
    """A daemon in a thread, with a button to press."""

    def __init__(self, state: Path) -> None:
        self.microphone = Card("microphone", paces=True)
        self.speaker = Card("speaker", paces=False)
        self._pins = MockFactory(pin_class=MockPWMPin)
        parts = DaemonParts(
            self._pins,
            self.microphone.device,
            self.speaker.device,
            VirtualClock(MORNING),
            Systemd({}),
        )
        silent = Settings(hearing=HearingSettings(offer_enrollment=False))
        known = replace(load_configuration(PROJECT, "ko"), settings=silent)
        self.daemon = Daemon(known, state, parts, rehearsing=True)
        self.thread = threading.Thread(target=self.daemon.run, name="box")

    def press(self) -> None:
        """Press the button briefly."""
        pin = self._pins.pin(BUTTON)
        pin.drive_low()
        time.sleep(0.15)
        pin.drive_high()

    def broken(self, part: str) -> bool:
        """Whether the light has to show that this part is broken."""
        return part in self.daemon.view.faults

    def on_its_way(self) -> bool:
        """Whether a session runs that is not paused."""
        return self.daemon.view.session_runs and self.daemon.question is not Question.PAUSED

    def go_on(self) -> None:
        """Press until the session is under way: the first press may have said something else."""
        for _ in range(6):
            if self.on_its_way():
                return
            self.press()
            with contextlib.suppress(Exception):
                come_true(self.on_its_way, 1, "it goes on")
        expect(self.on_its_way(), "the session cannot be taken up")


@contextmanager
def living(state: Path) -> Iterator[Box]:
    """Run a box until the context ends; it must end as fast as systemd is promised."""
    box = Box(state)
    box.thread.start()
    try:
        expect(box.daemon.wait_until_prepared(120), "it does not get ready")
        come_true(lambda: box.broken("model"), 60, "everything is tried")
        yield box
    finally:
        box.daemon.stop()
        box.thread.join(30)


def lose(box: Box, card: Card) -> tuple[float, float]:
    """Pull it out and plug it in again; return how long it took to notice either."""
    box.go_on()
    expect(card.open == 1, f"the {card.kind} is open {card.open} times")
    card.plugged = False
    gone_s = come_true(lambda: box.broken(card.kind), 10, f"the lost {card.kind} is noticed")
    come_true(lambda: box.daemon.question is Question.PAUSED, 5, "the session is paused")
    come_true(lambda: card.open == 0, 5, f"the lost {card.kind} is closed")
    card.plugged = True
    back_s = come_true(lambda: not box.broken(card.kind), 15, f"the {card.kind} is back")
    box.go_on()
    return gone_s, back_s


def flutter(box: Box, card: Card, dice: Random) -> None:
    """A plug that is loose: gone and back many times in some seconds."""
    box.go_on()
    for _ in range(12):
        card.plugged = not card.plugged
        time.sleep(dice.uniform(0.01, 0.3))
    card.plugged = True
    come_true(lambda: card.open == 1 and not box.broken(card.kind), 15, "it is back")
    box.go_on()


def held_files() -> int:
    """Count the file descriptors of this process."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names only


def all_quiet(box: Box, threads: int, files: int) -> bool:
    """Whether nothing is left behind."""
    open_ = box.microphone.open + box.speaker.open
    return open_ <= 2 and threading.active_count() <= threads and held_files() <= files  # noqa: PLR2004


def trouble(whole: Report, state: Path, rounds: int, dice: Random) -> None:
    """All that can happen to the cards of one box; the figures go to `whole`."""
    gone_s, back_s = [0.0], [0.0]
    before = threading.active_count()
    with living(state) as box:
        box.press()
        come_true(box.on_its_way, 20, "a session begins")
        come_true(lambda: box.microphone.open == box.speaker.open == 1, 20, "both are open")
        threads, files = threading.active_count(), held_files()
        cards = (box.microphone, box.speaker)
        for n in range(rounds):
            for card in cards:
                with whole.trying(f"{card.kind} lost, {n + 1}"):
                    gone, back = lose(box, card)
                    gone_s.append(gone)
                    back_s.append(back)
                with whole.trying(f"{card.kind} flutters, {n + 1}"):
                    flutter(box, card, dice)
            with whole.trying(f"both lost, {n + 1}"):
                box.go_on()
                for card in cards:
                    card.plugged = False
                for card in cards:
                    come_true(lambda kind=card.kind: box.broken(kind), 10, "both are noticed")  # type: ignore[misc]
                for card in cards:
                    card.plugged = True
                come_true(lambda: not box.broken("speaker"), 15, "the speaker is back")
                come_true(lambda: not box.broken("microphone"), 15, "the microphone is back")
                box.go_on()
        with whole.trying("nothing left behind"):
            come_true(lambda: all_quiet(box, threads, files), 10, "no thread and no file is left")
        box.microphone.plugged = False
        come_true(lambda: box.broken("microphone"), 10, "it is lost once more")
        began_s = time.monotonic()
        box.daemon.stop()
        box.thread.join(30)
        stopped_s = time.monotonic() - began_s
    with whole.trying("an end while a card is away"):
        expect(not box.thread.is_alive(), "it does not stop")
        expect(box.microphone.open + box.speaker.open == 0, "a device stays open")
        come_true(lambda: threading.active_count() <= before, 5, "every thread has ended")
    whole.figure("loss_noticed_s_max", round(max(gone_s), 3), "at most", NOTICED_WITHIN_S)
    whole.figure("return_noticed_s_max", round(max(back_s), 3), "at most", BACK_WITHIN_S)
    whole.figure("stopped_s", round(stopped_s, 3), "at most", STOPS_WITHIN_S)


def report(options: argparse.Namespace) -> Report:
    """Pull plugs in one box, for a while."""
    logging.getLogger("spinecoach").setLevel(logging.ERROR)
    whole = Report()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPINECOACH_MODEL_KO"] = str(Path(folder) / "none")
        state = Path(folder) / "state"
        if (state_folder() / "clips").is_dir():
            shutil.copytree(state_folder() / "clips", state / "clips")
        trouble(whole, state, 1 if options.quick else 6, Random(options.seed))
    return whole


if __name__ == "__main__":
    tell(report, __doc__)
