"""The sound card, through `arecord` and `aplay`.

They are children and not a library for three reasons: a driver that hangs takes a child with it and
not the box; a card that is plugged in again is found by its name, while PortAudio looks for cards
only once; and neither PortAudio's library nor pyalsaaudio comes as a wheel for a Pi.
"""

from __future__ import annotations

import os
import time

import numpy as np

from device.sound.alsa_program import AlsaProgram
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, RATE_HZ, Samples, silence

BLOCK_BYTES = BLOCK_SAMPLES * 2

OPENING_S = 5.0
"""How long a card may take to give or take its first sound; some take a second or two."""

NO_DATA_TIMEOUT_S = 1.0
"""How long a card that worked may give or take nothing before it counts as lost: the box is to end
within two seconds, also while it waits for one."""

PREFILL = 2
"""Blocks of silence ahead of the first one: how late a block may come without a gap."""

PLAYING_BUFFER = PREFILL + 2
"""Blocks that the card's playing buffer holds; it begins to play when `PREFILL + 1` are in it."""

WAITING_BLOCKS = 2
"""Blocks that may wait in front of a full playing buffer; more would be delay that stays."""

RECORDING_BUFFER = 10
"""Blocks that the card keeps when this machine is busy; they add no delay when it is not."""


class AlsaMicrophone:
    """The `Microphone` with the ALSA name `name`. Raises `DeviceMissing` if it cannot be opened."""

    def __init__(self, name: str) -> None:
        self._program = AlsaProgram("microphone", name, _options(RECORDING_BUFFER))
        self._begun = b""
        try:
            self._begun = self._first_sound()
        except BaseException:
            self._program.close()
            raise

    @property
    def pid(self) -> int:
        """The process id of `arecord`."""
        return self._program.pid

    @property
    def overruns(self) -> int:
        """How often sound was lost because it was not read in time, up to the last `read`."""
        return self._program.xruns

    def read(self) -> Samples:
        """See `Microphone.read`."""
        until = time.monotonic() + NO_DATA_TIMEOUT_S
        while len(self._begun) < BLOCK_BYTES:
            if not self._program.wait_for_sound(until - time.monotonic()):
                raise self._program.lost(f"has given no sound for {NO_DATA_TIMEOUT_S:g} seconds")
            more = self._received(BLOCK_BYTES - len(self._begun))
            if not more:
                raise self._program.lost("has stopped")
            self._begun += more
        block = np.frombuffer(self._begun, "<i2").astype(np.int16)
        self._begun = b""
        self._program.listen()
        return block

    def close(self) -> None:
        """See `Microphone.close`."""
        self._program.close()

    def _first_sound(self) -> bytes:
        if not self._program.wait_for_sound(OPENING_S):
            raise self._program.missing(f"has given no sound for {OPENING_S:g} seconds")
        begun = self._received(BLOCK_BYTES)
        if not begun:
            raise self._program.missing("does not answer")
        return begun

    def _received(self, most: int) -> bytes:
        return os.read(self._program.pipe, most)


class AlsaSpeaker:
    """The `Speaker` with the ALSA name `name`. Raises `DeviceMissing` when it cannot be opened.

    A block is heard 40 to 60 ms after it was written, and what the card and its converters add.
    """

    def __init__(self, name: str) -> None:
        self.dropped = 0
        """Blocks that were left out because the card was so far behind that they were too late."""
        start_us = round((PREFILL + 1) * BLOCK_S * 1e6)
        options = (*_options(PLAYING_BUFFER), "-R", str(start_us))
        self._program = AlsaProgram("speaker", name, options)
        self._full_since: float | None = None
        try:
            self._fill()
        except BaseException:
            self._program.close()
            raise

    @property
    def pid(self) -> int:
        """The process id of `aplay`."""
        return self._program.pid

    @property
    def underruns(self) -> int:
        """How often the card had nothing to play, up to the last `write`."""
        return self._program.xruns

    def write(self, block: Samples) -> None:
        """See `Speaker.write`. Raises ValueError for a block of another length."""
        if len(block) != BLOCK_SAMPLES:
            raise ValueError(f"a block has {BLOCK_SAMPLES} samples, not {len(block)}")
        if not self._program.listen():
            raise self._program.lost("has stopped")
        if self._program.waiting_bytes() > (WAITING_BLOCKS - 1) * BLOCK_BYTES:
            self._drop()
            return
        try:
            os.write(self._program.pipe, block.astype("<i2").tobytes())
            self._full_since = None
        except BlockingIOError:
            self._drop()
        except BrokenPipeError:
            raise self._program.lost("has stopped") from None

    def close(self) -> None:
        """See `Speaker.close`."""
        self._program.close()

    def _drop(self) -> None:
        now = time.monotonic()
        if self._full_since is None:
            self._full_since = now
        if now - self._full_since > NO_DATA_TIMEOUT_S:
            raise self._program.lost(f"has taken no sound for {NO_DATA_TIMEOUT_S:g} seconds")
        self.dropped += 1

    def _fill(self) -> None:
        """Write the silence ahead; that it is taken shows that the card has been opened."""
        until = time.monotonic() + OPENING_S
        try:
            os.write(self._program.pipe, silence(PREFILL * BLOCK_SAMPLES).tobytes())
            while self._program.waiting_bytes():
                if time.monotonic() > until:
                    raise self._program.missing(f"has taken no sound for {OPENING_S:g} seconds")
                # Nothing announces that a pipe is empty, so that it is looked at now and then.
                self._program.wait_for_complaint(BLOCK_S / 4)
                if not self._program.listen():
                    raise self._program.missing("does not answer")
        except BrokenPipeError:
            raise self._program.missing("does not answer") from None


def _options(buffer_blocks: int) -> tuple[str, ...]:
    block_us = round(BLOCK_S * 1e6)
    form = ("-f", "S16_LE", "-r", str(RATE_HZ), "-c", "1")
    return (*form, "-F", str(block_us), "-B", str(buffer_blocks * block_us))
