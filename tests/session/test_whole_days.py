"""Whole days of any patient with any plan: what is begun, and what is counted after pain.

The promises are worked out a second time here, from what was written and said, in the words of the
hazard table and not in the program's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.journal.entry import Entry, Kind
from device.plan.loading import load_catalogue
from device.plan.model import Approach, Catalogue, Exercise, Gate, Level, Mode, Plan, Region
from device.session.actions import Play, Write
from tests.reaching import reached, reaches
from tests.session.lives import ANY_DAYS, BAD_DAYS, STRONG_DAYS, WORSE_DAYS, Life, lives


@pytest.fixture(scope="module")
def catalogue(project: Path) -> Catalogue:
    found, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert found is not None
    return found


MANY = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)

# ---------------------------------------------------------------- the promises


@dataclass
class Owed:
    """What the ladder still wants after pain; `first`: it is the first of its session."""

    first: bool
    value: int | None = None
    danger: str | None = None

    def paid(self, plan: Plan) -> bool:
        rules = plan.pain
        if self.value is None or self.value > rules.moderate_max:
            return False
        return self.danger == "no" or not (self.first or self.value >= rules.danger_from)


@pytest.mark.hazard("H1")
@pytest.mark.hazard("H3")
@pytest.mark.hazard("H4")
@reaches("pain", "went on", "counted")
@MANY
@given(st.data())
def test_no_number_is_spoken_after_pain_before_the_ladder_is_through(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    life = data.draw(lives(catalogue, st.one_of(ANY_DAYS, WORSE_DAYS)))
    owed: Owed | None = None
    had_pain, day = False, life.day
    for done in life.done:
        match done.action:
            case Play(counted=int()):
                reached("counted")
                assert owed is None, "a number was spoken"
            case Write(Entry(Kind.PAIN_SAID, text=text)) if text != "suspected":
                reached("pain")
                owed = Owed(owed.first if owed is not None else not had_pain)
                day = done.day
                had_pain = True
            case Write(Entry(Kind.PAIN_ANSWERED, value=value)) if owed is not None:
                owed.value = value
            case Write(Entry(Kind.DANGER_ANSWERED, text=text)) if owed is not None:
                owed.danger = text
            case Write(Entry(Kind.WENT_ON)) if owed is not None:
                reached("went on")
                assert owed.paid(life.plan), f"it went on with {owed}"
                owed = None
            case Write(Entry(Kind.SESSION_ENDED_EARLY, text=text)) if text != "unfinished":
                owed = None
            case Write(Entry(Kind.SESSION_BEGAN)):
                assert owed is None or done.day > day, "a session began"
                owed, had_pain = None, False
            case Write(Entry(Kind.EXERCISE_BEGAN)):
                assert owed is None, "an exercise began"


@pytest.mark.hazard("H5")
@reaches("on hold", "began")
@MANY
@given(st.data())
def test_no_session_starts_on_hold(catalogue: Catalogue, data: st.DataObject) -> None:
    life = data.draw(lives(catalogue, st.one_of(*[WORSE_DAYS] * 5, BAD_DAYS), least=6))
    answered: dict[dt.date, str] = {}
    held_since: dt.date | None = None
    for done in life.done:
        if not isinstance(done.action, Write):
            continue
        entry, day = done.action.entry, done.day
        if entry.kind in (Kind.SESSION_BEGAN, Kind.SESSION_RESUMED, Kind.EXERCISE_BEGAN):
            reached("began")
            lifted = life.plan.hold_lifted
            assert held_since is None or (lifted is not None and lifted > held_since)
            answered.setdefault(day, "")
        elif entry.kind is Kind.NEXT_DAY_ANSWERED:
            if entry.text != "silence":
                answered[day] = entry.text or ""
            before = [answered[other] for other in sorted(answered) if other < day]
            if entry.text == "worse" and before[-1:] == ["worse"]:
                held_since = day
                reached("on hold")


@pytest.mark.hazard("H5")
@reaches("pain ended a session", "acknowledged")
@settings(MANY, max_examples=60)
@given(st.data())
def test_no_session_starts_before_somebody_knows_of_the_pain_that_ended_one(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    life = data.draw(lives(catalogue, STRONG_DAYS))
    shown = False
    for done in life.done:
        match done.action:
            case Write(Entry(Kind.SESSION_ENDED_EARLY, text=text)) if text != "unfinished":
                reached("pain ended a session")
                shown = True
            case Write(Entry(Kind.PAIN_ACKNOWLEDGED)):
                reached("acknowledged")
                shown = False
            case Write(Entry(Kind.SESSION_BEGAN | Kind.SESSION_RESUMED | Kind.EXERCISE_BEGAN)):
                assert not shown


def may_begin(life: Life, exercise: Exercise, day: dt.date) -> bool:
    """The rules of the hazard table about one exercise, in other words than the program's."""
    plan = life.plan
    entry = {each.exercise: each for each in plan.exercises}.get(exercise.id)
    if entry is None or exercise.stage > plan.cleared_stage:
        return False
    if (day - plan.operation.date).days < {1: 0, 2: 14, 3: 42}[exercise.stage]:
        return False
    operation = plan.operation
    gated = {
        Gate.NONE: False,
        Gate.NAMED: True,
        Gate.LATERAL: operation.approach is Approach.LATERAL,
        Gate.CERVICAL: operation.region is Region.CERVICAL,
        Gate.LUMBAR_MOTION: operation.lumbar_motion_barred,
    }[exercise.gate] or (operation.region is Region.CERVICAL and not exercise.spares_the_neck)
    return not gated or (entry.approved is not None and entry.approved.date <= day)


