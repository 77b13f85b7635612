"""Walks a person through every part of the box; for each what is wrong and what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from device.configuration import Configuration
from device.hearing.building import deaf_to, load_model
from device.hearing.models import ModelMissing, find
from device.journal.clock import Clock, SystemClock
from device.journal.reading import read_rows
from device.panel.pins import Panel, PinsMissing
from device.panel.trying import PRESS_WITHIN_S, Hand, blink, press
from device.places import wiring_picture
from device.settings import Settings, SoundSettings
from device.sound.alsa import AlsaMicrophone, AlsaSpeaker
from device.sound.alsa_program import Direction, list_devices
from device.sound.block import BLOCK_S, Samples, level_dbfs, samples, silence
from device.sound.clocks import LENGTH_S, compare, listen
from device.sound.devices import DeviceError, DeviceMissing, Microphone, Speaker
from device.sound.louder import Louder, wanted_gain_db
from device.sound.microphone_level import CLIPPED
from device.speaking.espeak import EspeakMissing, load_espeak
from device.speaking.phrase import phrase
from device.speaking.voices import shelf_of

LISTENED_S = 4.0
LEAST_FREE_MB = 200
TOO_QUIET_DBFS = -55.0
"""A voice that is no louder than this at the microphone is not understood."""

TURN_UP = "Turn it up with alsamixer, put it nearer to the patient, or write into device.yaml:"
ONE_CARD = "Use one sound card for both: a USB speakerphone."
WIRING = f"See {wiring_picture()}"


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
class Parts:
    """The real ones; a test passes others. `wait` takes seconds."""

    pins: Callable[[], Any]
    microphone: Callable[[str], Microphone] = AlsaMicrophone
    speaker: Callable[[str], Speaker] = AlsaSpeaker
    clock: Clock = field(default_factory=SystemClock)
    clock_s: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = threading.Event().wait


def examine(
    configuration: Configuration, state: Path, parts: Parts, person: Person
) -> Iterator[Finding]:
    """Yield a finding for each part, one after the other, while the person does what is told."""
    settings = configuration.settings or Settings()
    yield _files(configuration)
    yield _voice(configuration)
    yield (speaker := _speaker(configuration, settings.sound.speaker, parts, person))
    yield (microphone := _microphone(settings.sound, parts, person))
    works = speaker.ok and microphone.ok
    yield _clocks(settings.sound, parts, person) if works else _works("sound clocks", "not asked")
    yield _model(configuration)
    yield from _panel(settings, parts, person)
    yield _clock(parts.clock)
    yield _disk(state)
    yield _journal(state)


def _works(part: str, seen: str) -> Finding:
    return Finding(part, ok=True, seen=seen)


def _broken(part: str, seen: str, to_do: str) -> Finding:
    return Finding(part, ok=False, seen=seen, to_do=to_do)


def _files(configuration: Configuration) -> Finding:
    wrong = configuration.errors
    if not wrong:
        return _works("configuration", "every file can be read, the plan is signed")
    return _broken("configuration", f"{len(wrong)} mistakes", "See: spinecoach check")


# ---------------------------------------------------------------------- sound


def _voice(configuration: Configuration) -> Finding:
    try:
        origin = load_espeak()
    except EspeakMissing as missing:
        return _broken("voice", str(missing), "sudo apt install espeak-ng")
    if configuration.book is None:
        return _broken("voice", "the language cannot be read", "See: spinecoach check")
    shelf = shelf_of(configuration.book)
    if unspoken := shelf.prepare([phrase("greeting")]):
        return _broken("voice", unspoken[0].why, "sudo apt install espeak-ng")
    return _works("voice", f"espeak-ng speaks (from: {origin})")


def _speaker(configuration: Configuration, name: str, parts: Parts, person: Person) -> Finding:
    clip: Samples = silence(samples(1.0))
    if configuration.book is not None:
        shelf = shelf_of(configuration.book)
        if not shelf.prepare([phrase("greeting")]):
            clip = shelf.clip(phrase("greeting"))
    person.told("Listen: the box greets you now.")
    try:
        speaker = parts.speaker(name)
    except DeviceError as problem:
        return _sound(problem)
    try:
        _play(clip, speaker, parts)
    except DeviceError as problem:
        return _sound(problem)
    finally:
        speaker.close()
    if person.sure("Did you hear it, loud and clear?") is False:
        to_do = (
            f"Turn it up with: alsamixer. If it is another card than {name}: {_names('speaker')}"
        )
        return _broken("speaker", f"{name} took the greeting, and nobody heard it", to_do)
    return _works("speaker", f"{name} played the greeting")


def _play(clip: Samples, speaker: Speaker, parts: Parts) -> None:
    """As fast as life: a speaker that is given more drops it."""
    begun_s = parts.clock_s()
    block = samples(BLOCK_S)
    for n in range(len(clip) // block):
        parts.wait(max(0.0, begun_s + n * BLOCK_S - parts.clock_s()))
        speaker.write(clip[n * block : (n + 1) * block])


def _microphone(sound: SoundSettings, parts: Parts, person: Person) -> Finding:
    person.told(f"Say something for {LISTENED_S:.0f} seconds, from where the patient will lie.")
    try:
        microphone = Louder(parts.microphone(sound.microphone), sound.microphone_gain_db)
    except DeviceError as problem:
        return _sound(problem)
    try:
        heard = [microphone.read() for _ in range(round(LISTENED_S / BLOCK_S))]
    except DeviceError as problem:
        return _sound(problem)
    finally:
        microphone.close()
    return _level(sound.microphone, heard, sound.microphone_gain_db)


def _level(name: str, heard: Sequence[Samples], gain_db: float) -> Finding:
    """Judge what was heard by its loudest and its quietest blocks."""
    levels = sorted(level_dbfs(block) for block in heard)
    loud, room = levels[round(0.95 * len(levels)) - 1], levels[len(levels) // 10]
    seen = f"{name}: the loudest {loud:.0f} dBFS, the room {room:.0f} dBFS"
    if not np.concatenate(heard).any():
        to_do = "Look whether it is muted: at its own switch, and with alsamixer."
        return _broken("microphone", f"{name} gives no sound at all", to_do)
    if max(int(np.max(np.abs(block.astype(np.int32)))) for block in heard) >= CLIPPED:
        to_do = "Turn it down with alsamixer until this is gone."
        return _broken("microphone", f"{seen}; it is too loud and distorts", to_do)
    if loud < TOO_QUIET_DBFS:
        to_do = f"{TURN_UP} microphone_gain_db: {wanted_gain_db(gain_db, loud)}"
        return _broken("microphone", f"{seen}; that is too quiet", to_do)
    return _works("microphone", seen)


def _clocks(sound: SoundSettings, parts: Parts, person: Person) -> Finding:
    person.told(f"Be quiet for {LENGTH_S:.0f} seconds now: the box plays four short tones.")
    try:
        clocks = compare(listen(parts.microphone, sound.microphone, parts.speaker, sound.speaker))
    except DeviceError as problem:
        return _broken("sound clocks", str(problem), "Plug it in again.")
    if clocks is None:
        return _works("sound clocks", "not compared: the microphone does not hear the tones")
    seen = f"{clocks.drift_ppm:+.0f} millionths apart, {1000 * clocks.way_s:.0f} ms on the way"
    return Finding("sound clocks", clocks.shared, seen, "" if clocks.shared else ONE_CARD)


def _sound(problem: DeviceError) -> Finding:
    direction: Direction = "microphone" if problem.device == "microphone" else "speaker"
    to_do = _names(direction) if isinstance(problem, DeviceMissing) else "Plug it in again."
    return _broken(direction, str(problem), to_do)


def _names(direction: Direction) -> str:
    names = ", ".join(each.name for each in list_devices(direction)[:6]) or "none"
    return f"Write one of these names into config/device.yaml: {names}."


def _model(configuration: Configuration) -> Finding:
    if configuration.book is None or configuration.commands is None:
        return _broken("recogniser", "the language cannot be read", "See: spinecoach check")
    try:
        found = find(configuration.book.voice.language)
    except ModelMissing as missing:
        return _broken("recogniser", str(missing), "Until then the button does it all.")
    deaf = deaf_to(load_model(found.folder), configuration.commands)
    if deaf.words:
        lost = ", ".join(word.value for word in deaf.words)
        to_do = f"Give them other phrases in {configuration.commands.file}."
        return _broken("recogniser", f"the model does not know any phrase of: {lost}", to_do)
    seen = f"{found.folder.name} ({found.origin})"
    if deaf.phrases:
        seen += f"; it does not know: {', '.join(deaf.phrases)}"
    return _works("recogniser", seen)


# ---------------------------------------------------------------------- button and light


def _panel(settings: Settings, parts: Parts, person: Person) -> Iterator[Finding]:
    button, lamp = settings.panel.button_pin, settings.panel.led_pin
    try:
        panel = Panel(parts.pins(), button, lamp, parts.clock_s)
    except PinsMissing as missing:
        yield _broken("light", str(missing), WIRING)
        yield _broken("button", str(missing), WIRING)
        return
    try:
        yield _light(panel, lamp, parts, person)
        yield _button(panel, button, parts, person)
    finally:
        panel.close()


def _light(panel: Panel, pin: int, parts: Parts, person: Person) -> Finding:
    person.told("Look at the light: it blinks three times now.")
    blink(panel, parts.clock_s, parts.wait)
    if person.sure("Did it blink?") is False:
        to_do = (
            f"Turn the LED round, and look at its resistor and its wires to GPIO {pin}. {WIRING}"
        )
        return _broken("light", f"GPIO {pin} was switched, and nobody saw it", to_do)
    return _works("light", f"GPIO {pin} was switched on and off three times")


def _button(panel: Panel, pin: int, parts: Parts, person: Person) -> Finding:
    person.told(f"Press the button shortly, within {PRESS_WITHIN_S:.0f} seconds.")
    match press(panel, parts.clock_s, parts.wait):
        case Hand.PRESSED:
            return _works("button", f"it was pressed, on GPIO {pin}")
        case Hand.STUCK:
            to_do = f"Press it shortly; if nobody holds it, look at its wires. {WIRING}"
            return _broken("button", f"GPIO {pin} is held down", to_do)
        case Hand.NOTHING:
            to_do = f"Its wires go to GPIO {pin} and to ground. {WIRING}"
            return _broken("button", f"nothing came from GPIO {pin}", to_do)


# ---------------------------------------------------------------------- time and memory


def _clock(clock: Clock) -> Finding:
    now = clock.utc().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    if clock.sure:
        return _works("clock", now)
    to_do = "Connect the Pi to a network for a minute, or fit a clock battery."
    return _broken("clock", f"{now}, and nobody has set it since the start", to_do)


def _disk(state: Path) -> Finding:
    place = next(folder for folder in (state, *state.parents) if folder.exists())
    free_mb = shutil.disk_usage(place).free // 2**20
    if free_mb < LEAST_FREE_MB:
        to_do = (
            f"Delete what is not needed. What is large: sudo du -xh / | sort -h | tail ({place})"
        )
        return _broken("disk", f"{free_mb} MB free", to_do)
    try:
        with tempfile.NamedTemporaryFile(dir=place) as tried:
            tried.write(b"spinecoach")
            tried.flush()
            os.fsync(tried.fileno())
    except OSError as problem:
        to_do = "Is it the box's own user? Else the card is worn out: put another one in."
        return _broken("disk", f"{place} cannot be written: {problem.strerror}", to_do)
    return _works("disk", f"{free_mb} MB free for {state}")


def _journal(state: Path) -> Finding:
    try:
        rows = read_rows(state / "journal.sqlite")
    except OSError as problem:
        to_do = "Keep a copy of it. The box sets it aside and begins a new one by itself."
        return _broken("journal", str(problem), to_do)
    aside = sorted(file.name for file in state.glob("journal.sqlite.damaged-*") if file.is_file())
    aside = [name for name in aside if not name.endswith(("-wal", "-shm"))]
    if aside:
        to_do = "Somebody may still read its days. Move it away, and this is gone."
        return _broken("journal", f"{len(aside)} were damaged and set aside: {aside[-1]}", to_do)
    since = f" since {rows[0].day:%Y-%m-%d}" if rows else ""
    return _works("journal", f"{len(rows)} entries{since}")
