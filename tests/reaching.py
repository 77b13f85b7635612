"""A property test whose promise has a condition must meet it often enough to mean anything."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LEAST = 0.2
"""At least this share of the examples has to reach the assertion."""


@dataclass
class _Count:
    examples: int = 0
    reaching: int = 0
    this_one: bool = False


_count = _Count()


def reached() -> None:
    """The condition is met: what follows is asserted. Call it where it is."""
    _count.this_one = True


def reaches(least: float = LEAST) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Fail a test of hypothesis that calls `reached` in less than this share of its examples.

    It stands above `@given` and `@settings`.
    """

    def counting(test: Callable[..., None]) -> Callable[..., None]:
        hypothesis: Any = test.hypothesis  # type: ignore[attr-defined]  # set by @given
        inner = hypothesis.inner_test

        @functools.wraps(inner)
        def counted(*drawn: Any, **named: Any) -> None:  # noqa: ANN401 - whatever is drawn
            _count.examples += 1
            _count.this_one = False
            inner(*drawn, **named)
            _count.reaching += _count.this_one

        hypothesis.inner_test = counted

        @functools.wraps(test)
        def run(*fixtures: Any, **named: Any) -> None:  # noqa: ANN401 - whatever it takes
            _count.examples = _count.reaching = 0
            test(*fixtures, **named)
            assert _count.reaching >= least * _count.examples, (
                f"only {_count.reaching} of {_count.examples} examples reach the assertion"
            )

        return run

    return counting
