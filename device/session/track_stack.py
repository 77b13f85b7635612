"""Who has the floor: the exercises, or a talk in between that gives the floor back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from device.journal.entry import Entry, Kind
from device.plan.script import Cue
from device.session.actions import Action, Play, Silence, Write
from device.session.player import Length, Track
from device.sound.block import samples
from device.speaking.phrase import Phrase

Then = Callable[[int], None]
"""What is done when a talk is over; it is given the sample at which it was."""

_BETWEEN_PHRASES = samples(0.3)


class TrackStack:
    """Tracks on top of each other, of which the topmost plays; and the actions that came of it.

    The one at the bottom is the session's script. A talk begins where it is told to and, when it
    is over, the track beneath takes up again without tearing a repetition apart.
    """

    def __init__(self, length: Length) -> None:
        self.length = length
        self.actions: list[Action] = []
        self._tracks: list[tuple[Track, Then]] = []

    @property
    def top(self) -> Track | None:
        """The track that plays."""
        return self._tracks[-1][0] if self._tracks else None

    def holds(self, track: Track | None) -> bool:
        """Whether this track plays, or is to be taken up again."""
        return any(track is each for each, _ in self._tracks)

    def clear(self) -> None:
        """Nobody has the floor any more."""
        self._tracks.clear()

    def begin(self, cues: Iterable[Cue], at: int) -> Track:
        """Put a script at the bottom; everything before is forgotten."""
        track = Track(tuple(cues), self.length, at)
        self._tracks = [(track, self._over)]
        return track

    def talk(self, at: int, *cues: Cue, then: Then | None = None) -> None:
        """Say `cues` from sample `at` on; then `then`, or back to what was under way."""
        top = self.top
        if top is not None:
            top.interrupt(at)
        self._tracks.append((Track(cues, self.length, at), then or self._over))

    def only(self, bottom: Track) -> None:
        """Break off every talk; what plays next has to be said."""
        self._tracks = self._tracks[:1] if bottom is self._tracks[0][0] else []

    def give_back(self, at: int) -> None:
        """The topmost track leaves; the one beneath takes up at sample `at`."""
        self._tracks.pop()
        top = self.top
        if top is not None:
            top.take_up(at)

    def end(self, at: int) -> None:
        """The topmost track is over."""
        self._tracks[-1][1](at)

    def fall_silent(self, now: int) -> None:
        """Be silent at once, and note where what was under way stood."""
        self.actions.append(Silence())
        top = self.top
        if top is not None:
            top.interrupt(now)

    def say_over(self, now: int, phrases: Iterable[Phrase]) -> int:
        """Say something without moving what is under way; return the sample of its end."""
        for said in phrases:
            self.actions.append(Play(said, now))
            now += self.length(said) + _BETWEEN_PHRASES
        return now

    def write(
        self,
        kind: Kind,
        exercise: str | None = None,
        value: int | None = None,
        text: str | None = None,
    ) -> None:
        """Have an entry written into the journal."""
        self.actions.append(Write(Entry(kind, exercise, value, text)))

    def _over(self, at: int) -> None:
        self.give_back(at)
