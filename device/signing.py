"""What a signature means: the plan of today in words, shown before anybody signs it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from device.configuration import Configuration
from device.journal.history import History
from device.plan.compiling import minutes_of
from device.plan.gates import day_plan
from device.plan.loading import LoadedPlan
from device.plan.model import Catalogue, DayPlan, Mode, PainRules, Plan, Range, Task
from device.plan.reasons import why_left_out
from device.plan.today import day_state_of
from device.speaking.phrase import Phrase, phrase
from device.speaking.phrases import PhraseBook

_COUNTED = {
    Mode.EACH_SIDE: "{} times with each leg",
    Mode.ALTERNATING: "{} times, left and right",
    Mode.BREATH: "{} breaths",
}


def meaning(configuration: Configuration, history: History) -> Iterator[str]:
    """Yield, line by line, what signing the plan means on the day of `history`.

    When the operation was and which stage it is; every exercise with its dose, how often and how
    long; what is left out, and why; whom the box will call, as it will say it; what follows from
    pain. Nothing where plan, catalogue or voice cannot be read.
    """
    plan, catalogue = configuration.loaded.plan, configuration.catalogue
    book = configuration.book
    if plan is None or catalogue is None or book is None:
        return
    day = day_plan(plan, catalogue, history)
    yield f"This is what you sign, as it is on {history.today}:"
    yield from _patient(plan, day, history.today)
    yield from _refusal(plan, catalogue, history, book)
    yield from _sessions(plan, day)
    for out in day.left_out:
        name, why = _plain(out.exercise), why_left_out(plan, catalogue, history, out)
        yield f"  left out: {name}: {why}"
    yield "Whom it will call, in the words that it will say:"
    yield from (f"  {book.text(said)}" for said in _calls(plan))
    yield from _pain(plan.pain)


def _patient(plan: Plan, day: DayPlan, today: dt.date) -> Iterator[str]:
    operation = plan.operation
    days = (today - operation.date).days
    barred = ", moving the low back is barred" if operation.lumbar_motion_barred else ""
    worn = (
        f", with a {operation.support.value} when out of bed" if operation.support != "none" else ""
    )
    yield (
        f"  operated {_many(days, 'day')} ago, on {operation.date}: {operation.region.value} "
        f"{operation.kind}, {operation.approach.value}{barred}{worn}"
    )
    yield (
        f"  stage {day.stage} today, cleared up to stage {plan.cleared_stage}; "
        f"from {plan.valid_from} to {plan.valid_until}"
    )
    if plan.patient is not None:
        asked = ", asked for by name before each session" if plan.patient.ask else ""
        yield f"  for {plan.patient.name}{asked}"


def _refusal(plan: Plan, catalogue: Catalogue, history: History, book: PhraseBook) -> Iterator[str]:
    """Why nobody would exercise today by the plan, once it is signed."""
    refusal = day_state_of(LoadedPlan(plan, signed=True), catalogue, history).refusal
    if refusal:
        yield f"  The box exercises nobody by it today: {book.text(refusal[0])}"


def _sessions(plan: Plan, day: DayPlan) -> Iterator[str]:
    often = {
        task.exercise.id: sum(task in session for session in day.sessions)
        for session in day.sessions
        for task in session
    }
    for n, tasks in enumerate(day.sessions, 1):
        yield f"Session {n} of {len(day.sessions)}, about {_many(minutes_of(tasks), 'minute')}:"
        for task in tasks:
            times = (
                f", {often[task.exercise.id]} times a day" if often[task.exercise.id] > 1 else ""
            )
            yield f"  {_plain(task.exercise.id)}: {_dose(plan, task)}{times}"
    if not day.sessions:
        yield "No exercise at all today."
    elif len(day.sessions) > 1:
        yield f"  at least {_many(plan.gap_min, 'minute')} between two of them"


def _dose(plan: Plan, task: Task) -> str:
    entry = next(each for each in plan.exercises if each.exercise == task.exercise.id)
    dose, known = task.dose, task.exercise
    counted = _COUNTED.get(known.mode, "{} times")
    parts = [
        (dose.repetitions, entry.repetitions or known.repetitions, counted),
        (dose.hold_s, entry.hold_s or known.hold_s, "held for {} s each"),
        (dose.minutes, entry.minutes or known.minutes, "{} minutes"),
    ]
    told = [said.format(f"{n}{_of(range_)}") for n, range_, said in parts if n]
    return ", ".join(told) + _meant(entry.clinician_override)


def _of(range_: Range | None) -> str:
    """The range in which a dose may move, where it is one."""
    return (
        "" if range_ is None or range_.low == range_.high else f" (of {range_.low}-{range_.high})"
    )


def _meant(who: str | None) -> str:
    """Who has a dose or a movement outside the catalogue on their name."""
    return f" (outside the catalogue's range as {who} has it)" if who else ""


def _calls(plan: Plan) -> tuple[Phrase, ...]:
    contacts = plan.contacts
    family = phrase("call_now_family", name=contacts.family.name, digits=contacts.family.phone)
    clinic = contacts.clinic
    return (
        phrase("call_now_emergency", digits=contacts.emergency),
        family,
        *((phrase("call_clinic", name=clinic.name, digits=clinic.phone),) if clinic else ()),
    )


def _pain(rules: PainRules) -> Iterator[str]:
    yield (
        f"Pain up to {rules.slight_max}: the exercise again, or the next. Up to "
        f"{rules.moderate_max}: closed for today. Above, or no answer: the session ends. From "
        f"{rules.danger_from} on danger signs are asked about, after the first pain always."
    )
    yield (
        f"  {_many(rules.stops_that_lock, 'stop')} by pain within {_many(rules.lock_days, 'day')} "
        f"lock an exercise; {_many(rules.worse_mornings_on_hold, 'worse morning')} running hold all"
    )


def _many(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _plain(exercise: str) -> str:
    return exercise.replace("_", " ")
