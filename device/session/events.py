"""Everything that can happen to a session. Past tense, frozen, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from device.plan.day_state import DayState


class Word(StrEnum):
    """A command or answer, whatever the language it was spoken in."""

    NEXT = "next"
    PAIN = "pain"
    STOP = "stop"
    PAUSE = "pause"
    READY = "ready"
    REPEAT = "repeat"
    HELP = "help"  # a call for help: somebody is to come
    EXPLAIN = "explain"  # the long instructions of the exercise
    GO_BACK = "go_back"  # to the exercise that was left out last
    HOW_MANY_LEFT = "how_many_left"
    SLOWER = "slower"
    LOUDER = "louder"
    QUIETER = "quieter"
    YES = "yes"
    NO = "no"
    ZERO = "zero"
    ONE = "one"
    TWO = "two"
    THREE = "three"
    FOUR = "four"
    FIVE = "five"
    SIX = "six"
    SEVEN = "seven"
    EIGHT = "eight"
    NINE = "nine"
    TEN = "ten"
    A_LITTLE = "a_little"  # in place of a number on the pain scale


NUMBERS: tuple[Word, ...] = (
    Word.ZERO, Word.ONE, Word.TWO, Word.THREE, Word.FOUR, Word.FIVE,
    Word.SIX, Word.SEVEN, Word.EIGHT, Word.NINE, Word.TEN,
)  # fmt: skip
"""The answers to "how bad, from zero to ten?", in order: `NUMBERS.index(word)` is the value."""

ANYTIME: frozenset[Word] = frozenset(Word) - frozenset(NUMBERS) - {Word.YES, Word.NO, Word.A_LITTLE}
"""Words that make sense at any moment of a session."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The patient said `word`.

    `ended_at` is the sample at which the word ended; 0 where nobody knows, and then it ended now.
    `witnesses`: how many kinds of recognizers heard it, each by means of its own. What lowers the
    guard should not rest on one: where nobody speaks, one that knows likelihoods hears a "no".
    """

    word: Word
    ended_at: int
    witnesses: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class PainSuspected:
    """Something that may have been "pain" or "stop": enough to hold the count and ask."""

    ended_at: int


@dataclass(frozen=True, slots=True)
class SpokenOver:
    """Somebody spoke, the box's voice gave way, and it was nothing that the box understood.

    Told only when the box was saying something, at sample `ended_at` when its voice came back.
    """

    ended_at: int


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A short press, told on its release."""


@dataclass(frozen=True, slots=True)
class ButtonHeld:
    """The button has been down for 1.5 s; told while it is still held."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """Sound time has come to the block that ends before sample `until`: do what is due in it."""

    until: int


@dataclass(frozen=True, slots=True)
class FaultBegan:
    """A part stopped working.

    `part` is "microphone", "speaker", "button" (it is stuck), "panel" (button or light cannot be
    used), "model", "voice", "settings", "journal" (it was damaged) or "disk".
    """

    part: str


@dataclass(frozen=True, slots=True)
class FaultEnded:
    """The part works again."""

    part: str


class TemplateProblem(StrEnum):
    """Why what was said is no good template of a word."""

    QUIET = "quiet"
    LOUD = "loud"
    NO_WORD = "no_word"
    UNLIKE = "unlike"  # the other templates of the word
    ALIKE = "alike"  # the word and another one: they could not be told apart


@dataclass(frozen=True, slots=True)
class EnrollmentPossible:
    """Nobody has taught the box its words, and there are recognizers that could learn them."""


@dataclass(frozen=True, slots=True)
class TemplateChecked:
    """What was said for the template wanted as `number` is good, or has a `trouble`."""

    number: int
    trouble: TemplateProblem | None = None


@dataclass(frozen=True, slots=True)
class DayKnown:
    """What the day holds: told at the start, after each session, and when the day turns."""

    day_state: DayState


@dataclass(frozen=True, slots=True)
class Preferred:
    """The box starts: so the patient wanted to be spoken to, before it was switched off.

    `gain_db` against the normal level, -12 to +6; movements and rests last `slower` times as long,
    1 to 2.
    """

    gain_db: int
    slower: float


Event = (
    Heard
    | Preferred
    | PainSuspected
    | SpokenOver
    | ButtonPressed
    | ButtonHeld
    | Ticked
    | FaultBegan
    | FaultEnded
    | EnrollmentPossible
    | TemplateChecked
    | DayKnown
)
