"""One page, complete in itself: no script, nothing fetched, for a phone and two sheets of paper.

Whatever stands in a file or in the journal goes through `plain_text` and through Jinja's escaping.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from device.page_template import page_of
from device.report import colours
from device.report.adherence import Adherence, adherence_of, visit_of
from device.report.colours import LOOKS, Look
from device.report.doses import said_dose
from device.report.facts import Day, ExerciseFacts, Facts, Mark
from device.report.page_parts import (
    TableRow,
    counted,
    dangers_of,
    morning_rows,
    visit_rows,
    weeks_of,
)
from device.report.pains import Pain
from device.report.periods import Period, for_table
from device.report.pictures import Picture, letters_of, minutes_picture, pain_picture
from device.report.sessions import ExerciseOutcome
from device.report.texts import Texts, plain_text

NameOf = Callable[[str], str]
"""What an exercise is called, by its id."""

MAX_CALENDAR = 98
"""Days; more are told by month, or by year."""

PAINS = 14
"""Maximum number of rows of pain: more do not fit on two sheets of A4."""

ORDER = (Mark.DONE, Mark.PARTLY, Mark.PAIN, Mark.MISSED, Mark.AHEAD, Mark.NOT_DUE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar; `told` says in words what the sign means."""

    mark: str
    day: str
    sign: str
    of: str
    told: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A month or a year: its days by mark, in `ORDER`, its minutes, and how much was counted."""

    name: str
    counts: tuple[int, ...]
    minutes: int
    percent: str


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """An exercise on the page: `dose` is prescribed, `counted` how often of how often asked."""

    name: str
    dose: str
    counted: str
    percent: str
    repetitions: int
    paced: int
    skipped: int
    stopped: int
    now: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that stands on the page, in words."""

    who: str
    span: str
    made: str
    dangers: tuple[str, ...]
    notices: tuple[str, ...]
    glance: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Cell | None, ...], ...]
    stretches_head: str
    stretches: tuple[PeriodRow, ...]
    by_week: tuple[TableRow, ...]
    visit_day: str
    visit: tuple[TableRow, ...]
    mornings: tuple[TableRow, ...]
    key: tuple[tuple[str, dict[str, str]], ...]
    remarks: tuple[tuple[str, str], ...]
    pain_picture: Picture | None
    letters: tuple[tuple[str, str], ...]
    pain_scale: str
    pains: tuple[tuple[str, str, str], ...]
    more_pains: str
    minutes_picture: Picture | None
    exercises: tuple[ExerciseRow, ...]
    plan: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the page is: whose days they are, and when the last visit was.

    Without a `visit` it is the day on which the plan was signed.
    """

    who: str = ""
    visit: dt.date | None = None


def page(facts: Facts, texts: Texts, name_of: NameOf, reader: Reader | None = None) -> str:
    """Return the page as HTML: `facts` in the words of `texts`, for `reader`.

    `name_of` tells an exercise's name by its id.
    """
    return page_of(
        Path(__file__).parent,
        plain_text,
        t=texts,
        p=shown(facts, texts, name_of, reader or Reader()),
        c=vars(colours),
    )


def shown(facts: Facts, texts: Texts, name_of: NameOf, reader: Reader) -> Shown:
    """Return what the page shows; parameters as in `page`."""
    t = texts
    short = len(facts.days) <= MAX_CALENDAR
    head, stretches = for_table(facts.days, t)
    pains = [(day, pain) for day in reversed(facts.days) for pain in reversed(day.pains)]
    letters = letters_of(facts)
    visit = visit_of(facts, reader.visit)
    return Shown(
        who=t.said("who", name=reader.who) if reader.who else "",
        span=t.said(
            "span", first=t.day_of(facts.first), last=t.day_of(facts.last), n=len(facts.days)
        ),
        made=t.said("made", date=t.day_of(facts.last)),
        dangers=tuple(dangers_of(facts, t, name_of)),
        notices=tuple(_notices(facts, t)),
        glance=tuple(_glance(facts, t)),
        weeks=tuple(_weeks(facts, t)) if short else (),
        stretches_head=head,
        stretches=() if short else tuple(_stretched(e, facts, t) for e in reversed(stretches)),
        by_week=tuple(weeks_of(facts, t)) if short else (),
        visit_day=t.said("since_visit", date=t.day_of(visit.day)) if visit is not None else "",
        visit=tuple(visit_rows(visit, t)) if visit is not None else (),
        mornings=tuple(morning_rows(facts, t)),
        key=tuple((t.said(f"mark_{mark}"), _key(mark, LOOKS[mark])) for mark in ORDER),
        remarks=tuple(_remarks(facts, t)) if short else (),
        pain_picture=pain_picture(facts, t, name_of) if pains else None,
        letters=tuple((letter, name_of(exercise)) for exercise, letter in letters.items()),
        pain_scale=_pain_scale(facts, t),
        pains=tuple(_pain_row(day, pain, t, name_of) for day, pain in pains[:PAINS]),
        more_pains=t.said("more_pains", n=len(pains) - PAINS) if len(pains) > PAINS else "",
        minutes_picture=minutes_picture(facts, t) if any(d.sessions for d in facts.days) else None,
        exercises=tuple(_line(each, t, name_of) for each in facts.exercises),
        plan=tuple(_plan(facts, t, name_of)),
        unknown=(t.unknown_seen, t.unknown_other, t.unknown_plan),
    )


def _key(mark: Mark, look: Look) -> dict[str, str]:
    return {"mark": mark.value, "sign": look.sign}


def _notices(facts: Facts, t: Texts) -> Iterator[str]:
    if facts.pain_shown:
        yield t.pain_shown
    if facts.refusal is not None:
        yield t.said(facts.refusal if t.has(facts.refusal) else "plan_wrong")
    if not facts.today_is_sure:
        yield t.today_unsure


def _glance(facts: Facts, t: Texts) -> Iterator[tuple[str, str]]:
    of, percent = counted(adherence_of(facts.days, facts.last), t)
    yield t.adherence, f"{percent} ({of})"
    for mark in (Mark.DONE, Mark.PARTLY, Mark.PAIN, Mark.MISSED):
        yield t.said(f"mark_{mark}"), t.said("of_days", n=facts.count(mark), all=len(facts.days))
    yield t.minutes_in_all, str(round(sum(day.minutes for day in facts.days)))
    stage = facts.days[-1].stage
    if facts.plan is None or stage is None:
        yield t.stage, t.stage_none
    else:
        yield t.stage, t.said("stage_is", stage=stage, cleared=facts.plan.cleared_stage)


def _weeks(facts: Facts, t: Texts) -> Iterator[tuple[Cell | None, ...]]:
    cells: list[Cell | None] = [None] * facts.first.weekday()
    cells += [_cell(day, n == 0, t) for n, day in enumerate(facts.days)]
    cells += [None] * (-len(cells) % 7)
    for n in range(0, len(cells), 7):
        yield tuple(cells[n : n + 7])


def _cell(day: Day, is_first: bool, t: Texts) -> Cell:  # noqa: FBT001 - the first names its month
    date = day.date
    signs = [sign for sign, _ in _remarks_of(day, t)]
    due = f"{day.sessions_done}/{day.sessions_due}" if day.sessions_due else ""
    told = [t.said(f"mark_{day.mark}")]
    if day.sessions_due:
        told.append(t.said("sessions", done=day.sessions_done, due=day.sessions_due))
    told += [remark for _, remark in _remarks_of(day, t)]
    return Cell(
        day.mark.value,
        t.day_of(date, short=True) if is_first or date.day == 1 else str(date.day),
        LOOKS[day.mark].sign,
        due + "".join(signs),
        ", ".join(told),
    )


def _remarks_of(day: Day, t: Texts) -> Iterator[tuple[str, str]]:
    if day.left_by_word:
        yield "*", t.left_by_word
    if day.on_hold:
        yield "||", t.held
    if not day.sure:
        yield "?", t.date_unsure


def _remarks(facts: Facts, t: Texts) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys(remark for day in facts.days for remark in _remarks_of(day, t))


def _stretched(stretch: Period, facts: Facts, t: Texts) -> PeriodRow:
    counts = tuple(stretch.count(mark) for mark in ORDER)
    _, percent = counted(adherence_of(stretch.days, facts.last), t)
    return PeriodRow(stretch.told, counts, round(stretch.minutes), percent)


def _pain_scale(facts: Facts, t: Texts) -> str:
    rules = facts.rules
    return t.said("pain_scale", slight=rules.slight_max, moderate=rules.moderate_max)


def _pain_row(day: Day, pain: Pain, t: Texts, name_of: NameOf) -> tuple[str, str, str]:
    value = t.no_answer if pain.value is None else str(pain.value)
    if pain.danger in ("yes", "silence"):
        value += ", " + (t.danger_yes if pain.danger == "yes" else t.danger_silence)
    exercise = name_of(pain.exercise) if pain.exercise is not None else t.no_exercise
    return t.day_of(day.date), value, exercise


def _line(each: ExerciseFacts, t: Texts, name_of: NameOf) -> ExerciseRow:
    now = t.now_allowed if each.prescribed else t.now_no_plan
    paced = each.outcomes.get(ExerciseOutcome.PACED, 0)
    of, percent = counted(Adherence(min(paced, each.asked), each.asked), t)
    return ExerciseRow(
        name_of(each.exercise),
        said_dose(each.dose, t) if each.dose is not None else t.now_no_plan,
        of,
        percent,
        each.repetitions,
        each.outcomes.get(ExerciseOutcome.PACED, 0),
        each.outcomes.get(ExerciseOutcome.SKIPPED, 0),
        each.outcomes.get(ExerciseOutcome.STOPPED, 0),
        now if each.now is None else _reason(each.now, t),
        tuple(_notes(each, t)),
    )


def _notes(each: ExerciseFacts, t: Texts) -> Iterator[str]:
    for reason, n in each.left_out:
        yield t.said("was_left_out", n=n, reason=_reason(reason, t))
    if n := each.outcomes.get(ExerciseOutcome.BEGUN, 0):
        yield t.said("was_begun", n=n)


def _reason(key: str, t: Texts) -> str:
    return t.said(key) if key.startswith("reason_") and t.has(key) else key


def _plan(facts: Facts, t: Texts, name_of: NameOf) -> Iterator[str]:
    plan = facts.plan
    if plan is None:
        return
    if plan.signature is not None and facts.signed:
        by = plan.signature
        yield t.said("plan_signed", name=by.name, role=by.role, date=t.day_of(by.date))
        yield t.said("plan_seal", seal=by.checksum)
    yield t.said("plan_dates", first=t.day_of(plan.valid_from), last=t.day_of(plan.valid_until))
    after = (facts.last - plan.operation.date).days
    yield t.said("plan_operation", date=t.day_of(plan.operation.date), n=after)
    for entry in plan.exercises:
        name = name_of(entry.exercise)
        if (by_whom := entry.approved) is not None:
            yield t.said(
                "plan_approved",
                exercise=name,
                name=by_whom.by,
                role=by_whom.role,
                date=t.day_of(by_whom.date),
            )
        if entry.unlocked is not None:
            yield t.said("plan_unlocked", exercise=name, date=t.day_of(entry.unlocked))
