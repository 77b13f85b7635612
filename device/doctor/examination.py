"""The walk through every part of the box: for each what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from device.configuration import Configuration
from device.doctor.finding import DoctorParts, Finding, Person, broken, works
from device.doctor.mixer import mixer_of
from device.doctor.panel import panel_of
from device.doctor.sound import clocks_of, microphone_of, speaker_of
from device.doctor.storage import disk_of, journal_of
from device.hearing.assembly import find_out_of_vocabulary, load_model
from device.hearing.likelihood.weights import LANGUAGES, RELEASE, WeightsMissing, find_weights
from device.hearing.models import ModelMissing, find_model
from device.journal.clock import Clock, local_day
from device.journal.history import history_of
from device.journal.reading import read_history
from device.plan.refusals import REFUSALS
from device.plan.today import day_state_of
from device.reading.yaml_document import read_yaml
from device.settings import Settings
from device.speaking.espeak import EspeakMissing, load_espeak
from device.speaking.phrase import phrase
from device.speaking.voices import clip_cache_of, refusal_of, who_speaks

TO_DO = "What to do:"
"""Where a message of the recognizers begins to tell what to do."""

UNTIL_THEN = "(until then the button does everything, and only an enrolled voice is understood)"

SILENT = works("sound clocks", "not compared: speaker and microphone have to work first")


def examine(
    configuration: Configuration, state: Path, parts: DoctorParts, person: Person
) -> Iterator[Finding]:
    """Yield a finding for each part, one after the other, while the person does what is told."""
    settings = configuration.settings or Settings()
    yield _files(configuration, state, parts.clock)
    yield _voice(configuration)
    yield (speaker := speaker_of(configuration, settings.sound.speaker, parts, person))
    yield (microphone := microphone_of(settings.sound, parts, person))
    both = speaker.ok and microphone.ok
    yield clocks_of(settings.sound, parts, person) if both else SILENT
    yield mixer_of(parts)
    yield _model(configuration)
    yield from panel_of(settings, parts, person)
    yield _clock(parts.clock)
    yield disk_of(state)
    yield journal_of(state)


def _files(configuration: Configuration, state: Path, clock: Clock) -> Finding:
    """Say whether all files can be read, and whether a session could begin by them today."""
    wrong = configuration.errors
    if wrong:
        seen = "1 mistake" if len(wrong) == 1 else f"{len(wrong)} mistakes, the first"
        return broken("configuration", f"{seen}: {wrong[0]}", "See: spinecoach check")
    key = _refusal(configuration, state, clock)
    if key is None:
        return works("configuration", "every file can be read, the plan is signed")
    why = REFUSALS[key]
    return broken("configuration", f"no session begins: {why.seen}", why.to_do)


def _refusal(configuration: Configuration, state: Path, clock: Clock) -> str | None:
    """Return why nothing may start today; without a journal that can be read, by the plan alone."""
    if configuration.catalogue is None:
        return None
    day = (configuration.settings or Settings()).day
    try:
        history = read_history(state / "journal.sqlite", clock, day.rollover_hour, day.timezone)
    except OSError:
        history = history_of((), local_day(clock.utc(), day.rollover_hour, day.timezone))
    refusal = day_state_of(configuration.loaded, configuration.catalogue, history).refusal
    return refusal[0].key if refusal else None


def _voice(configuration: Configuration) -> Finding:
    try:
        origin = load_espeak()
    except EspeakMissing as missing:
        return broken("voice", str(missing), "sudo apt install espeak-ng")
    if configuration.book is None:
        return broken("voice", "the language cannot be read", "See: spinecoach check")
    clip_cache = clip_cache_of(configuration.book)
    if why := refusal_of(configuration.book):
        return broken("voice", f"espeak-ng refuses {why}", _another_voice(configuration))
    if unspoken := clip_cache.prepare([phrase("greeting")]):
        return broken("voice", unspoken[0].why, "See: spinecoach check")
    return works("voice", f"{who_speaks(configuration.book)}; espeak-ng comes from: {origin}")


def _another_voice(configuration: Configuration) -> str:
    to_do = "one of the column File of `espeak-ng --voices`, such as gmw/en."
    if configuration.commands is None:
        return f"Write another espeak_voice into voice.yaml: {to_do}"
    file = configuration.commands.file.with_name("voice.yaml")
    line = read_yaml(file).line(("espeak_voice",))
    return f"Write another espeak_voice into {file}, line {line}: {to_do}"


def _model(configuration: Configuration) -> Finding:
    if configuration.book is None or configuration.commands is None:
        return broken("recognizer", "the language cannot be read", "See: spinecoach check")
    language = configuration.book.voice.language
    try:
        found = find_model(language)
    except ModelMissing as missing:
        return _without_model(language, str(missing))
    deaf = find_out_of_vocabulary(load_model(found.folder), configuration.commands)
    if deaf.words:
        lost = ", ".join(word.value for word in deaf.words)
        to_do = f"Give them other phrases in {configuration.commands.file}."
        return broken("recognizer", f"the model does not know any phrase of: {lost}", to_do)
    seen = f"{found.folder.name} ({found.origin})"
    if deaf.phrases:
        seen += f"; it does not know: {', '.join(deaf.phrases)}"
    return works("recognizer", seen)


def _without_model(language: str, missing: str) -> Finding:
    """English is heard without a model, where the weights for it are here."""
    try:
        if language in LANGUAGES:
            find_weights(language)
            seen = f"{language} is heard without a speech model, with the weights of {RELEASE}"
            return works("recognizer", seen)
    except WeightsMissing as problem:
        missing = f"no speech model for {language!r}, and: {str(problem).partition(TO_DO)[0]}"
    seen, _, way = missing.partition(TO_DO)
    way = way or f"spinecoach model fetch {language}"
    return broken("recognizer", seen.strip(), f"{way} {UNTIL_THEN}")


def _clock(clock: Clock) -> Finding:
    now = clock.utc().astimezone().strftime("%Y-%m-%d %H:%M %Z")
    if clock.sure:
        return works("clock", now)
    to_do = (
        "Connect the Pi to a network for a minute, fit a clock with a battery, or look at the date "
        "and confirm it, after each start: spinecoach clock confirm"
    )
    return broken("clock", f"{now}, and nobody has set it since the start", to_do)
