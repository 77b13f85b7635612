"""What came of a rehearsed day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.journal.entry import Kind
from device.journal.row import Row
from device.panel.light import Pattern
from device.plan.day_state import DayState
from device.rehearsal.patient import SaidWord
from device.rehearsal.story import Story
from device.sound.block import BLOCK_SAMPLES, Samples, samples
from device.sound.mixer import DUCK_RISE


@dataclass(frozen=True)
class RehearsalOutcome:
    """What came of a rehearsal.

    `spoken` is what the box gave to the speaker, sample by sample; `chain_s` the processor time
    that its chain took, the simulation not counted; `block_s` what the sound's thread took of each
    block. `gave_way`: for each, whether the box was silent because somebody spoke. `recognizers`:
    how often each took something for a command. `templates_said` and `templates_good`: what the
    patient said in an enrollment, and how much of it was kept.
    """

    day: DayState
    scenario: Story
    rows: tuple[Row, ...]
    said: tuple[SaidWord, ...]
    false_actions: int
    light: Pattern
    length_s: float
    took_s: float
    chain_s: float
    block_s: NDArray[np.float64]
    unknown_words: tuple[str, ...]
    spoken: Samples
    gave_way: NDArray[np.bool_]
    recognizers: Mapping[str, int]
    templates_said: int = 0
    templates_good: int = 0

    @property
    def commands_said(self) -> int:
        """Return how often the patient said a command."""
        return len(self.said)

    @property
    def commands_heard(self) -> int:
        """Return how many of them were acted upon."""
        return sum(said.heard_at is not None for said in self.said)

    def is_heard(self, at: int) -> bool:
        """Return whether what the box says from sample `at` on is as loud as ever there."""
        first, last = at - DUCK_RISE, at + samples(0.1)
        return not self.gave_way[max(0, first // BLOCK_SAMPLES) : last // BLOCK_SAMPLES + 1].any()

    def exercises(self, kind: Kind) -> frozenset[str]:
        """Return the exercises that the journal has such an entry of."""
        return frozenset(r.exercise for r in self.rows if r.kind is kind and r.exercise)

    @property
    def as_meant(self) -> bool:
        """Whether the day ended as the patient meant it: this done, that left out, that stopped."""
        tasks = {task.exercise.id for task in self.day.tasks}
        skipped = self.exercises(Kind.EXERCISE_SKIPPED)
        return (
            self.light is Pattern.SOLID
            and skipped == self.scenario.skipped
            and self.exercises(Kind.EXERCISE_STOPPED) == self.scenario.stopped
            and self.exercises(Kind.EXERCISE_PACED) >= tasks - skipped
        )
