"""A box of which every part works, for the doctor to look at, and a person beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.configuration import load_configuration
from device.doctor.examination import examine
from device.doctor.finding import DoctorParts, Finding
from device.journal.clock import VirtualClock
from device.plan.signature import sign
from device.sound.block import BLOCK_SAMPLES, Samples
from device.sound.devices import Microphone, Speaker
from device.sound.mixer_state import MixerState
from tests.household import SHORT_PLAN, project_with

MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
PARTS = (
    *("configuration", "voice", "speaker", "microphone", "sound clocks", "mixer", "recognizer"),
    *("light", "button", "clock", "disk", "journal"),
)
DICE = np.random.default_rng(7)


def speech(peak: float, length: int = BLOCK_SAMPLES) -> Samples:
    """What a microphone hears whose loudest sample is `peak`, of 1."""
    sound = DICE.uniform(-peak, peak, length) * 32767
    sound[0] = peak * 32767
    return sound.astype(np.int16)


class Sound:
    """A card that hears what it is told to, and keeps what it plays."""

    def __init__(self, heard: Callable[[], Samples] = lambda: speech(0.2)) -> None:
        self.played: list[Samples] = []
        self.open = 0
        self._heard = heard

    def microphone(self, name: str) -> Microphone:
        self.open += 1
        return self

    def speaker(self, name: str) -> Speaker:
        self.open += 1
        return self

    def read(self) -> Samples:
        return self._heard()

    def write(self, block: Samples) -> None:
        self.played.append(block)

    def close(self) -> None:
        self.open -= 1


@dataclass
class Person:
    """Does what it is told, and has seen and heard everything unless it is said otherwise."""

    button: Any
    later: list[tuple[float, Callable[[], None]]]
    denies: str = "nothing"
    does_nothing: bool = False
    lets_go: bool = True
    was_told: list[str] = field(default_factory=list)

    def told(self, what: str) -> None:
        self.was_told.append(what)
        if "button" in what and not self.does_nothing:
            self.later.append((1.0, self.button.drive_low))
            if self.lets_go:
                self.later.append((1.3, self.button.drive_high))

    def sure(self, question: str) -> bool | None:
        return self.denies not in question


class Box:
    """A box of which every part works, until a test breaks one."""

    def __init__(self, home: Path, state: Path) -> None:
        self.home, self.state = home, state
        self.now_s = 0.0
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._due: list[tuple[float, Callable[[], None]]] = []
        self.pins = MockFactory(pin_class=MockPWMPin)
        self.sound = Sound()
        self.person = Person(self.pins.pin("GPIO17"), self._later)
        self.parts = DoctorParts(
            lambda: self.pins,
            self.sound.microphone,
            self.sound.speaker,
            VirtualClock(MORNING),
            lambda: self.now_s,
            self.wait,
            mixer=lambda: MixerState("as it is", "as it is"),
            converter=lambda _name: "",
        )

    def hears(self, heard: Callable[[], Samples]) -> None:
        self.sound = Sound(heard)
        self.parts = replace(self.parts, microphone=self.sound.microphone)

    def wait(self, seconds: float) -> None:
        self.now_s += max(seconds, 0.001)
        self._due += [(self.now_s + after_s, does) for after_s, does in self._later]
        self._later.clear()
        for one in [one for one in self._due if one[0] <= self.now_s]:
            self._due.remove(one)
            one[1]()

    def findings(self) -> dict[str, Finding]:
        configuration = load_configuration(self.home)
        found = list(examine(configuration, self.state, self.parts, self.person))
        assert tuple(each.part for each in found) == PARTS, "one finding for each part"
        assert all(bool(each.to_do) is not each.ok for each in found), "what to do, if it is broken"
        return {each.part: each for each in found}

    def only_broken(self, part: str) -> Finding:
        found = self.findings()
        allowed = {part, "recognizer"}  # whether a model is here is not for these tests to say
        assert [name for name, each in found.items() if not each.ok and name not in allowed] == []
        assert not found[part].ok
        return found[part]


@pytest.fixture
def box(tmp_path: Path, project: Path) -> Box:
    plan = SHORT_PLAN.removeprefix("example: true\n")
    home = project_with(tmp_path / "box", project, plan)
    sign(home / "config" / "plan.yaml", "Dr. Test", "surgeon", MORNING.date())
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    return Box(home, state)


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Loading a model takes a second; that it is missing is a finding as well."""
    monkeypatch.setenv("SPINECOACH_MODEL_KO", str(tmp_path / "nothing"))
