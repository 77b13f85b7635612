"""Any plan that `check` has nothing against."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from device.plan.lint import LOOSEST_RULES
from device.plan.model import (
    Approach,
    Approval,
    Catalogue,
    Level,
    Operation,
    PainRules,
    Plan,
    Prescription,
    Range,
    Region,
)
from tests.days import CONTACTS

OPERATED = dt.date(2026, 10, 5)


def within(draw: st.DrawFn, known: Range | None) -> Range | None:
    if known is None:
        return None
    low = draw(st.integers(known.low, known.high))
    return Range(low, draw(st.integers(low, known.high)))


@st.composite
def rules(draw: st.DrawFn) -> PainRules:
    """Any ladder that `check` has nothing against."""
    slight = draw(st.integers(0, LOOSEST_RULES.slight_max))
    return PainRules(
        slight,
        draw(st.integers(slight + 1, LOOSEST_RULES.moderate_max)),
        draw(st.integers(0, slight + 1)),
        answer_tries=draw(st.integers(1, 3)),
        stops_that_lock=draw(st.integers(1, 3)),
        lock_days=draw(st.sampled_from([7, 7, 14, 60])),
    )


RULES = st.just(PainRules()) | rules()


@st.composite
def plans(draw: st.DrawFn, catalogue: Catalogue, least: int = 1) -> Plan:
    """Any plan that `check` has nothing against, of `least` exercises or more."""
    chosen = draw(
        st.lists(st.sampled_from(catalogue.exercises), min_size=least, max_size=max(6, least))
    )
    entries = {}
    for exercise in chosen:
        approved = Approval("Dr. Lee", "surgeon", OPERATED + dt.timedelta(draw(st.integers(0, 50))))
        silent = exercise.steps == 0  # the clinician writes them
        entries[exercise.id] = Prescription(
            exercise.id,
            Range(3, 5) if silent else within(draw, exercise.repetitions),
            Range(5, 6) if silent else within(draw, exercise.hold_s),
            within(draw, exercise.minutes),
            level=draw(st.sampled_from(Level)),
            approved=draw(st.none() | st.just(approved)),
            steps=("Do it.",) if silent else (),
        )
    lifted = draw(st.none() | st.integers(0, 20).map(lambda n: OPERATED + dt.timedelta(n)))
    return Plan(
        Operation(
            OPERATED,
            draw(st.sampled_from(Region)),
            draw(st.sampled_from(Approach)),
            lumbar_motion_barred=draw(st.booleans()),
        ),
        draw(st.sampled_from([1, 2, 3, 3])),
        OPERATED,
        OPERATED + dt.timedelta(365),
        tuple(entries.values()),
        CONTACTS,
        draw(RULES),
        hold_lifted=lifted,
        progression=draw(st.booleans()),
        full_instructions=draw(st.booleans()),
    )
