"""The doctor: one finding for each part, and for each that is broken what to do about it."""

from __future__ import annotations

import itertools
import json
import os
import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from unittest.mock import Mock

import numpy as np
import pytest
from click.testing import CliRunner

from device.cli import main
from device.configuration import load_configuration
from device.doctor.examination import examine
from device.doctor.finding import DoctorParts
from device.doctor.sound import LINEAR
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from device.panel.pins import PinsMissing
from device.sound.alsa_program import converter_of
from device.sound.block import BLOCK_SAMPLES, Samples, silence
from device.sound.devices import DeviceLost, DeviceMissing, Speaker
from device.sound.mixer_state import MixerState, mixer_here
from tests.doctor.patient import DICE, MORNING, PARTS, Box, box, no_model, speech
from tests.rig import MICROPHONE, SPEAKER, Rig, missing_packages, rig

__all__ = ["box", "no_model", "rig"]


def test_all_that_works_is_said_to_work_and_nothing_is_left_open(box: Box) -> None:
    found = box.findings()
    assert [name for name, each in found.items() if not each.ok] == ["recognizer"]
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


def test_a_microphone_that_is_muted_behind_its_converter_gives_no_sound(box: Box) -> None:
    box.hears(lambda: DICE.integers(36, 39, BLOCK_SAMPLES).astype(np.int16))
    found = box.findings()["microphone"]
    assert "no sound at all" in found.seen
    assert "muted" in found.to_do


def test_a_microphone_with_a_noise_gate_is_told_to_have_one(box: Box) -> None:
    words = itertools.cycle([speech(0.2)] * 50 + [silence()] * 20)
    box.hears(lambda: next(words))
    found = box.findings()["microphone"]
    assert "while nobody speaks" in found.seen
    assert "noise gate" in found.to_do


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
    assert box.only_broken("disk").seen.startswith("50 MB free")


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
    box.parts = DoctorParts(box.parts.pins)
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


def test_a_volume_that_a_pulled_plug_would_take_is_told_with_what_keeps_it(box: Box) -> None:
    box.parts = replace(box.parts, mixer=lambda: MixerState("louder", "as it was"))
    assert "alsactl store" in box.only_broken("mixer").to_do


def test_without_a_mixer_there_is_nothing_to_keep(box: Box, tmp_path: Path) -> None:
    box.parts = replace(box.parts, mixer=MixerState)
    assert box.findings()["mixer"].ok
    assert mixer_here(tmp_path / "nothing").stored == ""


def test_a_card_that_alsa_converts_by_straight_lines_is_told_with_the_package(box: Box) -> None:
    box.parts = replace(box.parts, converter=lambda _name: "linear-interpolation")
    assert "libasound2-plugins" in box.only_broken("microphone").to_do


def test_a_voice_that_espeak_refuses_is_told_with_where_its_name_stands(box: Box) -> None:
    voice = box.home / "voices" / "ko" / "voice.yaml"
    voice.write_text(re.sub("espeak_voice: .*", "espeak_voice: en-gb", voice.read_text()))
    found = box.findings()["voice"]
    assert not found.ok
    assert "en-gb" in found.seen
    assert "the column File" in found.to_do


@pytest.mark.parametrize(("converter", "is_linear"), [("linear", True), ("speexrate", False)])
def test_how_alsa_converts_a_rate_is_read_from_the_real_arecord(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, converter: str, is_linear: bool
) -> None:
    if missing := missing_packages():
        pytest.skip(f"no ALSA to ask: sudo apt install {' '.join(missing)}")
    names = tmp_path / "asound.conf"
    names.write_text(
        "</usr/share/alsa/alsa.conf>\n"
        f'pcm.slow {{ type plug rate_converter "{converter}" slave {{ pcm "null" rate 48000 }} }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(names))
    assert (LINEAR in converter_of("slow")) is is_linear
    assert converter_of("slow")
    assert converter_of("no_such_card") == ""
