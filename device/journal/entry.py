"""One line of the journal: what happened, to which exercise, with how much certainty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an entry tells. The values stand in the database: never rename one."""

    SESSION_BEGAN = "session_began"
    SESSION_RESUMED = "session_resumed"
    SESSION_COMPLETED = "session_completed"
    SESSION_ENDED_EARLY = "session_ended_early"  # text: pain, danger, no_answer, unfinished
    EXERCISE_BEGAN = "exercise_began"
    EXERCISE_PACED = "exercise_paced"  # all its repetitions were paced; never "performed"
    EXERCISE_SKIPPED = "exercise_skipped"  # text: next, closed
    EXERCISE_STOPPED = "exercise_stopped"  # by pain
    EXERCISE_LEFT_OUT = "exercise_left_out"  # text: why (gate, stage, locked, ...)
    REPETITION_PACED = "repetition_paced"  # value: which one, text: side
    WORD_HEARD = "word_heard"  # text: the word
    BUTTON = "button"  # text: pressed, held
    PAIN_SAID = "pain_said"  # text: word, button, suspected
    HELP_SAID = "help_said"  # somebody called for help
    PAIN_ANSWERED = "pain_answered"  # value: 0-10
    CALF_ANSWERED = "calf_answered"  # text: yes, no, silence
    DANGER_ANSWERED = "danger_answered"  # text: yes, no, silence
    NEXT_DAY_ANSWERED = "next_day_answered"  # text: gone, same, worse, silence
    CALLS_SAID = "calls_said"  # whom to call was said to its end
    PAIN_ACKNOWLEDGED = "pain_acknowledged"
    PAUSED = "paused"
    WENT_ON = "went_on"
    ENROLLMENT_OFFERED = "lesson_offered"
    ENROLLMENT_BEGAN = "lesson_began"
    WORD_TAUGHT = "word_taught"  # text: the word
    ENROLLMENT_ENDED = "lesson_ended"  # value: words taught, text: done, left, silence, ...
    FAULT_BEGAN = "fault_began"  # text: part
    FAULT_ENDED = "fault_ended"  # text: part


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened; the journal adds when, and whether the clock was sure."""

    kind: Kind
    exercise: str | None = None
    value: int | None = None
    text: str | None = None
