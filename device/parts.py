"""What the daemon is made of, and a test makes of something else."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from device.journal.clock import Clock
from device.sd_notify import Systemd
from device.settings import Settings
from device.sound.alsa import AlsaSpeaker
from device.sound.devices import Microphone, Speaker
from device.sound.gain import open_microphone


@dataclass(frozen=True)
class DaemonParts:
    """The real ones; a test passes others. `pins` is gpiozero's pin factory.

    `loaded` is called once all that stays has been loaded, on the worker's thread. The real one
    tells Python's garbage collector to leave all of that alone: else it goes through everything
    now and then, on the sound's thread, too (42 and 49 ms here in a rehearsed day).
    """

    pins: Any
    microphone: Callable[[], Microphone]
    speaker: Callable[[], Speaker]
    clock: Clock
    systemd: Systemd
    loaded: Callable[[], None] = lambda: None


def real_parts(settings: Settings, pins: Any, clock: Clock) -> DaemonParts:  # noqa: ANN401 - no types
    """Return the sound card of this machine, beside `clock` and `pins`."""
    sound = settings.sound
    return DaemonParts(
        pins,
        lambda: open_microphone(sound.microphone, sound.microphone_gain_db),
        lambda: AlsaSpeaker(sound.speaker),
        clock,
        Systemd(),
        gc.freeze,
    )
