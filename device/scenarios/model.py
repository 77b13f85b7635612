"""What a scenario file may hold, version 1: plain data, filled and checked by `reading`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from device.journal.entry import Kind
from device.plan.script import Question

SCENARIO_VERSION = 1
"""Files of this version stay readable. What would change their meaning gets a new number."""

LightName = Literal["pain", "fault", "breathing", "solid", "blinks", "off"]
Part = Literal[
    "microphone", "speaker", "button", "panel", "model", "voice", "settings", "journal", "disk"
]


@dataclass(frozen=True, slots=True)
class When:
    """A moment that is waited for. Every field that is given must hold at the same time.

    `asked`: this question has begun; `heard`: it has been said to its end. `said`: a phrase with
    this key has begun since the last action; `counted`: this number has. `exercise`: it is under
    way. `wrote`: such an entry has been written since the last action.
    """

    asked: Question | None = None
    heard: Question | None = None
    said: str | None = None
    counted: int | None = None
    exercise: str | None = None
    light: LightName | None = None
    wrote: Kind | None = None
    session: Literal["running", "over"] | None = None
    quiet: bool | None = None


@dataclass(frozen=True, slots=True)
class Wrote:
    """A journal entry as it is expected; a field that is not given may be anything."""

    wrote: Kind
    exercise: str | None = None
    value: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """What must be true once the moment of the step has come.

    `said`, `not_said`, `times`, `journal`, `not_journal` and `counts` are about all that the box
    did since the last action; `said` and `journal` must come in this order, with anything between.
    `whole`: of what was said, these phrases were never cut off. `refused`: what `check` says about
    the plan of this step holds these letters, and the plan stays as it was. The other fields are
    about now.
    """

    said: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    times: dict[str, int] | None = None
    journal: tuple[Kind | Wrote, ...] = ()
    not_journal: tuple[Kind | Wrote, ...] = ()
    counts: bool | None = None
    asked: Question | Literal["nothing"] | None = None
    exercise: str | None = None
    light: LightName | None = None
    not_light: LightName | None = None
    session: Literal["running", "over"] | None = None
    sessions_left: int | None = None
    volume_db: int | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """A moment, then at most one action, then what is expected.

    Moments: `at` seconds from the beginning of the scenario's day, `after_s` seconds from the step
    before, or `when`, waited for no longer than `within_s`. Two may stand together: `after_s` then
    begins at the moment of `when`.

    `carry_on` answers everything as a patient without pain does, until an exercise is counted that
    it names, or to the `end` of the session. `murmur`: somebody speaks over the box and is not
    understood. `silence` and `plug_pulled` last so many seconds.
    """

    at: float | None = None
    after_s: float | None = None
    when: When | None = None
    within_s: float = 900.0

    say: str | None = None
    press: Literal["button"] | None = None
    hold: Literal["button"] | None = None
    doubtful: Literal["pain"] | None = None
    murmur: bool | None = None
    silence: float | None = None
    carry_on: str | None = None
    plug_pulled: float | None = None
    clock_set: dt.datetime | None = None
    clock_sure: bool | None = None
    plan_changed: dict[str, Any] | None = None
    morning_after: str | None = None
    days: int = 1
    fault: Part | None = None
    fault_over: Part | None = None

    expect: Expect | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as written. Times of day are local to the box; `begins` is when it is switched on.

    `plan` takes the place of the project's: all of a plan file but its signature. `signed: false`
    leaves it unsigned.
    """

    version: Literal[1]
    title: str
    begins: dt.datetime
    steps: tuple[ScenarioStep, ...]
    language: str | None = None
    plan: dict[str, Any] | None = None
    signed: bool = True
    clock_sure: bool = True


ACTIONS = (
    "say",
    "press",
    "hold",
    "doubtful",
    "murmur",
    "silence",
    "carry_on",
    "plug_pulled",
    "clock_set",
    "clock_sure",
    "plan_changed",
    "morning_after",
    "fault",
    "fault_over",
)
"""The fields of a step of which only one may be given."""
