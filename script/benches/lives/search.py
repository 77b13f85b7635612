"""Living many lives by chance; of what breaks a promise, the shortest life that still does."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from device.plan.loading import LoadedPlan
from device.plan.model import Catalogue
from device.session.player import Length
from script.benches.lives.broken import Broken
from script.benches.lives.invariants import Invariants
from script.benches.lives.living import Chance, Living, any_life
from script.benches.lives.promises import NAMES
from script.benches.lives.steps import Life, Step

STEPS = (4, 20)
"""A life has so many steps."""

ALONE_S = 3600.0
"""At its end nobody does anything for so long."""

LIVES_RUNNING = 50
"""Consecutive lives with the same plan: its scripts are compiled once."""

THOROUGH_EVERY = 50
"""What was rendered is worked out in one life of so many: it takes longer than the life."""


@dataclasses.dataclass(frozen=True)
class Violation:
    """A life that breaks a promise."""

    life: Life
    name: str
    why: str

    def as_yaml(self) -> str:
        """Return it as a scenario file."""
        head = {
            "version": 1,
            "title": f"{self.name}: {NAMES[self.name]} ({self.why})",
            "language": "en",
            "begins": self.life.begins,
            "plan": dict(self.life.plan),
            "steps": [step.as_yaml() for step in self.life.steps],
        }
        text = yaml.dump(head, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)
        return str(text)


class _Plain(yaml.SafeDumper):
    """Writes a date that stands twice as what it is, and not as a reference."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - its signature
        return True


class Search:
    """Lives in turn, each by its own seed. `plans` are drawn once and used again."""

    def __init__(self, catalogue: Catalogue, length: Length, *, seed: int, plans: int) -> None:
        dice = random.Random(seed)
        self._catalogue = catalogue
        self._length = length
        self._lives = [any_life(dice, catalogue) for _ in range(plans)]
        self.lived_s = 0.0

    def live(self, seed: int) -> Violation | None:
        """Live one life by chance; return how it broke a promise, if it did."""
        lived, broken = self._lived(seed)
        return None if broken is None else Violation(lived, broken.name, broken.why)

    def lived(self, seed: int) -> Life:
        """Live one life by chance; return it, up to the promise that it broke."""
        return self._lived(seed)[0]

    def _lived(self, seed: int) -> tuple[Life, Broken | None]:
        dice = random.Random(seed)
        life, loaded = self._lives[seed // LIVES_RUNNING % len(self._lives)]
        confirmer = Invariants(thorough=seed % THOROUGH_EVERY == 0)
        chance = Chance(dice)
        steps: list[Step] = []
        try:
            box = Living(self._catalogue, loaded, life.begins, self._length, confirmer)
            for _ in range(dice.randint(*STEPS)):
                step = chance.step(box)
                steps.append(step)
                box.does(step)
            steps.append(Step(0.0, "silence", ALONE_S))
            box.does(steps[-1])
            confirmer.ends()
        except Broken as broken:
            return dataclasses.replace(life, steps=tuple(steps)), broken
        self.lived_s += (box.clock.utc() - box.begins).total_seconds()
        return dataclasses.replace(life, steps=tuple(steps)), None

    def again(self, life: Life, loaded: LoadedPlan, steps: Sequence[Step]) -> Broken | None:
        """Live these steps; return the promise that they break."""
        confirmer = Invariants(thorough=True)
        try:
            box = Living(self._catalogue, loaded, life.begins, self._length, confirmer)
            for step in steps:
                box.does(step)
            confirmer.ends() if steps and steps[-1].value == ALONE_S else None
        except Broken as broken:
            return broken
        return None

    def shortest(self, violation: Violation) -> Violation:
        """Return a life that breaks the same promise with as few steps as can be left out."""
        life = violation.life
        loaded = next(loaded for each, loaded in self._lives if each.plan == life.plan)
        steps = list(life.steps)
        why = violation.why
        size = max(1, len(steps) // 2)
        while size:
            for without in _without(steps, size):
                broken = self.again(life, loaded, without)
                if broken is not None and broken.name == violation.name:
                    steps, why = without, broken.why
                    break
            else:
                size //= 2
        return Violation(dataclasses.replace(life, steps=tuple(steps)), violation.name, why)


def _without(steps: Sequence[Step], size: int) -> Iterable[list[Step]]:
    """Return the steps without `size` of them that follow each other, the last ones first."""
    for first in range(len(steps) - size, -1, -1):
        yield [*steps[:first], *steps[first + size :]]


def as_dict(violations: Sequence[Violation]) -> dict[str, Any]:
    """Return how often each promise was broken."""
    names = [violation.name for violation in violations]
    return {name: names.count(name) for name in sorted(set(names))}
