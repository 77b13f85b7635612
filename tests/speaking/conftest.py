"""All that the box can say, in every language."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from device.hearing.commands import Commands, load_commands
from device.journal.history import Interrupted
from device.plan.advice import TIPS
from device.plan.day_state import DayState
from device.plan.guidance import Guidance
from device.plan.instructions import Instructions
from device.plan.loading import load_catalogue
from device.plan.model import Contact, Dose, LeftOut, Support, Task
from device.session.announcements import MILESTONES
from device.session.repertoire import repertoire
from device.speaking.phrase import Phrase, phrase
from device.speaking.phrases import PhraseBook, load_book
from tests.days import CONTACTS

VOICES = Path(__file__).resolve().parents[2] / "voices"
LANGUAGES = tuple(sorted(folder.name for folder in VOICES.iterdir() if folder.is_dir()))

REASONS = ("reason_stage", "reason_gate", "reason_surgery", "reason_locked", "reason_no_dose")
REFUSALS = (
    "no_plan", "plan_unsigned", "plan_example", "plan_expired", "plan_not_yet", "plan_wrong",
    "on_hold", "ask_family_setup",
)  # fmt: skip


@pytest.fixture(scope="session")
def books(project: Path) -> dict[str, PhraseBook]:
    return {language: load_book(project / "voices" / language) for language in LANGUAGES}


@pytest.fixture(scope="session")
def commands(project: Path) -> dict[str, Commands]:
    return {
        language: load_commands(project / "voices" / language / "commands.yaml")
        for language in LANGUAGES
    }


@pytest.fixture(scope="session")
def day_states(project: Path) -> tuple[DayState, ...]:
    """Return days that hold all that a day may hold."""
    catalogue, _ = load_catalogue(project / "config" / "exercises.yaml")
    assert catalogue is not None
    low, high = [], []
    for exercise in catalogue.exercises:
        held = 5 if exercise.is_held else 0
        minutes = exercise.minutes.high if exercise.minutes else 0
        for said, n in ((Instructions.SHORT, 1), (Instructions.BRIEF, 3)):
            dose = Dose(0 if minutes else n, held, 5 if minutes else 0)
            low.append(Task(exercise, dose, said))
        own = () if exercise.steps else ("Lift one leg.", "Straighten the knee.")
        high.append(Task(exercise, Dose(0 if minutes else 15, 2 * held, minutes), steps=own))
    every = DayState(
        dt.date(2026, 11, 23),
        refusal=tuple(map(phrase, REFUSALS)),
        tasks=tuple(high),
        low_tasks=tuple(low),
        left_out_anew=tuple(
            LeftOut(each.id, why) for each in catalogue.exercises for why in REASONS
        ),
        sessions_due=4,
        contacts=CONTACTS,
        interrupted=Interrupted(1, "heel_slides", "left", 3),
        pain_shown=True,
        pain_exercise="heel_slides",
        enrollment_due=True,
    )
    return (
        every,
        replace(every, contacts=replace(CONTACTS, clinic=None), interrupted=Interrupted(1)),
        replace(every, contacts=None, pain_exercise=None, interrupted=None),
        *(replace(every, guidance=Guidance(tip=tip)) for tip in TIPS),
        *(replace(every, days_running=days - 1) for days in MILESTONES),
        replace(every, first_times=frozenset(each.id for each in catalogue.exercises)),
        replace(
            every, guidance=Guidance("Anna", asks_name=True, support=Support.COLLAR, neck=True)
        ),
        replace(every, guidance=Guidance(support=Support.BRACE)),
        replace(every, danger_shown=True, contacts=replace(CONTACTS, family=Contact("B", "+1"))),
        DayState(dt.date(2026, 11, 23)),
    )


@pytest.fixture(scope="session")
def everything(day_states: tuple[DayState, ...]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(said for day in day_states for said in repertoire(day)))
