"""From today's tasks to the script: every count on its second, before anything is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from device.plan.guidance import Guidance
from device.plan.instructions import Instructions
from device.plan.model import LeftOut, Mode, Position, Task
from device.plan.moving import way
from device.plan.script import (
    Ask,
    Beat,
    Begin,
    Cue,
    Done,
    Finish,
    GoTo,
    Pace,
    Question,
    Say,
    Script,
    Side,
    Timed,
)
from device.speaking.phrase import Phrase, number, phrase

BETWEEN_EXERCISES_S = 20.0
"""Rest between two exercises (clinical research: 20 to 30 s)."""

BREATHE_FROM_S = 5
"""From this length on a hold has the reminder to breathe in its middle (hazard H12)."""

HEARD_S = 1.5
"""The box waits and listens after it has said how to stop, whose last words are a command."""

AFTER_HOLD_S = 1.0
"""Room for the word that releases a hold."""

LED_THROUGH = 2
"""So many repetitions of what is well known have both movements said; then the count is enough."""

READY_BRIEFLY = phrase("ready_briefly")
"""Asked where the patient knows how to answer. Who does not answer is told everything."""

SIDES = ("right", "left")

_SECONDS_PER_SENTENCE = 4.0
_SECONDS_PER_ANSWER = 8.0


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Where an interrupted session goes on: repetitions up to `repetition` on `side` are done."""

    exercise: str | None = None
    side: str = ""
    repetition: int = 0
    settled: frozenset[str] = frozenset()


_NOBODY = Guidance()


def compile_script(
    tasks: Sequence[Task],
    left_out: Sequence[LeftOut] = (),
    taken_up: TakenUp | None = None,
    guidance: Guidance = _NOBODY,
) -> Script:
    """Today's session as cues; with `taken_up`, what is left of it.

    The latest ones are kept: what a day may say was worked out from the same script before a press
    begins it, and then nothing is compiled on the thread that moves the sound.
    """
    return _compiled(tuple(tasks), tuple(left_out), taken_up, guidance)


@lru_cache(maxsize=16)
def _compiled(
    tasks: tuple[Task, ...],
    left_out: tuple[LeftOut, ...],
    taken_up: TakenUp | None,
    guidance: Guidance,
) -> Script:
    at = taken_up or TakenUp()
    todo = [task for task in tasks if task.exercise.id not in at.settled]
    cues = [*_course(todo, at, guidance), *_tip(guidance), Finish()]
    opening = () if taken_up else _opening(todo, left_out, _minutes(cues), guidance)
    return Script((*opening, *cues))


def minutes_of(tasks: Sequence[Task]) -> int:
    """About how long a session takes, in whole minutes."""
    return _minutes([*_course(tasks, TakenUp(), _NOBODY)])


