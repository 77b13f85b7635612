"""Whether speaker and microphone share one clock: play tones, compare when they arrive.

The canceller copies the way from the speaker to the microphone. With two sound cards that way
grows or shrinks all the time, by 50 millionths between ordinary crystals: then it can take away
12 dB of the box's own voice instead of 25, and fewer words are heard over it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples, samples, silence
from device.sound.devices import Microphone, Speaker

LENGTH_S = 12.0
"""From the first tone to the end: over ten seconds a drift of 20 ppm is three samples."""

TONE_S = 0.25
TONE_HZ = (500.0, 3500.0)
TONE_PEAK = 6000
TONES_AT_S = (0.5, 1.5, 10.0, 11.0)
LATEST_S = 0.45
"""The longest way through both cards and the room that is looked for."""

CLEARLY = 8.0
"""The highest peak of the comparison against the usual one, where the tone was heard."""

SAME_CLOCK_PPM = 15.0
"""Jitter of a measurement. Two crystals differ by more, or by so little that it is fine."""


@dataclass(frozen=True, slots=True)
class ClockDrift:
    """How much faster the speaker's clock runs, in millionths, and how long the way takes."""

    drift_ppm: float
    way_s: float

    @property
    def shared(self) -> bool:
        """Whether it is one clock, as far as it can be measured."""
        return abs(self.drift_ppm) <= SAME_CLOCK_PPM


def tone() -> Samples:
    """A tone that rises: it can be found again to a fraction of a sample."""
    t = np.arange(samples(TONE_S)) / RATE_HZ
    low, high = TONE_HZ
    phase = 2 * np.pi * (low * t + (high - low) * t**2 / (2 * TONE_S))
    rising: Samples = (TONE_PEAK * np.hanning(len(t)) * np.sin(phase)).astype(np.int16)
    return rising


def tones() -> Samples:
    """All that is played, in whole blocks."""
    sound = silence(samples(LENGTH_S))
    for at_s in TONES_AT_S:
        sound[samples(at_s) : samples(at_s + TONE_S)] = tone()
    return sound


def record_tones(microphone: Callable[[], Microphone], speaker: Callable[[], Speaker]) -> Samples:
    """Play the tones and return what was heard meanwhile. Raises DeviceError.

    `microphone` and `speaker` open the devices; both are closed at the end.
    """
    heard = []
    with closing(speaker()) as plays, closing(microphone()) as hears:
        for block in tones().reshape(-1, BLOCK_SAMPLES):
            heard.append(hears.read())  # it paces the speaker
            plays.write(block)
    return np.concatenate(heard)


def measure_drift(heard: Samples) -> ClockDrift | None:
    """Find the tones in what was heard; None where they cannot be told from other sound."""
    ways = [_way(heard, at_s) for at_s in TONES_AT_S]
    if any(way is None for way in ways):
        return None
    late = np.array(ways, np.float64)
    faster = np.polyfit(np.array(TONES_AT_S) * RATE_HZ, late, 1)[0]
    return ClockDrift(float(-faster * 1e6), float(late[0]) / RATE_HZ)


def _way(heard: Samples, at_s: float) -> float | None:
    """After how many samples the tone of `at_s` is heard, to a fraction."""
    searched = tone().astype(np.float64)
    part = heard[samples(at_s) : samples(at_s + TONE_S + LATEST_S)].astype(np.float64)
    likeness = np.abs(_analytic(np.correlate(part, searched, "valid")))
    best = int(np.argmax(likeness))
    if likeness[best] < CLEARLY * np.median(likeness) or not 0 < best < len(likeness) - 1:
        return None
    before, here, after = likeness[best - 1 : best + 2]
    return float(best + 0.5 * (before - after) / (before - 2 * here + after))


def _analytic(signal: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Without the carrier's own hills and valleys: `abs` is the envelope."""
    spectrum = np.fft.fft(signal)
    half = len(signal) // 2
    spectrum[1:half] *= 2
    spectrum[half + 1 :] = 0
    return np.fft.ifft(spectrum)
