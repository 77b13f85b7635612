"""What `aplay` prints, and what is said when it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.sound.alsa import AlsaSpeaker
from device.sound.alsa_program import list_devices, parsed
from device.sound.devices import DeviceMissing


def test_without_alsa_utils_the_command_that_installs_them_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DeviceMissing, match="sudo apt install alsa-utils"):
        AlsaSpeaker("default")
    assert list_devices("speaker") == ()


def test_names_to_choose_from_begin_with_whole_cards_and_leave_out_converters() -> None:
    listing = """null
    Discard all samples (playback) or generate zero samples (capture)
default:CARD=Jabra
    Jabra SPEAK 410 USB, USB Audio
    Default Audio Device
plughw:CARD=Jabra,DEV=0
    Jabra SPEAK 410 USB, USB Audio
    Hardware device with all software conversions
"""
    assert [(device.name, device.what) for device in parsed(listing)] == [
        (
            "plughw:CARD=Jabra,DEV=0",
            "Jabra SPEAK 410 USB, USB Audio, Hardware device with all software conversions",
        ),
        ("default:CARD=Jabra", "Jabra SPEAK 410 USB, USB Audio, Default Audio Device"),
    ]
