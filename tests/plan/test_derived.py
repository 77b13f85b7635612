"""What the light, the report and the centre are told is derived, and tells the truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from device.journal.history import Interrupted, PainShown
from device.plan.loading import LoadedPlan
from device.plan.model import Catalogue, Plan
from device.plan.today import day_state_of
from tests.plan.test_today import PLAN, TODAY, history, keys, signed

REFUSING = [
    replace(PLAN, valid_from=TODAY + dt.timedelta(1)),
    replace(PLAN, valid_until=TODAY - dt.timedelta(1)),
    replace(PLAN, example=True),
]


@pytest.mark.hazard("H11")
@pytest.mark.parametrize("plan", REFUSING)
def test_a_plan_that_refuses_has_nothing_left_to_do_and_no_day_done(
    plan: Plan, catalogue: Catalogue
) -> None:
    for done in (0, 3):
        day = day_state_of(signed(plan), catalogue, history(sessions_done_today=done))
        assert (day.sessions_left, day.day_done, day.tasks) == (0, False, ())
        assert day.refusal


def test_an_unsigned_plan_and_one_on_hold_have_nothing_left_either(catalogue: Catalogue) -> None:
    unsigned = day_state_of(LoadedPlan(PLAN, signed=False), catalogue, history())
    held = day_state_of(signed(), catalogue, history(worse_mornings=((TODAY, 2),)))
    assert (unsigned.sessions_left, held.sessions_left) == (0, 0)
    assert keys(unsigned) == ["plan_unsigned", "ask_family_setup"]
    assert keys(held) == ["on_hold", "call_clinic"]


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    "open_",
    [
        {"interrupted": Interrupted(1)},
        {"pain_open": TODAY},
        {"pain_shown": PainShown(TODAY)},
    ],
)
def test_no_day_is_done_while_pain_or_a_session_is_open(
    open_: dict[str, object], catalogue: Catalogue
) -> None:
    assert day_state_of(signed(), catalogue, history(sessions_done_today=3)).day_done
    still_open = replace(history(sessions_done_today=3), **open_)  # type: ignore[arg-type]
    assert not day_state_of(signed(), catalogue, still_open).day_done


@pytest.mark.hazard("H3")
def test_calls_cut_short_are_due_until_they_were_said(catalogue: Catalogue) -> None:
    shown = PainShown(TODAY, danger=True)
    assert day_state_of(signed(), catalogue, history(pain_shown=shown)).calls_due
    days_ago = replace(shown, day=TODAY - dt.timedelta(3))
    assert day_state_of(signed(), catalogue, history(pain_shown=days_ago)).calls_due
    for over in (replace(shown, called=True), replace(shown, danger=False)):
        assert not day_state_of(signed(), catalogue, history(pain_shown=over)).calls_due
