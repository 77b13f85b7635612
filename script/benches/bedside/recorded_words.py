"""Recorded single words of strangers.

How they are cut out, whatever the recognizers make of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from device.hearing.commands import Commands
from device.hearing.denoiser import GtcrnDenoiser
from device.hearing.endpointer import Endpointer, SpeechBegan, SpeechEnded
from device.hearing.listener import ALONE, Listener
from device.hearing.recognizer import Hypothesis, SampleRange
from device.hearing.vad import SileroDetector
from device.session.events import ANYTIME, Heard, PainSuspected, Word
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples
from script.benches.bedside.overheard import read_wave
from script.benches.bedside.trials import Bedside, Condition, Parts
from script.benches.results.figures import Figure, quantile, share

FRAME = RATE_HZ // 100
SEED = 11

SOUNDING_DB = 25.0
"""A recorded word is what lies between its frames of 10 ms that are so far below the loudest."""

ENDPOINT_MS = 150.0
"""Goal for the middle of the times from a word's end until the box knows that it is over."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What became of a recorded word: in how many utterances it was cut out, of how many segments.

    Segments that the listener would join are one utterance. `late_ms` runs from the word's end, at
    the microphone, until the last segment that had begun before it was told to be over; infinite
    where there was none.
    """

    name: str
    utterances: int
    pieces: int
    late_ms: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a box made of a recorded word; `meant` is None where it is no command."""

    name: str
    meant: Word | None
    heard: Word | None
    asked: bool


class _Marking(Endpointer):
    """Keeps the piece that ended last, with the sample at which it told that it was over."""

    def __init__(self) -> None:
        super().__init__()
        self.last: list[tuple[int, SpeechEnded]] = []

    def step(
        self, cleaned: Samples, left_dbfs: float, at: int
    ) -> tuple[SpeechBegan | SpeechEnded, ...]:
        """See `Endpointer`."""
        told = super().step(cleaned, left_dbfs, at)
        self.last = [
            (at + BLOCK_SAMPLES, m) for m in told if isinstance(m, SpeechEnded)
        ] or self.last
        return told


class _Noting:
    """An `Recognizer` that keeps every piece it was to hear: what is no speech is dropped."""

    def __init__(self, segmenter: _Marking) -> None:
        self.over: list[tuple[int, SpeechEnded]] = []
        self._segmenter = segmenter

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Recognizer`."""

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        """See `Recognizer`."""

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:  # noqa: ARG002 - see `Recognizer`
        """See `Recognizer`. It writes nothing, so that nothing is heard again as a whole."""
        self.over += self._segmenter.last[-1:]
        return Hypothesis("", None, 0.0, "noting")

    def drop(self) -> None:
        """See `Recognizer`."""


def words(folder: Path, every: int) -> Iterator[tuple[str, Samples]]:
    """Yield every n-th recorded word, with its name, cut to where it sounds."""
    files = sorted(folder.glob("speech_commands/*/*.wav"), key=lambda f: (f.name, f))
    for file in files[::every]:
        yield file.parent.name, sounding(read_wave(file))


def sounding(sound: Samples) -> Samples:
    """Return the part of a recording in which the word is; by its levels alone."""
    whole = len(sound) // FRAME * FRAME
    power = np.mean(np.square(sound[:whole].astype(np.float64).reshape(-1, FRAME)), axis=1)
    loud = np.flatnonzero(power >= power.max() * 10 ** (-SOUNDING_DB / 10))
    cut: Samples = sound[loud[0] * FRAME : (loud[-1] + 1) * FRAME]
    return cut


def cut_out(
    recorded: Iterable[tuple[str, Samples]], parts: Parts, condition: Condition, kitchen: Samples
) -> list[Cut]:
    """Say every word once beside a box that only cuts out what is said."""
    segmenter = _Marking()
    noting = _Noting(segmenter)
    listener = partial(
        Listener, [noting], segmenter=segmenter, speech=SileroDetector(), noise=GtcrnDenoiser()
    )
    cutting = replace(parts, listener=listener)
    bedside = Bedside(cutting, condition, kitchen, seed=SEED)
    bedside.listen_for(ANYTIME)
    cuts = []
    for name, sound in recorded:
        noting.over.clear()
        bedside.hears(sound)
        cuts.append(_cut(name, noting.over, bedside.last_said[1]))
    return cuts


def _cut(name: str, over: Sequence[tuple[int, SpeechEnded]], ended: int) -> Cut:
    pieces = [mark for _, mark in over]
    gaps = [after.began_at - before.at for before, after in pairwise(pieces)]
    utterances = bool(pieces) + sum(gap >= ALONE for gap in gaps)
    told = [at for at, mark in over if mark.began_at < ended]
    late_ms = (told[-1] - ended) * 1000 / RATE_HZ if told else math.inf
    return Cut(name, utterances, len(pieces), late_ms)


def answered(
    recorded: Iterable[tuple[str, Samples]],
    parts: Parts,
    condition: Condition,
    kitchen: Samples,
    commands: Commands,
    among: frozenset[Word],
) -> list[Answer]:
    """Say every word once to a box that listens for the words `among`."""
    bedside = Bedside(parts, condition, kitchen, seed=SEED)
    bedside.listen_for(among)
    answers = []
    for name, sound in recorded:
        meant = commands.meaning(name).only
        told = bedside.hears(sound)
        heard = next((e.word for e in told if isinstance(e, Heard)), None)
        asked = any(isinstance(e, PainSuspected) for e in told)
        answers.append(Answer(name, meant if meant in among else None, heard, asked))
    return answers


def cut_figures(condition: str, cuts: Sequence[Cut]) -> list[Figure]:
    """Return how many words were found as one utterance, and how late they were over."""
    name = f"recorded_words_{condition}"
    late = [cut.late_ms for cut in cuts]
    return [
        share(f"{name}_cut_out_as_one", sum(cut.utterances == 1 for cut in cuts), len(cuts)),
        share(f"{name}_not_noticed", sum(not cut.utterances for cut in cuts), len(cuts)),
        quantile(f"{name}_end_to_endpoint_p50", late, 0.5, ENDPOINT_MS),
        quantile(f"{name}_end_to_endpoint_p95", late, 0.95),
    ]


def answer_figures(answers: Sequence[Answer]) -> list[Figure]:
    """Return how often words that are no commands were acted upon, and commands understood."""
    others = [a for a in answers if a.meant is None]
    meant = [a for a in answers if a.meant is not None]
    figures = [
        share("recorded_words_acted_upon", sum(a.heard is not None for a in others), len(others)),
        share("recorded_words_asked_about", sum(a.asked for a in others), len(others)),
    ]
    if meant:
        right = sum(a.heard is a.meant for a in meant)
        figures.append(share("recorded_commands_understood", right, len(meant)))
    return figures
