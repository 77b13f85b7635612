"""How far a session has come, and what there is to tell about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from device.plan.model import Position
from device.plan.script import Begin


@dataclass(slots=True)
class ScriptProgress:
    """Where the script stands.

    `live`: the exercise that began last is neither done nor left. `skipped` are those of `left_out`
    that were left out by word: they can be taken back. `stopped`: pain stopped it, and nobody has
    decided yet what becomes of it. `posture` is where the patient is; None: nobody knows, they may
    be lying. `explained` are those whose long instructions were said because nobody was ready.
    `settled_in`: they have been in a position of this session at least once.
    """

    begin: Begin | None = None
    live: bool = False
    stopped: bool = False
    side: str = ""
    paced: int = 0
    stretch: float = 1.0
    posture: Position | None = None
    going_to: Position | None = None
    settled_in: bool = False
    done: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    skipped: list[Begin] = field(default_factory=list)
    offering: Begin | None = None
    offered: set[str] = field(default_factory=set)
    explained: set[str] = field(default_factory=set)

    @property
    def skipped_last(self) -> Begin | None:
        """The exercise that was left out by word last, and not taken back."""
        return self.skipped[-1] if self.skipped else None

    @property
    def away(self) -> bool:
        """Whether the patient is up: on the way from a known position to another, or on a walk."""
        moving = self.settled_in and self.posture is not self.going_to
        return moving or (self.live and self.begin is not None and not self.begin.repetitions)

    def to_offer(self) -> Begin | None:
        """Return what was left out by word, the last one first and each once."""
        waiting = (b for b in reversed(self.skipped) if b.exercise not in self.offered)
        self.offering = next(waiting, None)
        if self.offering is not None:
            self.offered.add(self.offering.exercise)
        return self.offering

    @property
    def over(self) -> frozenset[str]:
        """Exercises that do not begin any more: done, closed by pain, or left out by word."""
        return frozenset((*self.done, *self.left_out))

    @property
    def exercise(self) -> str | None:
        """The exercise under way."""
        return self.begin.exercise if self.begin is not None and self.live else None

    def arrived(self, posture: Position) -> None:
        """The patient says to be there."""
        self.posture = posture
        self.settled_in = True

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

    def skipped_by_word(self) -> None:
        """The patient said "next"."""
        if self.begin is not None:
            self.skipped.append(self.begin)
        self.left()

    def taken_back(self, begin: Begin) -> None:
        """What was left out by word is done after all."""
        self.skipped.remove(begin)
        self.left_out.remove(begin.exercise)

    def left(self) -> None:
        """It was skipped, or pain closed it."""
        if self.begin is not None:
            self.left_out.append(self.begin.exercise)
        self.live = self.stopped = False
