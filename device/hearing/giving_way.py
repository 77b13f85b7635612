"""When the box's own voice gets out of the way of somebody who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from device.sound.block import BLOCK, samples

AT_A_TIME = samples(3.0)
"""No command takes longer: who speaks on is not speaking to the box."""

AGAIN_AFTER = samples(0.6)
"""So long nobody must speak before the box gives way anew."""

MOST = samples(9.0)
PER = samples(30.0)
"""A television makes the box give way for at most `MOST` of each `PER`: the count must go on."""


@dataclass(slots=True)
class GivingWay:
    """Call `step` once a block: True while the own voice should be silent. Pure but for its sums.

    `spent` is how many samples were given for nothing of late; it fades as `MOST` does in `PER`.
    """

    _given: float = 0.0
    _quiet: float = float(AGAIN_AFTER)
    spent: float = 0.0

    def step(self, *, somebody: bool) -> bool:
        """`somebody`: an utterance is under way, or not decided upon yet, or may just begin."""
        self.spent = max(0.0, self.spent - BLOCK * MOST / PER)
        if not somebody:
            self._quiet += BLOCK
            if self._quiet >= AGAIN_AFTER:
                self._given = 0.0
            return False
        self._quiet = 0.0
        if self._given >= AT_A_TIME or self.spent >= MOST:
            return False
        self._given += BLOCK
        self.spent += BLOCK
        return True

    def understood(self) -> None:
        """It was for something: nothing is counted against who speaks to the box."""
        self.spent = max(0.0, self.spent - self._given)
        self._given = 0.0
