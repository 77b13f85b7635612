"""Days for tests: tasks of every counting mode, and an outlook that holds them."""

from __future__ import annotations

import datetime as dt

from device.plan.day_state import DayState
from device.plan.instructions import Instructions
from device.plan.model import Contact, Contacts, Dose, Exercise, Mode, Position, Task

DAY = dt.date(2026, 11, 23)
CONTACTS = Contacts("112", Contact("Anna", "0123 456"), Contact("the clinic", "0987 65"))


def task(
    id_: str, mode: Mode, position: Position, dose: Dose, said: Instructions = Instructions.FULL
) -> Task:
    return Task(Exercise(id_, mode, position, stage=1, steps=2), dose, said)


HEEL_SLIDES = task("heel_slides", Mode.EACH_SIDE, Position.LYING, Dose(2))
GLUTE_SQUEEZES = task("glute_squeezes", Mode.HOLD, Position.LYING, Dose(3, hold_s=5))
BREATHING = task("deep_breathing", Mode.BREATH, Position.LYING, Dose(2))
TILTS = task("pelvic_tilts", Mode.PACED, Position.LYING, Dose(3), Instructions.SHORT)
MARCHING = task("seated_marching", Mode.ALTERNATING, Position.SEATED, Dose(2))
WALK = task("walking_short", Mode.WALK, Position.STANDING, Dose(minutes=2))
ALL = (BREATHING, HEEL_SLIDES, GLUTE_SQUEEZES, TILTS, MARCHING, WALK)
EVERY_MODE = {each.exercise.mode for each in ALL}


def day_state(*tasks: Task, **facts: object) -> DayState:
    return DayState(
        DAY,
        tasks=tasks,
        low_tasks=tasks,
        sessions_due=1,
        contacts=CONTACTS,
        **facts,  # type: ignore[arg-type]
    )
