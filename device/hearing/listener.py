"""The hearing of the box: one cleaned block in, what the patient said out."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from device.hearing.ear import Ear
from device.hearing.judge import Context, judge, wants_witness
from device.hearing.voice_activity import Segmenter, SpeechBegan, SpeechEnded
from device.session.events import Heard, PainSuspected, Word
from device.sound.block import BLOCK, Samples, samples, silence

OWN_BEFORE = samples(0.1)
OWN_AFTER = samples(0.6)

EAR_PEAK_DBFS = -18.0
"""Loudest sample of an utterance's beginning as the ears get it. Vosk hears quiet speech worse:
of 38 words from 2 m away in a room with 0.4 s of reverberation, 6 as they came, 17 so."""

MOST_GAIN_DB = 18.0


@dataclass(frozen=True, slots=True)
class Own:
    """The box says something that holds `words`, from sample `start` to `end`."""

    words: frozenset[Word]
    start: int
    end: int


class Listener:
    """Cuts utterances out of the sound, gives them to the ears, has what they heard judged.

    `ears` hear every utterance while it is spoken; `witness`, an ear that is harder to please, is
    asked only about words that need agreement. Between utterances a block costs some tens of
    microseconds. One thread.
    """

    def __init__(
        self,
        ears: Sequence[Ear],
        *,
        witness: Ear | None = None,
        segmenter: Segmenter | None = None,
    ) -> None:
        self._ears = tuple(ears)
        self._witness = witness
        self._segmenter = segmenter or Segmenter()
        self._words: frozenset[Word] = frozenset()
        self._before: deque[Samples] = deque(maxlen=self._blocks_before())
        self._utterance: list[Samples] = []
        self._gain = np.float32(1.0)
        self._own: deque[Own] = deque(maxlen=32)

    @property
    def speech_now(self) -> bool:
        """Somebody is speaking: the box's own voice must get out of the way."""
        return self._segmenter.speaking

    def listen_for(self, words: frozenset[Word]) -> None:
        """From now on only these words make sense, also for an utterance that has begun."""
        if words == self._words:
            return
        self._words = words
        for ear in self._ears:
            ear.listen_for(words)
            for block in self._utterance:
                ear.accept(block)
        if self._witness is not None:
            self._witness.listen_for(words)

    def box_says(self, words: frozenset[Word], start: int, end: int) -> None:
        """The box itself will say these command words between samples `start` and `end`."""
        if words:
            self._own.append(Own(words, start, end))

    def hear(self, cleaned: Samples, played: Samples, at: int) -> tuple[Heard | PainSuspected, ...]:
        """Take one block of cleaned sound that begins at sample `at`; return what was said.

        `played` is what the speaker was given in the block before (`BLOCK` samples each).
        """
        was_speaking = self._segmenter.speaking
        told = self._segmenter.step(cleaned, played, at)
        events: list[Heard | PainSuspected] = []
        if was_speaking:
            self._accept(cleaned)
        for mark in told:
            if isinstance(mark, SpeechBegan):
                self._gain = _gain_for(np.concatenate([*self._before, cleaned]))
                for block in (*self._before, cleaned):
                    self._accept(block)
            else:
                events += self._decide(mark)
        self._before.append(cleaned)
        return tuple(events)

    def _accept(self, block: Samples) -> None:
        louder = np.clip(block * self._gain, -32768, 32767).astype(np.int16)
        self._utterance.append(louder)
        for ear in self._ears:
            ear.accept(louder)

    def _decide(self, ended: SpeechEnded) -> tuple[Heard | PainSuspected, ...]:
        utterance = np.concatenate([*self._utterance, silence(BLOCK)])
        self._utterance = []
        if ended.length_s < self._segmenter.tuning.shortest_s or not self._words:
            for ear in self._ears:
                ear.drop()
            return ()
        hearings = [ear.finish() for ear in self._ears]
        if self._witness is not None and any(map(wants_witness, hearings)):
            self._witness.accept(utterance)
            hearings.append(self._witness.finish())
        own = frozenset(
            word
            for said in self._own
            if said.start - OWN_BEFORE < ended.at and ended.began_at < said.end + OWN_AFTER
            for word in said.words
        )
        event = judge(
            hearings,
            Context(self._words, ended.length_s, ended.over_db, ended.at, own),
        )
        return () if event is None else (event,)

    def _blocks_before(self) -> int:
        tuning = self._segmenter.tuning
        onset = tuning.onset_window * 0.01
        return -(-samples(tuning.pre_roll_s + onset) // BLOCK)


def _gain_for(beginning: Samples) -> np.float32:
    """How much louder the ears get an utterance that begins so; the same until its end."""
    peak_dbfs = 20 * np.log10(max(1, int(np.max(np.abs(beginning.astype(np.int32))))) / 32768)
    gain_db = min(MOST_GAIN_DB, max(0.0, EAR_PEAK_DBFS - peak_dbfs))
    return np.float32(10 ** (gain_db / 20))
