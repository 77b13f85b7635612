"""Saying whom to call: at full loudness, to the end, and nothing is acknowledged before."""

from __future__ import annotations

from collections.abc import Sequence

from device.journal.entry import Kind
from device.plan.script import Say
from device.session.player import Track
from device.session.track_stack import TrackStack
from device.session.voice_level import VoiceLevel
from device.speaking.phrase import Phrase

PAUSE_S = 0.6
"""Between two sentences: somebody may be writing a number down."""


class Calls:
    """Says what ended a session. `said` holds the phrases of the last time, also afterwards."""

    def __init__(self, floor: TrackStack, level: VoiceLevel) -> None:
        self._floor = floor
        self._level = level
        self._track: Track | None = None
        self.said: tuple[Phrase, ...] = ()

    @property
    def under_way(self) -> bool:
        """Whether they are being said, and not yet to their end."""
        return self._track is not None and self._floor.holds(self._track)

    def begin(self, at: int, phrases: Sequence[Phrase]) -> None:
        """Say `phrases` from sample `at` on, in place of everything else."""
        self._floor.clear()
        self.said = tuple(phrases)
        self._level.raise_fully()
        cues = [Say(each, pause_s=PAUSE_S) for each in phrases]
        self._floor.talk(at, *cues, then=self._over)
        self._track = self._floor.top

    def _over(self, at: int) -> None:
        self._floor.give_back(at)
        self._floor.write(Kind.CALLS_SAID)
        self._level.restore()
