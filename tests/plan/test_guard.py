"""Whatever lowers the guard passes one gate: the table, row by row."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.plan.guard import NEEDS, PRESS_APART_S, Evidence, Lowering, Needs, lacking
from tests.reaching import reached, reaches

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
EVERYTHING = Evidence(
    heard=1.0,
    witnesses=2,
    apart_s=60.0,
    calls_said=True,
    settled=True,
    plan_allows=True,
    date=TODAY,
    today=TODAY,
)

TABLE = [
    (Lowering.NO_DANGER, {"heard": 0.99}, "heard"),
    (Lowering.NO_DANGER, {"witnesses": 1}, "witnesses"),
    (Lowering.NO_CLOT, {"heard": 0.99}, "heard"),
    (Lowering.NO_HELP, {"heard": 0.99}, "heard"),
    (Lowering.RIGHT_PERSON, {"heard": 0.99}, "heard"),
    (Lowering.RIGHT_PERSON, {"apart_s": 0.3}, "apart_s"),
    (Lowering.NO_PAIN, {"heard": 0.49}, "heard"),
    (Lowering.LOW_PAIN, {"heard": 0.39}, "heard"),
    (Lowering.BETTER_TODAY, {"heard": 0.99}, "heard"),
    (Lowering.BETTER_TODAY, {"apart_s": 0.3}, "apart_s"),
    (Lowering.ACKNOWLEDGED, {"calls_said": False}, "calls_said"),
    (Lowering.ACKNOWLEDGED, {"apart_s": 0.3}, "apart_s"),
    (Lowering.RESUMED, {"apart_s": 0.3}, "apart_s"),
    (Lowering.DAY_DONE, {"settled": False}, "settled"),
    (Lowering.DAY_DONE, {"plan_allows": False}, "plan_allows"),
    (Lowering.SESSIONS_LEFT, {"plan_allows": False}, "plan_allows"),
    (Lowering.UNLOCKED, {"date": TODAY + DAY}, "dated"),
    (Lowering.UNLOCKED, {"date": None}, "dated"),
    (Lowering.HOLD_LIFTED, {"date": TODAY + DAY}, "dated"),
    (Lowering.HOLD_LIFTED, {"today": None}, "dated"),
]

EVIDENCE = st.builds(
    Evidence,
    heard=st.floats(0, 1),
    witnesses=st.integers(1, 3),
    apart_s=st.floats(0, 5),
    calls_said=st.booleans(),
    settled=st.booleans(),
    plan_allows=st.booleans(),
    date=st.none() | st.dates(TODAY - 3 * DAY, TODAY + 3 * DAY),
    today=st.just(TODAY),
)
ENOUGH = st.builds(
    replace,
    EVIDENCE,
    heard=st.just(1.0),
    witnesses=st.integers(2, 3),
    apart_s=st.floats(1, 5),
    settled=st.just(value=True),
)
"""What is often enough to lower the guard."""


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(("lowering", "poorer", "lacks"), TABLE)
def test_what_a_row_needs_and_has_not_keeps_the_guard_up(
    lowering: Lowering, poorer: dict[str, object], lacks: str
) -> None:
    assert lacking(lowering, EVERYTHING) is None
    assert lacking(lowering, replace(EVERYTHING, **poorer)) == lacks  # type: ignore[arg-type]


def test_every_row_and_each_of_its_needs_stands_in_the_table_above() -> None:
    plain = Needs("")
    needed = {
        (lowering, each.name)
        for lowering, needs in NEEDS.items()
        for each in fields(Needs)
        if each.name != "silence" and getattr(needs, each.name) != getattr(plain, each.name)
    }
    assert set(NEEDS) == set(Lowering)
    assert needed == {(lowering, lacks) for lowering, _, lacks in TABLE}


def test_every_row_says_what_silence_means() -> None:
    assert all(len(needs.silence.split()) >= 3 for needs in NEEDS.values())


def test_nothing_known_lowers_nothing() -> None:
    assert all(lacking(lowering, Evidence()) is not None for lowering in Lowering)


@reaches()
@given(st.sampled_from(Lowering), st.one_of(EVIDENCE, ENOUGH), EVIDENCE)
def test_more_evidence_never_closes_the_gate(
    lowering: Lowering, less: Evidence, other: Evidence
) -> None:
    more = replace(
        less,
        heard=max(less.heard, other.heard),
        witnesses=max(less.witnesses, other.witnesses),
        apart_s=max(less.apart_s, other.apart_s),
        calls_said=less.calls_said or other.calls_said,
        settled=less.settled or other.settled,
        plan_allows=less.plan_allows or other.plan_allows,
    )
    if lacking(lowering, less) is None:
        reached()
        assert lacking(lowering, more) is None


def test_a_double_press_is_not_by_itself() -> None:
    quick = replace(EVERYTHING, apart_s=PRESS_APART_S - 0.01)
    assert lacking(Lowering.BETTER_TODAY, quick) == "apart_s"
