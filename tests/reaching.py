"""A property test whose promise has a condition must meet it often enough to mean anything."""

from __future__ import annotations

import ast
import functools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

LEAST = 0.2
"""At least this share of the examples has to reach the assertion."""


@dataclass
class _Count:
    examples: int = 0
    reaching: Counter[str] = field(default_factory=Counter)
    this_one: set[str] = field(default_factory=set)


_count = _Count()


def reached(branch: str = "") -> None:
    """The condition is met: what follows is asserted. Call it where it is."""
    _count.this_one.add(branch)


def reaches(
    *branches: str, least: float = LEAST
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Fail a test of hypothesis that calls `reached` in less than this share of its examples.

    A test with several conditions names them: each of `branches` is counted by itself. It stands
    above `@given` and `@settings`.
    """
    wanted = branches or ("",)

    def counting(test: Callable[..., None]) -> Callable[..., None]:
        hypothesis: Any = test.hypothesis  # type: ignore[attr-defined]  # set by @given
        inner = hypothesis.inner_test

        @functools.wraps(inner)
        def counted(*drawn: Any, **named: Any) -> None:  # noqa: ANN401 - whatever is drawn
            _count.this_one = set()
            inner(*drawn, **named)
            _count.examples += 1
            _count.reaching.update(_count.this_one)

        hypothesis.inner_test = counted

        @functools.wraps(test)
        def run(*fixtures: Any, **named: Any) -> None:  # noqa: ANN401 - whatever it takes
            _count.examples, _count.reaching = 0, Counter()
            test(*fixtures, **named)
            assert _count.reaching.keys() <= set(wanted), "a condition that is not counted"
            for branch in wanted:
                assert _count.reaching[branch] >= least * _count.examples, (
                    f"only {_count.reaching[branch]} of {_count.examples} examples reach the "
                    f"assertion {branch}"
                )

        return run

    return counting


# ---------------------------------------------------------------- which have to be counted


def uncounted(tree: ast.Module) -> Iterator[str]:
    """Yield the property tests with an assertion under a condition that nobody counts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            decorators = {_name(each) for each in node.decorator_list}
            if "given" in decorators and "reaches" not in decorators and conditional(node):
                yield node.name


def conditional(test: ast.FunctionDef) -> bool:
    """Whether an assertion of `test` stands under a condition, after a way out, or is an "or"."""
    own = tuple(_own(test))
    left = [node.lineno for node in own if isinstance(node, ast.Return | ast.Continue)]
    asserted = [node for node in own if isinstance(node, ast.Assert)]
    return (
        any(min(left, default=node.lineno) < node.lineno for node in asserted)
        or any(isinstance(node.test, ast.BoolOp) and _is_or(node.test) for node in asserted)
        or any(
            isinstance(inner, ast.Assert)
            for node in own
            if isinstance(node, ast.If | ast.Match)
            for inner in ast.walk(node)
        )
    )


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function, without the functions in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _own(child)


def _is_or(test: ast.BoolOp) -> bool:
    return isinstance(test.op, ast.Or)


def _name(decorator: ast.expr) -> str:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return call.id if isinstance(call, ast.Name) else ""
