"""What the box says about the day and the session, in phrases. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

from device.plan.compiling import SIDES
from device.plan.day_state import DayState
from device.plan.script import Begin, Question
from device.session.pain import Verdict, end_phrases
from device.session.player import Track
from device.session.progress import ScriptProgress
from device.speaking.phrase import Phrase, phrase


def state_of_today(day_state: DayState) -> tuple[Phrase, ...]:
    """Return what the held button tells while nothing runs."""
    if day_state.pain_open:
        return (phrase("pain_left_open"),)
    if day_state.refusal:
        return day_state.refusal
    return (_sessions(day_state),)


def _sessions(day_state: DayState) -> Phrase:
    if day_state.interrupted is not None:
        return phrase("session_kept")
    if day_state.day_done:
        return phrase("state_done")
    if day_state.sessions_due == 0:
        return phrase("nothing_due")
    key = "sessions_left" if day_state.started_today else "state_not_started"
    return phrase(key, n=day_state.sessions_left)


def press_while_idle(day_state: DayState, *, pain_shown: bool) -> tuple[Phrase, ...]:
    """Return what a press tells while nothing runs; nothing when it begins a session."""
    if pain_shown:
        return what_happened(day_state)
    if day_state.pain_open and day_state.contacts is not None:
        return ()
    if day_state.refusal:
        return day_state.refusal
    if day_state.interrupted is not None:
        return ()
    if day_state.sessions_due == 0:
        return (phrase("nothing_due"),)
    return (phrase("day_is_done"),) if day_state.day_done else ()


def what_happened(day_state: DayState) -> tuple[Phrase, ...]:
    """Return what a press tells while the light shows pain."""
    if day_state.danger_shown:
        calls = end_phrases(Verdict.END_NO_ANSWER, day_state.contacts)[1:3]
        return (phrase("what_happened_danger"), *calls)
    if day_state.pain_exercise is None:
        return (phrase("session_ends_pain"),)
    return (phrase("what_happened_pain", name=name_of(day_state.pain_exercise)),)


REST_STEP_MIN = 10
"""How exactly the rest before the next session is told."""

MAX_TOLD_MIN = 90
"""A longer rest is told in half hours."""


def too_soon(rest_s: float) -> tuple[Phrase, ...]:
    """Return what a press tells while the patient rests between two sessions of a day.

    `rest_s` is what is left of the rest, in seconds. It is said in steps of `REST_STEP_MIN`, or of
    half an hour, and never as less than it is.
    """
    minutes = math.ceil(rest_s / 60 / REST_STEP_MIN) * REST_STEP_MIN
    if minutes <= MAX_TOLD_MIN:
        return (phrase("too_soon", minutes=minutes),)
    hours, half = divmod(math.ceil(minutes / 30), 2)
    return (phrase("too_soon_hours_and_a_half" if half else "too_soon_hours", n=hours),)


def calls_cut_short(day_state: DayState) -> tuple[Phrase, ...]:
    """Return what is said when the box lost its power while it said whom to call."""
    return end_phrases(Verdict.END_DANGER, day_state.contacts)


def how_many_left(main: Track | None, progress: ScriptProgress) -> tuple[Phrase, ...]:
    """Return repetitions left in the exercise that began last, and exercises after it."""
    told: list[Phrase] = []
    begin = progress.begin
    if begin is not None and progress.live and begin.repetitions > progress.paced:
        told.append(phrase("left_reps", n=begin.repetitions - progress.paced))
    coming = main.cues[main.index :] if main is not None else ()
    exercises = sum(isinstance(cue, Begin) for cue in coming)
    last = phrase("left_last_exercise")
    return (*told, phrase("left_exercises", n=exercises) if exercises else last)


def opening_question(question: Question, day_state: DayState) -> Phrase:
    """Return how a question before the first exercise is asked."""
    if question is Question.IS_IT_YOU:
        return phrase(question.value, name=day_state.guidance.name)
    if question is not Question.RESUME:
        return phrase(question.value)
    broken_off = day_state.interrupted
    if broken_off is None or broken_off.exercise is None:
        return phrase("resume_question_between")
    name = name_of(broken_off.exercise)
    if broken_off.side in SIDES:
        return phrase("resume_question_side", name=name, side=phrase(f"side_{broken_off.side}"))
    return phrase("resume_question", name=name)


def on_hold(day_state: DayState) -> tuple[Phrase, ...]:
    """Return why nothing is done today, and whom to ask."""
    contacts = day_state.contacts
    if contacts is None or contacts.clinic is None:
        return (phrase("on_hold"),)
    clinic = contacts.clinic
    return (phrase("on_hold"), phrase("call_clinic", name=clinic.name, digits=clinic.phone))


def closing(
    day_state: DayState, done: Sequence[str], left_out: Sequence[str]
) -> tuple[Phrase, ...]:
    """Return what is said when a session was carried to its end: `done` before it is counted."""
    left = day_state.sessions_left - 1
    return (
        phrase("all_done", n=len(done)),
        *(phrase("was_left_out", name=name_of(exercise)) for exercise in left_out),
        phrase("sessions_left", n=left) if left > 0 else phrase("day_is_done"),
        *(encouragement(day_state, done) if left <= 0 else ()),
        phrase("good_bye"),
    )


MILESTONES = (2, 3, 4, 5, 6, 7, 14, 21, 28)
"""So many days in a row are worth a word; said each day it would be worth nothing."""


def encouragement(day_state: DayState, done: Sequence[str]) -> tuple[Phrase, ...]:
    """Return one true sentence about what was `done` today: what was new, or for how many days.

    Nothing where nothing was done.
    """
    new = next((exercise for exercise in done if exercise in day_state.first_times), None)
    if new is not None:
        return (phrase("first_time", name=name_of(new)),)
    running = day_state.days_running + 1
    return (phrase("days_running", n=running),) if done and running in MILESTONES else ()


def name_of(exercise: str) -> Phrase:
    """The name of an exercise of the catalogue."""
    return phrase(f"{exercise}.name")
