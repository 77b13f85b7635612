"""What is wrong with a plan that can be read: typing mistakes that would hurt (hazard H8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from device.plan.finding import LintFinding
from device.plan.lint_dates import dates
from device.plan.lint_entries import PERSON_NAME, PhrasesOf, entry_findings, step_findings
from device.plan.model import Approach, Catalogue, Contact, PainRules, Plan
from device.plan.operations import approaches_of, regions_of
from device.plan.wording import MAX_WORDING_LETTERS, Wording, is_name
from device.reading.diagnostic import Diagnostic, Severity, did_you_mean, quoted_value
from device.reading.yaml_document import Path_, YamlDocument
from device.speaking.telephone import telephone

STAGES = (1, 2, 3)
LOOSEST_RULES = PainRules(slight_max=4, moderate_max=6)
"""The ladder may be stricter than the defaults, and hardly looser."""

GAP_MIN = (30, 480)
"""Minutes between two sessions of one day."""


@dataclass(frozen=True)
class Against:
    """What a plan is held against besides the catalogue.

    `today` is the day on which somebody asks, None on the box, whose clock may be wrong. `wordings`
    are those of all languages, `commands` tells which commands of the box a sentence says.
    `signing`: the plan is to be signed on that day, whoever has signed it before.
    """

    today: dt.date | None = None
    wordings: Sequence[Wording] = ()
    commands: PhrasesOf = lambda _sentence: ()
    signing: bool = False


NOTHING = Against()


def lint(
    document: YamlDocument, plan: Plan, catalogue: Catalogue, against: Against = NOTHING
) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with `plan`, with the line in `document`."""
    return tuple(
        Diagnostic(
            document.file,
            document.line(found.path),
            found.what,
            found.expected,
            found.suggestion,
            Severity.WARNING if found.warning else Severity.ERROR,
        )
        for found in _findings(plan, catalogue, against)
    )


def _findings(plan: Plan, catalogue: Catalogue, against: Against) -> Iterator[LintFinding]:
    if plan.cleared_stage not in STAGES:
        yield LintFinding(("cleared_stage",), f"cleared_stage is {plan.cleared_stage}", "1, 2 or 3")
    low, high = GAP_MIN
    if not low <= plan.gap_min <= high:
        yield LintFinding(
            ("gap_min",), f"gap_min is {plan.gap_min}", f"{low} to {high}, in minutes"
        )
    yield from dates(plan, against.today)
    yield from _operation(plan)
    yield from _people(plan)
    yield from _ladder(plan.pain)
    yield from _exercises(plan, catalogue, against)


def _operation(plan: Plan) -> Iterator[LintFinding]:
    operation = plan.operation
    kind = operation.kind
    if not kind.strip() or not kind.isprintable() or len(kind) > MAX_WORDING_LETTERS:
        yield LintFinding(
            ("operation", "kind"), f"the kind is {quoted_value(kind)}", "such as fusion"
        )
        return
    regions = regions_of(kind)
    if regions and operation.region not in regions:
        meant = " or ".join(sorted(regions))
        what = f"the region is {operation.region.value}, and {quoted_value(kind)} is {meant}"
        yield LintFinding(("operation", "region"), what, meant, "Which of the two is wrong?")
    approaches = approaches_of(kind)
    if approaches and operation.approach not in approaches:
        meant = " or ".join(sorted(approaches))
        what = f"the approach is {operation.approach.value}, and {quoted_value(kind)} is {meant}"
        gates = approaches == {Approach.LATERAL}  # it decides about seated marching
        wrong = "Which of the two is wrong?"
        yield LintFinding(("operation", "approach"), what, meant, wrong, warning=not gates)


def _people(plan: Plan) -> Iterator[LintFinding]:
    contacts = plan.contacts
    if plan.patient is not None and not is_name(plan.patient.name):
        yield LintFinding(("patient", "name"), "nobody is named", PERSON_NAME)
    emergency = telephone(contacts.emergency)
    if emergency is None or emergency.extension:
        yield _no_telephone(("contacts", "emergency"), contacts.emergency)
    yield from _contact(("contacts", "family"), contacts.family)
    if contacts.clinic is not None:
        yield from _contact(("contacts", "clinic"), contacts.clinic)


def _contact(path: Path_, contact: Contact) -> Iterator[LintFinding]:
    if not is_name(contact.name):
        yield LintFinding((*path, "name"), f"{quoted_value(contact.name)} is no name", PERSON_NAME)
    if telephone(contact.phone) is None:
        yield _no_telephone((*path, "phone"), contact.phone)


def _no_telephone(path: Path_, phone: str) -> LintFinding:
    expected = 'figures from 0 to 9, such as "112" or "(555) 010-4477"'
    return LintFinding(path, f"{quoted_value(phone)} is no telephone number", expected)


def _ladder(rules: PainRules) -> Iterator[LintFinding]:
    def wrong(name: str, expected: str) -> LintFinding:
        return LintFinding(("pain", name), f"{name} is {getattr(rules, name)}", expected)

    if not 0 <= rules.slight_max <= LOOSEST_RULES.slight_max:
        yield wrong("slight_max", f"0 to {LOOSEST_RULES.slight_max}")
    if not rules.slight_max < rules.moderate_max <= LOOSEST_RULES.moderate_max:
        yield wrong("moderate_max", f"{rules.slight_max + 1} to {LOOSEST_RULES.moderate_max}")
    if not 0 <= rules.danger_from <= rules.slight_max + 1:
        yield wrong("danger_from", f"0 to {rules.slight_max + 1}")
    bounds: dict[str, tuple[float, float]] = {
        "answer_timeout_s": (5, 60),
        "answer_tries": (1, 5),
        "stops_that_lock": (1, 3),
        "lock_days": (7, 60),
        "worse_mornings_on_hold": (1, 3),
    }
    for name, (low, high) in bounds.items():
        if not low <= getattr(rules, name) <= high:
            yield wrong(name, f"{low:g} to {high:g}")


def _exercises(plan: Plan, catalogue: Catalogue, against: Against) -> Iterator[LintFinding]:
    known = {exercise.id: exercise for exercise in catalogue.exercises}
    seen: set[str] = set()
    for i, entry in enumerate(plan.exercises):
        path: Path_ = ("exercises", i)
        if entry.exercise in seen:
            yield LintFinding(
                (*path, "exercise"), f"{quoted_value(entry.exercise)} stands here twice"
            )
        seen.add(entry.exercise)
        exercise = known.get(entry.exercise)
        if exercise is None:
            what = f"there is no exercise {quoted_value(entry.exercise)}"
            meant = did_you_mean(entry.exercise, known)
            yield LintFinding((*path, "exercise"), what, "", meant)
            continue
        yield from entry_findings(plan, path, entry, exercise)
        yield from step_findings(path, entry, against.wordings, against.commands)
    if not plan.exercises:
        yield LintFinding(("exercises",), "the plan has no exercise", warning=True)
