"""A recognizer that understands nothing and keeps what was said.

For teaching, and for measuring.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from device.hearing.listener import Listener
from device.hearing.recognizer import TAUGHT, Hypothesis, SampleRange
from device.hearing.utterance import Utterance
from device.hearing.vad import SileroDetector
from device.session.events import Word
from device.sound.block import BLOCK_SAMPLES, Samples, silence
from device.sound.echo_canceller import EchoCanceller

SOMETHING = "something"


class CaptureRecognizer:
    """See `Recognizer`. `sound` is the utterance heard last, None before there was one."""

    def __init__(self) -> None:
        self.sound: Samples | None = None
        self._blocks: list[Samples] = []

    def listen_for(self, words: frozenset[Word]) -> None:  # noqa: ARG002 - see `Recognizer`
        """See `Recognizer`."""
        self._blocks = []

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:  # noqa: ARG002
        """See `Recognizer`. It keeps the sound as it was: that is what is taught."""
        self._blocks.append(block)

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:  # noqa: ARG002 - see `Recognizer`
        """See `Recognizer`. What is said is told as `SOMETHING`, never as a word."""
        self.sound = np.concatenate(self._blocks) if self._blocks else silence(0)
        self._blocks = []
        return Hypothesis(SOMETHING, None, 0.0, TAUGHT)

    def drop(self) -> None:
        """See `Recognizer`."""
        self._blocks = []


class CaptureListener:
    """Microphone blocks in, one utterance after the other out, cut as in a session.

    The box is silent the while: it has no own voice to take out. `over_db` is how far the utterance
    that was returned last rose over noise.
    """

    def __init__(self) -> None:
        self._recognizer = CaptureRecognizer()
        self.over_db = 0.0
        self._listener = Listener([self._recognizer], speech=SileroDetector(), told=self._note)
        self._listener.listen_for(frozenset(Word))
        self._echo = EchoCanceller()
        self._at = 0

    def hear(self, block: Samples) -> Samples | None:
        """Take one block (`BLOCK_SAMPLES` samples).

        Return an utterance that has just become whole.
        """
        self._listener.hear(self._echo.clean(block, silence()), self._at)
        self._at += BLOCK_SAMPLES
        if self._listener.speech_now or self._recognizer.sound is None:
            return None
        sound, self._recognizer.sound = self._recognizer.sound, None
        return sound

    def _note(self, utterance: Utterance) -> None:
        self.over_db = utterance.over_db
