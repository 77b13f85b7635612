"""A Procedure for each session, with Observations of what was counted, of pain and of mornings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from device.report.fhir import codes
from device.report.fhir.codes import Code, concept, instant, narrated, notes_of, quantity
from device.report.fhir.names import Names, Resource
from device.report.pains import Morning, Pain
from device.report.sessions import Ending, ExerciseOutcome, SessionRecord, Turn
from device.report.texts import Texts

_STATUS = {Ending.COMPLETED: "completed", Ending.BROKEN_OFF: "unknown"}
"""A session that nobody saw end is unknown; every other early end is `stopped`."""

COUNTED_OUTCOMES = (
    ExerciseOutcome.PACED,
    ExerciseOutcome.SKIPPED,
    ExerciseOutcome.STOPPED,
    ExerciseOutcome.BEGUN,
)


def of_session(session: SessionRecord, names: Names, *, planned: bool) -> Iterator[Resource]:
    """Yield the Procedure and what belongs to it. `planned`: there is a CarePlan to refer to."""
    yield _procedure(session, names, planned=planned)
    yield _minutes(session, names)
    for n, turn in enumerate(session.turns):
        if turn.outcome in COUNTED_OUTCOMES:
            yield _turn(session, n, turn, names)
    for n, pain in enumerate(session.pains):
        yield _pain(session, n, pain, names)
        if pain.danger is not None:
            yield _danger(session, n, pain, names)
    for n, morning in enumerate(session.mornings):
        yield _morning(session, n, morning, names)


def period(session: SessionRecord) -> Resource:
    """Return its period; without a beginning where that lies after the end by a wrong clock."""
    end = {"end": instant(session.ended)}
    return {"start": instant(session.began), **end} if session.began <= session.ended else end


def _procedure(session: SessionRecord, names: Names, *, planned: bool) -> Resource:
    t = names.texts
    ending = t.said(f"ending_{session.ending}")
    turns = [
        _turn_told(turn, names)
        for turn in session.turns
        if turn.outcome is not ExerciseOutcome.LEFT_OUT
    ]
    notes = [t.paced, *turns, *_doubt(session, t)]
    made: Resource = {
        "resourceType": "Procedure",
        "id": names.id_of("Procedure", session.key),
        "status": _STATUS.get(session.ending, "stopped"),
        "statusReason": concept(ending, codes.ours(f"ended-{_hyphened(session.ending)}", ending)),
        "category": concept(t.fhir_plan, codes.PLAN_CODE),
        "code": concept(t.fhir_session, codes.SESSION),
        "subject": names.patient,
        "performedPeriod": period(session),
        "performer": [{"function": concept(t.fhir_paced_by, codes.BOX), "actor": names.device}],
        "note": notes_of(notes),
    }
    if planned:
        made["basedOn"] = [names.reference("CarePlan")]
    day = t.day_of(session.day)
    return narrated(made, t.language, (f"{t.fhir_session}, {day}: {ending}", *notes))


def _minutes(session: SessionRecord, names: Names) -> Resource:
    t = names.texts
    minutes = round(session.active_s / 60, 1)
    made = _observation(session, names, "minutes", codes.ACTIVITY)
    made["code"] = concept(t.minutes, codes.DURATION)
    made["valueQuantity"] = quantity(minutes, codes.MINUTE)
    made["method"] = {"text": t.paced}
    return _told(made, session, names, f"{t.minutes}: {minutes:g}")


def _turn(session: SessionRecord, n: int, turn: Turn, names: Names) -> Resource:
    t = names.texts
    name, outcome = names.exercise(turn.exercise), t.said(f"outcome_{turn.outcome}")
    made = _observation(session, names, f"turn {n}", codes.ACTIVITY)
    exercise = Code(codes.EXERCISES, turn.exercise, name)
    made["code"] = concept(name, exercise)
    made["valueQuantity"] = quantity(turn.repetitions, codes.REPETITION)
    made["method"] = {"text": t.paced}
    value = concept(outcome, codes.ours(_hyphened(turn.outcome), outcome))
    made["component"] = [
        {"code": concept(t.fhir_outcome, codes.OUTCOME), "valueCodeableConcept": value}
    ]
    return _told(made, session, names, _turn_told(turn, names))


def _pain(session: SessionRecord, n: int, pain: Pain, names: Names) -> Resource:
    t = names.texts
    where = names.exercise(pain.exercise) if pain.exercise is not None else t.no_exercise
    made = _observation(session, names, f"pain {n}", codes.SURVEY)
    made["status"] = "amended" if pain.earlier else "final"
    made["code"] = concept(t.pain, codes.PAIN)
    made["effectiveDateTime"] = instant(pain.at)
    if pain.value is None:
        made["dataAbsentReason"] = concept(t.no_answer, codes.UNKNOWN)
    else:
        made["valueQuantity"] = quantity(pain.value, codes.SCORE)
    notes = [where]
    if pain.earlier:
        notes.append(t.said("pain_earlier", values=", ".join(map(str, pain.earlier))))
    value = t.no_answer if pain.value is None else str(pain.value)
    return _told(made, session, names, f"{t.pain}: {value}", notes)


def _danger(session: SessionRecord, n: int, pain: Pain, names: Names) -> Resource:
    t = names.texts
    answer = t.said(f"answer_{pain.danger}")
    made = _observation(session, names, f"danger {n}", codes.SURVEY)
    made["code"] = concept(t.danger_asked, codes.DANGER)
    made["effectiveDateTime"] = instant(pain.at)
    if pain.danger in ("yes", "no"):
        code = codes.YES if pain.danger == "yes" else codes.NO
        made["valueCodeableConcept"] = concept(answer, code)
    else:
        made["dataAbsentReason"] = concept(answer, codes.UNKNOWN)
    if pain.danger == "yes":
        made["interpretation"] = [concept(t.danger_yes, codes.ABNORMAL)]
    return _told(made, session, names, f"{t.danger_asked}: {answer}")


def _morning(session: SessionRecord, n: int, morning: Morning, names: Names) -> Resource:
    t = names.texts
    known = morning.answer in ("gone", "same", "worse")
    answer = t.said(f"morning_{morning.answer}") if known else t.no_answer
    made = _observation(session, names, f"morning {n}", codes.SURVEY)
    made["code"] = concept(t.morning, codes.MORNING)
    made["effectiveDateTime"] = instant(morning.at)
    if known:
        made["valueCodeableConcept"] = concept(answer, codes.ours(morning.answer, answer))
    else:
        made["dataAbsentReason"] = concept(answer, codes.UNKNOWN)
    return _told(made, session, names, f"{t.morning}: {answer}")


def _observation(session: SessionRecord, names: Names, what: str, category: Code) -> Resource:
    return {
        "resourceType": "Observation",
        "id": names.id_of("Observation", f"{session.key}\n{what}"),
        "partOf": [names.reference("Procedure", session.key)],
        "status": "final",
        "category": [{"coding": [category.coding]}],
        "code": {},
        "subject": names.patient,
        "effectiveDateTime": instant(min(session.began, session.ended)),
        "performer": [names.patient],
        "device": names.device,
    }


def _told(
    made: Resource, session: SessionRecord, names: Names, line: str, notes: Iterable[str] = ()
) -> Resource:
    t = names.texts
    all_notes = [*notes, *_doubt(session, t)]
    if all_notes:
        made["note"] = notes_of(all_notes)
    return narrated(made, t.language, (f"{t.day_of(session.day)}: {line}", *all_notes))


def _doubt(session: SessionRecord, t: Texts) -> Iterator[str]:
    if not session.sure:
        yield t.date_unsure


def _turn_told(turn: Turn, names: Names) -> str:
    outcome = names.texts.said(f"outcome_{turn.outcome}")
    return f"{names.exercise(turn.exercise)}: {outcome} ({turn.repetitions})"


def _hyphened(code: str) -> str:
    return code.replace("_", "-")
