"""Talk and kitchen: sound that is meant for nobody's box, and what a box makes of it."""

from __future__ import annotations

import wave
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from device.session.events import Heard, PainSuspected
from device.sound.block import RATE_HZ, Samples, samples, silence
from device.speaking.phrases import PhraseBook
from device.speaking.synthesis import Pyttsx3Engine
from script.benches.bedside.trials import Bedside

WORD_GAP = samples(0.3)
TALKERS = ("+m3", "+f3", "+klatt2")
"""Speakers of espeak-ng who are nobody's patient."""

WORDS_PER_MINUTE = 150


@dataclass
class Talk:
    """What came of talk that is meant for nobody."""

    length_s: float = 0.0
    words: tuple[str, ...] = ()
    suspected: int = 0
    sentences: list[str] = field(default_factory=list)
    """For every false action the name of what was said, as far as it has one."""

    def add(self, other: Talk) -> None:
        """Take the false actions of other talk to one's own."""
        self.words += other.words
        self.suspected += other.suspected
        self.sentences += other.sentences


def overhear(bedside: Bedside, talk: Iterable[tuple[str, Samples]]) -> Talk:
    """Let a box hear named sounds, one after the other; none holds a command."""
    told = Talk()
    for name, sound in talk:
        for event in bedside.hears(sound):
            if isinstance(event, Heard):
                told.words += (event.word.value,)
            elif isinstance(event, PainSuspected):
                told.suspected += 1
            told.sentences.append(name)
    return told


def recorded(folder: Path, every: int) -> Iterator[tuple[str, Samples]]:
    """Yield every n-th recording of people: whole sentences, and words in pairs."""
    for file in sorted(folder.glob("intents/*.wav"))[::every]:
        yield file.stem[:8], read_wave(file)
    single = sorted(folder.glob("speech_commands/*/*.wav"), key=lambda f: (f.name, f))[::every]
    for first, second in zip(single[::2], single[1::2], strict=False):
        name = f"{first.parent.name} {second.parent.name}"
        yield name, np.concatenate([read_wave(first), silence(WORD_GAP), read_wave(second)])


def said_by_voices(
    file: Path, book: PhraseBook, talkers: Sequence[str] = TALKERS
) -> Iterator[tuple[str, Samples]]:
    """Yield the sentences of a file in the language of `book`, each by another voice in turn."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    for n, line in enumerate(filter(None, lines)):
        voice = f"{book.voice.espeak_voice}{talkers[n % len(talkers)]}"
        yield line, Pyttsx3Engine(voice, WORDS_PER_MINUTE).render(line)


def kitchen_of(folder: Path) -> tuple[Samples, str]:
    """Return the noise of a kitchen and where it is from."""
    file = folder / "noise" / "kitchen.wav"
    if file.is_file():
        return read_wave(file), "two minutes recorded in a kitchen"
    dice = np.random.default_rng(7)
    spectrum = np.fft.rfft(dice.normal(0, 1, 60 * RATE_HZ))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    pink = np.fft.irfft(spectrum)
    shaped: Samples = (pink / np.abs(pink).max() * 16_000).astype(np.int16)
    return shaped, "noise with the spectrum 1/f, because no recording of a kitchen is here"


def read_wave(file: Path) -> Samples:
    """Return a recording: mono, 16 bits, `RATE_HZ`."""
    with wave.open(str(file)) as recorded_file:
        frames = recorded_file.readframes(recorded_file.getnframes())
    return np.frombuffer(frames, "<i2").astype(np.int16)
