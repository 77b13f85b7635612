"""Days of a plan that cannot be: not come yet, before the operation, or after their own end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from device.plan.finding import LintFinding
from device.plan.model import Approval, Plan, Prescription
from device.reading.yaml_document import Path_

LONG_AGO = dt.timedelta(days=365)
"""A year ago is more often a slip of the pen than a plan."""

YEARS = range(1980, 2200)
"""No plan of ours is about any other year."""


def dates(plan: Plan, today: dt.date | None) -> Iterator[LintFinding]:
    """Yield what is wrong with the days of `plan`.

    Nothing in a plan is of a later day than its signature, or than `today` where nobody has signed
    it yet. `today` None: nobody asks which day it is, as on the box, whose clock may be wrong.
    """
    latest = plan.signature.date if plan.signature is not None else today
    yield from _frame(plan)
    yield from _signature(plan, today)
    yield from _between(plan, latest, ("operation", "date"), plan.operation.date, None)
    if plan.hold_lifted is not None:
        yield from _between(plan, latest, ("hold_lifted",), plan.hold_lifted, plan.operation.date)
    for i, entry in enumerate(plan.exercises):
        path: Path_ = ("exercises", i)
        if entry.unlocked is not None:
            at = (*path, "unlocked")
            yield from _between(plan, latest, at, entry.unlocked, plan.operation.date)
        if entry.approved is not None:
            yield from _approval(plan, latest, today, (*path, "approved"), entry, entry.approved)


def _frame(plan: Plan) -> Iterator[LintFinding]:
    operated, begins, ends = plan.operation.date, plan.valid_from, plan.valid_until
    paths = ((("operation", "date"), operated), (("valid_from",), begins), (("valid_until",), ends))
    for path, day in paths:
        if day.year not in YEARS:
            what = f"{path[-1]} is {day}"
            yield LintFinding(path, what, f"a year from {YEARS[0]} to {YEARS[-1]}")
    if begins > ends:
        yield LintFinding(("valid_until",), "the plan ends before it begins", f"after {begins}")
    if operated > begins:
        what = "the operation is later than the plan's first day"
        yield LintFinding(("operation", "date"), what, f"{begins} or before")
    if begins - operated > LONG_AGO:
        what = "the operation is more than a year before the plan's first day"
        right = "Is the year right? The stages are counted from it."
        yield LintFinding(("operation", "date"), what, "", right, warning=True)
    if ends - begins > LONG_AGO:
        what = "the plan lasts for more than a year"
        yield LintFinding(("valid_until",), what, "", "Is the year right?", warning=True)


def _signature(plan: Plan, today: dt.date | None) -> Iterator[LintFinding]:
    signed = plan.signature
    if signed is None:
        return
    if today is not None and signed.date > today:
        what = f"it is signed on {signed.date}, a day that has not come"
        yield LintFinding(("signature", "date"), what, f"{today} or before", "Sign it again.")
    if signed.date < plan.operation.date:
        what = f"it is signed on {signed.date}, before the operation"
        expected = f"{plan.operation.date} or later"
        yield LintFinding(("signature", "date"), what, expected, "Sign it again.")


def _between(
    plan: Plan, latest: dt.date | None, path: Path_, day: dt.date, earliest: dt.date | None
) -> Iterator[LintFinding]:
    what = " ".join(str(part) for part in path if isinstance(part, str) and part != "exercises")
    if len(path) > 1 and isinstance(path[1], int):
        what = f"{what} of {plan.exercises[path[1]].exercise}"
    if latest is not None and day > latest:
        why = "after the signature" if plan.signature is not None else "a day that has not come"
        yield LintFinding(path, f"{what} is {day}, {why}", f"{latest} or before")
    if earliest is not None and day < earliest:
        yield LintFinding(path, f"{what} is {day}, before the operation", f"{earliest} or later")


def _approval(
    plan: Plan,
    latest: dt.date | None,
    today: dt.date | None,
    path: Path_,
    entry: Prescription,
    approved: Approval,
) -> Iterator[LintFinding]:
    yield from _between(plan, latest, (*path, "date"), approved.date, plan.operation.date)
    ends = approved.valid_until
    if ends is None:
        return
    what = f"the approval of {entry.exercise} ends on {ends}"
    at = (*path, "valid_until")
    if ends < approved.date:
        yield LintFinding(at, f"{what}, before it begins", f"{approved.date} or later")
    elif ends < plan.valid_from:
        yield LintFinding(at, f"{what}, before the plan begins", f"{plan.valid_from} or later")
    elif latest is not None and ends < latest:
        signs = "before it was signed" if plan.signature is not None else "and is over"
        yield LintFinding(at, f"{what}, {signs}", f"{latest} or later")
    elif today is not None and ends < today:
        yield LintFinding(at, f"{what}, and is over", "", "The box leaves it out.", warning=True)
