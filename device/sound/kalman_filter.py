"""Taking the box's own voice out of the sound without touching the patient's.

An adaptive filter copies the way from the speaker to the microphone and subtracts what the box's
own voice must have become on it. Nothing is turned down, so a patient who speaks over the box
comes through whole. It is a Kalman filter in the frequency domain (Enzner and Vary 2006; in
partitions: Kuech, Mabande and Enzner 2014): it knows how unsure it is, so it learns slowly while
somebody speaks, fast while nobody does, and can tell how much of the own voice it may have left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.sound.block import BLOCK_SAMPLES, Samples

ECHO_PATH_BLOCKS = 20
"""Length of the way that is copied: 0.4 s of sound card and reverberation."""

TRANSITION_FACTOR = np.float32(0.999**2)
"""How sure of the way the filter stays from block to block: people and doors move.

Measured in the simulated bedroom, after 15 s of talk: 0.99995 left 12 dB less than it took, 0.9998
16 dB, 0.9995 19 dB, 0.999 21 dB; with 50 ppm between two clocks 2, 5, 7 and 9 dB.
"""

INITIAL_COVARIANCE = 0.03
"""Power of the way from 20 ms to the next before anything is known of it, falling by 1 dB each.

A box that is half a metre from its microphone; 1.0 made 5 dB of noise in the first two seconds
where 0.03 took 10 dB away in the first.
"""

NEAR_END_SMOOTHING = np.float32(0.2)
"""How fast the level of everything that is not the own voice is followed, from block to block."""

POWER_FLOOR = np.float32(1e3)

Spectra = NDArray[np.complex64]
Powers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FilterResidual:
    """A block without the own voice, and the level in dBFS of what may be left of it (-120: none).

    The level is right on the average where speaker and microphone share a clock.
    """

    sound: NDArray[np.float32]
    left_dbfs: float


class KalmanEchoFilter:
    """Blocks of the microphone and of the speaker in, in step; the rest out. One thread.

    About 0.1 ms a block. It must see every block that is played.
    """

    def __init__(self) -> None:
        bins = BLOCK_SAMPLES + 1
        self._played: Spectra = np.zeros((ECHO_PATH_BLOCKS, bins), np.complex64)
        self._way: Spectra = np.zeros((ECHO_PATH_BLOCKS, bins), np.complex64)
        falling = 10 ** (-np.arange(ECHO_PATH_BLOCKS) / 10)
        self._doubt: Powers = np.repeat(INITIAL_COVARIANCE * falling[:, None], bins, 1).astype(
            np.float32
        )
        self._others: Powers = np.full(bins, 1e6, np.float32)
        self._before: NDArray[np.float32] = np.zeros(BLOCK_SAMPLES, np.float32)
        self._silent_blocks = ECHO_PATH_BLOCKS
        self._odd = False

    def take_out(self, microphone: Samples, played: Samples) -> FilterResidual:
        """Take the echo out of one block.

        Args:
            microphone: `BLOCK_SAMPLES` samples that were recorded.
            played: `BLOCK_SAMPLES` samples that the speaker was given in the block before.

        Returns:
            What is left, in the range of int16, and how much echo may be left in it, in dBFS.
        """
        now = played.astype(np.float32)
        self._played[1:] = self._played[:-1]
        self._played[0] = np.fft.rfft(np.concatenate([self._before, now]))
        self._before = now
        self._silent_blocks = 0 if now.any() else self._silent_blocks + 1
        if self._silent_blocks > ECHO_PATH_BLOCKS:
            return FilterResidual(microphone.astype(np.float32), -120.0)
        copied = np.fft.irfft(np.sum(self._played * self._way, axis=0))[BLOCK_SAMPLES:]
        rest = (microphone - copied).astype(np.float32)
        return FilterResidual(rest, self._learn(rest))

    def _learn(self, rest: NDArray[np.float32]) -> float:
        """Correct the way by what was left; return how much may have been, in dBFS."""
        error = np.fft.rfft(np.concatenate([np.zeros(BLOCK_SAMPLES, np.float32), rest]))
        power = _power(self._played)
        doubt = TRANSITION_FACTOR * self._doubt + (1 - TRANSITION_FACTOR) * _power(self._way)
        left = 0.5 * np.sum(power * doubt, axis=0)
        self._others += NEAR_END_SMOOTHING * (_power(error) - self._others)
        gain = doubt / (left + self._others + POWER_FLOOR)
        self._way += (gain * np.conj(self._played) * error).astype(np.complex64)
        self._doubt = (np.maximum(1 - 0.5 * gain * power, 0.0) * doubt).astype(np.float32)
        self._keep_causal()
        mean_square = float(left.sum()) / BLOCK_SAMPLES**2
        return max(-120.0, 10 * float(np.log10(mean_square / 32768**2 + 1e-12)))

    def _keep_causal(self) -> None:
        """No partition may reach into the next one. Every other one each time: half the work."""
        part = slice(int(self._odd), None, 2)
        self._odd = not self._odd
        response = np.fft.irfft(self._way[part], axis=1)
        response[:, BLOCK_SAMPLES:] = 0.0
        self._way[part] = np.fft.rfft(response, axis=1)


def _power(spectra: NDArray[np.complexfloating]) -> Powers:
    return (spectra.real**2 + spectra.imag**2).astype(np.float32)
