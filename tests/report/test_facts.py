"""What each day was, held against the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from device.journal.entry import Entry, Kind
from device.journal.history import history_of
from device.journal.row import Row
from device.plan.loading import load_catalogue
from device.plan.model import (
    Approach,
    Approval,
    Catalogue,
    Contact,
    Contacts,
    Operation,
    Plan,
    Prescription,
    Region,
)
from device.report.due import Due, Past
from device.report.facts import Day, Mark, days_of, exercises_of
from device.report.sessions import ExerciseOutcome
from device.status import status_of
from tests.journal.past import (
    BEGAN,
    DONE,
    TODAY,
    began,
    ended,
    next_day,
    paced,
    pain,
    past,
    skipped,
    stopped,
)
from tests.report.home import Home, home

Days = Mapping[int, Sequence[Entry]]

PACED = [began("glute_squeezes"), paced("glute_squeezes")]
WHOLE = [BEGAN, *PACED, DONE]
HURT = [began("heel_slides"), pain("heel_slides"), stopped("heel_slides")]
MORNING = [BEGAN, next_day("worse"), ended("unfinished")]


@pytest.fixture(scope="module")
def catalogue(project: Path) -> Catalogue:
    found, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert found is not None
    return found


def plan(**changes: object) -> Plan:
    values: dict[str, object] = {
        "operation": Operation(dt.date(2026, 10, 5), Region.LUMBAR, Approach.POSTERIOR),
        "cleared_stage": 2,
        "valid_from": dt.date(2026, 11, 1),
        "valid_until": dt.date(2027, 1, 31),
        "exercises": (Prescription("glute_squeezes"), Prescription("heel_slides")),
        "contacts": Contacts("112", Contact("Anna", "0123")),
    }
    return Plan(**{**values, **changes})  # type: ignore[arg-type]


def told(
    days: Days, plan: Plan | None, catalogue: Catalogue, unsure: frozenset[int] = frozenset()
) -> dict[int, Day]:
    """The days of three weeks, by how many days ago they were."""
    rows = past(days, unsure)
    by_day: dict[dt.date, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row.day, row.id)):
        by_day.setdefault(row.day, []).append(row)
    first = TODAY - dt.timedelta(days=20)
    span = (first, TODAY, min(by_day, default=None))
    found = days_of(by_day.items(), {}, Past(), Due(plan, catalogue), span)
    return {(TODAY - day.date).days: day for day in found}


@pytest.mark.hazard("H11")
@pytest.mark.parametrize(
    ("entries", "mark"),
    [
        (WHOLE, Mark.DONE),
        ([BEGAN, skipped("glute_squeezes"), DONE], Mark.DONE),
        ([BEGAN, *PACED], Mark.PARTLY),
        ([BEGAN, *PACED, ended("unfinished")], Mark.PARTLY),
        ([BEGAN, began("heel_slides"), ended("unfinished")], Mark.MISSED),
        ([BEGAN, *HURT, ended("pain")], Mark.PAIN),
        ([BEGAN, *HURT, *PACED, DONE], Mark.PAIN),
        ([BEGAN, pain("heel_slides", "suspected"), *PACED, DONE], Mark.DONE),
        ([], Mark.MISSED),
    ],
)
def test_a_day_is_done_only_when_every_session_due_was_carried_to_its_end(
    entries: Sequence[Entry], mark: Mark, catalogue: Catalogue
) -> None:
    assert told({9: WHOLE, 4: entries}, plan(), catalogue)[4].mark is mark


@pytest.mark.hazard("H11")
def test_one_session_of_two_is_partly_done(catalogue: Catalogue) -> None:
    twice = plan(exercises=(Prescription("ankle_pumps", times_per_day=2),))
    days = told({4: WHOLE, 3: [*WHOLE, *WHOLE]}, twice, catalogue)
    assert (days[4].mark, days[4].sessions_done, days[4].sessions_due) == (Mark.PARTLY, 1, 2)
    assert days[3].mark is Mark.DONE


def test_today_is_not_missed_before_it_is_over(catalogue: Catalogue) -> None:
    assert told({1: WHOLE}, plan(), catalogue)[0].mark is Mark.AHEAD
    assert told({0: [BEGAN, *PACED]}, plan(), catalogue)[0].mark is Mark.PARTLY


def test_days_before_the_journal_and_outside_the_plan_are_not_due(catalogue: Catalogue) -> None:
    short = plan(valid_from=TODAY - dt.timedelta(days=5), valid_until=TODAY - dt.timedelta(days=2))
    days = told({8: WHOLE}, short, catalogue)
    assert [days[ago].mark for ago in (9, 7, 6, 5, 2, 1, 0)] == [
        *(Mark.NOT_DUE, Mark.NOT_DUE, Mark.NOT_DUE),
        *(Mark.MISSED, Mark.MISSED, Mark.NOT_DUE, Mark.NOT_DUE),
    ]
    assert days[8].mark is Mark.DONE  # under an earlier plan, held against this one


def test_without_a_plan_nothing_is_called_done(catalogue: Catalogue) -> None:
    days = told({4: WHOLE}, None, catalogue)
    assert (days[4].mark, days[3].mark, days[4].stage) == (Mark.PARTLY, Mark.NOT_DUE, None)


@pytest.mark.hazard("H5")
def test_an_exercise_that_is_locked_is_due_no_more(catalogue: Catalogue) -> None:
    only = plan(exercises=(Prescription("heel_slides"),))
    days = told({9: [BEGAN, *HURT, DONE], 7: [BEGAN, *HURT, DONE]}, only, catalogue)
    assert (days[8].sessions_due, days[6].sessions_due) == (1, 0)
    since = TODAY - dt.timedelta(days=6)
    unlocked = plan(exercises=(Prescription("heel_slides", unlocked=since),))
    days = told({9: [BEGAN, *HURT, DONE], 7: [BEGAN, *HURT, DONE]}, unlocked, catalogue)
    assert days[6].sessions_due == 1


@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    ("lifted", "held"), [(None, [9, 8, 7, 6]), (7, [9, 8]), (10, [9, 8, 7, 6])]
)
def test_after_two_worse_mornings_nothing_is_due_until_the_hold_is_lifted(
    lifted: int | None, held: list[int], catalogue: Catalogue
) -> None:
    day = TODAY - dt.timedelta(days=lifted) if lifted is not None else None
    days = told({11: WHOLE, 10: MORNING, 9: MORNING}, plan(hold_lifted=day), catalogue)
    assert [ago for ago in (10, 9, 8, 7, 6) if days[ago].on_hold] == held
    assert {days[ago].mark for ago in held} == {Mark.NOT_DUE}


def test_two_worse_mornings_far_apart_are_no_hold(catalogue: Catalogue) -> None:
    days = told({15: MORNING, 14: WHOLE, 9: MORNING}, plan(), catalogue)
    assert not any(day.on_hold for day in days.values())


@pytest.mark.hazard("H6")
def test_a_day_that_nobody_is_sure_of_moves_no_stage(catalogue: Catalogue) -> None:
    recent = plan(operation=Operation(TODAY - dt.timedelta(days=15), Region.LUMBAR))
    days = told({3: WHOLE, 0: WHOLE}, recent, catalogue, unsure=frozenset({0}))
    assert (days[3].stage, days[1].stage, days[0].stage, days[0].sure) == (1, 2, 1, False)


def test_a_gate_that_opens_on_a_day_is_due_from_that_day(catalogue: Catalogue) -> None:
    opens = Approval("Dr. Weber", "surgeon", TODAY - dt.timedelta(days=3))
    gated = plan(
        operation=Operation(dt.date(2026, 1, 5), Region.LUMBAR),
        cleared_stage=3,
        exercises=(Prescription("bridging", approved=opens),),
    )
    days = told({9: WHOLE}, gated, catalogue)
    assert [days[ago].sessions_due for ago in (4, 3, 2)] == [0, 1, 1]


# ------------------------------------------------------------ from the files


def test_an_empty_journal_makes_a_report_too(tmp_path: Path, project: Path) -> None:
    facts = home(tmp_path, project).facts()
    assert len(facts.days) == 42
    assert facts.days[-1].mark is Mark.AHEAD
    assert facts.count(Mark.NOT_DUE) == 41
    assert facts.refusal is None


def test_only_as_many_days_are_told_as_were_asked_for(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {9: WHOLE, 2: WHOLE})
    assert [len(lived.facts(n).days) for n in (-3, 0, 1, 7, 10**9)] == [1, 1, 1, 7, 3660]
    assert sum(len(day.sessions) for day in lived.facts(7).days) == 1


@pytest.mark.hazard("H5")
def test_stops_before_the_first_day_of_the_report_lock_in_it(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {12: [BEGAN, *HURT, DONE], 10: [BEGAN, *HURT, DONE]})
    facts = lived.facts(5)
    locked = {each.exercise: each.now for each in facts.exercises}
    assert locked["heel_slides"] == "reason_locked"
    assert locked["glute_squeezes"] is None
    assert locked["bridging"] == "reason_stage"


def test_a_plan_changed_after_it_was_signed_is_said_and_its_days_stand(
    tmp_path: Path, project: Path
) -> None:
    lived = home(tmp_path, project, {4: WHOLE})
    file = lived.project / "config" / "plan.yaml"
    file.write_text(file.read_text("utf-8").replace("Anna", "Eve"), encoding="utf-8")
    facts = lived.facts()
    assert (facts.refusal, facts.signed) == ("plan_unsigned", False)
    assert facts.days[-5].mark is Mark.DONE


def test_a_box_without_a_plan_says_so(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {4: WHOLE})
    (lived.project / "config" / "plan.yaml").unlink()
    facts = lived.facts()
    assert (facts.refusal, facts.plan) == ("no_plan", None)
    assert [each.exercise for each in facts.exercises] == ["glute_squeezes"]
    assert not facts.exercises[0].prescribed


def test_exercises_are_counted_by_what_became_of_them(tmp_path: Path, project: Path) -> None:
    left = Entry(Kind.EXERCISE_LEFT_OUT, "bridging", text="reason_stage")
    lived = home(
        tmp_path,
        project,
        {4: [BEGAN, left, *PACED, DONE, BEGAN, left, DONE], 3: [BEGAN, left, *PACED, *HURT, DONE]},
    )
    facts = lived.facts()
    by_name = {each.exercise: each for each in facts.exercises}
    assert by_name["glute_squeezes"].outcomes[ExerciseOutcome.PACED] == 2
    assert by_name["heel_slides"].outcomes[ExerciseOutcome.STOPPED] == 1
    assert by_name["bridging"].left_out == (("reason_stage", 2),)


def test_the_marks_of_today_are_those_of_the_status(tmp_path: Path, project: Path) -> None:
    lived: Home = home(tmp_path, project, {1: WHOLE, 0: WHOLE})
    status = status_of(lived.configuration, lived.state, lived.clock)
    today = lived.facts().days[-1]
    assert (status.sessions_done, status.sessions_due) == (today.sessions_done, today.sessions_due)
    assert (status.light, today.mark) == ("solid", Mark.DONE)


def test_nothing_of_a_later_day_is_told(tmp_path: Path, project: Path) -> None:
    facts = home(tmp_path, project, {-3: WHOLE, 1: WHOLE}).facts()
    assert sum(len(day.sessions) for day in facts.days) == 1


def test_reasons_that_are_alike_often_stand_in_the_order_of_the_journal(
    catalogue: Catalogue,
) -> None:
    """Found: two pages of the same days had them in another order."""
    reasons = [f"reason {n}" for n in range(9)]
    left_out = [Entry(Kind.EXERCISE_LEFT_OUT, "bridging", text=reason) for reason in reasons]
    days = told({3: [BEGAN, *left_out, DONE]}, plan(), catalogue)
    found = exercises_of(days.values(), plan(), catalogue, history_of((), TODAY))
    (bridging,) = (each for each in found if each.exercise == "bridging")
    assert bridging.left_out == tuple((reason, 1) for reason in reasons)
