"""What a clinician may write, and what the catalogue knows: plain data, units in the names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from device.plan.instructions import Instructions


class Mode(StrEnum):
    """How an exercise is counted."""

    PACED = "paced"
    HOLD = "hold"
    EACH_SIDE = "each_side"
    ALTERNATING = "alternating"
    WALK = "walk"
    BREATH = "breath"


class Position(StrEnum):
    """Where the patient is. Exercises are grouped by it, in this order."""

    LYING = "lying"
    KNEELING = "kneeling"
    SEATED = "seated"
    STANDING = "standing"


class Gate(StrEnum):
    """Who has to be asked before an exercise may be done at all."""

    NONE = "none"
    NAMED = "named"  # always: the plan must name it as approved
    LATERAL = "lateral"  # only after a lateral approach
    CERVICAL = "cervical"  # only after cervical surgery
    LUMBAR_MOTION = "lumbar_motion"  # only where the surgeon bars lumbar motion


class Region(StrEnum):
    """Which part of the spine was operated on."""

    CERVICAL = "cervical"
    THORACIC = "thoracic"
    LUMBAR = "lumbar"


class Approach(StrEnum):
    """From where the surgeon came."""

    POSTERIOR = "posterior"
    ANTERIOR = "anterior"
    LATERAL = "lateral"


class Support(StrEnum):
    """What the patient wears when out of bed, by the surgeon's order."""

    NONE = "none"
    BRACE = "brace"
    COLLAR = "collar"


class Level(StrEnum):
    """Where in a dose's range the patient is; a new patient starts at the low end."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def written(self) -> str:
        """As it stands in a plan: 10, or 10-15."""
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"

    def at(self, level: Level) -> int:
        """The number at this level; the middle is rounded down."""
        match level:
            case Level.LOW:
                return self.low
            case Level.MIDDLE:
                return (self.low + self.high) // 2
            case Level.HIGH:
                return self.high

    def holds(self, other: Range) -> bool:
        """Whether every number of `other` is one of ours."""
        return self.low <= other.low and other.high <= self.high


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of the catalogue. A range that is None does not apply, or nobody knows it.

    `seconds_per_repetition` is the pace of one movement, or of one breath in and out; `rest_s` the
    pause after a repetition. `steps` is how many sentences of instructions the voice packs hold; 0
    means that the clinician has to write them. `times_per_day` begins with what is due where the
    plan says nothing. `bends` names the parts of the spine that the exercise bends on purpose: it
    does not go with an operation on the neck, or with motion of the low back barred, where they are
    among them. `asks_calf`: pain at it is asked about as a possible clot in the leg.
    """

    id: str
    mode: Mode
    position: Position
    stage: int
    gate: Gate = Gate.NONE
    spares_the_neck: bool = False
    repetitions: Range | None = None
    hold_s: Range | None = None
    minutes: Range | None = None
    times_per_day: Range = Range(1, 4)
    seconds_per_repetition: float = 4.0
    rest_s: float = 2.0
    steps: int = 0
    bends: tuple[Region, ...] = ()
    asks_calf: bool = False
    source: str = ""

    @property
    def is_held(self) -> bool:
        """Whether seconds are counted: by its mode, or because the clinician sets a hold."""
        return self.mode is Mode.HOLD or (self.mode is Mode.EACH_SIDE and self.repetitions is None)

    @property
    def is_moved(self) -> bool:
        """Whether it is counted by a movement there and back."""
        return not self.is_held and self.mode in (Mode.PACED, Mode.EACH_SIDE, Mode.BREATH)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All exercises there are, in the order of a day."""

    exercises: tuple[Exercise, ...]

    def __getitem__(self, id_: str) -> Exercise:
        for exercise in self.exercises:
            if exercise.id == id_:
                return exercise
        raise KeyError(id_)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who opened the gate of an exercise, and when."""

    by: str
    role: str
    date: dt.date
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Prescription:
    """One exercise as the plan has it. What is None comes from the catalogue.

    `frail`: this dose may be smaller than the catalogue's, as with `Plan.frail`.
    """

    exercise: str
    repetitions: Range | None = None
    hold_s: Range | None = None
    minutes: Range | None = None
    times_per_day: int | None = None
    level: Level = Level.LOW
    frail: bool = False
    approved: Approval | None = None
    steps: tuple[str, ...] = ()
    unlocked: dt.date | None = None
    clinician_override: str | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the plan is for. `ask`: others use the box, too, so it asks who is there first."""

    name: str
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """What was done, and when: day 0 of the stages. `support` is worn when out of bed."""

    date: dt.date
    region: Region
    approach: Approach = Approach.POSTERIOR
    kind: str = "fusion"
    lumbar_motion_barred: bool = False
    support: Support = Support.NONE


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call. `phone` may hold blanks and a leading plus."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom to call; the emergency number and the family are required in every plan."""

    emergency: str
    family: Contact
    clinic: Contact | None = None


@dataclass(frozen=True, slots=True)
class PainRules:
    """The ladder.

    Answers up to `slight_max` go on, up to `moderate_max` close the exercise, above end the
    session; the danger question follows the first pain and each of `danger_from` or more.
    """

    slight_max: int = 3
    moderate_max: int = 5
    danger_from: int = 4
    answer_timeout_s: float = 12.0
    answer_tries: int = 2
    stops_that_lock: int = 2
    lock_days: int = 7
    worse_mornings_on_hold: int = 2


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers for the plan; `checksum` is of everything else in the file."""

    name: str
    role: str
    date: dt.date
    checksum: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the clinician signed. An `example` is only ever rehearsed.

    `progression`: an exercise moves up inside its own range while sessions stay free of pain.
    `full_instructions`: every exercise is explained in full each time, however well it is known.
    `frail`: doses may be smaller than the catalogue's. `gap_min` is the rest, in minutes, between
    the end of a session and the next one of the same day.
    """

    operation: Operation
    cleared_stage: int
    valid_from: dt.date
    valid_until: dt.date
    exercises: tuple[Prescription, ...]
    contacts: Contacts
    pain: PainRules = field(default_factory=PainRules)
    hold_lifted: dt.date | None = None
    progression: bool = False
    full_instructions: bool = False
    frail: bool = False
    gap_min: int = 120
    patient: Patient | None = None
    example: bool = False
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """How much today: one number each. `hold_s` 0 means no hold, `minutes` 0 no walk."""

    repetitions: int = 0
    hold_s: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One exercise of today's session.

    `steps` are the clinician's own sentences, where the plan has some; else the pack's are said.
    """

    exercise: Exercise
    dose: Dose
    instructions: Instructions = Instructions.FULL
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An exercise of the plan that is not done today, and the key of the phrase that says why."""

    exercise: str
    reason: str


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What is allowed on a day.

    `sessions[i]` is its i-th session: the first holds every task, later ones only what is due
    several times a day.
    """

    stage: int
    sessions: tuple[tuple[Task, ...], ...]
    left_out: tuple[LeftOut, ...] = ()
