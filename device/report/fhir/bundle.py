"""The days as a FHIR R4 bundle: a patient without a name, the box, the plan, sessions and answers.

It is a transaction. The patient is created only where the server has none of this pseudonym, so
that what the clinic has added to it stays. All else is put under ids that are the same at each
export: what is sent again changes nothing, and nothing else can be overwritten.
"""

from __future__ import annotations

import datetime as dt
import json

from device.report.facts import Facts
from device.report.fhir import codes
from device.report.fhir.care_plan import care_plan
from device.report.fhir.codes import concept, narrated
from device.report.fhir.names import PSEUDONYMS, Names, Resource
from device.report.fhir.sessions import of_session
from device.report.texts import plain_text


def bundle(facts: Facts, names: Names, now: dt.datetime) -> str:
    """Return the bundle as JSON."""
    resources: list[Resource] = [_device(names)]
    if facts.plan is not None:
        resources += care_plan(facts, facts.plan, names)
    for session in facts.sessions:
        resources += of_session(session, names, planned=facts.plan is not None)
    made = {
        "resourceType": "Bundle",
        "type": "transaction",
        "timestamp": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "entry": [_created(_patient(names), names), *map(_put, resources)],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _created(patient: Resource, names: Names) -> Resource:
    """Return an entry that a server heeds only where it does not know the patient."""
    return {
        "fullUrl": f"urn:uuid:{names.id_of('Patient')}",
        "resource": patient,
        "request": {"method": "POST", "url": "Patient", "ifNoneExist": names.search},
    }


def _put(resource: Resource) -> Resource:
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
    }


def _patient(names: Names) -> Resource:
    value = plain_text(names.pseudonym)
    made = {
        "resourceType": "Patient",
        "identifier": [{"system": PSEUDONYMS, "value": value}],
    }
    return narrated(made, names.texts.language, (value,))


def _device(names: Names) -> Resource:
    t = names.texts
    made = {
        "resourceType": "Device",
        "id": names.id_of("Device"),
        "status": "active",
        "deviceName": [{"name": "Spinecoach", "type": "model-name"}],
        "type": concept(t.fhir_box, codes.BOX),
        "patient": names.patient,
    }
    return narrated(made, t.language, (f"Spinecoach: {t.fhir_box}",))
