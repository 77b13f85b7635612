"""What is wrong with a plan that can be read: typing mistakes that would hurt (hazard H8)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from device.plan.model import Catalogue, Exercise, PainRules, Plan, Prescription, Range
from device.reading.document import Document, Path_
from device.reading.problem import Problem, Severity, did_you_mean, written

STAGES = (1, 2, 3)
LOOSEST = PainRules(slight_max=4, moderate_max=6)
"""The ladder may be stricter than the defaults, and hardly looser."""

BY_HAND = Range(1, 30)
"""A dose for which the catalogue has no range: beyond this somebody has to be named for it."""

COUNTABLE = Range(1, 99)
"""No dose is outside of this, whoever is named for it: the voice counts no further."""

MOST_WORDS = 15
"""Words of a spoken sentence that can be followed while one lies in bed."""

LONG_AGO = dt.timedelta(days=365)
"""A year ago is more often a slip of the pen than a plan."""

_PHONE = re.compile(r"\+?[\d ]{2,20}")


def lint(document: Document, plan: Plan, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Return everything that is wrong with `plan`, with the line in `document`."""
    return tuple(_Lint(document, plan, catalogue).all())


class _Lint:
    def __init__(self, document: Document, plan: Plan, catalogue: Catalogue) -> None:
        self._document = document
        self._plan = plan
        self._known = {exercise.id: exercise for exercise in catalogue.exercises}

    def all(self) -> Iterator[Problem]:
        yield from self._dates()
        yield from self._contacts()
        yield from self._ladder()
        seen: dict[str, int] = {}
        for i, entry in enumerate(self._plan.exercises):
            path = ("exercises", i)
            if entry.exercise in seen:
                yield self._problem(
                    (*path, "exercise"), f"{written(entry.exercise)} stands here twice"
                )
            seen[entry.exercise] = i
            exercise = self._known.get(entry.exercise)
            if exercise is None:
                meant = did_you_mean(entry.exercise, self._known)
                what = f"there is no exercise {written(entry.exercise)}"
                yield self._problem((*path, "exercise"), what, "", meant)
            else:
                yield from self._entry(path, entry, exercise)
        if not self._plan.exercises:
            yield self._problem(("exercises",), "the plan has no exercise", "", "", warning=True)

    def _problem(
        self,
        path: Path_,
        what: str,
        expected: str = "",
        suggestion: str = "",
        *,
        warning: bool = False,
    ) -> Problem:
        severity = Severity.WARNING if warning else Severity.ERROR
        line = self._document.line(path)
        return Problem(self._document.file, line, what, expected, suggestion, severity)

    def _dates(self) -> Iterator[Problem]:
        plan = self._plan
        if plan.cleared_stage not in STAGES:
            yield self._problem(
                ("cleared_stage",), f"cleared_stage is {plan.cleared_stage}", "1, 2 or 3"
            )
        if plan.valid_from > plan.valid_until:
            yield self._problem(
                ("valid_until",), "the plan ends before it begins", f"after {plan.valid_from}"
            )
        if plan.operation.date > plan.valid_from:
            yield self._problem(
                ("operation", "date"),
                "the operation is later than the plan's first day",
                f"{plan.valid_from} or before",
            )

        if plan.valid_from - plan.operation.date > LONG_AGO:
            yield self._problem(
                ("operation", "date"),
                "the operation is more than a year before the plan's first day",
                suggestion="Is the year right? The stages are counted from it.",
                warning=True,
            )
        if plan.valid_until - plan.valid_from > LONG_AGO:
            yield self._problem(
                ("valid_until",),
                "the plan lasts for more than a year",
                suggestion="Is the year right?",
                warning=True,
            )

    def _contacts(self) -> Iterator[Problem]:
        contacts = self._plan.contacts
        phones: list[tuple[Path_, str]] = [
            (("contacts", "emergency"), contacts.emergency),
            (("contacts", "family", "phone"), contacts.family.phone),
        ]
        if contacts.clinic is not None:
            phones.append((("contacts", "clinic", "phone"), contacts.clinic.phone))
        for path, phone in phones:
            if not _PHONE.fullmatch(phone):
                yield self._problem(
                    path, f"{written(phone)} is no telephone number", 'such as "112"'
                )

    def _ladder(self) -> Iterator[Problem]:
        rules = self._plan.pain
        if not 0 <= rules.slight_max <= LOOSEST.slight_max:
            yield self._ladder_problem("slight_max", f"0 to {LOOSEST.slight_max}")
        if not rules.slight_max < rules.moderate_max <= LOOSEST.moderate_max:
            yield self._ladder_problem(
                "moderate_max", f"{rules.slight_max + 1} to {LOOSEST.moderate_max}"
            )
        if not 0 <= rules.danger_from <= rules.slight_max + 1:
            yield self._ladder_problem("danger_from", f"0 to {rules.slight_max + 1}")
        bounds: dict[str, tuple[float, float]] = {
            "answer_timeout_s": (5, 60),
            "answer_tries": (1, 5),
            "stops_that_lock": (1, 3),
            "lock_days": (7, 60),
            "worse_mornings_on_hold": (1, 3),
        }
        for name, (low, high) in bounds.items():
            if not low <= getattr(rules, name) <= high:
                yield self._ladder_problem(name, f"{low:g} to {high:g}")

    def _ladder_problem(self, name: str, expected: str) -> Problem:
        value = getattr(self._plan.pain, name)
        return self._problem(("pain", name), f"{name} is {value}", expected)

    def _entry(self, path: Path_, entry: Prescription, exercise: Exercise) -> Iterator[Problem]:
        for name in ("repetitions", "hold_s", "minutes"):
            yield from self._dose(path, entry, exercise, name)
        times = entry.times_per_day
        if times is not None and not exercise.times_per_day.holds(Range(times, times)):
            allowed = exercise.times_per_day
            yield self._problem(
                (*path, "times_per_day"), f"times_per_day is {times}", _told(allowed)
            )
        if exercise.steps == 0 and not entry.steps:
            yield self._problem(
                path,
                f"nobody has written the steps of {exercise.id}",
                "`steps:` with the clinician's own sentences",
            )
        for i, step in enumerate(entry.steps):
            if not step.strip():
                yield self._problem((*path, "steps", i), "this step is empty", "a sentence")
            elif (longest := _longest_sentence(step)) > MOST_WORDS:
                what = f"a sentence of {longest} words is hard to follow while it is spoken"
                expected = f"at most {MOST_WORDS}"
                yield self._problem((*path, "steps", i), what, expected, warning=True)
        yield from self._names(path, entry)
        signature = self._plan.signature
        if entry.approved and signature and entry.approved.date > signature.date:
            yield self._problem(
                (*path, "approved", "date"), "it is approved on a day after the signature"
            )

    def _names(self, path: Path_, entry: Prescription) -> Iterator[Problem]:
        """Whoever answers for something has a name."""
        if entry.approved is not None and not entry.approved.by.strip():
            yield self._problem((*path, "approved", "by"), "nobody is named", "a name")
        meant = entry.clinician_override
        if meant is not None and not meant.strip():
            yield self._problem((*path, "clinician_override"), "nobody is named", "a name")

    def _dose(
        self, path: Path_, entry: Prescription, exercise: Exercise, name: str
    ) -> Iterator[Problem]:
        asked: Range | None = getattr(entry, name)
        known: Range | None = getattr(exercise, name)
        if asked is None:
            if known is None and name == "repetitions" and exercise.minutes is None:
                yield self._problem(path, f"{exercise.id} has no {name}", f"`{name}: 3`")
            if known is None and name == "hold_s" and exercise.is_held:
                yield self._problem(path, f"{exercise.id} has no {name}", f"`{name}: 5`")
            return
        if known is None and exercise.steps:
            yield self._problem((*path, name), f"{exercise.id} has no {name}", "no such line")
            return
        usual = known or BY_HAND
        what = f"{name} of {exercise.id} is {_told(asked)}"
        who = (entry.clinician_override or "").strip()
        if usual.holds(asked):
            return
        if not COUNTABLE.holds(asked):
            never = f"Nobody can have it outside of {_told(COUNTABLE)}."
            yield self._problem((*path, name), what, _told(usual), never)
        elif who:
            meant = f"{what}, outside {_told(usual)}, as {written(who)} has it"
            yield self._problem((*path, name), meant, warning=True)
        else:
            add = "If it is meant, add `clinician_override: NAME`."
            yield self._problem((*path, name), what, _told(usual), add)


def _longest_sentence(text: str) -> int:
    return max(len(part.split()) for part in re.split(r"(?<=[.?!])\s", text))


def _told(range_: Range) -> str:
    return str(range_.low) if range_.low == range_.high else f"{range_.low}-{range_.high}"
