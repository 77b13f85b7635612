"""10,000 presses of a button that bounces, by hands, cats and loose wires, through real pins.

In one part the kernel loses edges: the level changes, and nobody is told.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.journal.entry import Kind
from device.journal.reading import read_rows
from device.journal.store import SqliteJournal
from device.panel.gesture import BURST, DEBOUNCE_S
from device.panel.pins import Panel
from device.session.events import ButtonHeld, ButtonPressed, FaultBegan, FaultEnded
from device.session.view import View
from device.sound.block import BLOCK_S
from script.benches.trouble.life import MORNING, Habits, Life, SetClock
from script.benches.trouble.report import Report, expect, tell

BUTTON, LED = 17, 27
QUIET = Habits(pains=0.0, words=0.0, presses=0.0)
MAX_HELD_S = 30.0


class Finger:
    """Pushes a mock pin, in a time of its own; the box looks every 20 ms, as the daemon does."""

    def __init__(self, dice: Random, loses: float = 0.0) -> None:
        """`loses`: which share of all edges is lost."""
        self.now_s = 100.0
        self.presses = 0
        self.lost = 0
        self._loses = loses
        self.told: Counter[type] = Counter()
        self._dice = dice
        self._looks_s = self.now_s
        factory = MockFactory(pin_class=MockPWMPin)
        self.panel = Panel(factory, BUTTON, LED, lambda: self.now_s)
        self._pin = factory.pin(f"GPIO{BUTTON}")
        self.life: Life | None = None

    def wait(self, seconds: float) -> None:
        """Let time pass; what the box makes of the button is told to the session."""
        until_s = self.now_s + seconds
        while self._looks_s <= until_s:
            self.now_s = self._looks_s
            self._looks_s += BLOCK_S
            life = self.life
            view = life.session.view if life is not None else View()
            for gesture in self.panel.step(view, self.now_s):
                self.told[type(gesture)] += 1
                if life is not None:
                    life.happen(gesture)
            if life is not None:
                life.step()
        self.now_s = until_s

    def press(self, seconds: float) -> None:
        """Press, with contacts that bounce on the way down and on the way up."""
        self.presses += 1
        self._bounce(ends_down=True)
        self.wait(seconds)
        self._bounce(ends_down=False)

    def _bounce(self, *, ends_down: bool) -> None:
        for _ in range(self._dice.randrange(6)):
            self._level(down=ends_down)
            self.wait(self._dice.uniform(0.0002, 0.003))
            self._level(down=not ends_down)
            self.wait(self._dice.uniform(0.0002, 0.003))
        self._level(down=ends_down)

    def _level(self, *, down: bool) -> None:
        if self._pin.state == (not down):
            return
        if self._dice.random() < self._loses:
            self.lost += 1
            self._pin._state = not down  # noqa: SLF001 - gpiozero's mock always tells of an edge
        elif down:
            self._pin.drive_low()
        else:
            self._pin.drive_high()


def person(finger: Finger, dice: Random) -> tuple[int, int]:
    """Press as a person does; return how many presses and holds should be told."""
    finger.wait(dice.uniform(0.5, 4))
    if dice.random() < 0.1:  # noqa: PLR2004 - one in ten is held
        finger.press(dice.uniform(1.7, 4))
        finger.wait(0.2)
        return 0, 1
    finger.press(dice.uniform(0.06, 1.2))
    finger.wait(0.2)
    return 1, 0


def storm(finger: Finger, dice: Random) -> None:
    """Press twenty times faster than anybody can."""
    for _ in range(20):
        finger.press(dice.uniform(0.001, 0.12))
        finger.wait(dice.uniform(0.001, 0.06))


def told_right(presses: int, dice: Random) -> Finger:
    """Press as persons do, one after the other; each is told once and as what it was."""
    finger = Finger(dice)
    finger.wait(1)
    wrong = 0
    while finger.presses < presses:
        wrong += not one_told_right(finger, dice)
    finger.panel.close()
    expect(not wrong, f"{wrong} of {finger.presses} presses and holds were told wrongly")
    return finger


def one_told_right(finger: Finger, dice: Random) -> bool:
    """Press or hold once, as a person does; return whether that was told, and nothing else."""
    before = finger.told[ButtonPressed], finger.told[ButtonHeld], finger.told.total()
    pressed, held = person(finger, dice)
    after = finger.told[ButtonPressed], finger.told[ButtonHeld], finger.told.total()
    return after == (before[0] + pressed, before[1] + held, before[2] + 1)


def told_right_without(drops: int, dice: Random) -> tuple[Finger, int]:
    """Press as persons do until so many edges were lost; return how many were told wrongly."""
    finger = Finger(dice, loses=0.5)
    finger.wait(1)
    wrong = 0
    while finger.lost < drops:
        wrong += not one_told_right(finger, dice)
    finger.panel.close()
    return finger, wrong


def stormy(presses: int, dice: Random) -> Finger:
    """Press in bursts; at most as many are told as a person could have meant, and no hold."""
    finger = Finger(dice)
    finger.wait(1)
    while finger.presses < presses:
        before = finger.told[ButtonPressed]
        storm(finger, dice)
        finger.wait(2 * DEBOUNCE_S)
        most = BURST[0] * 3
        expect(finger.told[ButtonPressed] - before <= most, "a storm was taken for a person")
        expect(not finger.told[ButtonHeld], "a storm was taken for a held button")
        finger.wait(BURST[1] + 0.1)
        one = finger.told[ButtonPressed]
        finger.press(0.2)
        finger.wait(0.2)
        expect(finger.told[ButtonPressed] == one + 1, "after a storm a person is not believed")
        finger.wait(BURST[1])
    finger.panel.close()
    return finger


def in_sessions(presses: int, file: Path, dice: Random) -> Finger:
    """Storms and persons while sessions run: no exercise is ever left by the button."""
    clock = SetClock(MORNING)
    journal = SqliteJournal(file, clock, timezone="UTC")
    finger = Finger(dice)
    finger.life = life = Life(journal, clock, dice, QUIET)
    while finger.presses < presses:
        if not life.session.runs and not life.today().tasks:
            life.rest(24 * 3600.0 - 600)
            life.begin()
        storm(finger, dice)
        person(finger, dice)
        finger.wait(dice.uniform(0, 60))
    finger.press(MAX_HELD_S)
    finger.wait(0.2)
    finger.panel.close()
    journal.close()
    expect(finger.told[FaultBegan] == finger.told[FaultEnded] == 1, "a stuck button is not told")
    rows = read_rows(file)
    left = [row for row in rows if row.kind is Kind.EXERCISE_SKIPPED and row.text == "next"]
    said = [row for row in rows if row.kind is Kind.WORD_HEARD and row.text == "next"]
    expect(len(left) <= len(said), "the button has left an exercise")
    expect(any(row.kind is Kind.SESSION_BEGAN for row in rows), "no session ever began")
    return finger


def report(options: argparse.Namespace) -> Report:
    """10,000 presses in three ways, and 10,000 lost edges."""
    whole = Report()
    dice = Random(options.seed)
    share = 0.1 if options.quick else 1.0
    presses = 0
    with tempfile.TemporaryDirectory() as folder:
        with whole.trying("persons"):
            presses += told_right(round(2000 * share), dice).presses
        with whole.trying("storms"):
            presses += stormy(round(5000 * share), dice).presses
        with whole.trying("in sessions"):
            presses += in_sessions(round(3000 * share), Path(folder) / "j.sqlite", dice).presses
        with whole.trying("lost edges"):
            finger, wrong = told_right_without(round(10_000 * share), dice)
            whole.figure("lost_edges", finger.lost, "at least", round(10_000 * share))
            whole.figure("gestures_wrong_with_lost_edges", wrong, "at most", 0)
            expect(not wrong, f"{wrong} of {finger.presses} were told wrongly")
    whole.figure("presses", presses, "at least", round(10_000 * share))
    return whole


if __name__ == "__main__":
    tell(report, __doc__)
