"""What the doctor says to do is about the cause, and is said once."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

import pytest

from device.doctor.sound import level_of
from device.panel.pins import PinsMissing, pi_factory
from device.sound.alsa_program import Direction, advice
from device.sound.devices import DeviceMissing, Microphone
from tests.doctor.patient import Box, box, no_model, speech

__all__ = ["box", "no_model"]

CARD = ("plughw:CARD=Jabra,DEV=0", "pulse")


@pytest.mark.parametrize("direction", ["microphone", "speaker"])
@pytest.mark.parametrize(
    ("said", "names", "to_do"),
    [
        ("audio open error: Device or resource busy", CARD, "systemctl stop spinecoach"),
        ("audio open error: Permission denied", CARD, "usermod -aG audio"),
        ("audio open error: No such file or directory", CARD, f"device.yaml: {', '.join(CARD)}."),
        ("audio open error: No such file or directory", ("pulse",), "plug the USB speakerphone in"),
        ("", (), "plug the USB speakerphone in"),
    ],
)
def test_a_card_that_cannot_be_opened_is_told_by_its_cause(
    direction: Direction, said: str, names: tuple[str, ...], to_do: str
) -> None:
    told = advice(direction, said, names)
    assert to_do in told
    assert ("device.yaml" in told) is (bool(names) and "No such" in said), "a name helps only here"


def test_what_to_do_about_a_card_is_said_once(box: Box) -> None:
    def busy(name: str) -> Microphone:
        raise DeviceMissing("microphone", name, "It cannot be opened.", CARD, "Stop the other.")

    box.parts = replace(box.parts, microphone=busy)
    found = box.only_broken("microphone")
    assert (found.seen, found.to_do) == ("It cannot be opened.", "Stop the other.")


def test_without_pins_the_reason_is_said_once_and_the_next_step_is_about_it(box: Box) -> None:
    def none() -> NoReturn:
        raise PinsMissing("The pins cannot be used.", "sudo script/install brings it.")

    box.parts = replace(box.parts, pins=none)
    found = box.findings()
    assert found["light"].seen == "The pins cannot be used."
    assert "same reason" in found["button"].seen
    assert {found[part].to_do for part in ("light", "button")} == {"sudo script/install brings it."}


@pytest.mark.parametrize(
    ("problem", "to_do"),
    [
        (ModuleNotFoundError("No module named 'lgpio'"), "sudo script/install"),
        (PermissionError("can not open gpiochip"), "usermod -aG gpio"),
    ],
)
def test_each_reason_why_a_pi_gives_no_pins_has_its_own_next_step(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, to_do: str
) -> None:
    def refuse() -> NoReturn:
        raise problem

    monkeypatch.setattr("device.panel.pins.lgpio_folder", refuse)
    with pytest.raises(PinsMissing) as missing:
        pi_factory()
    assert to_do in missing.value.to_do
    assert "rehearse" not in missing.value.to_do


def test_a_voice_distorted_by_the_gain_of_the_box_is_told_to_lower_that_first() -> None:
    assert "smaller microphone_gain_db" in level_of("usb", [speech(1.0)] * 50, 20.0).to_do
    assert "microphone_gain_db" not in level_of("usb", [speech(1.0)] * 50, 0.0).to_do


def test_who_is_too_quiet_at_the_highest_gain_is_not_told_to_write_it_again() -> None:
    assert "microphone_gain_db: " in level_of("usb", [speech(0.001)] * 50, 0.0).to_do
    assert "as high as it goes" in level_of("usb", [speech(0.0028)] * 50, 30.0).to_do
