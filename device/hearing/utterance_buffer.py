"""The sound of the utterance under way: what is kept of it, how loud, and what was before it."""

from __future__ import annotations

from collections import deque

import numpy as np

from device.hearing.denoiser import Denoiser
from device.hearing.recognizer import SoundPair
from device.hearing.utterance import amplified, concatenated, gain_for
from device.sound.block import BLOCK_SAMPLES, Samples, silence


class UtteranceBuffer:
    """Keeps the blocks of an utterance and of its last segment, raw and denoised. One thread.

    Args:
        blocks_before: number of blocks from before an onset that belong to what begins there.
        longest: maximum length of what is kept of an utterance, in samples.
        noise: makes the denoised sound; without it that is the raw one.
    """

    def __init__(self, blocks_before: int, longest: int, noise: Denoiser | None) -> None:
        self._noise = noise
        self._longest = longest
        self.late = 0 if noise is None else noise.late
        # So much more as the noise suppression is late: what the recognizers need has then come out
        # of it.
        lead = -(-self.late // BLOCK_SAMPLES)
        self._before: deque[SoundPair] = deque(maxlen=blocks_before)
        self._raw: deque[Samples] = deque(maxlen=blocks_before + 1 + lead)
        self._segment: list[SoundPair] = []
        self._whole: list[SoundPair] = []
        self._gain = np.float32(1.0)
        self.segment_at = 0
        """Where the last segment begins in the utterance, in samples."""

    @property
    def segment(self) -> tuple[SoundPair, ...]:
        """The blocks of the last segment so far, as loud as the recognizers get them."""
        return tuple(self._segment)

    def take(self, sound: Samples, *, sounding: bool) -> SoundPair:
        """Take `sound`, the next block; it is denoised while something is `sounding`."""
        self._raw.append(sound)
        if self._noise is not None and sounding:
            return self._noise.step(sound)
        return SoundPair(sound, sound)

    def keep(self, block: SoundPair) -> None:
        """Keep a block for the utterance, up to the maximum length."""
        if len(self._whole) * BLOCK_SAMPLES < self._longest:
            self._whole.append(block)

    def begin(self, block: SoundPair, *, anew: bool) -> tuple[list[SoundPair], Samples]:
        """Begin a segment with `block` and with what was before it.

        Args:
            block: the one in which it was noticed.
            anew: the segment is the first of its utterance.

        Returns:
            The blocks so far, to be accepted one by one, and their raw sound.
        """
        beginning = [*self._before, block]
        raw = np.concatenate(self._raw)
        if self._noise is not None and anew:
            beginning = _blocks(self._noise.begin(raw))[-len(beginning) :]
        if anew:
            self._whole = list(beginning)
        self.segment_at = (len(self._whole) - len(beginning)) * BLOCK_SAMPLES
        so_far: Samples = raw[-len(beginning) * BLOCK_SAMPLES :]
        self._gain = gain_for(so_far)
        return beginning, so_far

    def accept(self, block: SoundPair) -> SoundPair:
        """Add a block to the segment; return it as loud as the recognizers get it."""
        louder = amplified(block, self._gain)
        self._segment.append(louder)
        return louder

    def rest(self) -> SoundPair | None:
        """Return what the denoiser still holds, None where there is no denoiser."""
        return None if self._noise is None else self._noise.rest()

    def end_segment(self) -> SoundPair:
        """Return the whole segment, with a silent block after it; the next one begins empty."""
        quiet = SoundPair(silence(BLOCK_SAMPLES), silence(BLOCK_SAMPLES))
        sounds = concatenated([*self._segment, quiet])
        self._segment = []
        return sounds

    def drop_segment(self) -> None:
        """Forget the segment."""
        self._segment = []

    @property
    def whole(self) -> list[SoundPair]:
        """All blocks of the utterance so far."""
        return self._whole

    def end(self) -> list[SoundPair]:
        """Return all blocks of the utterance; the next one begins empty."""
        whole, self._whole = self._whole, []
        return whole

    def remember(self, block: SoundPair) -> None:
        """Keep a block for what may begin after it."""
        self._before.append(block)


def _blocks(sounds: SoundPair) -> list[SoundPair]:
    parts = (np.split(sound, len(sound) // BLOCK_SAMPLES) for sound in sounds.both)
    return [SoundPair(*both) for both in zip(*parts, strict=True)]
