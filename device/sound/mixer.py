"""The mixer: clips on their samples, one voice, out of the patient's way when they speak."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.sound.block import BLOCK_SAMPLES, Samples, samples, silence

FADE = samples(0.005)
"""How fast a clip ends that has to give way: at once to the recognizer, and without a click."""

DUCKED_GAIN = 0.0
"""Gain of the own voice while somebody speaks over it: none. Stepping back by 14 dB instead, 13
of 56 words said into a sentence were understood, and 19 with silence."""

DUCK_FALL = samples(0.005)
DUCK_RISE = samples(0.25)


@dataclass(frozen=True, slots=True)
class _Part:
    at: int
    clip: Samples

    @property
    def end(self) -> int:
        return self.at + len(self.clip)


class Mixer:
    """Speaker blocks, one after the other. `position` is the sample at which the next one begins.

    A clip begins on its sample whatever else happens; it is never moved. One voice: where a clip
    begins, the one before it has faded out in `FADE` samples. Runs on the sound thread alone.
    """

    def __init__(self) -> None:
        self.position = 0
        self._coming: list[_Part] = []
        self._sounding: list[_Part] = []
        self._duck = _Ramp(1.0)
        self._gain = _Ramp(1.0)

    @property
    def sounding(self) -> bool:
        """Whether a clip sounds at `position`."""
        return bool(self._sounding)

    def play(self, clip: Samples, at: int) -> None:
        """Let `clip` begin on sample `at`.

        Raises ValueError when `at` is before `position`.
        """
        if at < self.position:
            raise ValueError(f"sample {at} has been played already, {self.position} comes next")
        bisect.insort(self._coming, _Part(at, clip), key=lambda part: part.at)

    def silence(self) -> None:
        """Be silent after `FADE` samples; nothing that was to come will."""
        self._coming.clear()
        if self._duck.is_at(DUCKED_GAIN):
            self._sounding = []  # what nobody hears needs no fading
        self._sounding = [_ended(part, self.position) for part in self._sounding]

    def duck(self, *, down: bool) -> None:
        """Be silent, or come forward again, on a ramp; what is to come stays on its sample."""
        target = DUCKED_GAIN if down else 1.0
        self._duck.move(target, DUCK_FALL if down else DUCK_RISE)

    def set_gain(self, gain_db: float) -> None:
        """Set the level of the own voice against its clips: `gain_db`, -12 to +6."""
        self._gain.move(10 ** (gain_db / 20), DUCK_RISE)

    def next_block(self) -> Samples:
        """Return the next `BLOCK_SAMPLES` samples for the speaker and move `position` on."""
        out = np.zeros(BLOCK_SAMPLES, np.float32)
        end = self.position + BLOCK_SAMPLES
        while self._coming and self._coming[0].at < end:
            coming = self._coming.pop(0)
            self._sounding = [*(_ended(part, coming.at) for part in self._sounding), coming]
        for part in self._sounding:
            first, last = max(part.at, self.position), min(part.end, end)
            if first < last:
                sound = part.clip[first - part.at : last - part.at]
                out[first - self.position : last - self.position] += sound
        self._sounding = [part for part in self._sounding if part.end > end]
        self.position = end
        if not out.any():
            self._duck.block()
            self._gain.block()
            return silence()
        out *= self._duck.block() * self._gain.block()
        mixed: Samples = np.clip(np.rint(out), -32768, 32767).astype(np.int16)
        return mixed


def _ended(sounding: _Part, at: int) -> _Part:
    """`sounding` cut so that its last `FADE` samples fade out from sample `at` on."""
    kept = max(0, at - sounding.at)
    clip = sounding.clip[: kept + FADE].astype(np.float32)
    tail = len(clip) - kept
    if tail > 0:
        clip[kept:] *= np.linspace(1.0, 0.0, FADE + 1, dtype=np.float32)[1 : tail + 1]
    return _Part(sounding.at, clip.astype(np.int16))


class _Ramp:
    """A gain that moves to its target in a straight line."""

    def __init__(self, value: float) -> None:
        self._value = value
        self._target = value
        self._step = 0.0

    def is_at(self, value: float) -> bool:
        """Whether the gain is `value` now."""
        return self._value == value

    def move(self, target: float, length: int) -> None:
        if target != self._target:
            self._target = target
            self._step = (target - self._value) / length

    def block(self) -> NDArray[np.float32]:
        """The gain of each of the next `BLOCK_SAMPLES` samples."""
        if self._value == self._target:
            return np.full(BLOCK_SAMPLES, self._value, np.float32)
        gains = self._value + self._step * np.arange(1, BLOCK_SAMPLES + 1)
        rest = self._target - gains
        gains[rest * self._step <= 0] = self._target
        self._value = float(gains[-1])
        return gains.astype(np.float32)
