"""A microphone made louder by a fixed gain, where the card's own is not enough.

Fixed, because the echo canceller copies the way from speaker to microphone: a gain that follows
the voice would change that way all the time.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from device.sound.alsa import AlsaMicrophone
from device.sound.block import Samples
from device.sound.devices import Microphone
from device.sound.units import MICROPHONE_GAIN_RANGE_DB

WANTED_DBFS = -36.0
"""A patient in an ordinary voice 2 m away, as the hearing is measured with."""


class GainMicrophone:
    """See `Microphone`: blocks of another one, `gain_db` louder; too loud ones are cut."""

    def __init__(self, microphone: Microphone, gain_db: float) -> None:
        self._microphone = microphone
        self._gain = np.float32(10 ** (gain_db / 20))

    def read(self) -> Samples:
        """See `Microphone`."""
        block = self._microphone.read()
        if self._gain == 1:
            return block
        louder: Samples = np.clip(np.rint(block * self._gain), -32768, 32767).astype(np.int16)
        return louder

    def close(self) -> None:
        """See `Microphone`."""
        self._microphone.close()


def open_microphone(
    name: str, gain_db: float, card: Callable[[str], Microphone] = AlsaMicrophone
) -> Microphone:
    """Open the microphone as everything in the box hears it: the card `name`, `gain_db` louder.

    Nothing else opens one. `card` is another kind of card in tests. Raises DeviceMissing.
    """
    return GainMicrophone(card(name), gain_db)


def wanted_gain_db(gain_db: float, loud_dbfs: float) -> int:
    """Which gain brings a voice to `WANTED_DBFS` that is `loud_dbfs` with `gain_db`."""
    lowest, highest = MICROPHONE_GAIN_RANGE_DB
    return round(min(highest, max(lowest, gain_db + WANTED_DBFS - loud_dbfs)))
