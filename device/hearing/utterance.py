"""What was said between two silences: its pieces, and how the recognizers get it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np

from device.hearing.endpointer import SpeechEnded
from device.hearing.recognizer import TAUGHT, Hypothesis, SampleRange, SoundPair
from device.sound.block import Samples

RECOGNIZER_PEAK_DBFS = -18.0
"""Loudest sample of an utterance's beginning as the recognizers get it. Vosk hears quiet speech
worse: of 38 words from 2 m away in a room with 0.4 s of reverberation, 6 as they came, 17 so."""

MAX_RECOGNIZER_GAIN_DB = 18.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said between two silences, as the recognizers get it, whatever it was.

    `over_db` is how far it rose over what noise and the box's own voice explain. `spoken` are
    the parts of `sound` in which somebody may speak, `denoised` is the same sound, see
    `Recognizer`.
    """

    sound: Samples
    began_at: int
    ended_at: int
    over_db: float
    spoken: tuple[SampleRange, ...] = ()
    denoised: Samples | None = None

    @property
    def sounds(self) -> SoundPair:
        """Return what a recognizer is given of it."""
        return SoundPair(self.sound, self.sound if self.denoised is None else self.denoised)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of sound without a gap, and what each recognizer made of it.

    `at` is where it begins in all that has been said since the last silence. `answers` are those
    of the slow recognizers, `whole` their answers about everything from the first piece to this
    one.
    """

    ended: SpeechEnded
    sounds: SoundPair
    hypotheses: tuple[Hypothesis, ...]
    at: int
    spoken: tuple[SampleRange, ...]
    answers: tuple[Future[Hypothesis], ...] = ()
    whole: tuple[Future[Hypothesis], ...] = ()

    @property
    def ready(self) -> bool:
        """Whether every slow recognizer has answered."""
        return all(answer.done() for answer in (*self.answers, *self.whole))

    @property
    def heard(self) -> tuple[Hypothesis, ...]:
        """What all recognizers made of it, as far as they have answered."""
        return *self.hypotheses, *come(self.answers)

    @property
    def said(self) -> bool:
        """Whether a recognizer that writes wrote something.

        Where none does, anything may be speech.

        The enrolled recognizer cannot tell a plate that is put down from a word it was not taught:
        joined with these, 92 of 120 words in a kitchen were understood, without them 102.
        """
        writing = [hypothesis for hypothesis in self.heard if hypothesis.source != TAUGHT]
        wrote = any(hypothesis.text for hypothesis in writing or self.heard)
        return wrote or any(hypothesis.word for hypothesis in self.heard)


def come(answers: Sequence[Future[Hypothesis]]) -> tuple[Hypothesis, ...]:
    """Return the answers that have come. Raises what a recognizer raised."""
    return tuple(answer.result() for answer in answers if answer.done())


def spoken_in(segments: Sequence[Segment]) -> tuple[SampleRange, ...]:
    """Return where somebody speaks in all of them together, and closer where most of it is."""
    some = [segment for segment in segments if segment.spoken]
    if not some:
        return ()
    first = min(segment.at + segment.spoken[0][0] for segment in some)
    last = max(segment.at + segment.spoken[0][1] for segment in some)
    most = max(some, key=lambda segment: _surest(segment.spoken))
    closer = ((most.at + begin, most.at + end) for begin, end in most.spoken[1:] or most.spoken)
    return (first, last), *closer


def _surest(spoken: Sequence[SampleRange]) -> tuple[int, ...]:
    """Order pieces: a clatter may be longer than the word, but the network is not so sure of it."""
    return len(spoken), *(end - begin for begin, end in reversed(spoken))


def concatenated(parts: Sequence[SoundPair]) -> SoundPair:
    """Return sounds that follow each other as one."""
    return SoundPair(*map(np.concatenate, zip(*(part.both for part in parts), strict=True)))


def as_recognizers_get(whole: Sequence[SoundPair]) -> SoundPair:
    """Return all blocks of an utterance as one sound, as loud as the recognizers get it."""
    sounds = concatenated(whole)
    return amplified(sounds, gain_for(sounds.raw))


def amplified(sounds: SoundPair, gain: np.float32) -> SoundPair:
    """Return `sounds` times `gain` (a factor, 1 or more), clipped to the range of int16."""
    louder = (np.clip(sound * gain, -32768, 32767).astype(np.int16) for sound in sounds.both)
    return SoundPair(*louder)


def gain_for(beginning: Samples) -> np.float32:
    """Return the gain with which the recognizers get an utterance, the same until its end.

    Args:
        beginning: The raw sound with which it begins, not empty.

    Returns:
        A factor, not decibels: 1 up to that of `MAX_RECOGNIZER_GAIN_DB`.
    """
    peak_dbfs = 20 * np.log10(max(1, int(np.max(np.abs(beginning.astype(np.int32))))) / 32768)
    gain_db = min(MAX_RECOGNIZER_GAIN_DB, max(0.0, RECOGNIZER_PEAK_DBFS - peak_dbfs))
    return np.float32(10 ** (gain_db / 20))
