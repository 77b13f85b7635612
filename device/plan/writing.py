"""A new plan from questions and answers: what comes out can be read, checked and signed.

Nothing is decided here: what nobody answers has the careful answer, and doses stay in the range of
the catalogue. Whatever goes past that is for a clinician to write, by hand and by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from device.plan.answers import (
    Valid,
    day,
    dose_within,
    emergency,
    name,
    name_or_none,
    one_of,
    operation_kind,
    phone,
    quoted,
    sentences,
    yes_no,
)
from device.plan.atomic_write import replace_file
from device.plan.gates import STAGE_BEGINS, is_barred, is_gated
from device.plan.lint import NOTHING, Against
from device.plan.lint_entries import BY_HAND, step_findings
from device.plan.model import (
    Approach,
    Catalogue,
    Exercise,
    Operation,
    PainRules,
    Prescription,
    Region,
    Support,
)

WEEKS_VALID = 6
"""How long a plan lasts unless somebody says otherwise."""


class Asks(Protocol):
    """Whoever puts a question to a person, as often as it takes for a valid answer."""

    def __call__(self, question: str, *, default: str, valid: Valid) -> str:
        """Return what `valid` made of the answer; an empty answer means `default`."""


@dataclass
class _Sheet:
    """The lines of the plan, as they come."""

    lines: list[str] = field(default_factory=list)

    def add(self, name: str, value: str, remark: str = "", indent: int = 0) -> None:
        line = f"{' ' * indent}{name}: {value}"
        self.lines.append(f"{line:<31} # {remark}" if remark else line)

    def remark(self, *remarks: str) -> None:
        self.lines += ["", *(f"# {remark}" for remark in remarks)]


def ask_plan(catalogue: Catalogue, today: dt.date, ask: Asks, against: Against = NOTHING) -> str:
    """Ask everything that a plan needs; return it as it goes into plan.yaml, not signed yet.

    `against` is what steps are held against that somebody writes.
    """
    out = _Sheet(
        [
            "# The plan of one patient. The box exercises nobody by it until it is signed:",
            '#   spinecoach check --sign --name "Dr. ..." --role surgeon',
            "# Every change needs a new signature. To look for mistakes: spinecoach check",
        ]
    )
    operation = _operation(out, today, ask)
    cleared = _times(out, operation.date, today, ask)
    _contacts(out, ask)
    _patient(out, ask)
    _ladder(out, ask)
    out.remark(
        "A dose is a number or a range (10 or 10-15). The low end is where a new patient starts;",
        "`level: middle` or `level: high` moves on. Outside the range of config/exercises.yaml a",
        "dose needs `clinician_override: NAME`.",
    )
    chosen = [
        lines
        for exercise in catalogue.exercises
        if not is_barred(operation, exercise)
        and (lines := tuple(_exercise(exercise, operation, cleared, (today, against), ask)))
    ]
    out.lines.append("exercises:" if chosen else "exercises: []")
    for lines in chosen:
        out.lines += lines
    return "\n".join(out.lines) + "\n"


def write_plan(file: Path, text: str, *, instead: bool = False) -> None:
    """Put the plan into `file`, whole or not at all, readable for its owner and group.

    Raises FileExistsError where a plan stands already, unless `instead`; OSError.
    """
    if file.exists() and not instead:
        raise FileExistsError(f"{file} is there already. It may be somebody's plan.")
    replace_file(file, text.encode())


# ---------------------------------------------------------------- the questions


def _operation(out: _Sheet, today: dt.date, ask: Asks) -> Operation:
    date = ask("Date of the operation", default="", valid=day(latest=today))
    region = ask("Which part of the spine", default="lumbar", valid=one_of(*Region))
    approach = ask("From where was it done", default="posterior", valid=one_of(*Approach))
    valid_kind = operation_kind(Region(region), Approach(approach))
    kind = ask("What was done", default="fusion", valid=valid_kind)
    careful = "yes" if region == Region.LUMBAR else "no"
    barred = ask("Has the surgeon barred moving the low back", default=careful, valid=yes_no)
    out.remark("Day 0 of the stages, and what decides about the gates of exercises.")
    out.lines.append("operation:")
    out.add("date", date, indent=2)
    out.add("region", region, "cervical, thoracic or lumbar", 2)
    out.add("approach", approach, "posterior, anterior or lateral", 2)
    out.add("kind", quoted(kind), indent=2)
    motion_barred = barred == "yes"
    remark = "true: no pelvic tilts unless they are approved"
    out.add("lumbar_motion_barred", "true" if motion_barred else "false", remark, 2)
    support = ask("What is worn when out of bed", default="none", valid=one_of(*Support))
    out.add("support", support, "none, brace or collar", 2)
    return Operation(
        dt.date.fromisoformat(date),
        Region(region),
        Approach(approach),
        kind,
        motion_barred,
        Support(support),
    )


def _patient(out: _Sheet, ask: Asks) -> None:
    called = ask("Name of the patient, or a dash for none", default="-", valid=name_or_none)
    if called == "-":
        return
    others = ask("Does anybody else exercise with this box", default="no", valid=yes_no)
    out.remark("By this name the patient is greeted; with ask: true the box asks who is there.")
    out.lines.append(
        f"patient: {{name: {quoted(called)}, ask: {'true' if others == 'yes' else 'false'}}}"
    )


def _times(out: _Sheet, operated: dt.date, today: dt.date, ask: Asks) -> int:
    stages = tuple(str(stage) for stage in STAGE_BEGINS)
    cleared = ask("Up to which stage is the patient cleared", default="1", valid=one_of(*stages))
    begins = ask("First day of this plan", default=today.isoformat(), valid=day(earliest=operated))
    first = dt.date.fromisoformat(begins)
    until = (first + dt.timedelta(weeks=WEEKS_VALID)).isoformat()
    ends = ask("Last day of this plan", default=until, valid=day(earliest=first))
    out.lines.append("")
    out.add("cleared_stage", cleared, "the box never goes past it by itself")
    out.add("valid_from", begins)
    out.add("valid_until", ends)
    return int(cleared)


def _contacts(out: _Sheet, ask: Asks) -> None:
    number = ask("Emergency number", default="112", valid=emergency)
    family = ask("Who of the family is to be called", default="", valid=name)
    family_phone = ask(f"Telephone number of {family}", default="", valid=phone)
    clinic = ask("Name of the clinic, or a dash for none", default="-", valid=name_or_none)
    out.remark("Whom the box names after a danger sign. Telephone numbers in quotes.")
    out.lines.append("contacts:")
    out.add("emergency", quoted(number), indent=2)
    out.add("family", f"{{name: {quoted(family)}, phone: {quoted(family_phone)}}}", indent=2)
    if clinic != "-":
        phone_of = ask(f"Telephone number of {clinic}", default="", valid=phone)
        out.add("clinic", f"{{name: {quoted(clinic)}, phone: {quoted(phone_of)}}}", indent=2)


def _ladder(out: _Sheet, ask: Asks) -> None:
    rules = PainRules()
    out.remark("What follows from pain, from zero to ten. It may be stricter, and hardly looser.")
    out.lines.append("pain:")
    out.add("slight_max", str(rules.slight_max), "up to here: this one again, or the next", 2)
    out.add("moderate_max", str(rules.moderate_max), "up to here: closed for today", 2)
    out.add("danger_from", str(rules.danger_from), "from here on danger is asked about", 2)
    out.add("stops_that_lock", str(rules.stops_that_lock), "stopped by pain so often ...", 2)
    out.add("lock_days", str(rules.lock_days), "... within so many days: locked, until", 2)
    out.lines.append(f"{'':<31} # the exercise has `unlocked: DATE`")
    mornings = str(rules.worse_mornings_on_hold)
    out.add("worse_mornings_on_hold", mornings, "then nothing, until `hold_lifted: DATE`", 2)
    moves = ask(
        "May an exercise move up inside its range after three sessions without pain",
        default="no",
        valid=yes_no,
    )
    out.lines.append("")
    out.add("progression", "true" if moves == "yes" else "false", "up inside the range, or not")
    out.add("full_instructions", "false", "true: explained in full each time, however well known")


def _exercise(
    exercise: Exercise,
    operation: Operation,
    cleared: int,
    held_against: tuple[dt.date, Against],
    ask: Asks,
) -> Iterator[str]:
    """Yield the lines of an exercise, or none where it is not wanted."""
    today, against = held_against
    called = exercise.id.replace("_", " ")
    gated = is_gated(operation, exercise)
    usual = exercise.stage <= cleared and not gated and exercise.steps > 0
    asked = f"{called}, from stage {exercise.stage} on{', needs an approval' if gated else ''}"
    if ask(f"{asked}: yes or no", default="yes" if usual else "no", valid=yes_no) == "no":
        return
    yield f"  - exercise: {exercise.id}"
    if gated:
        by = ask(
            f"Who approves {called}, or a dash for nobody yet", default="-", valid=name_or_none
        )
        if by == "-":
            yield "    # Left out until somebody approves it:"
            yield "    # approved: {by: Dr. ..., role: surgeon, date: 2026-12-07}"
        else:
            role = ask("In which role", default="surgeon", valid=name)
            valid = day(earliest=operation.date, latest=today)
            date = ask("On which day", default=today.isoformat(), valid=valid)
            yield f"    approved: {{by: {quoted(by)}, role: {quoted(role)}, date: {date}}}"
    yield from _dose(exercise, called, ask, against)


def _dose(exercise: Exercise, called: str, ask: Asks, against: Against) -> Iterator[str]:
    written_by_hand = exercise.steps == 0
    if written_by_hand:
        asked = f"How is {called} done? Short sentences, | between them"
        steps = ask(asked, default="", valid=_steps(against))
        yield "    steps:"
        yield from (f"      - {quoted(step)}" for step in steps.split("|"))
    doses = (
        ("repetitions", "Repetitions of", exercise.repetitions),
        ("hold_s", "Seconds to hold in", exercise.hold_s),
        ("minutes", "Minutes of", exercise.minutes),
    )
    for key, question, known in doses:
        needed = written_by_hand and (
            key == "repetitions" or (key == "hold_s" and exercise.is_held)
        )
        if known is not None:
            range_ = known.written
            dose = ask(f"{question} {called}, {range_}", default=range_, valid=dose_within(known))
            yield f"    {key}: {dose}"
        elif needed:
            dose = ask(f"{question} {called}", default="", valid=dose_within(BY_HAND))
            yield f"    {key}: {dose}"
    times = exercise.times_per_day
    if times.low != times.high:
        valid = dose_within(times, single=True)
        often = ask(f"Times a day, {times.written}", default=str(times.low), valid=valid)
        yield f"    times_per_day: {often}"


def _steps(against: Against) -> Valid:
    """Sentences that `check` would accept in a plan."""

    def valid(given: str) -> str:
        steps = sentences(given)
        entry = Prescription("", steps=tuple(steps.split("|")))
        found = step_findings((), entry, against.wordings, against.commands)
        wrong = [each for each in found if not each.warning]
        if wrong:
            raise ValueError(f"{wrong[0].expected} ({wrong[0].what})")
        return steps

    return valid
