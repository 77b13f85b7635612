"""The one gate for everything that lowers the guard or urges the patient on. Pure.

A word, a press, a date in the plan or a state derived from the journal may each make the box less
careful. Every such thing is a row of `NEEDS`; what it needs is asked here and nowhere else, so that
no new question and no new light can forget it. What raises the guard ("yes" to a danger sign, a
high number, a hold of the button) passes no gate: it counts at any time and at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Lowering(StrEnum):
    """Everything that lowers protection or urges on."""

    NO_DANGER = "no danger sign"
    NO_CLOT = "the pain is not in the calf"
    NO_HELP = "nobody needs to come"
    NO_PAIN = "it does not hurt"
    LOW_PAIN = "a low number on the pain scale"
    BETTER_TODAY = "yesterday's pain is gone, or no worse"
    ACKNOWLEDGED = "somebody knows about the pain"
    RIGHT_PERSON = "it is the patient of the plan"
    RESUMED = "an interrupted session is taken up or begun anew"
    DAY_DONE = "today is done"
    SESSIONS_LEFT = "so many sessions are still to do"
    UNLOCKED = "an exercise that pain locked is open again"
    HOLD_LIFTED = "a plan on hold goes on"


@dataclass(frozen=True, slots=True)
class Needs:
    """What one row needs, and what it means when nothing comes.

    `heard`: share of the question, 0 to 1, that must have been said before the answer ended.
    `witnesses`: how many hearings must agree; the question asked back counts as one. `apart_s`:
    seconds between a press and the button's last use. `calls_said`: whom to call must have been
    said to its end. `settled`: no pain, danger sign or session may be open. `plan_allows`: the plan
    must not refuse. `dated`: its date must be given and not in the future.
    """

    silence: str
    heard: float = 0.0
    witnesses: int = 1
    apart_s: float = 0.0
    calls_said: bool = False
    settled: bool = False
    plan_allows: bool = False
    dated: bool = False


PRESS_APART_S = 1.0
"""A press sooner after the one before is a double press, and no answer."""

NEEDS: dict[Lowering, Needs] = {
    Lowering.NO_DANGER: Needs("the session ends with whom to call", heard=1.0, witnesses=2),
    Lowering.NO_CLOT: Needs("the session ends with whom to call", heard=1.0),
    Lowering.NO_HELP: Needs("whom to call is said, the light shows it", heard=1.0),
    Lowering.NO_PAIN: Needs("it hurts, or nobody is there: never a no", heard=0.5),
    Lowering.LOW_PAIN: Needs("the worst: danger signs are asked about", heard=0.4),
    Lowering.BETTER_TODAY: Needs(
        "the low end of every range today", heard=1.0, apart_s=PRESS_APART_S
    ),
    Lowering.ACKNOWLEDGED: Needs("the light shows pain on", apart_s=PRESS_APART_S, calls_said=True),
    Lowering.RIGHT_PERSON: Needs(
        "nobody exercises with this plan", heard=1.0, apart_s=PRESS_APART_S
    ),
    Lowering.RESUMED: Needs("the session is kept, the light says so", apart_s=PRESS_APART_S),
    Lowering.DAY_DONE: Needs("the day is not done", settled=True, plan_allows=True),
    Lowering.SESSIONS_LEFT: Needs("none is left to do", plan_allows=True),
    Lowering.UNLOCKED: Needs("it stays locked", dated=True),
    Lowering.HOLD_LIFTED: Needs("the plan stays on hold", dated=True),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known when something would lower the guard; the fields answer those of `Needs`.

    `date` is the one that stands in the plan, `today` the day that counts. A field that the row
    does not ask for may be left out; left out where it is asked for, it says no.
    """

    heard: float = 0.0
    witnesses: int = 1
    apart_s: float = 0.0
    calls_said: bool = False
    settled: bool = False
    plan_allows: bool = False
    date: dt.date | None = None
    today: dt.date | None = None


def lacking(lowering: Lowering, evidence: Evidence) -> str | None:
    """Return the first thing that `lowering` lacks (a field of `Needs`), or None: it may pass."""
    needs = NEEDS[lowering]
    dated = (
        evidence.date is not None and evidence.today is not None and evidence.date <= evidence.today
    )
    lacks = {
        "heard": evidence.heard < needs.heard,
        "apart_s": evidence.apart_s < needs.apart_s,
        "calls_said": needs.calls_said and not evidence.calls_said,
        "settled": needs.settled and not evidence.settled,
        "plan_allows": needs.plan_allows and not evidence.plan_allows,
        "dated": needs.dated and not dated,
        "witnesses": evidence.witnesses < needs.witnesses,
    }
    return next((name for name, lacks_it in lacks.items() if lacks_it), None)
