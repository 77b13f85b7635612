"""Every phrase gets its own probability, whatever is asked about together with it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.hearing.likelihood.moonshine import Branch
from device.hearing.likelihood.tokens import END
from device.hearing.likelihood.tree import HOPELESS, LEFT, MOST, Form, grow, likely
from tests.reaching import reached, reaches

TOKENS = 7
ENDS = (END, 3)
STATES = np.zeros((1, 1, 288), np.float32)


def distribution(beginning: Form) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A language of its own: what comes next after a beginning, always the same."""
    dice = np.random.default_rng([9, *beginning])
    return np.log(dice.dirichlet(np.full(TOKENS, 0.8)))


class Language:
    """A decoder that knows the language, and notes how often it is asked."""

    def __init__(self) -> None:
        self.runs = 0
        self._beginnings: list[Form] = [()]

    def begin(self) -> Branch:
        self._beginnings = [()]
        return Branch(STATES, (), distribution(())[None])

    def go_on(self, branch: Branch, rows: Sequence[int], tokens: Sequence[int]) -> Branch:
        self.runs += 1
        self._beginnings = [
            (*self._beginnings[row], token) for row, token in zip(rows, tokens, strict=True)
        ]
        return Branch(branch.states, (), np.array([distribution(b) for b in self._beginnings]))


def alone(form: Form) -> float:
    """The probability of a form with any of its ends, by the chain rule."""
    so_far = sum(distribution(form[:n])[token] for n, token in enumerate(form))
    return float(so_far + np.logaddexp.reduce(distribution(form)[list(ENDS)]))


FORMS = st.lists(
    st.lists(st.sampled_from([0, 4, 5, 6]), min_size=1, max_size=4).map(tuple),
    min_size=1,
    max_size=12,
    unique=True,
)


@reaches()
@given(FORMS)
def test_a_form_that_is_followed_gets_its_own_probability(forms: list[Form]) -> None:
    decoder = Language()
    told = likely(decoder, decoder.begin(), grow(forms), len(forms), ENDS)
    exact = [alone(form) for form in forms]
    followed = [got == pytest.approx(own) for got, own in zip(told.forms, exact, strict=True)]
    assert any(followed)
    assert np.isfinite(told.forms).all()
    if len(forms) <= MOST:
        reached()
        best = max(exact)
        kept = zip(exact, followed, strict=True)
        assert all(ok for own, ok in kept if own >= best - HOPELESS / 2 and own > -HOPELESS)


@given(FORMS)
def test_as_many_runs_are_made_as_the_longest_text_has_tokens(forms: list[Form]) -> None:
    decoder = Language()
    told = likely(decoder, decoder.begin(), grow(forms), len(forms), ENDS)
    assert decoder.runs <= max(*map(len, forms), len(told.free) + 1)


def test_the_free_text_is_the_likeliest_token_each_time() -> None:
    decoder = Language()
    told = likely(decoder, decoder.begin(), grow([(4,)]), 1, ENDS)
    assert told.free[0] == int(distribution(()).argmax())
    assert told.free_log <= 0.0


def test_what_nothing_hopes_for_is_not_followed() -> None:
    class Hopeless(Language):
        def begin(self) -> Branch:
            rare = np.log(np.full(TOKENS, 1e-9))
            rare[4] = 0.0
            return Branch(STATES, (), rare[None])

    decoder = Hopeless()
    told = likely(decoder, decoder.begin(), grow([(4,), (5, 5, 5, 5, 5, 5, 5, 5)]), 2, ENDS)
    assert told.forms[1] == pytest.approx(np.log(1e-9) - LEFT)
    assert decoder.runs < 8
