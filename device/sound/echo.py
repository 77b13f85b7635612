"""Taking the box's own voice out of what the microphone hears (WebRTC AEC3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pywebrtc_audio import AudioProcessor

from device.sound.block import BLOCK, RATE_HZ, Samples


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A block without the box's own voice. `speech` is how likely somebody speaks in it, 0 to 1."""

    sound: Samples
    speech: float


class EchoCanceller:
    """One block of the microphone in, one cleaned block out.

    Both should come from one sound card, whose clock they share. It learns the room from the box's
    own voice, so it must see every block, silent ones too. One thread, about 0.2 ms a block.
    """

    def __init__(self, noise_suppression: int | None = None) -> None:
        """`noise_suppression`: WebRTC's level 0 (6 dB) to 3 (21 dB), None for none."""
        self._processor = AudioProcessor(
            sample_rate=RATE_HZ,
            echo_cancellation=True,
            high_pass_filter=True,
            noise_suppression=noise_suppression is not None,
            ns_level=noise_suppression or 0,
        )

    def clean(self, microphone: Samples, played: Samples) -> Cleaned:
        """`played` is what the speaker was given in the block before this one (`BLOCK` samples)."""
        if len(microphone) != BLOCK or len(played) != BLOCK:
            raise ValueError(f"blocks of {BLOCK} samples, not {len(microphone)} and {len(played)}")
        sound = self._processor.process(
            np.ascontiguousarray(microphone), np.ascontiguousarray(played)
        )
        return Cleaned(sound, float(self._processor.speech_probability))
