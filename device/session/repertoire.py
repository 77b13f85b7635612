"""Everything that a session of a day may say: all of it is rendered before the day begins."""

from __future__ import annotations

from collections.abc import Iterator

from device.plan.compiling import SIDES, compile_script
from device.plan.day_state import DayState
from device.plan.guidance import danger_again, danger_question, danger_sure
from device.plan.model import Position
from device.plan.moving import way
from device.plan.script import Ask, Begin, Cue, GoTo, Question, Say, Timed
from device.session.announcements import (
    REST_STEP_MIN,
    encouragement,
    name_of,
    on_hold,
    opening_question,
    too_soon,
    what_happened,
)
from device.session.enrollment_dialogue import enrollment_phrases
from device.session.events import NUMBERS
from device.session.pain import Verdict, end_phrases
from device.speaking.phrase import Phrase, phrase

MAX_REST_MIN = 480
"""The longest rest between two sessions that a plan may ask for."""

_ALWAYS = (
    "good_bye",
    "moment",
    "nothing_due",
    "day_is_done",
    "state_done",
    "session_kept",
    "session_ends_pain",
    "pain_acknowledged",
    "what_happened_danger",
    "resume_question_between",
    "starting_anew",
    "low_end_today",
    "next_day_better",
    "next_day_same",
    "need_help",
    "need_help_again",
    "are_you_there",
    "how_bad_example",
    "pain_left_open",
    "nothing_to_go_back_to",
    "still_there",
    "how_bad_again",
    "how_bad",
    "stopped",
    "suspected",
    "rest_now",
    "pain_slight_go_on",
    "this_exercise",
    "paused",
    "cannot_hear",
    "going_on",
    "left_last_exercise",
    "slower_now",
    "louder_now",
    "quieter_now",
    "say_ready",
    "microphone_back",
    "speaker_back",
    "button_only",
    "button_stuck",
    "panel_broken",
    "disk_full",
    "clock_unsure",
)

_OF_AN_EXERCISE = (
    "this_exercise_skipped",
    "exercise_closed",
    "exercise_locked",
    "was_left_out",
    "left_out_offer",
    "going_back",
    "what_happened_pain",
)


def repertoire(day_state: DayState) -> tuple[Phrase, ...]:
    """Return every phrase that may be said on this day, each once."""
    return tuple(dict.fromkeys(_phrases(day_state)))


def _phrases(day_state: DayState) -> Iterator[Phrase]:
    yield from map(phrase, _ALWAYS)
    yield from day_state.refusal
    yield from on_hold(day_state)
    yield from what_happened(day_state)
    asked = danger_question(day_state.guidance)
    yield from (asked, danger_again(asked), danger_sure(day_state.guidance))
    yield opening_question(Question.RESUME, day_state)
    if day_state.guidance.asks_name:
        yield opening_question(Question.IS_IT_YOU, day_state)
        yield phrase("somebody_else", name=day_state.guidance.name)
    if day_state.sessions_due > 1 or day_state.rest_s:
        rests = range(REST_STEP_MIN, MAX_REST_MIN + 1, REST_STEP_MIN)
        yield from dict.fromkeys(told for minutes in rests for told in too_soon(60.0 * minutes))
    for end in (Verdict.END_PAIN, Verdict.END_DANGER, Verdict.END_NO_ANSWER):
        yield from end_phrases(end, day_state.contacts)
    yield from (phrase("pain_said_back", n=n) for n in range(len(NUMBERS)))
    if day_state.enrollment_due:
        yield from enrollment_phrases()
    for n in range(day_state.sessions_due + 1):
        yield phrase("sessions_left", n=n)
        yield phrase("state_not_started", n=n)
    yield from encouragement(day_state, [""])
    yield from (phrase("first_time", name=name_of(each)) for each in sorted(day_state.first_times))
    for n in range(len(day_state.tasks) + 1):
        yield phrase("left_exercises", n=n)
        yield phrase("all_done", n=n)
    yield from map(phrase, (f"side_{side}" for side in SIDES))
    yield phrase("exercise_closed", name=phrase("this_exercise"))
    if day_state.interrupted is not None and day_state.interrupted.exercise is not None:
        yield phrase(f"{day_state.interrupted.exercise}.way_out")
        yield phrase("exercise_closed", name=name_of(day_state.interrupted.exercise))
    for tasks in (day_state.tasks, day_state.low_tasks):
        script = compile_script(tasks, day_state.left_out_anew, guidance=day_state.guidance)
        for cue in script.cues:
            yield from _of_cue(cue)


def _of_cue(cue: Cue) -> Iterator[Phrase]:
    match cue:
        case Say(said) | Ask(phrase=said):
            yield said
        case Timed(beats=beats):
            yield from (beat.phrase for beat in beats)
        case GoTo():
            for now in (None, *Position):
                yield from (step.phrase for step in way(now, cue))
        case Begin():
            yield from cue.steps
            yield cue.reminder
            yield cue.way_out
            if cue.asks_calf:
                yield phrase("calf_question")
            yield from (phrase(told, name=cue.name) for told in _OF_AN_EXERCISE)
            yield phrase("resume_question", name=name_of(cue.exercise))
            yield from (phrase("left_reps", n=n) for n in range(1, cue.repetitions + 1))
        case _:
            pass
