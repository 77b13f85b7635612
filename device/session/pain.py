"""Pain: stop first, ask after. What follows from what was answered, as pure decisions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from device.plan.model import Contacts, PainRules
from device.plan.script import Ask, Begin, Cue, Question, Say
from device.speaking.phrase import Phrase, phrase

PAIN_SILENCE_S = 0.3
"""From the stop to the first word about it: the patient hears that it is over."""

CALLS = 3
"""How often whom to call is said after a danger sign."""

CRIES_THAT_END = 3
"""How often pain may be said within one ladder: then "how bad" is not asked any more."""


class Verdict(Enum):
    """What comes next after pain."""

    ASK_HOW_BAD = auto()
    ASK_CALF = auto()
    ASK_DANGER = auto()
    GO_ON = auto()
    CLOSE = auto()
    END_PAIN = auto()
    END_DANGER = auto()
    END_NO_ANSWER = auto()


@dataclass(frozen=True, slots=True)
class PainEpisode:
    """One pain of a session, as far as it has been asked about.

    `unanswered`: "how bad?" was asked as often as the plan wants, without an answer. `danger` is
    "yes", "no", "silence", or None while not asked. `closed`: the exercise is over for today.
    `locked`: pain has stopped it so often that only the clinician opens it again. `danger_due`: the
    danger question has been asked, or will be, whatever number follows. `cries`: how often pain was
    said within this ladder. `asks_calf`: at this exercise pain may come from a clot in the leg;
    `calf` is the answer to that, as `danger`.
    """

    exercise: str | None
    first: bool
    value: int | None = None
    unanswered: bool = False
    danger: str | None = None
    closed: bool = False
    locked: bool = False
    danger_due: bool = False
    asks_calf: bool = False
    calf: str | None = None
    cries: int = 1

    @property
    def insists(self) -> bool:
        """Whether the patient goes on saying that it hurts instead of answering."""
        return self.cries >= CRIES_THAT_END


def verdict(pain: PainEpisode, rules: PainRules) -> Verdict:
    """Return what comes next. Silence is never a no, and never less than the worst answer."""
    if pain.cries > CRIES_THAT_END or "yes" in (pain.danger, pain.calf):
        return Verdict.END_DANGER
    if pain.value is None and not pain.unanswered and not pain.insists:
        return Verdict.ASK_HOW_BAD
    value = 10 if pain.value is None or pain.insists else pain.value
    signs = pain.first or pain.danger_due or value >= rules.danger_from
    if (asks := _asks(pain, signs=signs)) is not None:
        return asks
    if pain.unanswered or "silence" in (pain.danger, pain.calf):
        return Verdict.END_NO_ANSWER
    if value > rules.moderate_max:
        return Verdict.END_PAIN
    over = pain.closed or pain.locked or value > rules.slight_max
    return Verdict.CLOSE if over else Verdict.GO_ON


def _asks(pain: PainEpisode, *, signs: bool) -> Verdict | None:
    """Return what is still to be asked once it is known how bad it is; `signs`: danger, too."""
    if pain.asks_calf and pain.calf is None and not pain.insists:
        return Verdict.ASK_CALF
    return Verdict.ASK_DANGER if signs and pain.danger is None else None


def stop_cues(begin: Begin | None) -> tuple[Cue, ...]:
    """Return what is said right after the silence: the way out of this position, and how bad."""
    way_out = (Say(begin.way_out, pause_s=1.0),) if begin is not None else ()
    return (
        Say(phrase("stopped"), pause_s=0.3),
        *way_out,
        Say(phrase("rest_now"), pause_s=1.5),
        Ask(Question.HOW_BAD, phrase("how_bad")),
    )


def end_phrases(end: Verdict, contacts: Contacts | None) -> tuple[Phrase, ...]:
    """Return what is said when pain ends the session: whom to call, and that the light shows it."""
    light = phrase("light_shows_pain")
    if contacts is None:
        return (phrase("session_ends_pain"), light)
    emergency = phrase("call_now_emergency", digits=contacts.emergency)
    family = phrase("call_now_family", name=contacts.family.name, digits=contacts.family.phone)
    match end:
        case Verdict.END_DANGER:
            return (*((emergency, family) * CALLS), light)
        case Verdict.END_NO_ANSWER:
            return (phrase("session_ends_no_answer"), *((family, emergency) * CALLS), light)
        case _:
            clinic = contacts.clinic
            call = (
                phrase("call_clinic", name=clinic.name, digits=clinic.phone)
                if clinic is not None
                else family
            )
            return (phrase("session_ends_pain"), call, light)
