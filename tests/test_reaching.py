"""A property test that hardly ever reaches its assertion is found out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reaching import conditional, reached, reaches, uncounted


@reaches()
@given(st.integers(0, 9))
def mostly(n: int) -> None:
    if n > 2:
        reached()


@reaches()
@settings(max_examples=200)
@given(st.integers(0, 10**6))
def hardly_ever(n: int) -> None:
    if n % 97 == 1:
        reached()


@reaches()
@given(st.integers(0, 9))
def wrong(n: int) -> None:
    reached()
    assert n < 5


@reaches("few", "many")
@given(st.integers(0, 9))
def one_of_two(n: int) -> None:
    reached("few" if n > 20 else "many")


def test_one_that_mostly_reaches_it_passes() -> None:
    mostly()


def test_one_that_hardly_ever_reaches_it_fails() -> None:
    with pytest.raises(AssertionError, match="examples reach the assertion"):
        hardly_ever()


def test_each_of_several_conditions_is_counted_by_itself() -> None:
    with pytest.raises(AssertionError, match=r"only 0 of .* assertion few"):
        one_of_two()


def test_one_that_is_wrong_fails_with_its_own_words() -> None:
    with pytest.raises(AssertionError, match="assert"):
        wrong()


def function(body: str) -> ast.FunctionDef:
    (node,) = ast.parse(f"def test_it(n):\n{body}").body
    assert isinstance(node, ast.FunctionDef)
    return node


@pytest.mark.parametrize(
    "body",
    [
        "    if n:\n        assert n > 0\n",
        "    if not n:\n        return\n    assert n > 0\n",
        "    for each in n:\n        if not each:\n            continue\n        assert each\n",
        "    match n:\n        case 1:\n            assert n > 0\n",
        "    assert not n or n > 0\n",
    ],
)
def test_an_assertion_under_a_condition_is_found(body: str) -> None:
    assert conditional(function(body))


@pytest.mark.parametrize(
    "body",
    [
        "    assert n > 0\n",
        "    for each in n:\n        assert each\n",
        "    def double(m):\n        return 2 * m\n    assert double(n) > 0\n",
    ],
)
def test_an_assertion_without_one_is_none(body: str) -> None:
    assert not conditional(function(body))


def test_every_property_test_with_a_condition_counts_how_often_it_is_met(project: Path) -> None:
    found = {
        (file.relative_to(project).as_posix(), name)
        for file in (project / "tests").rglob("test_*.py")
        for name in uncounted(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == set()
