"""A property test that hardly ever reaches its assertion is found out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reaching import reached, reaches


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


def test_one_that_mostly_reaches_it_passes() -> None:
    mostly()


def test_one_that_hardly_ever_reaches_it_fails() -> None:
    with pytest.raises(AssertionError, match="examples reach the assertion"):
        hardly_ever()


def test_one_that_is_wrong_fails_with_its_own_words() -> None:
    with pytest.raises(AssertionError, match="assert"):
        wrong()
