"""Three recognizers that hear the same a little differently.

What two of them write is what was said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from device.hearing.arbiter import HURTS
from device.hearing.recognizer import Hypothesis, Recognizer, SampleRange
from device.session.events import Word
from device.sound.block import Samples, samples

AGREEING = 2


@dataclass(frozen=True, slots=True)
class InputVariant:
    """How a recognizer gets an utterance.

    `louder` times as loud, without its first `later` samples.

    `raw`: never with less noise in it.
    """

    louder: float = 1.0
    later: int = 0
    raw: bool = False


INPUT_VARIANTS = (
    InputVariant(raw=True),
    InputVariant(louder=1 / 3),
    InputVariant(later=samples(0.1)),
)
"""A recognizer that writes what it does not know as something writes something else of it when it
is a bit different; what it knows it mostly writes again. Talk from which noise was taken is written
as commands more often, and so one recognizer hears it as it was. The figures, and those of other
choices: docs/decisions/denoised-sound.md."""


class VotingRecognizer:
    """One `Recognizer` of several, one for each of `renderings`.

    A word needs two recognizers that heard it and no other that as many did. Pain and stop heard by
    a single one are still mentioned, which is enough to be asked about.
    """

    def __init__(
        self, recognizers: Sequence[Recognizer], renderings: Sequence[InputVariant] = INPUT_VARIANTS
    ) -> None:
        self._recognizers = tuple(zip(recognizers, renderings, strict=True))
        self._given = 0
        self._denoised = False

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Recognizer`."""
        self._begin_anew()
        for recognizer, _ in self._recognizers:
            recognizer.listen_for(words)

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        """See `Recognizer`."""
        self._denoised |= denoised is not None
        for recognizer, rendering in self._recognizers:
            sounds = [block]
            if denoised is not None and not rendering.raw:
                sounds.append(denoised)
            later = max(0, rendering.later - self._given)
            if later < len(block):
                recognizer.accept(*(_louder(sound[later:], rendering.louder) for sound in sounds))
        self._given += len(block)

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:  # noqa: ARG002 - see `Recognizer`
        """See `Recognizer`.

        Where the speech is they are not told: some were not given all of it.
        """
        quieter = [self._denoised and not each.raw for _, each in self._recognizers]
        self._begin_anew()
        return vote([recognizer.finish() for recognizer, _ in self._recognizers], quieter)

    def drop(self) -> None:
        """See `Recognizer`."""
        self._begin_anew()
        for recognizer, _ in self._recognizers:
            recognizer.drop()

    def _begin_anew(self) -> None:
        self._given = 0
        self._denoised = False


def vote(hypotheses: Sequence[Hypothesis], quieter: Sequence[bool] = ()) -> Hypothesis:
    """One hearing of several of the same utterance.

    `quieter` tells which of them were given less noise; empty, if none was. Who hears pain in the
    noise bears out who hears stop with less of it, and the other way round.
    """
    mentioned = Counter(word for hypothesis in hypotheses for word in hypothesis.mentions)
    mentions = frozenset(word for word, n in mentioned.items() if n >= AGREEING)
    mentions |= {
        hypothesis.word for hypothesis in hypotheses if hypothesis.word is not None
    } & HURTS
    words = Counter(hypothesis.word for hypothesis in hypotheses if hypothesis.word is not None)
    word = _elected(words)
    said = next(
        (h for h in hypotheses if (h.text if word is None else h.word is word)), hypotheses[0]
    )
    which = quieter or [False] * len(hypotheses)
    noisy = [h.mentions for h, less in zip(hypotheses, which, strict=True) if not less]
    in_noise = frozenset[Word]().union(*noisy)
    if in_noise & HURTS:
        in_noise |= HURTS
    return replace(said, word=word, mentions=mentions, denoised=mentions - in_noise)


def _elected(words: Counter[Word]) -> Word | None:
    """Return the word that two recognizers heard, if no other one was heard by as many."""
    most = words.most_common(2)
    if not most or most[0][1] < AGREEING or (len(most) > 1 and most[1][1] == most[0][1]):
        return None
    return most[0][0]


def _louder(block: Samples, gain: float) -> Samples:
    louder: Samples = block if gain == 1.0 else (block * np.float32(gain)).astype(np.int16)
    return louder
