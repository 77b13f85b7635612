"""A listener that is given sound, with recognizers that tell what they are told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from device.hearing.endpointer import Tuning
from device.hearing.listener import Listener
from device.hearing.recognizer import Hypothesis, SampleRange
from device.hearing.utterance import Utterance
from device.session.events import ANYTIME, Heard, PainSuspected, Word
from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence
from device.sound.echo_canceller import Cleaned

PAUSE_S = 0.5
"""After this it is decided what was said."""

PRE_ROLL = samples(Tuning().pre_roll_s)
NOTHING = Hypothesis("", None, 0.0, "script")
TALK = Hypothesis("what ever", None, 0.0, "script")


def hypothesis(word: Word) -> Hypothesis:
    return Hypothesis(word.value, word, 1.0, "script", frozenset({word}))


class ScriptedRecognizer:
    """Tells what its script says, one hearing for each `finish`, and keeps all it was given."""

    def __init__(self, *script: Hypothesis) -> None:
        self.script = list(script)
        self.utterances: list[Samples] = []
        self.denoised: list[Samples] = []
        self.spoken: list[Sequence[SampleRange]] = []
        self.words: list[frozenset[Word]] = []
        self.drops = 0
        self._given: list[Samples] = []
        self._denoised: list[Samples] = []

    def listen_for(self, words: frozenset[Word]) -> None:
        self.words.append(words)
        self._given, self._denoised = [], []

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        self._given.append(block.copy())
        self._denoised.append((block if denoised is None else denoised).copy())

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:
        self.utterances.append(self.given)
        self.denoised.append(np.concatenate([silence(0), *self._denoised]))
        self.spoken.append(spoken)
        self._given, self._denoised = [], []
        return self.script.pop(0) if self.script else NOTHING

    def drop(self) -> None:
        self.drops += 1
        self._given, self._denoised = [], []

    @property
    def given(self) -> Samples:
        """Return what was given since the last `finish` or `drop`."""
        return np.concatenate([silence(0), *self._given])


def tone(dbfs: float, seconds: float) -> Samples:
    """Return a tone that rises in pitch, so that no two blocks of it are alike, peak `dbfs`."""
    t = np.arange(samples(seconds)) / 16000
    return (32768 * 10 ** (dbfs / 20) * np.sin(2 * np.pi * (300 * t + 400 * t**2))).astype(np.int16)


def rattle(seed: int, seconds: float = 0.5) -> Samples:
    """Return spoons: a few hits of metal that ring, as long as a word."""
    dice = np.random.default_rng(seed)
    t = np.arange(samples(seconds)) / 16000
    sound = dice.normal(0, 20, len(t))
    for at in dice.uniform(0, seconds * 0.7, 4):
        rings = np.where(t < at, 0, np.exp(-30 * (t - at)))
        for hz in dice.uniform(1500, 6000, 5):
            sound += 1500 * rings * np.sin(2 * np.pi * hz * t)
    return np.rint(sound).astype(np.int16)


class Bedside:
    """A listener and all the sound that it was given."""

    def __init__(
        self,
        *recognizers: ScriptedRecognizer,
        confirmer: ScriptedRecognizer | None = None,
        told: Callable[[Utterance], None] | None = None,
    ) -> None:
        self.listener = Listener(recognizers, confirmer=confirmer, told=told)
        self.sound = silence(0)
        self.events: list[Heard | PainSuspected] = []

    @property
    def now(self) -> int:
        return len(self.sound)

    @property
    def heard(self) -> list[Word]:
        return [event.word for event in self.events if isinstance(event, Heard)]

    def hears(self, sound: Samples, left_dbfs: float = -120.0) -> None:
        sound = np.pad(sound, (0, -len(sound) % BLOCK_SAMPLES))
        for i in range(0, len(sound), BLOCK_SAMPLES):
            block = sound[i : i + BLOCK_SAMPLES]
            self.events += self.listener.hear(Cleaned(block, block, left_dbfs), self.now)
            self.sound = np.concatenate([self.sound, sound[i : i + BLOCK_SAMPLES]])

    def waits(self, seconds: float) -> None:
        self.hears(silence(samples(seconds)))

    def says(self, sound: Samples) -> int:
        """Have the patient say `sound` between pauses; return the sample at which it began."""
        self.waits(1)
        began = self.now
        self.hears(sound)
        self.waits(PAUSE_S)
        return began


LOUD = tone(-10, 0.5)


def stretch(utterance: NDArray[np.integer], bedside: Bedside) -> tuple[int, int]:
    """Return where in all the sound `utterance` lies: both have the same last loud sample."""
    first = int(np.flatnonzero(bedside.sound)[-1] - np.flatnonzero(utterance)[-1])
    return first, first + len(utterance)


def listening(
    *recognizers: ScriptedRecognizer,
    confirmer: ScriptedRecognizer | None = None,
    told: Callable[[Utterance], None] | None = None,
) -> Bedside:
    bedside = Bedside(*recognizers, confirmer=confirmer, told=told)
    bedside.listener.listen_for(ANYTIME)
    return bedside
