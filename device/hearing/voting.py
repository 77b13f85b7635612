"""Three ears that hear the same a little differently: what two of them write is what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from device.hearing.ear import Ear, Hearing, Stretch
from device.hearing.judge import HURTS
from device.session.events import Word
from device.sound.block import Samples, samples

AGREEING = 2


@dataclass(frozen=True, slots=True)
class Rendering:
    """How an ear gets an utterance: `louder` times as loud, without its first `later` samples.

    `as_it_was`: never with less noise in it.
    """

    louder: float = 1.0
    later: int = 0
    as_it_was: bool = False


RENDERINGS = (Rendering(as_it_was=True), Rendering(louder=1 / 3), Rendering(later=samples(0.1)))
"""A recogniser that writes what it does not know as something writes something else of it when it
is a bit different; what it knows it mostly writes again. Talk from which noise was taken is written
as commands more often, and so one ear hears it as it was: docs/hearing.md, "Less noise", has the
figures, and those of other choices."""


class VotingEar:
    """One `Ear` of several, one for each of `renderings`.

    A word needs two ears that heard it and no other that as many did. Pain and stop heard by a
    single one are still mentioned, which is enough to be asked about.
    """

    def __init__(self, ears: Sequence[Ear], renderings: Sequence[Rendering] = RENDERINGS) -> None:
        self._ears = tuple(zip(ears, renderings, strict=True))
        self._given = 0
        self._less_noise = False

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Ear`."""
        self._begin_anew()
        for ear, _ in self._ears:
            ear.listen_for(words)

    def accept(self, block: Samples, less_noise: Samples | None = None) -> None:
        """See `Ear`."""
        self._less_noise |= less_noise is not None
        for ear, rendering in self._ears:
            sounds = [block]
            if less_noise is not None and not rendering.as_it_was:
                sounds.append(less_noise)
            later = max(0, rendering.later - self._given)
            if later < len(block):
                ear.accept(*(_louder(sound[later:], rendering.louder) for sound in sounds))
        self._given += len(block)

    def finish(self, spoken: Sequence[Stretch] = ()) -> Hearing:  # noqa: ARG002 - see `Ear`
        """See `Ear`. Where the speech is they are not told: some were not given all of it."""
        quieter = [self._less_noise and not each.as_it_was for _, each in self._ears]
        self._begin_anew()
        return vote([ear.finish() for ear, _ in self._ears], quieter)

    def drop(self) -> None:
        """See `Ear`."""
        self._begin_anew()
        for ear, _ in self._ears:
            ear.drop()

    def _begin_anew(self) -> None:
        self._given = 0
        self._less_noise = False


def vote(hearings: Sequence[Hearing], quieter: Sequence[bool] = ()) -> Hearing:
    """One hearing of several of the same utterance.

    `quieter` tells which of them were given less noise; empty, if none was. Who hears pain in the
    noise bears out who hears stop with less of it, and the other way round.
    """
    mentioned = Counter(word for hearing in hearings for word in hearing.mentions)
    mentions = frozenset(word for word, n in mentioned.items() if n >= AGREEING)
    mentions |= {hearing.word for hearing in hearings if hearing.word is not None} & HURTS
    words = Counter(hearing.word for hearing in hearings if hearing.word is not None)
    word = _elected(words)
    said = next((h for h in hearings if (h.text if word is None else h.word is word)), hearings[0])
    which = quieter or [False] * len(hearings)
    noisy = [h.mentions for h, less in zip(hearings, which, strict=True) if not less]
    in_noise = frozenset[Word]().union(*noisy)
    if in_noise & HURTS:
        in_noise |= HURTS
    return replace(said, word=word, mentions=mentions, less_noise=mentions - in_noise)


def _elected(words: Counter[Word]) -> Word | None:
    """Return the word that two ears heard, if no other one was heard by as many."""
    most = words.most_common(2)
    if not most or most[0][1] < AGREEING or (len(most) > 1 and most[1][1] == most[0][1]):
        return None
    return most[0][0]


def _louder(block: Samples, gain: float) -> Samples:
    louder: Samples = block if gain == 1.0 else (block * np.float32(gain)).astype(np.int16)
    return louder
