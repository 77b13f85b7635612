"""Speaker, microphone, and the clocks of their cards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from device.configuration import Configuration
from device.doctor.finding import DoctorParts, Finding, Person, broken, works
from device.settings import SoundSettings
from device.sound.alsa_program import Direction, list_devices
from device.sound.block import BLOCK_S, Samples, level_dbfs, samples, silence
from device.sound.clock_drift import LENGTH_S, measure_drift, record_tones
from device.sound.devices import DeviceError, DeviceMissing, Microphone, Speaker
from device.sound.gain import open_microphone, wanted_gain_db
from device.sound.microphone_level import CLIPPING_LEVEL, GATED_S, is_lifeless
from device.speaking.phrase import phrase
from device.speaking.voices import clip_cache_of

LISTENED_S = 4.0
TOO_QUIET_DBFS = -55.0
"""A voice that is no louder than this at the microphone is not understood."""

TURN_UP = "Turn it up with alsamixer, put it nearer to the patient, or write into device.yaml:"
ALL_IS_UP = (
    "microphone_gain_db is as high as it goes. Put the microphone nearer to the patient, turn it "
    "up with alsamixer, or use another one."
)
LINEAR = "linear"
"""How ALSA names its own converter, which lets 15 kHz through as 1 kHz."""

ONE_CARD = "Use one sound card for both: a USB speakerphone."


def speaker_of(
    configuration: Configuration, name: str, parts: DoctorParts, person: Person
) -> Finding:
    """Greet through the speaker `name`, and ask `person` whether that was heard."""
    clip: Samples = silence(samples(1.0))
    if configuration.book is not None:
        clip_cache = clip_cache_of(configuration.book)
        if not clip_cache.prepare([phrase("greeting")]):
            clip = clip_cache.clip(phrase("greeting"))
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
        return broken("speaker", f"{name} took the greeting, and nobody heard it", to_do)
    return works("speaker", f"{name} played the greeting")


def _play(clip: Samples, speaker: Speaker, parts: DoctorParts) -> None:
    """As fast as life: a speaker that is given more drops it."""
    begun_s = parts.clock_s()
    block = samples(BLOCK_S)
    for n in range(len(clip) // block):
        parts.wait(max(0.0, begun_s + n * BLOCK_S - parts.clock_s()))
        speaker.write(clip[n * block : (n + 1) * block])


def microphone_of(sound: SoundSettings, parts: DoctorParts, person: Person) -> Finding:
    """Listen with the microphone of `sound` for `LISTENED_S` to `person`, who speaks."""
    person.told(f"Say something for {LISTENED_S:.0f} seconds, from where the patient will lie.")
    try:
        microphone = _opened(sound, parts)
    except DeviceError as problem:
        return _sound(problem)
    try:
        heard = [microphone.read() for _ in range(round(LISTENED_S / BLOCK_S))]
    except DeviceError as problem:
        return _sound(problem)
    finally:
        microphone.close()
    if LINEAR in parts.converter(sound.microphone):
        seen = f"{sound.microphone}: ALSA converts its rate by straight lines: hiss becomes speech"
        return broken("microphone", seen, "sudo apt install libasound2-plugins")
    return level_of(sound.microphone, heard, sound.microphone_gain_db)


def _opened(sound: SoundSettings, parts: DoctorParts) -> Microphone:
    return open_microphone(sound.microphone, sound.microphone_gain_db, parts.microphone)


def level_of(name: str, heard: Sequence[Samples], gain_db: float) -> Finding:
    """Assess what a microphone heard by its loudest and its quietest blocks.

    Args:
        name: ALSA name of the microphone, for the finding.
        heard: The blocks, of any length, with the gain already in them.
        gain_db: That gain, in dB, as in `microphone_gain_db`.

    Returns:
        A finding that names the next step where the level is wrong.
    """
    levels = sorted(level_dbfs(block) for block in heard)
    loud, room = levels[round(0.95 * len(levels)) - 1], levels[len(levels) // 10]
    seen = f"{name}: the loudest {loud:.0f} dBFS, the room {room:.0f} dBFS"
    lifeless = [is_lifeless(block, gain_db) for block in heard]
    if all(lifeless):
        to_do = "Look whether it is muted: at its own switch, and with alsamixer."
        return broken("microphone", f"{name} gives no sound at all", to_do)
    if max(int(np.max(np.abs(block.astype(np.int32)))) for block in heard) >= CLIPPING_LEVEL:
        to_do = "Turn it down with alsamixer until this is gone."
        if gain_db > 0:
            smaller = f"Write a smaller microphone_gain_db into device.yaml, it is {gain_db:g}."
            to_do = f"{smaller} At 0: {to_do}"
        return broken("microphone", f"{seen}; it is too loud and distorts", to_do)
    if loud < TOO_QUIET_DBFS:
        wanted = wanted_gain_db(gain_db, loud)
        to_do = f"{TURN_UP} microphone_gain_db: {wanted}" if wanted > gain_db else ALL_IS_UP
        return broken("microphone", f"{seen}; that is too quiet", to_do)
    if sum(lifeless) * BLOCK_S >= GATED_S:
        seen += "; it gives no sound at all while nobody speaks"
        to_do = (
            "Switch its noise gate off, if it has a switch, or use another one: that this one is "
            "muted is told once a session, and no more."
        )
        return broken("microphone", seen, to_do)
    return works("microphone", seen)


def clocks_of(sound: SoundSettings, parts: DoctorParts, person: Person) -> Finding:
    """Compare the clocks of both cards of `sound` by tones that one plays and the other hears."""
    person.told(f"Be quiet for {LENGTH_S:.0f} seconds now: the box plays four short tones.")
    try:
        clocks = measure_drift(
            record_tones(lambda: _opened(sound, parts), lambda: parts.speaker(sound.speaker))
        )
    except DeviceError as problem:
        return broken("sound clocks", problem.what, problem.to_do or "Plug it in again.")
    if clocks is None:
        return works("sound clocks", "not compared: the microphone does not hear the tones")
    seen = f"{clocks.drift_ppm:+.0f} millionths apart, {1000 * clocks.way_s:.0f} ms on the way"
    return Finding("sound clocks", clocks.shared, seen, "" if clocks.shared else ONE_CARD)


def _sound(problem: DeviceError) -> Finding:
    direction: Direction = "microphone" if problem.device == "microphone" else "speaker"
    otherwise = _names(direction) if isinstance(problem, DeviceMissing) else "Plug it in again."
    return broken(direction, problem.what, problem.to_do or otherwise)


def _names(direction: Direction) -> str:
    names = ", ".join(each.name for each in list_devices(direction)[:6]) or "none"
    return f"Write one of these names into config/device.yaml: {names}."
