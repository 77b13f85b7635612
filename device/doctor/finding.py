"""What the doctor has found, what it works with, and who stands beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from device.journal.clock import Clock, SystemClock
from device.sound.alsa import AlsaMicrophone, AlsaSpeaker
from device.sound.alsa_program import converter_of
from device.sound.devices import Microphone, Speaker
from device.sound.mixer_state import MixerState, mixer_here


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it works, what was seen, what to do if it does not."""

    part: str
    ok: bool
    seen: str
    to_do: str = ""


class Person(Protocol):
    """Who stands beside the box."""

    def told(self, what: str) -> None:
        """Take in what to do now, or what will happen."""

    def sure(self, question: str) -> bool | None:
        """Answer yes or no; None when nobody is there to be asked."""


@dataclass(frozen=True)
class DoctorParts:
    """The real ones; a test passes others. `wait` takes seconds."""

    pins: Callable[[], Any]
    microphone: Callable[[str], Microphone] = AlsaMicrophone
    speaker: Callable[[str], Speaker] = AlsaSpeaker
    clock: Clock = field(default_factory=SystemClock)
    clock_s: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = threading.Event().wait
    mixer: Callable[[], MixerState] = mixer_here
    converter: Callable[[str], str] = converter_of


def works(part: str, seen: str) -> Finding:
    """Return that `part` works."""
    return Finding(part, ok=True, seen=seen)


def broken(part: str, seen: str, to_do: str) -> Finding:
    """Return that `part` does not, and what to do."""
    return Finding(part, ok=False, seen=seen, to_do=to_do)
