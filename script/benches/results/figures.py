"""Figures that a bench tells: each with its count, its 95 % interval and its goal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import binom, chi2

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `n` is how often; `low` and `high` are its 95 % interval.

    `value` is None where nothing could be counted: such a figure meets no goal. Without a goal it
    is told and not judged.
    """

    name: str
    value: float | None
    n: int
    low: float
    high: float
    goal: float | None = None
    at_least: bool = True
    unit: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the value is as good as the goal; None without one."""
        if self.goal is None:
            return None
        return self.value is not None and self._good(self.value)

    @property
    def proven(self) -> bool | None:
        """Whether even the worse end of the interval is as good as the goal."""
        if self.goal is None:
            return None
        return bool(self.met) and self._good(self.low if self.at_least else self.high)

    def _good(self, value: float) -> bool:
        assert self.goal is not None  # noqa: S101 - asked only with one
        return bool(value >= self.goal if self.at_least else value <= self.goal)

    def as_json(self) -> dict[str, object]:
        """Return what a script may want to know; an end that is infinite becomes null."""
        return {
            "name": self.name,
            "value": _rounded(self.value),
            "n": self.n,
            "low": _rounded(self.low),
            "high": _rounded(self.high),
            "goal": self.goal,
            "at_least": self.at_least,
            "unit": self.unit,
            "met": self.met,
            "proven": self.proven,
        }

    def kept(self) -> dict[str, object]:
        """Return all of it for a file, so that `from_kept` gives the same figure again."""
        return {key: _finite(value) for key, value in asdict(self).items()}


def from_kept(kept: Mapping[str, Any]) -> Figure:
    """Return the figure that `Figure.kept` gave."""
    numbers = {key: kept[key] for key in ("value", "low", "high")}
    return Figure(**{**kept, **{k: None if v is None else float(v) for k, v in numbers.items()}})


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval (Wilson) of a share of `hits` in `n`; all of 0 to 1 without any."""
    if n == 0:
        return (0.0, 1.0)
    share, z2 = hits / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == n else min(1.0, middle + half)
    return (low, high)


def share(
    name: str, hits: int, n: int, goal: float | None = None, *, at_least: bool = True
) -> Figure:
    """Return how many of `n` were so."""
    return Figure(name, hits / n if n else None, n, *wilson(hits, n), goal, at_least)


def retention(
    name: str, hits: int, n: int, clean: float | None, goal: float | None = None
) -> Figure:
    """Return the recall of `hits` in `n` against `clean`, the recall of the same clips alone.

    The interval is that of the recall in the condition, `clean` taken as it is.
    """
    if not clean or not n:
        return Figure(name, None, n, 0.0, math.inf, goal)
    low, high = wilson(hits, n)
    return Figure(name, hits / n / clean, n, low / clean, high / clean, goal)


def per_hour(name: str, events: int, hours: float, goal: float | None = None) -> Figure:
    """Return how often something happens in an hour; `n` is the events.

    The interval is the exact one of a Poisson count (Garwood): none in an hour can still be 3.7.
    """
    if hours <= 0:
        return Figure(name, None, events, 0.0, math.inf, goal, at_least=False, unit="/h")
    low = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(0.975, 2 * events + 2) / 2
    value = events / hours
    return Figure(name, value, events, low / hours, high / hours, goal, at_least=False, unit="/h")


def quantile(
    name: str, times: Sequence[float], q: float, goal: float | None = None, unit: str = "ms"
) -> Figure:
    """Return the `q` quantile of `times`, with the interval that their order gives.

    A time that never came is infinite and counts. The upper end is infinite where there are too
    few times for one.
    """
    n = len(times)
    if n == 0:
        return Figure(name, None, 0, 0.0, math.inf, goal, at_least=False, unit=unit)
    ordered = sorted(times)
    value = ordered[min(n - 1, max(0, math.ceil(q * n) - 1))]
    first = int(binom.ppf(0.025, n, q))
    last = int(binom.ppf(0.975, n, q))
    low = ordered[first - 1] if first >= 1 else 0.0
    high = ordered[last] if last < n else math.inf
    return Figure(name, value, n, low, high, goal, at_least=False, unit=unit)


def mean(
    name: str, values: Sequence[float], goal: float | None = None, *, at_least: bool = False
) -> Figure:
    """Return the mean of `values`; the interval is that of their scatter."""
    n = len(values)
    if n == 0:
        return Figure(name, None, 0, 0.0, math.inf, goal, at_least)
    middle = float(np.mean(values))
    half = Z_95 * float(np.std(values, ddof=1)) / math.sqrt(n) if n > 1 else math.inf
    return Figure(name, middle, n, max(0.0, middle - half), middle + half, goal, at_least)


def _finite(value: object) -> object:
    """JSON has no infinity; Python reads the word again."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _rounded(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 4)
