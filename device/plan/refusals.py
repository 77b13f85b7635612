"""Why no session may begin, for who reads it at a terminal: the reason, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusalAdvice:
    """One reason. `seen` goes on after "no session begins:", `to_do` is a sentence or two."""

    seen: str
    to_do: str


REFUSALS: Mapping[str, RefusalAdvice] = {
    "no_plan": RefusalAdvice(
        "there is no plan", "Have the clinician write one: spinecoach plan new"
    ),
    "plan_wrong": RefusalAdvice("there is a mistake in the plan", "See: spinecoach check"),
    "plan_unsigned": RefusalAdvice(
        "the plan is not signed, or was changed after it was signed",
        "The clinician reads and signs it: spinecoach check --sign --name NAME --role ROLE",
    ),
    "plan_example": RefusalAdvice(
        "the plan is only an example",
        "Have the clinician write the patient's own: spinecoach plan new",
    ),
    "plan_expired": RefusalAdvice(
        "the plan has run out",
        "Ask the clinic for a new one. The clinician changes `valid_until` and signs again.",
    ),
    "plan_not_yet": RefusalAdvice(
        "the plan begins on a later day",
        "Wait for `valid_from` of the plan. Is today's date right? It is shown by: date",
    ),
    "on_hold": RefusalAdvice(
        "the exercises are on hold, because the pain was worse on several mornings",
        "Call the clinic. The clinician decides when to go on, and writes `hold_lifted: DATE`.",
    ),
}
"""By the phrase that the box says; the first one of `DayState.refusal`."""
