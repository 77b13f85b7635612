"""Today as a list of cues: the preview, the rehearsal and the real session all read this list.

A cue never holds a language or a length of sound: phrases are keys, and how long a clip is comes
from whoever plays it. Times inside a `Timed` cue are seconds from its own beginning.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from device.plan.model import Position, Support
from device.speaking.phrase import Phrase


class Question(StrEnum):
    """What the box waits for an answer to."""

    READY = "ready"  # yes/ready/button: go on
    IS_IT_YOU = "is_it_you"  # where a household has two: is this the patient of the plan?
    RESUME = "resume"  # an interrupted session: go on with it?
    MORE_PAIN = "more_pain"  # after a walk: any pain? yes/no
    SUSPECTED = "suspected"  # "did you say stop?" after a doubtful hearing
    HOW_BAD = "how_bad"  # zero to ten
    CALF = "calf"  # is the pain in the calf? yes/no: a clot in the leg
    DANGER = "danger"  # danger signs? yes/no; silence is not a no
    DANGER_SURE = "danger_sure"  # after a lone "no": so all is as it was? yes/no
    NEED_HELP = "need_help"  # after a call for help: is somebody to come? yes/no
    ARE_YOU_THERE = "are_you_there"  # nobody came back from a walk, or from bed to chair
    LEFT_OUT = "left_out"  # at the end: what was left out by word, is it to be done now?
    GO_ON = "go_on"  # after slight pain: this one again, or the next?
    NEXT_DAY_BETTER = "next_day_better"  # is yesterday's pain gone?
    NEXT_DAY_SAME = "next_day_same"  # is it the same, or better?
    PAUSED = "paused"  # until ready, or the button
    ENROLLMENT = "enrollment"  # at the first session: shall the box learn this voice?
    TEMPLATE = "template"  # in an enrollment: a word is to be said


class Pace(StrEnum):
    """What a timed cue is, which decides how it may be stretched, paused and taken up again."""

    HOLD = "hold"  # a hold of N seconds: never stretched; after a pause it starts anew
    REPETITION = "repetition"  # a movement: may be slowed down; after a pause it starts anew
    REST = "rest"  # may be slowed down; after a pause it is over
    WALK = "walk"  # after a pause it goes on where it was


@dataclass(frozen=True, slots=True)
class Begin:
    """A marker: an exercise begins. "Next" jumps to the marker after this one.

    `steps` is the long form of the instructions, for "help", and `reminder` their one sentence, for
    "repeat". `way_out` is said right after a stop. `repetitions` is how many are asked on each side
    (0 for a walk). `asks_calf`: pain at it is asked about as a possible clot in the leg.
    """

    exercise: str
    name: Phrase
    steps: tuple[Phrase, ...]
    reminder: Phrase
    way_out: Phrase
    repetitions: int = 0
    asks_calf: bool = False


@dataclass(frozen=True, slots=True)
class GoTo:
    """The patient has to be in this position now; `moving.way` has what is said on the way there.

    `support` is put on before leaving the bed; `neck`: the head is never lifted from the pillow.
    """

    position: Position
    support: Support = Support.NONE
    neck: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """All repetitions of the exercise were paced."""

    exercise: str


@dataclass(frozen=True, slots=True)
class Side:
    """A smaller marker: the following repetitions are on this side ("left", "right" or "")."""

    side: str


@dataclass(frozen=True, slots=True)
class Say:
    """Say a phrase, go on `pause_s` after its end. `repetition`: as in `Timed`.

    `once`: it is passed over where the same track has said it before.
    """

    phrase: Phrase
    pause_s: float = 0.4
    repetition: int = 0
    once: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Say a phrase, then wait for an answer. What follows is the session's decision.

    `posture` is where the patient is once "ready" was answered; None: where they were before.
    """

    question: Question
    phrase: Phrase
    posture: Position | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """A phrase on its own sample: `at_s` seconds into its cue. `counts` is the number it counts."""

    at_s: float
    phrase: Phrase
    counts: int | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """Beats on a clock: a hold, one movement, a rest, a walk.

    `repetition` is which one this belongs to (1-based; 0 when it belongs to none). When the cue
    that `closes` a repetition ends, it counts as paced; the rest after it is no part of it.
    """

    pace: Pace
    beats: tuple[Beat, ...]
    length_s: float
    repetition: int = 0
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """The marker after the last exercise: today's session was carried to its end."""


Cue = Begin | GoTo | Side | Say | Ask | Timed | Done | Finish


@dataclass(frozen=True, slots=True)
class Script:
    """A whole session: cues in order. The last one is `Finish`."""

    cues: tuple[Cue, ...]

    def begins(self) -> tuple[int, ...]:
        """Indices of the markers, in order."""
        return tuple(i for i, cue in enumerate(self.cues) if isinstance(cue, Begin))

    def marker_of(self, exercise: str) -> int | None:
        """Index of the marker of an exercise, or None."""
        return next(
            (
                i
                for i, cue in enumerate(self.cues)
                if isinstance(cue, Begin) and cue.exercise == exercise
            ),
            None,
        )

    def marker_from(self, index: int) -> int:
        """Index of the first `Begin` or `Finish` at `index` or behind it; else of the last one."""
        return next(
            (i for i in range(index, len(self.cues)) if isinstance(self.cues[i], Begin | Finish)),
            len(self.cues) - 1,
        )
