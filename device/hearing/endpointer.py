"""Where an utterance begins and ends in the cleaned sound.

Energy over a threshold, in frames of 10 ms. The threshold is the highest of three: a bit over the
tracked noise of the room; over what the echo canceller may have left of the box's own voice; and,
while somebody speaks, some way below their own loudest frame, so that the room's reverberation
does not count as speech. Before an utterance is sure to have begun, something stirs: enough for
the box to get out of the way, which costs nothing when it was nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples, samples

FRAME = RATE_HZ // 100

DIGITAL_SILENCE_DBFS = -100.0


@dataclass(frozen=True, slots=True)
class Tuning:
    """Found by measurement in the simulated bedroom; see script/bench hearing."""

    over_noise_db: float = 8.0
    over_residual_db: float = 3.0
    below_peak_db: float = 20.0
    onset_frames: int = 4
    onset_window: int = 6
    stir_frames: int = 2
    stir_window: int = 3
    stir_below_db: float = 2.0
    stir_s: float = 0.12
    end_s: float = 0.12
    pre_roll_s: float = 0.15
    shortest_s: float = 0.10
    longest_s: float = 3.0
    noise_rise_db_s: float = 4.0
    residual_db: float = 6.0
    residual_range_db: tuple[float, float] = (-6.0, 20.0)
    residual_quantile: float = 0.98
    echo_decay_db_s: float = 200.0
    quietest_dbfs: float = -75.0
    learn_from_dbfs: float = -75.0


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """Somebody began to speak at sample `at` (the first loud frame, some 50 ms ago)."""

    at: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The last sound was before sample `at`; `over_db` is how far it rose over the threshold."""

    at: int
    began_at: int
    level_dbfs: float
    over_db: float

    @property
    def length_s(self) -> float:
        """From the first to the last loud frame."""
        return (self.at - self.began_at) / RATE_HZ


class ResidualTracker:
    """How loud the rest of the box's own voice may be, against what the canceller expects of it.

    A high quantile of the difference, learned while nobody speaks: about 0 dB where speaker and
    microphone share a clock, 10 to 15 dB with 50 ppm between two.
    """

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning
        self._over_db = tuning.residual_db
        self._left_dbfs = -120.0

    def expected_dbfs(self, left_dbfs: float) -> float:
        """Return the level, in dBFS, that the own voice may have in this block.

        Call it once for each block: `left_dbfs` is the level that the canceller expects to leave of
        the own voice in it.
        """
        decay = self._tuning.echo_decay_db_s * BLOCK_SAMPLES / RATE_HZ
        self._left_dbfs = max(left_dbfs, self._left_dbfs - decay)
        return self._left_dbfs + self._over_db

    def learn(self, cleaned_dbfs: float) -> None:
        """Learn from a block in which only the box speaks, of which `cleaned_dbfs` was left."""
        if self._left_dbfs < self._tuning.learn_from_dbfs:
            return
        quantile = self._tuning.residual_quantile
        over = cleaned_dbfs - self._left_dbfs
        self._over_db += quantile if over > self._over_db else quantile - 1
        self._over_db = float(np.clip(self._over_db, *self._tuning.residual_range_db))


class Endpointer:
    """Cleaned blocks in, `SpeechBegan` and `SpeechEnded` out. One thread."""

    def __init__(self, tuning: Tuning | None = None) -> None:
        self.tuning = tuning or Tuning()
        self._residual = ResidualTracker(self.tuning)
        self._noise_dbfs = -60.0
        self._at = 0
        self._loud: list[bool] = []
        self._stirs: list[bool] = []
        self._stirred_until = 0
        self._began: int | None = None
        self._last_loud = 0
        self._peak_dbfs = -120.0
        self._threshold_dbfs = -50.0
        self._over_db = 0.0

    @property
    def speaking(self) -> bool:
        """Whether an utterance has begun and not ended."""
        return self._began is not None

    @property
    def stirring(self) -> bool:
        """Whether somebody speaks, or may just have begun to."""
        return self.speaking or self._at < self._stirred_until

    def step(
        self, cleaned: Samples, left_dbfs: float, at: int
    ) -> tuple[SpeechBegan | SpeechEnded, ...]:
        """One cleaned block beginning at sample `at`; `left_dbfs` as in `Cleaned`."""
        self._at = at
        threshold = max(
            self._noise_dbfs + self.tuning.over_noise_db,
            self._residual.expected_dbfs(left_dbfs) + self.tuning.over_residual_db,
            self.tuning.quietest_dbfs,
        )
        self._threshold_dbfs = threshold
        frames = _frames(cleaned)
        out: list[SpeechBegan | SpeechEnded] = []
        for i, level in enumerate(frames):
            out += self._frame(level, threshold, at + i * FRAME)
        if not self.speaking and not any(self._loud[-2:]):
            self._residual.learn(_loudest(frames))
        self._follow_noise(float(np.mean(frames)))
        return tuple(out)

    def end(self, at: int) -> tuple[SpeechEnded, ...]:
        """Nobody has spoken since sample `at`, whatever still sounds: what goes on begins anew."""
        if self._began is None:
            return ()
        return (self._ended(self._began, max(self._began + FRAME, min(self._last_loud, at))),)

    def _frame(
        self, level: float, threshold: float, at: int
    ) -> tuple[SpeechBegan | SpeechEnded, ...]:
        if self._began is None:
            self._loud = [*self._loud, level > threshold][-self.tuning.onset_window :]
            self._stir(level > threshold - self.tuning.stir_below_db, at)
            if sum(self._loud) < self.tuning.onset_frames:
                return ()
            back = len(self._loud) - 1 - self._loud.index(True)
            self._began = at - back * FRAME
            self._last_loud = at + FRAME
            self._peak_dbfs = level
            self._over_db = level - threshold
            return (SpeechBegan(self._began),)
        self._peak_dbfs = max(self._peak_dbfs, level)
        self._over_db = max(self._over_db, level - threshold)
        if level > max(threshold, self._peak_dbfs - self.tuning.below_peak_db):
            self._last_loud = at + FRAME
        quiet = at + FRAME - self._last_loud
        if quiet < samples(self.tuning.end_s) and at - self._began < samples(self.tuning.longest_s):
            return ()
        return (self._ended(self._began, self._last_loud),)

    def _ended(self, began: int, at: int) -> SpeechEnded:
        self._began = None
        self._loud = []
        return SpeechEnded(at, began, self._peak_dbfs, self._over_db)

    def _stir(self, loud: bool, at: int) -> None:  # noqa: FBT001 - one frame of many
        self._stirs = [*self._stirs, loud][-self.tuning.stir_window :]
        if sum(self._stirs) >= self.tuning.stir_frames:
            self._stirred_until = at + samples(self.tuning.stir_s)

    def _follow_noise(self, level: float) -> None:
        """Down fast, up slowly: speech is over before it passes for noise.

        Digital silence is a card that gives nothing, and no room.
        """
        if level < DIGITAL_SILENCE_DBFS:
            return
        if level < self._noise_dbfs:
            self._noise_dbfs += 0.3 * (level - self._noise_dbfs)
        else:
            rise = self.tuning.noise_rise_db_s * BLOCK_SAMPLES / RATE_HZ
            self._noise_dbfs += min(rise, level - self._noise_dbfs)


def _frames(block: Samples) -> list[float]:
    power = np.mean(np.square(block.astype(np.float32).reshape(-1, FRAME)), axis=1)
    return [float(v) for v in 10 * np.log10(np.maximum(power / 32768**2, 1e-12))]


def _loudest(levels: list[float]) -> float:
    return max(levels)
