"""One piece of the source's advice a day, at the end of the first session, all of them in turn."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.history import History
from device.plan.advice import TIPS, tip_on
from device.plan.compiling import compile_script
from device.plan.guidance import Guidance
from device.plan.loading import LoadedPlan
from device.plan.model import Catalogue, Prescription
from device.plan.script import Finish, Say
from device.plan.today import day_state_of
from device.speaking.phrase import phrase
from device.speaking.phrases import load_book
from tests.days import WALK
from tests.plan.plans import OPERATION, days_later, plan_of

LOADED = LoadedPlan(plan_of(Prescription("walking_short")), signed=True)


@given(first=st.integers(0, 400))
def test_every_tip_is_told_once_before_any_is_told_again(first: int) -> None:
    days = [days_later(first + n) for n in range(len(TIPS))]
    assert sorted(tip_on(day, OPERATION) for day in days) == sorted(TIPS)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_has_a_tip_even_one_before_the_operation(day: dt.date) -> None:
    assert tip_on(day, OPERATION) in TIPS


def test_the_tip_is_the_last_that_is_said_before_the_end() -> None:
    *_, told, finish = compile_script((WALK,), guidance=Guidance(tip="water")).cues
    assert isinstance(told, Say)
    assert told.phrase == phrase("tip_today", tip=phrase("tip.water"))
    assert finish == Finish()
    assert [c for c in compile_script((WALK,)).cues if "tip" in str(c)] == []


@pytest.mark.parametrize(
    ("done", "tips", "told"), [(0, True, True), (1, True, False), (0, False, False)]
)
def test_only_the_first_session_of_a_day_has_a_tip_and_none_where_it_is_switched_off(
    catalogue: Catalogue, done: int, *, tips: bool, told: bool
) -> None:
    day = days_later(50)
    history = replace(History(day, staging_day=day), sessions_done_today=done)
    assert bool(day_state_of(LOADED, catalogue, history, tips=tips).guidance.tip) is told


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_language_has_exactly_these_tips(project: Path, language: str) -> None:
    texts = load_book(project / "voices" / language).texts
    assert {key for key in texts if key.startswith("tip.")} == {f"tip.{tip}" for tip in TIPS}
