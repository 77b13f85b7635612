"""What is wrong with one exercise of a plan: its dose, its names, and the clinician's own steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from device.plan.finding import LintFinding
from device.plan.gates import is_barred
from device.plan.model import Exercise, Operation, Plan, Prescription, Range, Region
from device.plan.wording import Wording, is_name
from device.reading.diagnostic import quoted_value
from device.reading.yaml_document import Path_

BY_HAND = Range(1, 30)
"""A dose for which the catalogue has no range: beyond this somebody has to be named for it."""

COUNTABLE = Range(1, 99)
"""No dose is outside of this, whoever is named for it: the voice counts no further."""

MAX_WORDS = 15
"""Words of a spoken sentence that can be followed while one lies in bed."""

PERSON_NAME = "a name, with a letter in it"

PhrasesOf = Callable[[str], Sequence[str]]
"""Tells which of the box's own commands are said in a sentence."""


def entry_findings(
    plan: Plan, path: Path_, entry: Prescription, exercise: Exercise
) -> Iterator[LintFinding]:
    """Yield what is wrong with `entry`, which stands at `path`, whatever is said in its steps."""
    frail = plan.frail or entry.frail
    for name in ("repetitions", "hold_s", "minutes"):
        yield from _dose(path, entry, exercise, name, frail=frail)
    times = entry.times_per_day
    often = _eased(exercise.times_per_day, frail=frail)
    if times is not None and not often.holds(Range(times, times)):
        yield LintFinding((*path, "times_per_day"), f"times_per_day is {times}", often.written)
    yield from _bends(path, plan.operation, exercise)
    yield from _names(path, entry)
    if exercise.steps == 0 and not entry.steps:
        what = f"nobody has written the steps of {exercise.id}"
        yield LintFinding(path, what, "`steps:` with the clinician's own sentences")


def step_findings(
    path: Path_, entry: Prescription, wordings: Sequence[Wording], commands: PhrasesOf
) -> Iterator[LintFinding]:
    """Yield what is wrong with the clinician's own sentences in `entry`, which stands at `path`."""
    for i, step in enumerate(entry.steps):
        at = (*path, "steps", i)
        if not step.strip():
            yield LintFinding(at, "this step is empty", "a sentence")
            continue
        if spoken := commands(step):
            what = f"this step says {', '.join(spoken)}, which is one of the box's own commands"
            why = "While the box says it, it cannot hear the patient say it."
            yield LintFinding(at, what, "other words", why)
        moves = {move for wording in wordings for move in wording.movements(step)}
        for move in sorted(moves):
            yield _move(at, entry, move)
        if (longest := _longest_sentence(step)) > MAX_WORDS:
            what = f"a sentence of {longest} words is hard to follow while it is spoken"
            yield LintFinding(at, what, f"at most {MAX_WORDS}", warning=True)


def _move(at: Path_, entry: Prescription, move: str) -> LintFinding:
    what = f"this step asks to {move}"
    who = entry.clinician_override or ""
    if "breath" not in move and is_name(who):
        return LintFinding(at, f"{what}, as {quoted_value(who)} has it", warning=True)
    add = "" if "breath" in move else "If it is meant, add `clinician_override: NAME`."
    return LintFinding(at, what, "another movement, or `do not ...`", add)


def _bends(path: Path_, operation: Operation, exercise: Exercise) -> Iterator[LintFinding]:
    if not is_barred(operation, exercise):
        return
    leave = "Leave it out of the plan."
    if operation.lumbar_motion_barred and Region.LUMBAR in exercise.bends:
        what = f"{exercise.id} moves the low back, and lumbar_motion_barred is true"
        yield LintFinding((*path, "exercise"), what, "one of the two", leave)
    if operation.region is Region.CERVICAL and Region.CERVICAL in exercise.bends:
        what = f"{exercise.id} bends the neck, and the neck was operated on"
        yield LintFinding((*path, "exercise"), what, "another exercise", leave)


def _names(path: Path_, entry: Prescription) -> Iterator[LintFinding]:
    """Whoever answers for something has a name."""
    if entry.approved is not None:
        for part in ("by", "role"):
            if not is_name(getattr(entry.approved, part)):
                yield LintFinding((*path, "approved", part), "nobody is named", PERSON_NAME)
    meant = entry.clinician_override
    if meant is not None and not is_name(meant):
        yield LintFinding((*path, "clinician_override"), "nobody is named", PERSON_NAME)


def _eased(range_: Range, *, frail: bool) -> Range:
    """For a frail patient less is allowed, and never more."""
    return Range(min(1, range_.low), range_.high) if frail else range_


def _dose(
    path: Path_, entry: Prescription, exercise: Exercise, name: str, *, frail: bool
) -> Iterator[LintFinding]:
    asked: Range | None = getattr(entry, name)
    known: Range | None = getattr(exercise, name)
    if asked is None:
        if known is None and name == "repetitions" and exercise.minutes is None:
            yield LintFinding(path, f"{exercise.id} has no {name}", f"`{name}: 3`")
        if known is None and name == "hold_s" and exercise.is_held:
            yield LintFinding(path, f"{exercise.id} has no {name}", f"`{name}: 5`")
        return
    if known is None and exercise.steps:
        yield LintFinding((*path, name), f"{exercise.id} has no {name}", "no such line")
        return
    usual = _eased(known or BY_HAND, frail=frail)
    if usual.holds(asked):
        return
    what = f"{name} of {exercise.id} is {asked.written}"
    who = (entry.clinician_override or "").strip()
    if not COUNTABLE.holds(asked):
        never = f"Nobody can have it outside of {COUNTABLE.written}."
        yield LintFinding((*path, name), what, usual.written, never)
    elif is_name(who):
        meant = f"{what}, outside {usual.written}, as {quoted_value(who)} has it"
        yield LintFinding((*path, name), meant, warning=True)
    else:
        less = asked.low < usual.low and asked.high <= usual.high
        add = "If it is meant, add `clinician_override: NAME`."
        frail_add = "Less is allowed with `frail: true`. " if less else ""
        yield LintFinding((*path, name), what, usual.written, frail_add + add)


def _longest_sentence(text: str) -> int:
    return max(len(part.split()) for part in re.split(r"(?<=[.?!])\s", text))
