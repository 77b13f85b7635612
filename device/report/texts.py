"""What a report says in a language: `voices/LANG/report.yaml`; and making foreign text harmless."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from device.reading.diagnostic import ConfigError, Diagnostic
from device.reading.validation import NAMES_OF, miscounted, validate
from device.reading.yaml_document import YamlDocument, read_yaml

REPORT_FILE = "report.yaml"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BREAKS = re.compile(r"[\s\u2028\u2029]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode's classes of what controls a text and is not seen in it: among them all marks that
turn the direction of reading."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a report. `{name}` is filled in by `said`; what each needs is in the English."""

    language: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    short_date: str
    month: str
    title: str
    span: str
    paced: str
    made: str
    glance: str
    of_days: str
    minutes_in_all: str
    stage: str
    stage_is: str
    stage_none: str
    days: str
    days_note: str
    mark_done: str
    mark_partly: str
    mark_pain: str
    mark_ahead: str
    mark_missed: str
    mark_not_due: str
    sessions: str
    left_by_word: str
    date_unsure: str
    held: str
    months_head: str
    years_head: str
    each_day: str
    each_week: str
    each_month: str
    each_quarter: str
    each_year: str
    pain: str
    pain_none: str
    pain_plot: str
    pain_at: str
    pain_scale: str
    worst_first: str
    more_pains: str
    no_answer: str
    danger_yes: str
    danger_silence: str
    no_exercise: str
    day: str
    how_bad: str
    exercise: str
    minutes: str
    minutes_plot: str
    minutes_on: str
    exercises: str
    exercises_note: str
    was_paced: str
    was_skipped: str
    was_stopped: str
    was_begun: str
    was_left_out: str
    now: str
    now_allowed: str
    now_no_plan: str
    reason_stage: str
    reason_gate: str
    reason_surgery: str
    reason_locked: str
    reason_no_dose: str
    who: str
    danger_head: str
    danger_on: str
    adherence: str
    adherence_note: str
    counted: str
    counted_of: str
    percent: str
    nothing_asked: str
    prescribed: str
    repetitions_counted: str
    weeks_head: str
    week: str
    since_visit: str
    before_visit: str
    after_visit: str
    days_in_all: str
    minutes_a_day: str
    pains_told: str
    pain_worst: str
    worse_mornings: str
    none_told: str
    mornings_head: str
    paced_short: str
    told_short: str
    plan: str
    plan_signed: str
    plan_seal: str
    plan_dates: str
    plan_operation: str
    plan_approved: str
    plan_unlocked: str
    no_plan: str
    plan_wrong: str
    plan_unsigned: str
    plan_example: str
    plan_expired: str
    plan_not_yet: str
    on_hold: str
    pain_shown: str
    today_unsure: str
    unknown: str
    unknown_seen: str
    unknown_other: str
    unknown_plan: str
    ending_completed: str
    ending_pain: str
    ending_danger: str
    ending_no_answer: str
    ending_unfinished: str
    ending_broken_off: str
    fhir_session: str
    fhir_plan: str
    fhir_box: str
    fhir_paced_by: str
    fhir_outcome: str
    fhir_repetitions: str
    fhir_hold: str
    fhir_minutes: str
    fhir_times_a_day: str
    dose_repetitions: str
    dose_hold: str
    dose_minutes: str
    dose_times: str
    outcome_paced: str
    outcome_skipped: str
    outcome_stopped: str
    outcome_begun: str
    danger_asked: str
    answer_yes: str
    answer_no: str
    answer_silence: str
    morning: str
    morning_gone: str
    morning_same: str
    morning_worse: str
    morning_silence: str
    pain_earlier: str
    ics_session: str
    ics_more: str
    ics_plan_ends: str
    ics_approval_ends: str
    ics_cancelled: str
    mqtt_today_done: str
    mqtt_sessions_left: str
    mqtt_pain_shown: str
    mqtt_fault: str
    mqtt_last_session: str
    mqtt_refusal: str
    mqtt_no_refusal: str
    mqtt_plan_ends: str
    mqtt_last_seen: str

    def said(self, key: str, **values: object) -> str:
        """Return the text `key` with its values filled in; a value that is missing stays open."""
        template = str(getattr(self, key))
        return _PLACEHOLDER.sub(lambda m: plain_text(str(values.get(m[1], m[0]))), template)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in _FIELDS

    def letters(self) -> frozenset[str]:
        """Return every letter that some text has."""
        return frozenset("".join(str(getattr(self, key)) for key in _FIELDS))

    def day_of(self, date: dt.date, *, short: bool = False) -> str:
        """Return a date as it is written in this language."""
        return self.said(
            "short_date" if short else "date",
            day=date.day,
            month=self.months[date.month - 1],
            year=date.year,
            weekday=self.weekdays[date.weekday()],
        )

    def month_of(self, date: dt.date) -> str:
        """Return a month as it is written in this language."""
        return self.said("month", month=self.months[date.month - 1], year=date.year)


_FIELDS = {each.name for each in dataclasses.fields(Texts)}


def load_texts(folder: Path) -> Texts:
    """Read the texts of a language's folder. Raises ConfigError with every problem."""
    document = read_yaml(folder / REPORT_FILE)
    texts, problems = validate(document, Texts)
    if texts is None:
        raise ConfigError(problems)
    wrong = tuple(_lint(document, texts))
    if wrong:
        raise ConfigError(wrong)
    return texts


def plain_text(text: str) -> str:
    """Return `text` on one line and without anything unseen that changes how the rest is read."""
    kept = "".join(c if c.isspace() or unicodedata.category(c) not in _UNSEEN else "" for c in text)
    return _BREAKS.sub(" ", kept).strip()


def _lint(document: YamlDocument, texts: Texts) -> Iterator[Diagnostic]:
    yield from miscounted(document, texts)
    for key in _FIELDS - set(NAMES_OF):
        if not str(getattr(texts, key)).strip():
            yield Diagnostic(document.file, document.line((key,)), f"{key!r} has no text", "a text")
