"""Walks a person through every part of the box; for each what is wrong and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from device.configuration import Configuration
from device.hearing.building import deaf_to, load_model
from device.hearing.models import ModelMissing, find
from device.journal.clock import Clock
from device.panel.pins import Panel, PinsMissing
from device.settings import Settings
from device.sound.alsa import AlsaMicrophone, AlsaSpeaker
from device.sound.alsa_program import Direction, list_devices
from device.sound.block import BLOCK_S, Samples, level_dbfs, samples, silence
from device.sound.devices import DeviceError, DeviceMissing
from device.speaking.clips import ClipShelf
from device.speaking.espeak import EspeakMissing, load_espeak
from device.speaking.phrase import phrase
from device.speaking.voices import voice_of

LISTENED_S = 4.0
LEAST_FREE_MB = 200
CLIPPED = 32000
TOO_QUIET_DBFS = -55.0
"""A voice that is no louder than this at the microphone is not understood."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it works, what was seen, what to do if it does not."""

    part: str
    ok: bool
    seen: str
    to_do: str = ""


def examine(
    configuration: Configuration,
    state: Path,
    clock: Clock,
    pins: Callable[[], Any],
    ask: Callable[[str], None],
) -> Iterator[Finding]:
    """Yield a finding for each part, one after the other. `ask` tells the person what to do now."""
    settings = configuration.settings or Settings()
    yield _files(configuration)
    yield _voice(configuration)
    yield _speaker(configuration, settings, ask)
    yield _microphone(settings, ask)
    yield _model(configuration)
    yield _panel(settings, pins)
    yield _clock(clock)
    yield _disk(state)


def _works(part: str, seen: str) -> Finding:
    return Finding(part, ok=True, seen=seen)


def _broken(part: str, seen: str, to_do: str) -> Finding:
    return Finding(part, ok=False, seen=seen, to_do=to_do)


def _files(configuration: Configuration) -> Finding:
    wrong = configuration.errors
    if not wrong:
        return _works("configuration", "every file can be read, the plan is signed")
    return _broken("configuration", f"{len(wrong)} mistakes", "See: spinecoach check")


def _voice(configuration: Configuration) -> Finding:
    try:
        origin = load_espeak()
    except EspeakMissing as missing:
        return _broken("voice", str(missing), "sudo apt install espeak-ng")
    if configuration.book is None:
        return _broken("voice", "the language cannot be read", "See: spinecoach check")
    shelf = ClipShelf(configuration.book, voice_of(configuration.book.voice))
    if unspoken := shelf.prepare([phrase("greeting")]):
        return _broken("voice", unspoken[0].why, "sudo apt install espeak-ng")
    return _works("voice", f"espeak-ng speaks (from: {origin})")


def _speaker(
    configuration: Configuration, settings: Settings, ask: Callable[[str], None]
) -> Finding:
    clip: Samples = silence(samples(1.0))
    if configuration.book is not None:
        shelf = ClipShelf(configuration.book, voice_of(configuration.book.voice))
        if not shelf.prepare([phrase("greeting")]):
            clip = shelf.clip(phrase("greeting"))
    ask("Listen: the box greets you now.")
    try:
        speaker = AlsaSpeaker(settings.sound.speaker)
        microphone = AlsaMicrophone(settings.sound.microphone)
    except DeviceError as problem:
        return _sound(problem)
    try:
        for begin in range(0, len(clip) - samples(BLOCK_S), samples(BLOCK_S)):
            microphone.read()  # it paces the speaker
            speaker.write(clip[begin : begin + samples(BLOCK_S)])
    except DeviceError as problem:
        return _sound(problem)
    finally:
        microphone.close()
        speaker.close()
    return _works("speaker", f"{settings.sound.speaker} played the greeting")


def _microphone(settings: Settings, ask: Callable[[str], None]) -> Finding:
    name = settings.sound.microphone
    ask(f"Say something for {LISTENED_S:.0f} seconds, from where the patient will lie.")
    try:
        microphone = AlsaMicrophone(name)
    except DeviceError as problem:
        return _sound(problem)
    try:
        heard = [microphone.read() for _ in range(round(LISTENED_S / BLOCK_S))]
    except DeviceError as problem:
        return _sound(problem)
    finally:
        microphone.close()
    levels = sorted(level_dbfs(block) for block in heard)
    loud, room = levels[round(0.95 * len(levels)) - 1], levels[len(levels) // 10]
    seen = f"{name}: the loudest {loud:.0f} dBFS, the room {room:.0f} dBFS"
    if not np.concatenate(heard).any():
        return _broken("microphone", f"{name} gives no sound at all", "Is it muted?")
    if max(int(np.max(np.abs(block.astype(np.int32)))) for block in heard) >= CLIPPED:
        to_do = "Turn it down with alsamixer until this is gone."
        return _broken("microphone", f"{seen}; it is too loud and distorts", to_do)
    if loud < TOO_QUIET_DBFS:
        to_do = "Turn it up with alsamixer, or put it nearer to the patient."
        return _broken("microphone", f"{seen}; that is too quiet", to_do)
    return _works("microphone", seen)


def _sound(problem: DeviceError) -> Finding:
    direction: Direction = "microphone" if problem.device == "microphone" else "speaker"
    names = ", ".join(each.name for each in list_devices(direction)[:6]) or "none"
    to_do = f"Write one of these names into config/device.yaml: {names}."
    if not isinstance(problem, DeviceMissing):
        to_do = "Plug it in again."
    return _broken(direction, str(problem), to_do)


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


def _panel(settings: Settings, pins: Callable[[], Any]) -> Finding:
    panel = settings.panel
    try:
        Panel(pins(), panel.button_pin, panel.led_pin, lambda: 0.0).close()
    except PinsMissing as missing:
        return _broken("button and light", str(missing), "See docs/wiring.svg")
    seen = f"button on GPIO {panel.button_pin}, light on GPIO {panel.led_pin}"
    return _works("button and light", seen)


def _clock(clock: Clock) -> Finding:
    now = clock.utc().astimezone().strftime("%Y-%m-%d %H:%M")
    if clock.sure:
        return _works("clock", now)
    to_do = "Connect the Pi to a network for a minute, or fit a clock battery."
    return _broken("clock", f"{now}, and nobody has set it since the start", to_do)


def _disk(state: Path) -> Finding:
    place = next(folder for folder in (state, *state.parents) if folder.exists())
    free_mb = shutil.disk_usage(place).free // 2**20
    if free_mb < LEAST_FREE_MB:
        return _broken("disk", f"{free_mb} MB free", "Delete what is not needed.")
    return _works("disk", f"{free_mb} MB free for {state}")
