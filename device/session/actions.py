"""Everything a session can ask of the world. Imperative, frozen, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from device.journal.entry import Entry
from device.session.events import Word
from device.speaking.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Play:
    """Mix the clip of `phrase` in so that its first audible sample is sample `at`.

    One voice: a clip still sounding when another begins is faded out in 5 ms.
    `counted` is the number the phrase counts (a second of a hold or a repetition), else None.
    """

    phrase: Phrase
    at: int
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Fall silent now: drop what sounds and all that was asked for later."""


@dataclass(frozen=True, slots=True)
class Listen:
    """From now on only these words make sense (the recognizer picks its grammar by them)."""

    words: frozenset[Word]


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Own voice louder or quieter: `gain_db` against the normal level, -12 to +6."""

    gain_db: int


@dataclass(frozen=True, slots=True)
class Write:
    """Write `entry` into the journal."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class TemplateRequest:
    """A template of `word`, in what is said from sample `since` on.

    `beside` are the numbers of the good templates that this word has already.
    """

    word: Word
    number: int
    since: int
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestTemplate:
    """From now on this template is waited for, and no other; None: none is.

    See `TemplateChecked`.
    """

    wanted: TemplateRequest | None


@dataclass(frozen=True, slots=True)
class EnrollWord:
    """Know and keep `word` from now on, by the good templates that were wanted as `templates`."""

    word: Word
    templates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prefer:
    """Keep how the patient wants to be spoken to, also over a restart. See `Preferred`."""

    gain_db: int
    slower: float


Action = (
    Play | Silence | Listen | SetVolume | Write | RequestTemplate | EnrollWord | Prefer | Prefer
)
