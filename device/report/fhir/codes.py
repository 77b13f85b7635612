"""Codes: LOINC (free to use), those of HL7, units of UCUM, and our own where there is none.

SNOMED CT is not used: its codes need a licence in many countries. Each code has its text in the
box's language beside it.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable
from dataclasses import dataclass

from device.plan.model import Range
from device.report.fhir.names import Resource
from device.report.texts import plain_text

OURS = "urn:spinecoach:codes"
EXERCISES = "urn:spinecoach:exercises"
UCUM = "http://unitsofmeasure.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


@dataclass(frozen=True, slots=True)
class Code:
    """A code and its name as its system has it."""

    system: str
    code: str
    display: str

    @property
    def coding(self) -> Resource:
        """Return it as FHIR's Coding."""
        code, display = plain_text(self.code), plain_text(self.display)
        return {"system": self.system, "code": code or "unknown", "display": display or code}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of UCUM, https://ucum.org."""

    code: str
    name: str


PAIN = Code(
    "http://loinc.org",
    "72514-3",
    "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
)
DURATION = Code("http://loinc.org", "55411-3", "Exercise duration")
SURVEY = Code(_CATEGORY, "survey", "Survey")
ACTIVITY = Code(_CATEGORY, "activity", "Activity")
UNKNOWN = Code(
    "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "asked-unknown",
    "Asked But Unknown",
)
YES = Code("http://terminology.hl7.org/CodeSystem/v2-0136", "Y", "Yes")
NO = Code("http://terminology.hl7.org/CodeSystem/v2-0136", "N", "No")
ABNORMAL = Code(
    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "A", "Abnormal"
)
SESSION = Code(OURS, "exercise-session", "Exercise session, paced and not observed")
PLAN_CODE = Code(OURS, "home-exercise-plan", "Home exercise plan after spine surgery")
BOX = Code(OURS, "bedside-box", "Bedside box that paces exercises")
DANGER = Code(OURS, "danger-signs", "Danger signs, asked about after pain")
MORNING = Code(OURS, "next-morning", "Pain on the morning after a day with pain")
OUTCOME = Code(OURS, "outcome", "What became of the exercise")
REPETITIONS = Code(OURS, "repetitions", "Repetitions")
HOLD = Code(OURS, "hold", "Hold of each repetition")
MINUTES_CODE = Code(OURS, "minutes", "Minutes of each walk")
TIMES_PER_DAY = Code(OURS, "times-per-day", "Times per day")

SCORE = Unit("{score}", "{score}")
REPETITION = Unit("1", "repetitions")
SECOND = Unit("s", "s")
MINUTE = Unit("min", "min")
PER_DAY = Unit("/d", "per day")


def ours(code: str, display: str) -> Code:
    """Return a code of our own."""
    return Code(OURS, code, display)


def concept(text: str, *codes: Code) -> Resource:
    """Return a CodeableConcept: codes, and the text in the box's language."""
    coding = {"coding": [code.coding for code in codes]} if codes else {}
    return {**coding, "text": plain_text(text)}


def quantity(value: float, unit: Unit) -> Resource:
    """Return `value` as a Quantity, in `unit` of UCUM."""
    return {"value": value, "unit": unit.name, "system": UCUM, "code": unit.code}


def range_of(value: Range, unit: Unit) -> Resource:
    """Return a Range."""
    return {"low": quantity(value.low, unit), "high": quantity(value.high, unit)}


def notes_of(notes: Iterable[str]) -> list[Resource]:
    """Return remarks as Annotations."""
    return [{"text": plain_text(note)} for note in notes]


def instant(at: dt.datetime) -> str:
    """Return a moment, in UTC."""
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")


def narrated(resource: Resource, language: str, lines: Iterable[str]) -> Resource:
    """Return the resource with its language and, for people, what it says."""
    told = "".join(f"<p>{html.escape(plain_text(line))}</p>" for line in lines if plain_text(line))
    space = f'xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}"'
    text = {"status": "generated", "div": f"<div {space}>{told}</div>"}
    kind, id_ = resource["resourceType"], resource.get("id")
    head: Resource = {"resourceType": kind, **({"id": id_} if id_ else {})}
    return {**head, "language": language, "text": text, **resource}
