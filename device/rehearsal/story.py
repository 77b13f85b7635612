"""What the simulated patient means to do: a story that every counting mode and word comes into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from device.plan.model import Mode, Task
from device.plan.script import Question
from device.session.events import Word


@dataclass(frozen=True, slots=True)
class Moment:
    """While `exercise` is counted and number `count` is said for the `time`-th time."""

    exercise: str
    count: int
    time: int = 1


@dataclass(frozen=True, slots=True)
class Intention:
    """At a moment, a word."""

    moment: Moment
    word: Word


@dataclass(frozen=True, slots=True)
class Story:
    """The story. `answers` to a question are given in turn, the last one again and again.

    `pressed` are exercises for which the button says ready. `skipped` and `stopped` are what the
    journal must hold in the end.
    """

    intentions: tuple[Intention, ...]
    answers: dict[Question, tuple[Word, ...]]
    pressed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    asks_for_help_at: frozenset[str] = field(default=frozenset())


PATIENT_ANSWERS: dict[Question, tuple[Word, ...]] = {
    Question.READY: (Word.READY,),
    Question.PAUSED: (Word.READY,),
    Question.RESUME: (Word.YES,),
    Question.MORE_PAIN: (Word.NO,),
    Question.HOW_BAD: (Word.TWO,),
    Question.IS_IT_YOU: (Word.YES,),
    Question.CALF: (Word.NO,),
    Question.DANGER: (Word.NO,),
    Question.DANGER_SURE: (Word.YES,),
    Question.NEED_HELP: (Word.NO,),
    Question.ARE_YOU_THERE: (Word.YES,),
    Question.LEFT_OUT: (Word.NO,),
    Question.GO_ON: (Word.READY,),
    Question.NEXT_DAY_BETTER: (Word.YES,),
    Question.NEXT_DAY_SAME: (Word.YES,),
}


def story(tasks: Sequence[Task]) -> Story:
    """Return the standard story for a session: next, pain, pause, help and louder, each once."""
    moving = [t.exercise.id for t in tasks if t.exercise.mode is Mode.EACH_SIDE]
    holding = [t.exercise.id for t in tasks if t.exercise.mode is Mode.HOLD]
    intentions = []
    if len(moving) > 1:
        intentions.append(Intention(Moment(moving[-1], 4), Word.NEXT))
    for exercise, moment, word in zip(
        holding, ((3, 2), (2, 1), (2, 2)), (Word.PAIN, Word.PAUSE, Word.LOUDER), strict=False
    ):
        count, time = moment
        intentions.append(Intention(Moment(exercise, count, time), word))
    pressed = [t.exercise.id for t in tasks if t.exercise.mode is Mode.ALTERNATING]
    return Story(
        tuple(intentions),
        PATIENT_ANSWERS,
        frozenset(pressed),
        skipped=frozenset(moving[-1:] if len(moving) > 1 else ()),
        stopped=frozenset(holding[:1]),
        asks_for_help_at=frozenset(moving[:1]),
    )


def taught_by_voice(tasks: Sequence[Task]) -> Story:
    """Return the story of a first session after an enrollment.

    Only words of the enrollment are said.
    """
    begun = [t.exercise.id for t in tasks if t.exercise.mode in (Mode.HOLD, Mode.EACH_SIDE)]
    times = {Word.PAUSE: 1, Word.NEXT: 2}
    return Story(
        tuple(Intention(Moment(begun[-1], 2, n), word) for word, n in times.items() if begun),
        PATIENT_ANSWERS,
        skipped=frozenset(begun[-1:]),
    )


def plain_story(_tasks: Sequence[Task]) -> Story:
    """Return the story of a session in which nothing happens but answers."""
    return Story((), PATIENT_ANSWERS)
