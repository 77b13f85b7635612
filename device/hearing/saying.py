"""What was said between two silences: its pieces, and how the ears get it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from device.hearing.ear import TAUGHT, Hearing, Sounds, Stretch
from device.hearing.voice_activity import SpeechEnded
from device.sound.block import Samples

EAR_PEAK_DBFS = -18.0
"""Loudest sample of an utterance's beginning as the ears get it. Vosk hears quiet speech worse:
of 38 words from 2 m away in a room with 0.4 s of reverberation, 6 as they came, 17 so."""

MOST_GAIN_DB = 18.0


@dataclass(frozen=True, slots=True)
class Saying:
    """What was said between two silences, as the ears get it, whatever it was.

    `over_db` is how far it rose over what noise and the box's own voice explain. `spoken` are
    the parts of `sound` in which somebody may speak, `less_noise` is the same sound, see `Ear`.
    """

    sound: Samples
    began_at: int
    ended_at: int
    over_db: float
    spoken: tuple[Stretch, ...] = ()
    less_noise: Samples | None = None

    @property
    def sounds(self) -> Sounds:
        """Return what an ear is given of it."""
        return Sounds(self.sound, self.sound if self.less_noise is None else self.less_noise)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of sound without a gap, and what each ear made of it.

    `at` is where it begins in all that has been said since the last silence. `answers` are those
    of the slow ears, `whole` their answers about everything from the first piece to this one.
    """

    ended: SpeechEnded
    sounds: Sounds
    hearings: tuple[Hearing, ...]
    at: int
    spoken: tuple[Stretch, ...]
    answers: tuple[Future[Hearing], ...] = ()
    whole: tuple[Future[Hearing], ...] = ()

    @property
    def ready(self) -> bool:
        """Whether every slow ear has answered."""
        return all(answer.done() for answer in (*self.answers, *self.whole))

    @property
    def heard(self) -> tuple[Hearing, ...]:
        """What all ears made of it, as far as they have answered."""
        return *self.hearings, *come(self.answers)

    @property
    def said(self) -> bool:
        """Whether an ear that writes wrote something; where none does, anything may be speech.

        The taught ear cannot tell a plate that is put down from a word it was not taught: joined
        with these, 92 of 120 words in a kitchen were understood, without them 102.
        """
        writing = [hearing for hearing in self.heard if hearing.source != TAUGHT]
        wrote = any(hearing.text for hearing in writing or self.heard)
        return wrote or any(hearing.word for hearing in self.heard)


def come(answers: Sequence[Future[Hearing]]) -> tuple[Hearing, ...]:
    """Return the answers that have come. Raises what an ear raised."""
    return tuple(answer.result() for answer in answers if answer.done())


def spoken_in(pieces: Sequence[Piece]) -> tuple[Stretch, ...]:
    """Return where somebody speaks in all of them together, and closer where most of it is."""
    some = [piece for piece in pieces if piece.spoken]
    if not some:
        return ()
    first = min(piece.at + piece.spoken[0][0] for piece in some)
    last = max(piece.at + piece.spoken[0][1] for piece in some)
    most = max(some, key=lambda piece: _surest(piece.spoken))
    closer = ((most.at + begin, most.at + end) for begin, end in most.spoken[1:] or most.spoken)
    return (first, last), *closer


def _surest(spoken: Sequence[Stretch]) -> tuple[int, ...]:
    """Order pieces: a clatter may be longer than the word, but the network is not so sure of it."""
    return len(spoken), *(end - begin for begin, end in reversed(spoken))


def joined(parts: Sequence[Sounds]) -> Sounds:
    """Return sounds that follow each other as one."""
    return Sounds(*map(np.concatenate, zip(*(part.both for part in parts), strict=True)))


def as_ears_get(whole: Sequence[Sounds]) -> Sounds:
    """Return all blocks of a saying as one sound, as loud as the ears get it."""
    sounds = joined(whole)
    return louder_by(sounds, gain_for(sounds.as_it_was))


def louder_by(sounds: Sounds, gain: np.float32) -> Sounds:
    """Return sounds so many times as loud, within the range of int16."""
    louder = (np.clip(sound * gain, -32768, 32767).astype(np.int16) for sound in sounds.both)
    return Sounds(*louder)


def gain_for(beginning: Samples) -> np.float32:
    """Return how much louder the ears get an utterance that begins so; the same until its end."""
    peak_dbfs = 20 * np.log10(max(1, int(np.max(np.abs(beginning.astype(np.int32))))) / 32768)
    gain_db = min(MOST_GAIN_DB, max(0.0, EAR_PEAK_DBFS - peak_dbfs))
    return np.float32(10 ** (gain_db / 20))
