"""A driver for pyttsx3 that speaks with hibari-tts, the natural English voice.

`register` makes `pyttsx3.init("hibari")` find it. Calls and notifications come in the order that
pyttsx3 lays down for its drivers: busy, started, finished (or error), not busy.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import hibari
import numpy as np
from hibari.voices import VOICES
from numpy.typing import NDArray
from pyttsx3.voice import Voice

from device.speaking.natural import USUAL_WORDS_PER_MINUTE
from device.speaking.trimming import trimmed

DRIVER_NAME = "hibari"
SPEEDS = (0.3, 2.0)
DRIVER_SEED = 20
"""Part of each sound is noise; with a seed, the same text is the same clip."""

BETWEEN_SENTENCES_S = 0.3
"""At the usual rate; longer when it speaks slower."""


class Proxy(Protocol):
    """What pyttsx3 hands to a driver."""

    def setBusy(self, busy: bool) -> None:  # noqa: FBT001, N802 - pyttsx3's name and way
        """Not busy: the next command in the queue is carried out at once."""

    def notify(self, topic: str, **facts: object) -> None:
        """Tell who is connected."""


class HibariDriver:
    """`save_to_file` writes a WAV of 16 bits at 24 kHz; `say` plays one on ALSA's default card.

    Rendering is done inside the call, on the thread that runs pyttsx3's loop.
    """

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._tts: Any = None
        self._stopped = False
        self._player: subprocess.Popen[bytes] | None = None
        self._values: dict[str, Any] = {"rate": 200, "volume": 1.0, "voice": "heart"}
        proxy.setBusy(True)

    def destroy(self) -> None:
        """Part with the network."""
        self._tts = None

    def startLoop(self) -> None:  # noqa: N802 - pyttsx3's name
        """Do all that was asked for.

        From the second run on pyttsx3 has already done it, and has ended the loop before it begins:
        nothing may be waited for here.
        """
        self._proxy.setBusy(False)

    def endLoop(self) -> None:  # noqa: N802 - pyttsx3's name
        """End a loop that has nothing left to do."""

    def iterate(self) -> Iterator[None]:
        """Do what was asked for, in somebody else's loop."""
        self._proxy.setBusy(False)
        yield

    def stop(self) -> None:
        """Break off what is played; any thread."""
        self._stopped = True
        if self._player is not None:
            self._player.terminate()

    def say(self, text: str) -> None:
        """Speak `text` aloud. When which word is spoken hibari does not tell."""
        self._utter(text, self._play)

    def save_to_file(self, text: str, filename: str) -> None:
        """Write `text` as sound to a WAV file."""
        self._utter(text, lambda sound: _write(Path(filename), sound))

    def getProperty(self, name: str) -> Any:  # noqa: ANN401, N802 - pyttsx3's name and types
        """Return "voices", "voice", "rate" (words a minute) or "volume" (0 to 1).

        Raises KeyError.
        """
        if name == "voices":
            return [
                Voice(key, f"hibari {key}", [each["language"]], each["gender"], "adult")
                for key, each in VOICES.items()
                if each.get("bundled")
            ]
        return self._values[name]

    def setProperty(self, name: str, value: Any) -> None:  # noqa: ANN401, N802 - same
        """Set one of the three. Raises KeyError, ValueError.

        Only a voice within the package is taken: any other would be fetched from the network.
        """
        match name:
            case "voice":
                if not VOICES.get(value, {}).get("bundled"):
                    known = ", ".join(key for key, each in VOICES.items() if each.get("bundled"))
                    raise ValueError(f"hibari has no voice {value!r}; there is: {known}")
                if value != self._values["voice"]:
                    self._tts = None
                self._values["voice"] = value
            case "rate":
                self._values["rate"] = int(value)
            case "volume":
                self._values["volume"] = min(1.0, max(0.0, float(value)))
            case _:
                raise KeyError(f"unknown property {name}")

    def _utter(self, text: str, out: Callable[[NDArray[np.int16]], None]) -> None:
        self._proxy.setBusy(True)
        self._stopped = False
        try:
            self._proxy.notify("started-utterance")
            out(self._rendered(text))
        except Exception as problem:  # noqa: BLE001 - whatever it is, pyttsx3 would keep it
            self._proxy.notify("error", exception=problem)
            self._proxy.notify("finished-utterance", completed=False)
        else:
            self._proxy.notify("finished-utterance", completed=not self._stopped)
        finally:
            self._proxy.setBusy(False)

    def _rendered(self, text: str) -> NDArray[np.int16]:
        """Sentence by sentence, with pauses of a person: hibari's own are 0.6 s and longer."""
        if self._tts is None:
            self._tts = hibari.Hibari(self._values["voice"])
        slow, fast = SPEEDS
        speed = min(fast, max(slow, self._values["rate"] / USUAL_WORDS_PER_MINUTE))
        pause = np.zeros(round(BETWEEN_SENTENCES_S / speed * hibari.SAMPLE_RATE), np.float32)
        parts: list[NDArray[np.float32]] = []
        for sentence in hibari.Hibari.split_sentences(text):
            sound = trimmed(32767 * self._tts(sentence, speed=speed, seed=DRIVER_SEED))
            if not len(sound):
                raise ValueError(f"hibari has no sounds for {sentence!r}")
            parts += [pause, sound] if parts else [sound]
        if not parts:
            raise ValueError("there is nothing to say")
        whole = self._values["volume"] * np.concatenate(parts)
        pcm: NDArray[np.int16] = np.clip(np.rint(whole), -32768, 32767).astype(np.int16)
        return pcm

    def _play(self, sound: NDArray[np.int16]) -> None:
        with tempfile.NamedTemporaryFile(prefix="spinecoach-", suffix=".wav") as file:
            _write(Path(file.name), sound)
            self._player = subprocess.Popen(["aplay", "--quiet", file.name])  # noqa: S603, S607
            said = self._player.wait()
            self._player = None
        if said and not self._stopped:
            raise OSError(f"aplay could not play the sound (it ended with {said})")


def register() -> None:
    """Have `pyttsx3.init("hibari")` find this driver."""
    module = ModuleType(f"pyttsx3.drivers.{DRIVER_NAME}")
    module.__dict__["buildDriver"] = HibariDriver
    sys.modules[module.__name__] = module


def _write(file: Path, sound: NDArray[np.int16]) -> None:
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, hibari.SAMPLE_RATE, 0, "NONE", ""))
        out.writeframes(sound.astype("<i2").tobytes())
