"""A track of cues on sound time: what is due before a sample, each on its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from device.plan.script import Ask, Beat, Cue, Pace, Say, Timed
from device.session.actions import Play
from device.sound.block import samples
from device.speaking.phrase import Phrase

Length = Callable[[Phrase], int]
"""How many samples the clip of a phrase has."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A cue that takes no time begins at sample `at`; an `Ask` stays until it is answered."""

    cue: Cue
    at: int


@dataclass(frozen=True, slots=True)
class Paced:
    """A repetition has been paced to its end, at sample `at`."""

    cue: Timed
    at: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The last cue is over, at sample `at`."""

    at: int


TrackStep = Play | Reached | Paced | Ended


class Track:
    """Plays `cues` from sample `at` on. Ask for `next_step` until it gives None.

    `stretch` may be set at any time: movements and rests that begin later take so many times as
    long; holds and walks are never stretched.
    """

    def __init__(self, cues: Sequence[Cue], length: Length, at: int, index: int = 0) -> None:
        self.cues = tuple(cues)
        self.index = index
        self.stretch = 1.0
        self._length = length
        self._at = at
        self._begun = False
        self._beat = 0
        self._stretched = 1.0
        self._walked = 0
        self._told: set[Phrase] = set()

    @property
    def at(self) -> int:
        """The sample at which the cue at `index` begins or began."""
        return self._at

    @property
    def asking(self) -> Ask | None:
        """The question that waits for an answer."""
        cue = self._cue
        return cue if isinstance(cue, Ask) and self._begun else None

    @property
    def telling(self) -> bool:
        """Whether a sentence that is no part of a repetition is being said."""
        return isinstance(self._cue, Say) and self._begun and not self.repetition

    def has_told(self, said: Phrase) -> bool:
        """Whether `said` has been said to its end, and the pause after it."""
        return said in self._told

    @property
    def walking(self) -> bool:
        """Whether a walk is under way: nothing is counted, and it may be spoken over."""
        cue = self._cue
        return isinstance(cue, Timed) and cue.pace is Pace.WALK and self._begun

    @property
    def repetition(self) -> int:
        """Which repetition is under way; 0 for none."""
        return _repetition(self._cue)

    @property
    def between(self) -> bool:
        """Whether nothing would be torn apart if something else were said now."""
        return not self._begun and self._again() == self.index

    def next_step(  # noqa: C901, PLR0911 - one for each kind of cue
        self, until: int
    ) -> TrackStep | None:
        """Return what is due before sample `until` and was not told yet; None when nothing is."""
        while self._at < until:
            cue = self._cue
            if cue is None:
                return Ended(self._at)
            first, self._begun = not self._begun, True
            match cue:
                case Say(said, once=True) if first and said in self._told:
                    self._move_on(self._at)
                case Say(said, pause_s):
                    if first:
                        return Play(said, self._at)
                    end = self._at + self._length(said) + samples(pause_s)
                    if end >= until:
                        return None
                    self._told.add(said)
                    self._move_on(end)
                case Timed():
                    if first:
                        self._begin(cue)
                    step = self._timed(cue, until)
                    if step is not None or self._begun:
                        return step
                case Ask():
                    return Reached(cue, self._at) if first else None
                case _:
                    self._move_on(self._at)
                    return Reached(cue, self._at)
        return None

    def answered(self, at: int) -> None:
        """Leave the question that waits; what follows it begins at sample `at`."""
        self._move_on(at)

    def jump(self, index: int, at: int) -> None:
        """Go on with the cue at `index`, at sample `at`."""
        self.index = index - 1
        self._move_on(at)

    def take_up(self, at: int) -> None:
        """After an interruption: go on at sample `at` without tearing a repetition apart.

        A hold or a movement starts anew with the word that begins it, a rest is over, a walk goes
        on where it was, a sentence or a question is said again.
        """
        cue = self._cue
        if isinstance(cue, Timed) and cue.pace is Pace.WALK and self._begun:
            self._at = at - self._walked
            return
        self.jump(self._again(), at)

    def interrupt(self, at: int) -> None:
        """Note where a walk stands at sample `at`, for `take_up`."""
        self._walked = max(0, at - self._at)

    @property
    def _cue(self) -> Cue | None:
        return self.cues[self.index] if self.index < len(self.cues) else None

    def _again(self) -> int:
        """Index of the cue with which an interrupted track goes on."""
        cue = self._cue
        if isinstance(cue, Timed) and cue.pace is Pace.REST and self._begun:
            return self.index + 1
        repetition = _repetition(cue)
        index = self.index
        while repetition and index and _repetition(self.cues[index - 1]) == repetition:
            index -= 1
        return index

    def _begin(self, cue: Timed) -> None:
        stretches = cue.pace in (Pace.REPETITION, Pace.REST)
        self._stretched = self.stretch if stretches else 1.0

    def _timed(self, cue: Timed, until: int) -> TrackStep | None:
        if self._beat < len(cue.beats):
            beat: Beat = cue.beats[self._beat]
            at = self._at + samples(beat.at_s * self._stretched)
            if at >= until:
                return None
            self._beat += 1
            return Play(beat.phrase, at, beat.counts)
        end = self._at + samples(cue.length_s * self._stretched)
        if end >= until:
            return None
        self._move_on(end)
        return Paced(cue, end) if cue.closes else None

    def _move_on(self, at: int) -> None:
        self.index += 1
        self._at = at
        self._begun = False
        self._beat = 0


def _repetition(cue: Cue | None) -> int:
    return cue.repetition if isinstance(cue, Say | Timed) else 0
