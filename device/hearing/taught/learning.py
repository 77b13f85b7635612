"""The box learns in a session: what is said for a take is checked, and whole words are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from device.hearing.saying import Saying
from device.hearing.taught.cohort import Cohort, cohort
from device.hearing.taught.features import Shape
from device.hearing.taught.store import Take, Voice
from device.hearing.taught.teaching import OnceMore, alike, checked
from device.session.actions import Action, Learn, Wanted, WantTake
from device.session.events import Event, TakeChecked, Trouble
from device.session.lesson import TAKES
from device.sound.block import samples

SETTLES = samples(0.1)
"""So long after the box's own words their echo may still be there."""

Job = Callable[[], None]


class Learner(Protocol):
    """Who knows the voice, and keeps it."""

    @property
    def voice(self) -> Voice:
        """All that is known."""

    def teach(self, takes: Iterable[Take]) -> None:
        """Know these words by these takes from now on."""


class Learning:
    """A `Watch` of the chain, and what a listener tells its sayings to.

    `later` is given what takes long (some 20 ms for a take, more for a word), one job at a time in
    order; `tell` puts an event into the chain's inbox, any thread. Only shapes are kept here, and
    none after its word.
    """

    def __init__(
        self,
        learner: Learner,
        later: Callable[[Job], None],
        tell: Callable[[Event], None],
        others: Cohort | None = None,
    ) -> None:
        self._learner = learner
        self._later = later
        self._tell = tell
        self._others = others or cohort()
        self._wanted: Wanted | None = None
        self._shapes: dict[int, Shape] = {}

    def happened(self, event: Event, now: int) -> None:
        """See `Watch`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `Watch`
        """See `Watch`."""
        match action:
            case WantTake(wanted):
                self._wanted = wanted
            case Learn(word, takes):
                self._later(lambda: self._learn(word, takes))

    def said(self, saying: Saying) -> None:
        """Take what was said for the take that is wanted, unless the box was speaking as it began.

        The next one is for the next take. On the sound's thread.
        """
        wanted = self._wanted
        if wanted is not None and saying.began_at >= wanted.since + SETTLES:
            self._wanted = None
            self._later(lambda: self._check(wanted, saying))

    def _check(self, wanted: Wanted, saying: Saying) -> None:
        self._tell(TakeChecked(wanted.number, self._trouble(wanted, saying)))

    def _trouble(self, wanted: Wanted, saying: Saying) -> Trouble | None:
        if not wanted.beside:
            self._shapes.clear()
        beside = [self._shapes[n] for n in wanted.beside]
        try:
            shape = checked(saying.sound, beside, self._others, saying.over_db)
        except OnceMore as why:
            return why.trouble
        self._shapes[wanted.number] = shape
        if len(beside) + 1 < TAKES:
            return None
        voice = self._learner.voice
        known = {word: voice.by_word[word] for word in voice.taught - {wanted.word}}
        takes = known | {str(wanted.word): (*beside, shape)}
        return Trouble.ALIKE if alike(takes, wanted.word, self._others) else None

    def _learn(self, word: str, takes: tuple[int, ...]) -> None:
        self._learner.teach(Take(word, self._shapes[n]) for n in takes)
        self._shapes.clear()
