"""An ear that understands nothing and keeps what was said: for teaching, and for measuring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from device.hearing.ear import TAUGHT, Hearing, Stretch
from device.hearing.listener import Listener
from device.hearing.saying import Saying
from device.hearing.speech_probability import Silero
from device.session.events import Word
from device.sound.block import BLOCK, Samples, silence
from device.sound.echo import EchoCanceller

SOMETHING = "something"


class TakeEar:
    """See `Ear`. `sound` is the utterance heard last, None before there was one."""

    def __init__(self) -> None:
        self.sound: Samples | None = None
        self._blocks: list[Samples] = []

    def listen_for(self, words: frozenset[Word]) -> None:  # noqa: ARG002 - see `Ear`
        """See `Ear`."""
        self._blocks = []

    def accept(self, block: Samples, less_noise: Samples | None = None) -> None:  # noqa: ARG002
        """See `Ear`. It keeps the sound as it was: that is what is taught."""
        self._blocks.append(block)

    def finish(self, spoken: Sequence[Stretch] = ()) -> Hearing:  # noqa: ARG002 - see `Ear`
        """See `Ear`. What is said is told as `SOMETHING`, never as a word."""
        self.sound = np.concatenate(self._blocks) if self._blocks else silence(0)
        self._blocks = []
        return Hearing(SOMETHING, None, 0.0, TAUGHT)

    def drop(self) -> None:
        """See `Ear`."""
        self._blocks = []


class TakeListener:
    """Microphone blocks in, one utterance after the other out, cut as in a session.

    The box is silent the while: it has no own voice to take out. `over_db` is how far the utterance
    that was returned last rose over noise.
    """

    def __init__(self) -> None:
        self._ear = TakeEar()
        self.over_db = 0.0
        self._listener = Listener([self._ear], speech=Silero(), told=self._note)
        self._listener.listen_for(frozenset(Word))
        self._echo = EchoCanceller()
        self._at = 0

    def hear(self, block: Samples) -> Samples | None:
        """Take one block (`BLOCK` samples); return an utterance that has just become whole."""
        self._listener.hear(self._echo.clean(block, silence()), self._at)
        self._at += BLOCK
        if self._listener.speech_now or self._ear.sound is None:
            return None
        sound, self._ear.sound = self._ear.sound, None
        return sound

    def _note(self, saying: Saying) -> None:
        self.over_db = saying.over_db
