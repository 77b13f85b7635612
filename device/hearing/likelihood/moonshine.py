"""Moonshine tiny: sound in, the probability of each next token out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from device.hearing.likelihood.tokens import BEGIN
from device.hearing.likelihood.weights import Weights
from device.hearing.onnx_network import network
from device.sound.block import Samples, samples

Floats: TypeAlias = NDArray[np.float32]
LogProbabilities: TypeAlias = NDArray[np.float64]

PEAK = 0.5
"""The peak of everything that Moonshine gets, 0 to 1; it minds a peak below -40 dBFS."""

BEFORE, AFTER, AT_LEAST = samples(0.25), samples(0.5), samples(1.2)
"""Silence around a sound. Without any after it a word gets a median of -0.84 instead of -0.29."""

HEADS, WIDTH = 8, 36


@dataclass(frozen=True, slots=True)
class Branch:
    """What the decoder knows of some beginnings of a text, a row for each. Made by `Moonshine`."""

    states: Floats
    past: tuple[Any, ...]
    next: LogProbabilities
    """The logarithm of each token's probability to come next: a row for each beginning."""


class Moonshine:
    """The two networks. One thread at a time.

    Sounds of different lengths are never put into one run, and nothing is masked: what stands
    behind a mask moves a score by up to 1.5.
    """

    def __init__(self, weights: Weights) -> None:
        """Load the networks: 43 MB, some tenths of a second."""
        self._encoder = network(weights.encoder)
        self._decoder = network(weights.decoder)
        names = [given.name for given in self._decoder.get_inputs()]
        self._past = [name for name in names if name.startswith("past_key_values")]

    def states(self, sound: Samples) -> Floats:
        """Return what the encoder makes of a sound at 16 kHz: 1 x places x 288, 41 places/s."""
        level = sound.astype(np.float32)
        level *= PEAK / max(1.0, float(np.abs(level).max(initial=0.0)))
        padded = np.pad(level, (BEFORE, AFTER))
        padded = np.pad(padded, (0, max(0, AT_LEAST - len(padded))))[None]
        mask = np.ones(padded.shape, np.int64)
        states: Floats = self._encoder.run(None, {"input_values": padded, "attention_mask": mask})[
            0
        ]
        return states

    def begin(self, states: Floats) -> Branch:
        """Return the only beginning of a text: nothing is written yet.

        Args:
            states: 1 x places x 288, of the sound that is transcribed.
        """
        past = tuple(np.zeros((1, HEADS, 0, WIDTH), np.float32) for _ in self._past)
        logits, made = self._run(states, [BEGIN], past, cached=False)
        return Branch(states, tuple(made), _normal(logits))

    def go_on(self, branch: Branch, rows: Sequence[int], tokens: Sequence[int]) -> Branch:
        """Return beginnings one token longer.

        Args:
            branch: The beginnings so far, a row for each.
            rows: The rows that go on; one may go on in several ways.
            tokens: The next token of each of `rows`.

        Returns:
            A row for each of `rows`.
        """
        past = tuple(each[list(rows)] for each in branch.past)
        logits, made = self._run(branch.states, tokens, past, cached=True)
        # The attention to the sound is given back empty where it was given.
        kept = tuple(
            given if ".encoder." in name else new
            for name, given, new in zip(self._past, past, made, strict=True)
        )
        return Branch(branch.states, kept, _normal(logits))

    def _run(
        self, states: Floats, tokens: Sequence[int], past: Sequence[Any], *, cached: bool
    ) -> tuple[Floats, list[Any]]:
        count = len(tokens)
        logits, *made = self._decoder.run(
            None,
            {
                "input_ids": np.array(tokens, np.int64)[:, None],
                "encoder_hidden_states": np.repeat(states, count, axis=0),
                "encoder_attention_mask": np.ones((count, states.shape[1]), np.int64),
                "use_cache_branch": np.array([cached]),
                **dict(zip(self._past, past, strict=True)),
            },
        )
        return logits[:, -1], made


def _normal(logits: Floats) -> LogProbabilities:
    above = logits.astype(np.float64)
    above -= above.max(axis=-1, keepdims=True)
    told: LogProbabilities = above - np.log(np.exp(above).sum(axis=-1, keepdims=True))
    return told
