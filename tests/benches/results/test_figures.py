"""A figure says how sure it is, and is not better than it was measured."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from script.benches.results.figures import Figure, per_hour, quantile, retention, share, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilsons_interval_is_that_of_the_books(hits: int, n: int, low: float, high: float) -> None:
    assert list(wilson(hits, n)) == pytest.approx([low, high], abs=1e-4)


def test_nothing_measured_is_nothing_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize("truth", [0.5, 0.9, 0.97])
def test_the_interval_of_a_share_holds_the_truth_as_often_as_it_says(truth: float) -> None:
    hits = np.random.default_rng(3).binomial(200, truth, 2000)
    holds = [low <= truth <= high for low, high in (wilson(int(h), 200) for h in hits)]
    assert np.mean(holds) == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize("truth", [0.5, 3.0])
def test_the_interval_of_a_rate_holds_the_truth_at_least_as_often_as_it_says(
    truth: float,
) -> None:
    events = np.random.default_rng(3).poisson(truth * 4, 2000)
    figures = [per_hour("f", int(n), 4.0) for n in events]
    assert np.mean([f.low <= truth <= f.high for f in figures]) >= 0.95


def test_the_interval_of_a_quantile_holds_the_truth_at_least_as_often_as_it_says() -> None:
    dice = np.random.default_rng(3)
    figures = [quantile("f", list(dice.uniform(0, 100, 60)), 0.95) for _ in range(1000)]
    assert np.mean([f.low <= 95.0 <= f.high for f in figures]) >= 0.95


def test_a_short_quiet_hour_meets_a_goal_and_proves_nothing() -> None:
    quiet = per_hour("false", 0, 1.0, 0.1)
    assert quiet.value == 0.0
    assert quiet.high == pytest.approx(3.689, abs=1e-3)
    assert quiet.met
    assert not quiet.proven


def test_many_quiet_hours_prove_it() -> None:
    assert per_hour("false", 0, 40.0, 0.1).proven


def test_a_time_that_never_came_is_worse_than_every_other() -> None:
    late = quantile("t", [10.0] * 18 + [math.inf] * 2, 0.95, 400.0)
    assert late.value == math.inf
    assert not late.met


def test_what_was_never_measured_meets_no_goal() -> None:
    nothing = (share("s", 0, 0, 0.9), per_hour("r", 0, 0.0, 0.1), quantile("q", [], 0.5, 250.0))
    assert [figure.met for figure in (*nothing, retention("t", 3, 4, None, 0.9))] == [False] * 4


def test_retention_is_recall_against_recall() -> None:
    assert retention("r", 45, 100, 0.9).value == pytest.approx(0.5)


@pytest.mark.parametrize(("value", "met"), [(0.98, True), (0.9799, False)])
def test_a_goal_is_met_from_the_goal_on(value: float, met: bool) -> None:
    assert Figure("f", value, 9, 0.0, 1.0, 0.98).met is met


def test_json_holds_no_infinity() -> None:
    told = per_hour("f", 0, 0.0, 0.1).as_json()
    assert json.loads(json.dumps(told, allow_nan=False))["met"] is False


def test_json_takes_what_numpy_measured() -> None:
    told = Figure("f", np.float64(0.5), 9, np.float64(0.4), np.float64(0.6), 0.4).as_json()
    assert json.loads(json.dumps(told))["met"] is True
