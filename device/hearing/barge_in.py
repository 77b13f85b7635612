"""When the box's own voice gets out of the way of somebody who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from device.sound.block import BLOCK_SAMPLES, samples

MAX_DUCKING = samples(3.0)
"""No command takes longer: who speaks on is not speaking to the box."""

MIN_PAUSE = samples(0.6)
"""Minimum silence before the box ducks again, in samples (0.6 s)."""

DUCKING_BUDGET = samples(9.0)
BUDGET_PERIOD = samples(30.0)
"""A television makes the box give way for at most `DUCKING_BUDGET` of each `BUDGET_PERIOD`: the
count must go on."""


@dataclass(slots=True)
class BargeInDucking:
    """Call `step` once a block: True while the own voice should be silent. Pure but for its sums.

    `spent` is how many samples were given for nothing of late; it fades as `DUCKING_BUDGET` does in
    `BUDGET_PERIOD`.
    """

    _given: float = 0.0
    _quiet: float = float(MIN_PAUSE)
    spent: float = 0.0

    def step(self, *, somebody: bool) -> bool:
        """`somebody`: an utterance is under way, or not decided upon yet, or may just begin."""
        self.spent = max(0.0, self.spent - BLOCK_SAMPLES * DUCKING_BUDGET / BUDGET_PERIOD)
        if not somebody:
            self._quiet += BLOCK_SAMPLES
            if self._quiet >= MIN_PAUSE:
                self._given = 0.0
            return False
        self._quiet = 0.0
        if self._given >= MAX_DUCKING or self.spent >= DUCKING_BUDGET:
            return False
        self._given += BLOCK_SAMPLES
        self.spent += BLOCK_SAMPLES
        return True

    def understood(self) -> None:
        """It was for something: nothing is counted against who speaks to the box."""
        self.spent = max(0.0, self.spent - self._given)
        self._given = 0.0
