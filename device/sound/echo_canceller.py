"""What the microphone hears, without the box's own voice: once to understand, once to notice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pywebrtc_audio import AudioProcessor

from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples
from device.sound.kalman_filter import KalmanEchoFilter

QUIETER_NOISE = 0
"""WebRTC's weakest noise suppression (6 dB), only for noticing that somebody speaks."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A block without the box's own voice.

    `sound` is the patient unharmed, for the recognizers. `noticing` has noise and the rest of the
    own voice turned down and is for telling when somebody speaks. `left_dbfs` is the level of the
    own voice that may be left; -120 where none was played.
    """

    sound: Samples
    noticing: Samples
    left_dbfs: float


class EchoCanceller:
    """One block of the microphone in, one cleaned block out.

    Both should come from one sound card, whose clock they share. It learns the room from the box's
    own voice, so it must see every block, silent ones too. One thread, about 0.3 ms a block.

    WebRTC's own canceller (AEC3) is not used: where patient and box spoke at once it took 19 dB of
    the patient away, this one 0 dB, and the own voice went down by 30 and by 25 dB.
    """

    def __init__(self) -> None:
        self._linear = KalmanEchoFilter()
        self._low_cut = AudioProcessor(sample_rate=RATE_HZ, high_pass_filter=True)
        self._suppressor = AudioProcessor(
            sample_rate=RATE_HZ,
            high_pass_filter=True,
            noise_suppression=True,
            ns_level=QUIETER_NOISE,
        )

    def clean(self, microphone: Samples, played: Samples) -> Cleaned:
        """Remove the box's own voice from a block. On the sound's thread.

        Args:
            microphone: `BLOCK_SAMPLES` samples as they were recorded.
            played: `BLOCK_SAMPLES` samples that the speaker was given one block earlier.

        Returns:
            The sound without echo, the same with less noise, and the residual echo's level.

        Raises:
            ValueError: a block has another length.
        """
        if len(microphone) != BLOCK_SAMPLES or len(played) != BLOCK_SAMPLES:
            raise ValueError(
                f"blocks of {BLOCK_SAMPLES} samples, not {len(microphone)} and {len(played)}"
            )
        rest = self._linear.take_out(microphone, played)
        sound = np.clip(np.rint(rest.sound), -32768, 32767).astype(np.int16)
        return Cleaned(
            self._low_cut.process(sound), self._suppressor.process(sound), rest.left_dbfs
        )
