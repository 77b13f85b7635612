"""A listener that is given sound, with ears that tell what they are told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from device.hearing.ear import Hearing, Stretch
from device.hearing.listener import Listener
from device.hearing.saying import Saying
from device.hearing.voice_activity import Tuning
from device.session.events import ANYTIME, Heard, PainSuspected, Word
from device.sound.block import BLOCK, Samples, samples, silence
from device.sound.echo import Cleaned

PAUSE_S = 0.5
"""After this it is decided what was said."""

PRE_ROLL = samples(Tuning().pre_roll_s)
NOTHING = Hearing("", None, 0.0, "script")
TALK = Hearing("what ever", None, 0.0, "script")


def hearing(word: Word) -> Hearing:
    return Hearing(word.value, word, 1.0, "script", frozenset({word}))


class ScriptedEar:
    """Tells what its script says, one hearing for each `finish`, and keeps all it was given."""

    def __init__(self, *script: Hearing) -> None:
        self.script = list(script)
        self.utterances: list[Samples] = []
        self.less_noise: list[Samples] = []
        self.spoken: list[Sequence[Stretch]] = []
        self.words: list[frozenset[Word]] = []
        self.drops = 0
        self._given: list[Samples] = []
        self._less_noise: list[Samples] = []

    def listen_for(self, words: frozenset[Word]) -> None:
        self.words.append(words)
        self._given, self._less_noise = [], []

    def accept(self, block: Samples, less_noise: Samples | None = None) -> None:
        self._given.append(block.copy())
        self._less_noise.append((block if less_noise is None else less_noise).copy())

    def finish(self, spoken: Sequence[Stretch] = ()) -> Hearing:
        self.utterances.append(self.given)
        self.less_noise.append(np.concatenate([silence(0), *self._less_noise]))
        self.spoken.append(spoken)
        self._given, self._less_noise = [], []
        return self.script.pop(0) if self.script else NOTHING

    def drop(self) -> None:
        self.drops += 1
        self._given, self._less_noise = [], []

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
        *ears: ScriptedEar,
        witness: ScriptedEar | None = None,
        told: Callable[[Saying], None] | None = None,
    ) -> None:
        self.listener = Listener(ears, witness=witness, told=told)
        self.sound = silence(0)
        self.events: list[Heard | PainSuspected] = []

    @property
    def now(self) -> int:
        return len(self.sound)

    @property
    def heard(self) -> list[Word]:
        return [event.word for event in self.events if isinstance(event, Heard)]

    def hears(self, sound: Samples, left_dbfs: float = -120.0) -> None:
        sound = np.pad(sound, (0, -len(sound) % BLOCK))
        for i in range(0, len(sound), BLOCK):
            block = sound[i : i + BLOCK]
            self.events += self.listener.hear(Cleaned(block, block, left_dbfs), self.now)
            self.sound = np.concatenate([self.sound, sound[i : i + BLOCK]])

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
    *ears: ScriptedEar,
    witness: ScriptedEar | None = None,
    told: Callable[[Saying], None] | None = None,
) -> Bedside:
    bedside = Bedside(*ears, witness=witness, told=told)
    bedside.listener.listen_for(ANYTIME)
    return bedside
