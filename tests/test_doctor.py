"""The doctor: one finding for each part, and for each that is broken what to do about it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import Mock

import numpy as np
import pytest
from click.testing import CliRunner
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.cli import main
from device.configuration import load_configuration
from device.doctor import Finding, Parts, examine
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from device.panel.pins import PinsMissing
from device.plan.signature import sign
from device.sound.block import BLOCK, Samples, silence
from device.sound.devices import DeviceLost, DeviceMissing, Microphone, Speaker
from tests.household import SHORT_PLAN, project_with
from tests.rig import MICROPHONE, SPEAKER, Rig, rig

__all__ = ["rig"]

MORNING = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
PARTS = (
    *("configuration", "voice", "speaker", "microphone", "sound clocks", "recogniser"),
    *("light", "button", "clock", "disk", "journal"),
)
DICE = np.random.default_rng(7)


def speech(peak: float, length: int = BLOCK) -> Samples:
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
        self.parts = Parts(
            lambda: self.pins,
            self.sound.microphone,
            self.sound.speaker,
            VirtualClock(MORNING),
            lambda: self.now_s,
            self.wait,
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
        allowed = {part, "recogniser"}  # whether a model is here is not for these tests to say
        assert [name for name, each in found.items() if not each.ok and name not in allowed] == []
        assert not found[part].ok
        return found[part]


@pytest.fixture
def box(tmp_path: Path, project: Path) -> Box:
    home = project_with(tmp_path / "box", project, SHORT_PLAN)
    sign(home / "config" / "plan.yaml", "Dr. Test", "surgeon", MORNING.date())
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    return Box(home, state)


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Loading a model takes a second; that it is missing is a finding as well."""
    monkeypatch.setenv("SPINECOACH_MODEL_KO", str(tmp_path / "nothing"))


def test_all_that_works_is_said_to_work_and_nothing_is_left_open(box: Box) -> None:
    found = box.findings()
    assert [name for name, each in found.items() if not each.ok] == ["recogniser"]
    assert box.sound.open == 0
    assert not box.pins.pin("GPIO27").state
    assert box.person.was_told == [
        "Listen: the box greets you now.",
        "Say something for 4 seconds, from where the patient will lie.",
        "Be quiet for 12 seconds now: the box plays four short tones.",
        "Look at the light: it blinks three times now.",
        "Press the button shortly, within 15 seconds.",
    ]


def test_the_greeting_is_played_as_fast_as_life(box: Box) -> None:
    configuration = load_configuration(box.home)
    findings = examine(configuration, box.state, box.parts, box.person)
    while next(findings).part != "speaker":
        pass
    assert box.now_s == pytest.approx(len(box.sound.played) * 0.02, abs=0.05)
    assert np.concatenate(box.sound.played).any()


def test_a_speaker_that_nobody_hears_is_broken_however_well_it_took_the_sound(box: Box) -> None:
    box.person.denies = "hear"
    assert "alsamixer" in box.only_broken("speaker").to_do


def test_a_card_that_is_not_there_is_told_with_what_to_write(box: Box) -> None:
    def missing(name: str) -> Speaker:
        raise DeviceMissing("speaker", name, f'The speaker "{name}" cannot be opened.', ())

    box.parts = replace(box.parts, speaker=missing)
    assert "config/device.yaml" in box.only_broken("speaker").to_do


def test_a_microphone_that_is_pulled_out_while_it_is_listened_to(box: Box) -> None:
    def gone() -> Samples:
        raise DeviceLost("microphone", "x", 'The microphone "x" has stopped.')

    box.hears(gone)
    assert box.only_broken("microphone").to_do == "Plug it in again."
    assert box.sound.open == 0


@pytest.mark.parametrize(
    ("heard", "seen", "to_do"),
    [
        (silence, "no sound at all", "muted"),
        (lambda: speech(0.001), "too quiet", "nearer to the patient"),
        (lambda: speech(1.0), "distorts", "Turn it down"),
    ],
)
def test_a_microphone_at_a_wrong_level_is_told_how_to_set_it(
    box: Box, heard: Callable[[], Samples], seen: str, to_do: str
) -> None:
    box.hears(heard)
    finding = box.only_broken("microphone")
    assert seen in finding.seen
    assert to_do in finding.to_do


def test_the_level_is_told_in_figures(box: Box) -> None:
    box.hears(lambda: speech(0.1))  # evenly spread up to 0.1: an RMS of 0.1 / √3, -24.8 dBFS
    told = re.search(r"the loudest (-\d+) dBFS", box.findings()["microphone"].seen)
    assert told
    assert int(told[1]) == pytest.approx(-24.8, abs=1)


