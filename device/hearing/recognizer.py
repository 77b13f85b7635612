"""What a recognizer is: something that is given the sound of one utterance and says what it was."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from device.session.events import Word
from device.sound.block import Samples

TAUGHT = "taught"
"""`Hypothesis.source` of the recognizer that was taught by the patient; all others write words."""

LIKELIHOOD = "likelihood"
"""`Hypothesis.source` of the recognizer that tells how likely each phrase is."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What one recognizer made of one utterance.

    `word` is set only when the utterance was that command and nothing else. `mentions` are the
    commands that make up half of it or more, beside other words. `syllables` is how many were
    heard, 0 from a recognizer that cannot tell. `certainty` is 0 to 1 and cannot be compared
    between recognizers; it is no measure against foreign speech (Vosk gives 1.0 to wrong words).
    `knows` are the commands that this recognizer was taught by the patient: it would have mentioned
    them. `denoised` are the words that were heard only in the sound with less noise in it. `scores`
    tell how much speaks for each word, from a recognizer that can tell: from the recognizer by
    likelihood natural logarithms, at most 0; from the enrolled recognizer how far over its
    threshold a word is, all taught ones, whether they make sense now or not.
    """

    text: str
    word: Word | None
    certainty: float
    source: str
    mentions: frozenset[Word] = frozenset()
    syllables: int = 0
    knows: frozenset[Word] = frozenset()
    denoised: frozenset[Word] = frozenset()
    scores: tuple[tuple[Word, float], ...] = ()


SampleRange = tuple[int, int]
"""First sample of a part of a sound, and the one after its last."""


@dataclass(frozen=True, slots=True)
class SoundPair:
    """The same sound twice, sample for sample: as it was, and with less noise in it."""

    raw: Samples
    denoised: Samples

    @property
    def both(self) -> tuple[Samples, Samples]:
        """Return what a recognizer is to `accept`."""
        return self.raw, self.denoised


class Recognizer(Protocol):
    """Blocks of one utterance in, one `Hypothesis` out. One thread."""

    def listen_for(self, words: frozenset[Word]) -> None:
        """Only these words make sense from the next utterance on; drops what was accepted."""

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        """Take some more of the utterance.

        Args:
            block: Samples of 16 kHz, any number, as they were.
            denoised: The same samples with less noise in them; where they are None, `block`
                stands for both.
        """

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:
        """The utterance is over: what was it? The next `accept` begins another one.

        `spoken` are the parts of what was accepted in which somebody may speak, the widest first
        and the others in it; nothing where that is not known.
        """

    def drop(self) -> None:
        """Forget what was accepted since the last `finish`."""


class SlowRecognizer(Protocol):
    """A recognizer whose answer takes longer than the sound can wait.

    One thread but for the answer.
    """

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Recognizer`."""

    def ask(self, sounds: SoundPair) -> Future[Hypothesis]:
        """Begin to work on a whole utterance; the answer comes when it comes, in order."""
