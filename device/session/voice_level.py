"""How loud the box speaks: as the patient wants it, and fully where somebody must hear it."""

from __future__ import annotations

from device.session.actions import SetVolume
from device.session.track_stack import TrackStack

STEP_DB = 3
RANGE_DB = (-12, 6)


class VoiceLevel:
    """`gain_db` is what the patient chose, against the normal level."""

    def __init__(self, floor: TrackStack, gain_db: int = 0) -> None:
        self._floor = floor
        self._raised = False
        self.gain_db = gain_db

    def step(self, by_db: int) -> None:
        """Louder or quieter by so much, inside `RANGE_DB`."""
        self.choose(self.gain_db + by_db)

    def choose(self, gain_db: int) -> None:
        """As loud as this, brought inside `RANGE_DB`."""
        low, high = RANGE_DB
        self.gain_db = min(high, max(low, gain_db))
        if not self._raised:
            self._floor.actions.append(SetVolume(self.gain_db))

    def raise_fully(self) -> None:
        """As loud as can be, whatever was chosen, until it is restored."""
        self._raised = True
        self._floor.actions.append(SetVolume(RANGE_DB[1]))

    def restore(self) -> None:
        """Back to what the patient chose."""
        if self._raised:
            self._raised = False
            self._floor.actions.append(SetVolume(self.gain_db))
