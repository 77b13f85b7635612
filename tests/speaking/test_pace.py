"""Instructions are spoken slowly enough for somebody who lies in bed and is in pain."""

from __future__ import annotations

import re
from pathlib import Path

from device.plan.compiling import compile_script
from device.plan.loading import load_catalogue
from device.plan.model import Dose, Task
from device.plan.script import Begin, Cue, Say
from device.sound.block import RATE_HZ
from device.speaking.phrases import PhraseBook, load_book
from device.speaking.rendering import Voice
from device.speaking.voices import voice_of

SLOWEST, FASTEST = 140, 150
"""Words a minute, the pauses between the sentences included, as people measure speech."""


def words(text: str) -> int:
    return len(re.findall(r"[a-z][a-z'-]*", text.lower()))


def instructions(cues: tuple[Cue, ...]) -> list[Say]:
    """The sentences of a script that say how an exercise is done."""
    steps = {step for cue in cues if isinstance(cue, Begin) for step in cue.steps}
    return [cue for cue in cues if isinstance(cue, Say) and cue.phrase in steps]


def spoken_s(said: Say, book: PhraseBook, voice: Voice) -> float:
    return len(voice.render(book.text(said.phrase))) / RATE_HZ + said.pause_s


def test_english_instructions_are_spoken_at_140_to_150_words_a_minute(project: Path) -> None:
    book = load_book(project / "voices" / "en")
    catalogue, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert catalogue is not None
    tasks = [Task(exercise, Dose(1)) for exercise in catalogue.exercises if exercise.steps]
    said = instructions(compile_script(tasks).cues)
    assert len(said) > 40
    voice = voice_of(book.voice)
    seconds = sum(spoken_s(each, book, voice) for each in said)
    a_minute = sum(words(book.text(each.phrase)) for each in said) / seconds * 60
    assert SLOWEST <= a_minute <= FASTEST