def on_the_way(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Yield `cues` as they are heard by somebody who follows them from an unknown position.

    Each `GoTo` is followed by what is said on the way there.
    """
    posture = None
    for cue in cues:
        yield cue
        if isinstance(cue, GoTo):
            yield from way(posture, cue)
            posture = cue.position


def _course(todo: Sequence[Task], at: TakenUp, guidance: Guidance) -> Iterator[Cue]:
    before: Position | None = None
    for i, task in enumerate(todo):
        exercise = task.exercise.id
        mine = at if exercise == at.exercise else TakenUp()
        yield from _instructions(task, guidance, before)
        before = task.exercise.position
        yield Say(phrase("how_to_stop"), pause_s=HEARD_S, once=True)
        yield from _counting(task, mine)
        yield Done(exercise)
        if task.exercise.mode is Mode.WALK:
            yield Say(phrase("walk_done"))
            yield Ask(Question.MORE_PAIN, phrase("more_pain"))
        if i + 1 < len(todo):
            key = "rest_then" if _is_brief(todo[i + 1]) else "next_is"
            coming = Beat(1.0, phrase(key, name=_text(todo[i + 1], "name")))
            yield Timed(Pace.REST, (coming,), BETWEEN_EXERCISES_S)


def _tip(guidance: Guidance) -> Iterator[Cue]:
    if guidance.tip:
        yield Say(phrase("tip_today", tip=phrase(f"tip.{guidance.tip}")), pause_s=1.0)


def _opening(
    tasks: Sequence[Task], left_out: Sequence[LeftOut], minutes: int, guidance: Guidance
) -> Iterator[Cue]:
    who = guidance.name
    yield Say(phrase("greeting_by_name", name=who) if who else phrase("greeting"))
    yield Say(phrase("today_holds", n=len(tasks), minutes=minutes))
    for out in left_out:
        name = phrase(f"{out.exercise}.name")
        yield Say(phrase("today_left_out", name=name, reason=phrase(out.reason)))


def _instructions(task: Task, guidance: Guidance, before: Position | None) -> Iterator[Cue]:
    """What comes before the count. `before` is the position of the exercise before; None: none."""
    full, steps = task.instructions is Instructions.FULL, _steps(task)
    explained = steps if full else (_text(task, "position"), *steps)
    yield Begin(
        task.exercise.id,
        _text(task, "name"),
        explained,
        _text(task, "reminder"),
        _text(task, "way_out"),
        task.dose.repetitions,
        task.exercise.asks_calf,
    )
    yield Say(phrase("now_exercise", name=_text(task, "name")))
    if full:
        yield Say(_text(task, "purpose"))
    yield GoTo(task.exercise.position, guidance.support, guidance.neck)
    if not _is_brief(task) or task.exercise.position is not before:
        yield Say(_text(task, "position"))
    for said in steps if full else _reminders(task):
        yield Say(said, pause_s=0.6)
    yield _ready(task, first=before is None)


def _reminders(task: Task) -> tuple[Phrase, ...]:
    """One reminder; of what is well known none, but for the clinician's own sentence."""
    return () if _is_brief(task) and not task.steps else (_text(task, "reminder"),)


def _is_brief(task: Task) -> bool:
    return task.instructions is Instructions.BRIEF


def _ready(task: Task, *, first: bool = False) -> Ask:
    """How to answer is said whole at the first exercise of a session."""
    asked = READY_BRIEFLY if _is_brief(task) and not first else phrase("say_ready")
    return Ask(Question.READY, asked, task.exercise.position)


def _counting(task: Task, done: TakenUp) -> Iterator[Cue]:
    match task.exercise.mode:
        case Mode.WALK:
            yield _walk(task.dose.minutes)
        case Mode.EACH_SIDE:
            first, second = SIDES
            if done.side != second:
                yield Side(first)
                yield Say(phrase(f"side_{first}"))
                yield from _repetitions(task, done.repetition)
                yield Say(phrase("other_side"))
                yield Side(second)
                yield _ready(task)
                yield from _repetitions(task, 0)
            else:
                yield Side(second)
                yield Say(phrase(f"side_{second}"))
                yield from _repetitions(task, done.repetition)
        case _:
            yield from _repetitions(task, done.repetition)


def _repetitions(task: Task, done: int) -> Iterator[Cue]:
    for k in range(done + 1, task.dose.repetitions + 1):
        if task.dose.hold_s and task.exercise.mode is not Mode.ALTERNATING:
            yield from _hold(task, k)
        else:
            yield _movement(task, k, led=not _is_brief(task) or k <= done + LED_THROUGH)


def _hold(task: Task, k: int) -> Iterator[Cue]:
    hold_s = task.dose.hold_s
    middle = (hold_s + 1) // 2 if hold_s >= BREATHE_FROM_S else 0
    beats = [
        Beat(n - 1.0, phrase("number_breathe", n=n) if n == middle else number(n), counts=n)
        for n in range(1, hold_s + 1)
    ]
    beats.append(Beat(float(hold_s), _text(task, "release")))
    yield Say(_text(task, "go"), pause_s=0.4, repetition=k)
    yield Timed(Pace.HOLD, tuple(beats), hold_s + AFTER_HOLD_S, repetition=k, closes=True)
    total = task.dose.repetitions
    brief = _is_brief(task) and k < total
    told = phrase("rep_done", n=k) if brief else phrase("rep_of", n=k, total=total)
    yield Timed(Pace.REST, (Beat(0.0, told, counts=k),), task.exercise.rest_s)


def _movement(task: Task, k: int, *, led: bool) -> Timed:
    """One movement there and back, or one pair of them; its number where it ends.

    `led`: both ways are said, too. A breath is always led, and so is a change of sides.
    """
    one_s = task.exercise.seconds_per_repetition
    beats: tuple[Beat, ...] = ()
    if task.exercise.mode is Mode.ALTERNATING:
        beats = (Beat(0.0, phrase("left")), Beat(one_s, phrase("right")))
    elif task.exercise.mode is Mode.BREATH or led:
        turn_s = one_s * (0.4 if task.exercise.mode is Mode.BREATH else 0.5)
        beats = (Beat(0.0, _text(task, "move_out")), Beat(turn_s, _text(task, "move_back")))
    ends_s = 2 * one_s if task.exercise.mode is Mode.ALTERNATING else one_s
    return Timed(
        Pace.REPETITION,
        (*beats, Beat(ends_s, number(k), counts=k)),
        ends_s + task.exercise.rest_s,
        repetition=k,
        closes=True,
    )


def _walk(minutes: int) -> Timed:
    beats = {0.0: phrase("walk_start", minutes=minutes)}
    for minute in range(1, minutes):
        beats[60.0 * minute] = phrase("walk_minutes", minutes=minute)
    beats[30.0 * minutes] = phrase("walk_half")
    if minutes > 1:
        beats[60.0 * (minutes - 1)] = phrase("walk_last_minute")
    ordered = tuple(Beat(at_s, said) for at_s, said in sorted(beats.items()))
    return Timed(Pace.WALK, ordered, 60.0 * minutes)


def _text(task: Task, part: str) -> Phrase:
    if part == "reminder" and task.steps:
        return phrase("said", text=task.steps[-1])
    return phrase(f"{task.exercise.id}.{part}")


def _steps(task: Task) -> tuple[Phrase, ...]:
    if task.steps:
        return tuple(phrase("said", text=step) for step in task.steps)
    return tuple(_text(task, f"steps.{n}") for n in range(1, task.exercise.steps + 1))


def _minutes(cues: Sequence[Cue]) -> int:
    """How long it takes, for the greeting: rounded up to whole minutes."""
    whole = 0.0
    told = False
    for cue in on_the_way(cues):
        match cue:
            case Say(once=True) if told:
                pass
            case Timed():
                whole += cue.length_s
            case Say():
                told |= cue.once
                whole += _SECONDS_PER_SENTENCE
            case Ask():
                whole += _SECONDS_PER_ANSWER
            case _:
                pass
    return max(1, -(-int(whole) // 60))
