"""What somebody says, with less of the house in it, for the recognizers.

The network is GTCRN (Rong, Sun, Zhang, Hu, Zhu, Lu: a speech enhancement model requiring ultralow
computational resources, ICASSP 2024; MIT), as its authors publish it for streams: 48 000 values,
learned from the recordings of the third Deep Noise Suppression Challenge. It weighs the spectrum of
32 ms at a time, every 16 ms. Its worth: docs/decisions/denoised-sound.md and denoised-features.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from device.hearing.onnx_network import network
from device.hearing.recognizer import SoundPair
from device.hearing.utterance import gain_for
from device.sound.block import Samples, silence

Doubles = NDArray[np.float64]

GTCRN_FILE = Path(__file__).with_name("gtcrn.onnx")
STFT_WINDOW = 512
STFT_HOP = 256
STFT_DELAY = STFT_HOP + STFT_HOP * 3 // 4
"""A hop until the next window, and what of the blocks may wait for a hop to be whole: never more
than three quarters of one, as both lengths are multiples of 64."""

KEPT = 0.3
"""Share of the raw sound in the output, 0 to 1: what the network calls noise may be a consonant."""

STATES = {
    "conv_cache": (2, 1, 16, 16, 33),
    "tra_cache": (2, 3, 1, 1, 16),
    "inter_cache": (2, 1, 33, 16),
}


class Denoiser(Protocol):
    """The sound of an utterance in, the same with less noise out. One thread."""

    @property
    def late(self) -> int:
        """Latency from input to output, in samples."""

    def begin(self, beginning: Samples) -> SoundPair:
        """Start with an utterance.

        Args:
            beginning: The raw sound of the utterance up to now, one or more blocks.

        Returns:
            As many samples of either sound, `late` samples late.
        """

    def step(self, block: Samples) -> SoundPair:
        """Take one more `block` (`BLOCK_SAMPLES` samples); return as many, `late` samples late."""

    def rest(self) -> SoundPair:
        """Return what has not come out yet, as if it were silent from now on; it goes on."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What is under way between two blocks.

    `waiting` has not been in the middle of a window yet, `weighed` has been and not come out;
    `overlap` is to be added to the next window.
    """

    raw: Samples = field(default_factory=partial(silence, STFT_DELAY))
    waiting: Doubles = field(default_factory=partial(np.zeros, STFT_HOP))
    overlap: Doubles = field(default_factory=partial(np.zeros, STFT_HOP))
    weighed: Doubles = field(default_factory=partial(np.zeros, STFT_DELAY - STFT_HOP))
    network: tuple[NDArray[np.float32], ...] = tuple(
        np.zeros(shape, np.float32) for shape in STATES.values()
    )


class GtcrnDenoiser:
    """See `Denoiser`. About 1 ms for each 20 ms of sound on a PC."""

    def __init__(self) -> None:
        self._network = network(GTCRN_FILE)
        self._window = np.sqrt(np.hanning(STFT_WINDOW + 1)[:-1])
        self._gain = np.float32(1.0)
        self._stream = Stream()

    @property
    def late(self) -> int:
        """See `Denoiser`: 28 ms."""
        return STFT_DELAY

    def begin(self, beginning: Samples) -> SoundPair:
        """See `Denoiser`."""
        self._gain = gain_for(beginning)
        self._stream = Stream()
        return self.step(beginning)

    def step(self, block: Samples) -> SoundPair:
        """See `Denoiser`."""
        out, self._stream = self._through(self._stream, block)
        return out

    def rest(self) -> SoundPair:
        """See `Denoiser`. About 2 ms."""
        return self._through(self._stream, silence(STFT_DELAY))[0]

    def _through(self, stream: Stream, sound: Samples) -> tuple[SoundPair, Stream]:
        raw = np.concatenate([stream.raw, sound])
        waiting = np.concatenate([stream.waiting, sound / 32768 * self._gain])
        overlap, network, weighed = stream.overlap, stream.network, [stream.weighed]
        while len(waiting) >= STFT_WINDOW:
            window, network = self._weigh(waiting[:STFT_WINDOW], network)
            weighed.append(overlap + window[:STFT_HOP] + KEPT * waiting[:STFT_HOP])
            overlap, waiting = window[STFT_HOP:], waiting[STFT_HOP:]
        out, still = np.split(np.concatenate(weighed), [len(sound)])
        quiet = np.clip(np.rint(out / self._gain * 32768), -32768, 32767).astype(np.int16)
        came_out, under_way = np.split(raw, [len(sound)])
        return SoundPair(came_out, quiet), Stream(under_way, waiting, overlap, still, network)

    def _weigh(
        self, sound: Doubles, states: tuple[NDArray[np.float32], ...]
    ) -> tuple[Doubles, tuple[NDArray[np.float32], ...]]:
        """Return what the network leaves of a window, to be added to its neighbours' halves."""
        spectrum = np.fft.rfft(sound * self._window)
        seen = np.stack([spectrum.real, spectrum.imag], axis=-1).astype(np.float32)
        given = dict(zip(STATES, states, strict=True)) | {"mix": seen[None, :, None, :]}
        left, *after = self._network.run(None, given)
        values = left[0, :, 0, 0] + 1j * left[0, :, 0, 1]
        return np.fft.irfft(values, STFT_WINDOW) * self._window * (1 - KEPT), tuple(after)
