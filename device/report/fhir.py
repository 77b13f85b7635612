"""The days as a FHIR R4 bundle: a patient without a name, the plan, sessions and answers to pain.

Every resource has the same id at each export, so that a server that gets the bundle again (it is a
transaction of PUTs) puts new ones beside the old and none twice.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from device.plan.model import Plan, Prescription, Range
from device.report.facts import Facts
from device.report.sessions import Ending, Outcome, Pain, Session
from device.report.texts import Texts, plain

LOINC_PAIN = (
    "http://loinc.org",
    "72514-3",
    "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
)
SURVEY = ("http://terminology.hl7.org/CodeSystem/observation-category", "survey", "Survey")
UNKNOWN = (
    "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "asked-unknown",
    "Asked But Unknown",
)
PSEUDONYMS = "urn:spinecoach:pseudonym"

_ROOM = uuid.UUID("0c2f2a5d-6d3b-4f59-8d5e-3b2f6f6b7a11")

_STATUS = {Ending.COMPLETED: "completed", Ending.BROKEN_OFF: "unknown"}
"""A session that nobody saw end is unknown; every other early end is `stopped`."""

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """How things are called: the patient's pseudonym, the language's texts and exercises."""

    pseudonym: str
    texts: Texts
    exercise: Callable[[str], str]

    def id_of(self, kind: str, what: object) -> str:
        """Return an id that this patient's thing has at every export."""
        return str(uuid.uuid5(_ROOM, f"{self.pseudonym}\n{kind}\n{what}"))

    def reference(self, kind: str, what: object) -> Resource:
        """Return a reference to it."""
        return {"reference": f"urn:uuid:{self.id_of(kind, what)}"}


def pseudonym_from(birth: tuple[str, str] | None) -> str:
    """Return a name that tells nothing; the same as long as the journal whose birth it is."""
    return f"box-{uuid.uuid5(_ROOM, repr(birth)).hex[:12]}" if birth is not None else "box-unused"


def bundle(facts: Facts, names: Names, now: dt.datetime) -> str:
    """Return the bundle as JSON."""
    resources = [_patient(names)]
    if facts.plan is not None:
        resources.append(_care_plan(facts, facts.plan, names))
    for session in facts.sessions:
        resources.append(_procedure(session, names, planned=facts.plan is not None))
        resources += _observations(session, names)
    made = {
        "resourceType": "Bundle",
        "type": "transaction",
        "timestamp": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "entry": [_entry(resource) for resource in resources],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _entry(resource: Resource) -> Resource:
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }


def _patient(names: Names) -> Resource:
    return {
        "resourceType": "Patient",
        "id": names.id_of("Patient", ""),
        "identifier": [{"system": PSEUDONYMS, "value": plain(names.pseudonym)}],
    }


def _care_plan(facts: Facts, plan: Plan, names: Names) -> Resource:
    t = names.texts
    running = facts.signed and not plan.example and facts.last <= plan.valid_until
    notes = [t.paced]
    if plan.signature is not None and facts.signed:
        by = plan.signature
        notes += [
            t.said("plan_signed", name=by.name, role=by.role, date=by.date.isoformat()),
            t.said("plan_seal", seal=by.checksum),
        ]
    if facts.refusal is not None and t.has(facts.refusal):
        notes.append(t.said(facts.refusal))
    return {
        "resourceType": "CarePlan",
        "id": names.id_of("CarePlan", ""),
        "status": "active" if running else "unknown",
        "intent": "plan",
        "title": t.title,
        "subject": names.reference("Patient", ""),
        "period": {"start": plan.valid_from.isoformat(), "end": plan.valid_until.isoformat()},
        "activity": [_activity(entry, names) for entry in plan.exercises],
        "note": [{"text": plain(note)} for note in notes],
    }


def _activity(entry: Prescription, names: Names) -> Resource:
    doses = (
        ("repetitions", entry.repetitions),
        ("hold_s", entry.hold_s),
        ("minutes", entry.minutes),
    )
    told = ", ".join(f"{name} {_range(dose)}" for name, dose in doses if dose is not None)
    times = f"times_per_day {entry.times_per_day}" if entry.times_per_day is not None else ""
    detail: Resource = {
        "status": "in-progress",
        "code": {"text": plain(names.exercise(entry.exercise))},
    }
    if description := ", ".join(filter(None, (told, times))):
        detail["description"] = description
    return {"detail": detail}


def _range(dose: Range) -> str:
    return str(dose.low) if dose.low == dose.high else f"{dose.low}-{dose.high}"


def _procedure(session: Session, names: Names, *, planned: bool) -> Resource:
    t = names.texts
    notes = [t.paced, *_turns(session, names)]
    if not session.sure:
        notes.append(t.date_unsure)
    made: Resource = {
        "resourceType": "Procedure",
        "id": names.id_of("Procedure", session.id),
        "status": _STATUS.get(session.ending, "stopped"),
        "statusReason": {"text": t.said(f"ending_{session.ending}")},
        "code": {"text": t.fhir_session},
        "subject": names.reference("Patient", ""),
        "performedPeriod": {"start": _instant(session.began), "end": _instant(session.ended)},
        "note": [{"text": plain(note)} for note in notes],
    }
    if planned:
        made["basedOn"] = [names.reference("CarePlan", "")]
    return made


def _turns(session: Session, names: Names) -> Iterator[str]:
    words = {
        Outcome.PACED: "was_paced",
        Outcome.SKIPPED: "was_skipped",
        Outcome.STOPPED: "was_stopped",
    }
    for turn in session.turns:
        if turn.outcome in words:
            name, what = names.exercise(turn.exercise), names.texts.said(words[turn.outcome])
            yield f"{name}: {what} ({turn.repetitions})"


def _observations(session: Session, names: Names) -> Iterator[Resource]:
    for n, pain in enumerate(session.pains):
        yield _observation(session, n, pain, names)


def _observation(session: Session, n: int, pain: Pain, names: Names) -> Resource:
    t = names.texts
    notes = [names.exercise(pain.exercise) if pain.exercise is not None else t.no_exercise]
    if pain.danger in ("yes", "silence"):
        notes.append(t.danger_yes if pain.danger == "yes" else t.danger_silence)
    if not session.sure:
        notes.append(t.date_unsure)
    made: Resource = {
        "resourceType": "Observation",
        "id": names.id_of("Observation", f"{session.id} {n}"),
        "status": "final",
        "category": [{"coding": [_coding(SURVEY)]}],
        "code": {"coding": [_coding(LOINC_PAIN)]},
        "subject": names.reference("Patient", ""),
        "partOf": [names.reference("Procedure", session.id)],
        "effectiveDateTime": _instant(pain.at),
        "note": [{"text": plain(note)} for note in notes],
    }
    if pain.value is None:
        made["dataAbsentReason"] = {"coding": [_coding(UNKNOWN)]}
    else:
        made["valueQuantity"] = {
            "value": pain.value,
            "unit": "{score}",
            "system": "http://unitsofmeasure.org",
            "code": "{score}",
        }
    return made


def _coding(known: tuple[str, str, str]) -> Resource:
    system, code, display = known
    return {"system": system, "code": code, "display": display}


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds")