def test_a_light_that_nobody_sees_is_told_where_its_wires_go(box: Box) -> None:
    box.person.denies = "blink"
    assert "GPIO 27" in box.only_broken("light").to_do


def test_a_button_that_says_nothing_is_told_where_its_wires_go(box: Box) -> None:
    box.person.does_nothing = True
    finding = box.only_broken("button")
    assert finding.seen == "nothing came from GPIO 17"
    assert "ground" in finding.to_do


def test_a_button_that_is_down_all_the_time_is_stuck(box: Box) -> None:
    box.person.lets_go = False
    assert box.only_broken("button").seen == "GPIO 17 is held down"


def test_without_pins_button_and_light_are_both_broken_and_the_rest_is_tried(box: Box) -> None:
    def none() -> NoReturn:
        raise PinsMissing("The pins cannot be used.")

    box.parts = replace(box.parts, pins=none)
    found = box.findings()
    assert not found["light"].ok
    assert not found["button"].ok
    assert found["clock"].ok


def test_a_clock_that_nobody_has_set_is_told_how_to_be_set(box: Box) -> None:
    box.parts = replace(box.parts, clock=VirtualClock(MORNING, sure=False))
    assert "network" in box.only_broken("clock").to_do


def test_a_disk_that_is_nearly_full(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil has it
    monkeypatch.setattr("shutil.disk_usage", lambda _place: usage(10**10, 10**10, 50 * 2**20))
    assert box.only_broken("disk").seen == "50 MB free"


def test_a_state_folder_that_cannot_be_written(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Mock(side_effect=PermissionError(13, "Permission denied"))
    monkeypatch.setattr("tempfile.NamedTemporaryFile", refused)
    assert "cannot be written: Permission denied" in box.only_broken("disk").seen


def test_what_stands_in_the_journal_is_counted(box: Box) -> None:
    journal = SqliteJournal(box.state / "journal.sqlite", VirtualClock(MORNING))
    journal.write(Entry(Kind.SESSION_BEGAN))
    journal.close()
    assert box.findings()["journal"].seen == "1 entries since 2026-11-24"


def test_a_damaged_journal_is_told_and_left_where_it_is(box: Box) -> None:
    file = box.state / "journal.sqlite"
    file.write_bytes(b"no journal at all" * 400)
    assert "cannot be read" in box.only_broken("journal").seen
    assert file.read_bytes() == b"no journal at all" * 400


def test_a_journal_that_was_set_aside_is_named(box: Box) -> None:
    (box.state / "journal.sqlite.damaged-20261124T090000").write_bytes(b"x")
    assert "journal.sqlite.damaged-20261124T090000" in box.only_broken("journal").seen


def test_mistakes_in_the_files_point_to_the_command_that_lists_them(box: Box) -> None:
    (box.home / "config" / "plan.yaml").write_text("nothing: here\n", encoding="utf-8")
    assert box.only_broken("configuration").to_do == "See: spinecoach check"


def test_real_sound_devices_are_played_to_and_listened_to(box: Box, rig: Rig) -> None:
    device = box.home / "config" / "device.yaml"
    text = device.read_text(encoding="utf-8")
    text = text.replace("microphone: default", f"microphone: {MICROPHONE}")
    device.write_text(text.replace("speaker: default", f"speaker: {SPEAKER}"), encoding="utf-8")
    box.parts = Parts(box.parts.pins)
    box.person.does_nothing = True
    findings = examine(load_configuration(box.home), box.state, box.parts, box.person)
    with rig.room_noise(30):
        found = {each.part: each for each in (next(findings) for _ in range(4))}
    assert found["speaker"].ok, found
    assert f"{MICROPHONE}: the loudest" in found["microphone"].seen


def test_the_command_tells_every_part_as_json_and_by_its_exit_code(box: Box) -> None:
    here = {"SPINECOACH_HOME": str(box.home), "STATE_DIRECTORY": str(box.state)}
    result = CliRunner().invoke(main, ["doctor", "--json"], env={**os.environ, **here})
    told = json.loads(result.stdout.splitlines()[-1])
    assert [each["part"] for each in told] == list(PARTS)
    assert result.exit_code == (0 if all(each["ok"] for each in told) else 1)
    assert all(set(each) == {"part", "ok", "seen", "to_do"} for each in told)
