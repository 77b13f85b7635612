"""What a microphone and a speaker are to the box, and what can go wrong with them."""

from __future__ import annotations

from typing import Protocol

from device.sound.block import Samples


class Microphone(Protocol):
    """The clock of the box: each block that it gives stands for 20 ms that have passed."""

    def read(self) -> Samples:
        """Wait for the next `BLOCK_SAMPLES` samples and return them.

        A card that gives nothing any more is `DeviceLost` within two seconds. One thread reads and
        closes.
        """

    def close(self) -> None:
        """Let go of the card; a second time does nothing."""


class Speaker(Protocol):
    """Where the sound goes. It is paced by the microphone: one block in, one block out."""

    def write(self, block: Samples) -> None:
        """Hand over `block`, the next `BLOCK_SAMPLES` samples; never waits. Raises `DeviceLost`.

        One thread writes and closes.
        """

    def close(self) -> None:
        """Fall silent at once and let go of the card; a second time does nothing."""


class DeviceError(Exception):
    """A sound device does not do its work. `str()` is for a person: what, which one, what to do.

    `device` is "microphone" or "speaker", `name` its ALSA name; `what` and `to_do` are the two
    parts of the message, for who shows them apart.
    """

    def __init__(self, device: str, name: str, what: str, to_do: str = "") -> None:
        super().__init__(f"{what} {to_do}".rstrip())
        self.device = device
        self.name = name
        self.what = what
        self.to_do = to_do


class DeviceLost(DeviceError):
    """It worked and stopped: pulled out, or its driver hangs. Opening it again may help."""


class DeviceMissing(DeviceError):
    """It cannot be opened. `there_are` are the names that can be written in its place."""

    def __init__(
        self, device: str, name: str, what: str, there_are: tuple[str, ...], to_do: str = ""
    ) -> None:
        super().__init__(device, name, what, to_do)
        self.there_are = there_are