@pytest.mark.hazard("H5")
@pytest.mark.hazard("H6")
@pytest.mark.hazard("H7")
@reaches("began", "stopped before")
@MANY
@given(st.data())
def test_nothing_is_begun_that_is_gated_or_above_the_stage(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    life = data.draw(lives(catalogue))
    stops: list[tuple[str, dt.date]] = []
    for done in life.done:
        if not isinstance(done.action, Write):
            continue
        entry = done.action.entry
        if entry.kind is Kind.EXERCISE_STOPPED and entry.exercise is not None:
            stops.append((entry.exercise, done.day))
        elif entry.kind is Kind.EXERCISE_BEGAN and entry.exercise is not None:
            assert may_begin(life, catalogue[entry.exercise], done.day)
            days = [day for exercise, day in stops if exercise == entry.exercise]
            rules = life.plan.pain
            runs = zip(days, days[rules.stops_that_lock - 1 :], strict=False)
            near = [b for a, b in runs if (b - a).days < rules.lock_days]
            assert near == [], "locked: pain stopped it too often within some days"
            reached("began")
            if days:
                reached("stopped before")


@pytest.mark.hazard("H8")
@reaches("counted", "counted on a worse day")
@MANY
@given(st.data())
def test_no_count_goes_past_the_dose_and_a_worse_day_stays_at_its_low_end(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    of_days = st.one_of(WORSE_DAYS, WORSE_DAYS, WORSE_DAYS, ANY_DAYS)
    life = data.draw(lives(catalogue, of_days, least=4))
    signed = {entry.exercise: entry for entry in life.plan.exercises}
    worse: set[dt.date] = set()
    most = 0
    for done in life.done:
        match done.action:
            case Write(Entry(Kind.NEXT_DAY_ANSWERED, text="worse")):
                worse.add(done.day)
            case Write(Entry(Kind.EXERCISE_BEGAN, exercise=str() as id_)):
                entry, exercise = signed[id_], catalogue[id_]
                level = Level.HIGH if life.plan.progression else entry.level
                level = Level.LOW if done.day in worse else level
                doses = (entry.repetitions or exercise.repetitions, entry.hold_s or exercise.hold_s)
                most = max(dose.at(level) if dose is not None else 0 for dose in doses)
                if exercise.mode is Mode.WALK:
                    most = 0
            case Play(counted=int(n)):
                assert n <= most
                reached("counted")
                if done.day in worse:
                    reached("counted on a worse day")
