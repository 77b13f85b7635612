"""The walk through every part of the box: for each what is wrong and what to do."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from device.configuration import Configuration
from device.doctor.finding import DoctorParts, Finding, Person, broken, works
from device.doctor.mixer import mixer_of
from device.doctor.panel import panel_of
from device.doctor.sound import clocks_of, microphone_of, speaker_of
from device.hearing.assembly import find_out_of_vocabulary, load_model
from device.hearing.models import ModelMissing, find_model
from device.journal.clock import Clock
from device.journal.reading import read_rows
from device.settings import Settings
from device.speaking.espeak import EspeakMissing, load_espeak
from device.speaking.phrase import phrase
from device.speaking.voices import clip_cache_of, refusal_of, who_speaks

MIN_FREE_MB = 200


def examine(
    configuration: Configuration, state: Path, parts: DoctorParts, person: Person
) -> Iterator[Finding]:
    """Yield a finding for each part, one after the other, while the person does what is told."""
    settings = configuration.settings or Settings()
    yield _files(configuration)
    yield _voice(configuration)
    yield (speaker := speaker_of(configuration, settings.sound.speaker, parts, person))
    yield (microphone := microphone_of(settings.sound, parts, person))
    both = speaker.ok and microphone.ok
    yield clocks_of(settings.sound, parts, person) if both else works("sound clocks", "not asked")
    yield mixer_of(parts)
    yield _model(configuration)
    yield from panel_of(settings, parts, person)
    yield _clock(parts.clock)
    yield _disk(state)
    yield _journal(state)


def _files(configuration: Configuration) -> Finding:
    wrong = configuration.errors
    if not wrong:
        return works("configuration", "every file can be read, the plan is signed")
    return broken("configuration", f"{len(wrong)} mistakes", "See: spinecoach check")


def _voice(configuration: Configuration) -> Finding:
    try:
        origin = load_espeak()
    except EspeakMissing as missing:
        return broken("voice", str(missing), "sudo apt install espeak-ng")
    if configuration.book is None:
        return broken("voice", "the language cannot be read", "See: spinecoach check")
    clip_cache = clip_cache_of(configuration.book)
    if why := refusal_of(configuration.book):
        to_do = "Write a name of the column File of `espeak-ng --voices` as espeak_voice: gmw/en"
        return broken("voice", f"espeak-ng refuses {why}", f"{to_do} is one, in voice.yaml.")
    if unspoken := clip_cache.prepare([phrase("greeting")]):
        return broken("voice", unspoken[0].why, "See: spinecoach check")
    return works("voice", f"{who_speaks(configuration.book)}; espeak-ng comes from: {origin}")


def _model(configuration: Configuration) -> Finding:
    if configuration.book is None or configuration.commands is None:
        return broken("recognizer", "the language cannot be read", "See: spinecoach check")
    try:
        found = find_model(configuration.book.voice.language)
    except ModelMissing as missing:
        return broken("recognizer", str(missing), "Until then the button does it all.")
    deaf = find_out_of_vocabulary(load_model(found.folder), configuration.commands)
    if deaf.words:
        lost = ", ".join(word.value for word in deaf.words)
        to_do = f"Give them other phrases in {configuration.commands.file}."
        return broken("recognizer", f"the model does not know any phrase of: {lost}", to_do)
    seen = f"{found.folder.name} ({found.origin})"
    if deaf.phrases:
        seen += f"; it does not know: {', '.join(deaf.phrases)}"
    return works("recognizer", seen)


def _clock(clock: Clock) -> Finding:
    now = clock.utc().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    if clock.sure:
        return works("clock", now)
    to_do = (
        "Connect the Pi to a network for a minute, fit a clock with a battery, or look at the date "
        "and confirm it, after each start: spinecoach clock confirm"
    )
    return broken("clock", f"{now}, and nobody has set it since the start", to_do)


def _disk(state: Path) -> Finding:
    place = next(folder for folder in (state, *state.parents) if folder.exists())
    free_mb = shutil.disk_usage(place).free // 2**20
    if free_mb < MIN_FREE_MB:
        to_do = (
            f"Delete what is not needed. What is large: sudo du -xh / | sort -h | tail ({place})"
        )
        return broken("disk", f"{free_mb} MB free", to_do)
    try:
        with tempfile.NamedTemporaryFile(dir=place) as tried:
            tried.write(b"spinecoach")
            tried.flush()
            os.fsync(tried.fileno())
    except OSError as problem:
        to_do = "Is it the box's own user? Else the card is worn out: put another one in."
        return broken("disk", f"{place} cannot be written: {problem.strerror}", to_do)
    return works("disk", f"{free_mb} MB free for {state}")


def _journal(state: Path) -> Finding:
    try:
        rows = read_rows(state / "journal.sqlite")
    except OSError as problem:
        to_do = "Keep a copy of it. The box sets it aside and begins a new one by itself."
        return broken("journal", str(problem), to_do)
    aside = sorted(file.name for file in state.glob("journal.sqlite.damaged-*") if file.is_file())
    aside = [name for name in aside if not name.endswith(("-wal", "-shm"))]
    if aside:
        to_do = "Somebody may still read its days. Move it away, and this is gone."
        return broken("journal", f"{len(aside)} were damaged and set aside: {aside[-1]}", to_do)
    since = f" since {rows[0].day:%Y-%m-%d}" if rows else ""
    return works("journal", f"{len(rows)} entries{since}")
