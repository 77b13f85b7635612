"""How one patient is spoken to and moved: what the plan says besides exercises and doses. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from device.plan.model import Plan, Region, Support
from device.speaking.phrase import Phrase, phrase


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a session minds about its patient.

    `name` is used in the greeting, "" for none. `asks_name`: the box makes sure who is there before
    anything else. `support` is put on before leaving the bed. `neck`: the neck was operated on.
    `tip` is the advice told at the end of the session, a key of `advice.TIPS`, "" for none.
    """

    name: str = ""
    asks_name: bool = False
    support: Support = Support.NONE
    neck: bool = False
    tip: str = ""


def guidance_of(plan: Plan, tip: str = "") -> Guidance:
    """Return what the plan says about its patient, with the `tip` of this session."""
    patient, operation = plan.patient, plan.operation
    return Guidance(
        name=patient.name.strip() if patient is not None else "",
        asks_name=patient is not None and patient.ask,
        support=operation.support,
        neck=operation.region is Region.CERVICAL,
        tip=tip,
    )


def danger_question(guidance: Guidance) -> Phrase:
    """Return how danger signs are asked about: those of the neck, or those of the back."""
    return phrase("danger_question_neck") if guidance.neck else phrase("danger_question")


def danger_sure(guidance: Guidance) -> Phrase:
    """Return how a lone "no" to the danger question is asked back, in other words."""
    return phrase("danger_sure_neck") if guidance.neck else phrase("danger_sure")


def danger_again(asked: Phrase) -> Phrase:
    """Return how the danger question `asked` is put once more."""
    neck = asked.key.startswith("danger_question_neck")
    return phrase("danger_question_neck_again") if neck else phrase("danger_question_again")
