"""How far a session has come, and what there is to tell about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from device.plan.model import Position
from device.plan.script import Begin


@dataclass(slots=True)
class Progress:
    """Where the script stands.

    `live`: the exercise that began last is neither done nor left. `stopped`: pain stopped it, and
    nobody has decided yet what becomes of it. `posture` is where the patient is; None: nobody
    knows, they may be lying.
    """

    begin: Begin | None = None
    live: bool = False
    stopped: bool = False
    side: str = ""
    paced: int = 0
    stretch: float = 1.0
    posture: Position | None = None
    going_to: Position | None = None
    done: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def exercise(self) -> str | None:
        """The exercise under way."""
        return self.begin.exercise if self.begin is not None and self.live else None

    def began(self, begin: Begin) -> None:
        """An exercise begins."""
        self.begin, self.live, self.stopped = begin, True, False
        self.side, self.paced = "", 0

    def finished(self) -> None:
        """It was paced to its end."""
        if self.begin is not None:
            self.done.append(self.begin.exercise)
        self.live = False

    def stop(self) -> None:
        """Pain stops it; the way out leads from everywhere but the bed to where nobody knows."""
        self.live, self.stopped = False, self.live
        if self.posture is not Position.LYING:
            self.posture = None

    def left(self) -> None:
        """It was skipped, or pain closed it."""
        if self.begin is not None:
            self.left_out.append(self.begin.exercise)
        self.live = self.stopped = False
