"""What the lamp has to know: the light is a function of this and of nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """The state of the box as the family may see it.

    `sessions_left` counts the sessions of today that are still due, while at least one was done
    or begun; 0 with `day_done` False means that nothing is due or nothing was started yet.
    `pain_shown`: pain ended a session and nobody has acknowledged it. `unsettled`: the questions
    about a pain were never answered to their end.
    """

    session_runs: bool = False
    pain_shown: bool = False
    unsettled: bool = False
    day_done: bool = False
    sessions_left: int = 0
    faults: frozenset[str] = frozenset()
