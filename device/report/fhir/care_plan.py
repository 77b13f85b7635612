"""The plan: a CarePlan with its exercises, and a Goal for the dose of each."""

from __future__ import annotations

from collections.abc import Iterator

from device.plan.model import Plan, Range
from device.report.doses import said_dose
from device.report.facts import ExerciseFacts, Facts, Prescribed
from device.report.fhir import codes
from device.report.fhir.codes import Code, Unit, concept, narrated, notes_of, quantity, range_of
from device.report.fhir.names import Names, Resource
from device.report.texts import Texts, plain_text

_STATUS = {
    "plan_unsigned": "draft",
    "plan_example": "draft",
    "plan_expired": "completed",
    "plan_not_yet": "active",
    "on_hold": "on-hold",
    None: "active",
}
"""By why the box starts nothing. A plan that begins later is active: its period says from when."""

_ACTIVITIES = {
    "plan_unsigned": "not-started",
    "plan_example": "not-started",
    "plan_expired": "completed",
    "plan_not_yet": "not-started",
    "on_hold": "on-hold",
}
_LEFT_OUT = {"reason_locked": "on-hold"}
"""An exercise that pain has locked was begun once; any other that is left out may still begin."""

_GOALS = {
    "in-progress": "active",
    "on-hold": "on-hold",
    "not-started": "planned",
    "completed": "completed",
    "unknown": "proposed",
}


def care_plan(facts: Facts, plan: Plan, names: Names) -> Iterator[Resource]:
    """Yield the CarePlan and its Goals."""
    t = names.texts
    prescribed = [each for each in facts.exercises if each.prescribed]
    period = {"start": plan.valid_from.isoformat()}
    if plan.valid_until >= plan.valid_from:
        period["end"] = plan.valid_until.isoformat()
    notes = list(_notes(facts, plan, t))
    made: Resource = {
        "resourceType": "CarePlan",
        "id": names.id_of("CarePlan"),
        "status": _STATUS.get(facts.refusal, "unknown"),
        "intent": "plan",
        "category": [concept(t.fhir_plan, codes.PLAN_CODE)],
        "title": t.title,
        "subject": names.patient,
        "period": period,
    }
    if plan.signature is not None and facts.signed:
        made["created"] = plan.signature.date.isoformat()
        made["author"] = {"type": "Practitioner", "display": plain_text(plan.signature.name)}
    goals = [_goal(each, facts, names) for each in prescribed if each.dose is not None]
    made["goal"] = [names.reference("Goal", each.exercise) for each in prescribed if each.dose]
    made["activity"] = [_activity(each, facts, names) for each in prescribed]
    made["note"] = notes_of(notes)
    told = [f"{names.exercise(each.exercise)}: {said_dose(each.dose, t)}" for each in prescribed]
    yield narrated(made, t.language, (t.title, *notes, *told))
    yield from goals


def _notes(facts: Facts, plan: Plan, t: Texts) -> Iterator[str]:
    yield t.paced
    if plan.signature is not None and facts.signed:
        by = plan.signature
        yield t.said("plan_signed", name=by.name, role=by.role, date=t.day_of(by.date))
        yield t.said("plan_seal", seal=by.checksum)
    if facts.refusal is not None and t.has(facts.refusal):
        yield t.said(facts.refusal)


def _status(each: ExerciseFacts, facts: Facts) -> str:
    if facts.refusal is not None:
        return _ACTIVITIES.get(facts.refusal, "unknown")
    return "in-progress" if each.now is None else _LEFT_OUT.get(each.now, "not-started")


def _activity(each: ExerciseFacts, facts: Facts, names: Names) -> Resource:
    t, dose = names.texts, each.dose or Prescribed()
    code = Code(codes.EXERCISES, each.exercise, names.exercise(each.exercise))
    repeat: Resource = {"frequency": dose.times_per_day, "period": 1, "periodUnit": "d"}
    if dose.minutes is not None:
        repeat |= {"duration": dose.minutes.low, "durationUnit": "min"}
        if dose.minutes.high > dose.minutes.low:
            repeat["durationMax"] = dose.minutes.high
    detail: Resource = {
        "code": concept(names.exercise(each.exercise), code),
        "status": _status(each, facts),
        "scheduledTiming": {"repeat": repeat},
        "performer": [names.patient],
        "description": said_dose(dose, t),
    }
    why = each.now or facts.refusal
    if why is not None and t.has(why):
        detail["statusReason"] = concept(t.said(why), codes.ours(why.replace("_", "-"), why))
    if dose.repetitions is not None and dose.repetitions.low == dose.repetitions.high:
        detail["quantity"] = quantity(dose.repetitions.low, codes.REPETITION)
    if each.dose is not None:
        detail["goal"] = [names.reference("Goal", each.exercise)]
    return {"detail": detail}


def _goal(each: ExerciseFacts, facts: Facts, names: Names) -> Resource:
    t, dose = names.texts, each.dose or Prescribed()
    name = names.exercise(each.exercise)
    told = f"{name}: {said_dose(dose, t)}"
    made: Resource = {
        "resourceType": "Goal",
        "id": names.id_of("Goal", each.exercise),
        "lifecycleStatus": _GOALS[_status(each, facts)],
        "description": concept(told, Code(codes.EXERCISES, each.exercise, name)),
        "subject": names.patient,
        "target": list(_targets(dose, t)),
    }
    return narrated(made, t.language, (told,))


def _targets(dose: Prescribed, t: Texts) -> Iterator[Resource]:
    told: tuple[tuple[Range | None, Code, str, Unit], ...] = (
        (dose.repetitions, codes.REPETITIONS, t.fhir_repetitions, codes.REPETITION),
        (dose.hold_s, codes.HOLD, t.fhir_hold, codes.SECOND),
        (dose.minutes, codes.MINUTES_CODE, t.fhir_minutes, codes.MINUTE),
        (
            Range(dose.times_per_day, dose.times_per_day),
            codes.TIMES_PER_DAY,
            t.fhir_times_a_day,
            codes.PER_DAY,
        ),
    )
    for value, code, text, unit in told:
        if value is None:
            continue
        if value.low == value.high:
            yield {"measure": concept(text, code), "detailQuantity": quantity(value.low, unit)}
        else:
            yield {"measure": concept(text, code), "detailRange": range_of(value, unit)}
