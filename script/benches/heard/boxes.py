"""The boxes of the hearing bench: the product's parts, with a script in place of the session."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import vosk

from device.configuration import Configuration, load_configuration, own_words
from device.hearing.assembly import listener_of, load_model
from device.hearing.commands import Commands
from device.hearing.listener import Listener
from device.hearing.models import find_model
from device.hearing.recognizer import Recognizer
from device.paths import state_folder
from device.sound.block import Samples, samples
from device.speaking.phrase import Phrase, phrase
from device.speaking.phrases import PhraseBook
from device.speaking.voices import clip_cache_of
from script.benches.bedside.overheard import kitchen_of
from script.benches.bedside.trials import Box, Parts

PROJECT = Path(__file__).resolve().parents[3]
RECORDINGS = PROJECT.parent / "shared" / "audio"
CLIPS = state_folder() / "clips"
SENTENCE_S = 2.5
COUNTED = 10


@lru_cache(maxsize=1)
def configured(language: str) -> Configuration:
    """Return the project as it is, in a language. Ends the program where it cannot be read."""
    configuration = load_configuration(PROJECT, language)
    if configuration.book is None or configuration.commands is None:
        raise SystemExit("\n".join(map(str, configuration.errors)))
    return configuration


def words_of(language: str) -> tuple[PhraseBook, Commands]:
    """Return what is said in a language, and what may be said to it."""
    configuration = configured(language)
    book, commands = configuration.book, configuration.commands
    assert book is not None and commands is not None  # noqa: S101, PT018 - see `configured`
    return book, commands


@lru_cache(maxsize=1)
def _model(language: str) -> vosk.Model:
    return load_model(find_model(language).folder)


def listener_for(language: str, taught: Recognizer | None = None) -> Listener:
    """Return a listener as the box has it, with an enrolled voice or without."""
    return listener_of(_model(language), words_of(language)[1], taught)


def parts(language: str, taught: Recognizer | None = None) -> Parts:
    """Return the parts of the product for trials; the box says what it says in a session."""
    book, commands = words_of(language)
    clip_cache = clip_cache_of(book, CLIPS)
    numbers = tuple(phrase("number", n=n) for n in range(1, COUNTED + 1))
    steps = tuple(phrase(key) for key in book.texts if ".steps." in key)
    clip_cache.prepare((*numbers, *steps))
    own = own_words(book, commands)
    sentences = tuple(
        said for said in steps if clip_cache.length(said) > samples(SENTENCE_S) and not own(said)
    )
    lines: dict[Box, tuple[Phrase, ...]] = {Box.COUNTS: numbers, Box.SPEAKS: sentences}
    return Parts(clip_cache, lines, own, lambda: listener_for(language, taught))


@lru_cache(maxsize=1)
def kitchen() -> tuple[Samples, str]:
    """Return the noise of a kitchen and where it is from."""
    return kitchen_of(RECORDINGS)
