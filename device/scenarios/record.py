"""What a box did in a scenario, in order: said, shown, written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from device.journal.entry import Entry
from device.panel.light import Light, light_of
from device.session.actions import Action, Play, SetVolume, Silence, Write
from device.session.player import Length
from device.session.view import View
from device.sound.block import seconds
from device.speaking.phrase import Phrase


@dataclass(slots=True)
class SaidPhrase:
    """A phrase was said from sample `at` to sample `end`; `cut`: it was broken off there."""

    at: int
    time: dt.datetime
    phrase: Phrase
    end: int
    counted: int | None = None
    cut: bool = False

    @property
    def is_heard(self) -> bool:
        """Whether any of it was said at all."""
        return self.end > self.at


@dataclass(frozen=True, slots=True)
class Lit:
    """The light changed."""

    at: int
    time: dt.datetime
    light: Light


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry was written into the journal."""

    at: int
    time: dt.datetime
    entry: Entry


@dataclass(frozen=True, slots=True)
class Volume:
    """The voice was made louder or quieter, by `gain_db` from the normal level."""

    at: int
    time: dt.datetime
    gain_db: int


Told = SaidPhrase | Lit | WrittenEntry | Volume


class Record:
    """Give `done` every action and `look` the view after every event.

    `time` is the wall clock's, at the sample that is given with the action.
    """

    def __init__(self, length: Length, time: Callable[[], dt.datetime]) -> None:
        self.told: list[Told] = []
        self.light: Light | None = None
        self.gain_db = 0
        self._length = length
        self._time = time
        self._sounding: list[SaidPhrase] = []
        self._since = (0, 0)

    def done(self, action: Action, now: int) -> None:
        """Note an action, asked for at sample `now`."""
        match action:
            case Play(said, at, counted):
                self._played(said, max(at, now), counted, now)
            case Silence():
                self._silenced(now)
            case Write(entry):
                self.told.append(WrittenEntry(now, self._time(), entry))
            case SetVolume(gain_db):
                self.gain_db = gain_db
                self.told.append(Volume(now, self._time(), gain_db))
            case _:
                pass

    def look(self, view: View, now: int) -> None:
        """Note the light, where it has changed."""
        light = light_of(view)
        if light != self.light:
            self.light = light
            self.told.append(Lit(now, self._time(), light))

    def silence(self, now: int) -> None:
        """The power is gone: nothing sounds any more."""
        self._silenced(now)

    @property
    def quiet_from(self) -> int:
        """The sample from which on nothing sounds."""
        return max((said.end for said in self._sounding), default=0)

    # ------------------------------------------------------------------ since the last action

    def mark(self, now: int) -> None:
        """Somebody does something: what comes from now on is what came of it."""
        self._since = (len(self.told), now)

    def said(self, now: int) -> list[SaidPhrase]:
        """Return what has begun to be said since the mark."""
        first, since = self._since
        return [
            told
            for i, told in enumerate(self.told)
            if isinstance(told, SaidPhrase)
            and told.is_heard
            and (i >= first or told.at > since)
            and told.at <= now
        ]

    def written(self) -> list[Entry]:
        """Return what has been written since the mark."""
        return [
            told.entry for told in self.told[self._since[0] :] if isinstance(told, WrittenEntry)
        ]

    # ------------------------------------------------------------------ one voice

    def _played(self, said: Phrase, at: int, counted: int | None, now: int) -> None:
        self._sounding = [each for each in self._sounding if each.end > now]
        for each in self._sounding:
            if each.at <= at < each.end:
                each.end, each.cut = at, True
        time = self._time() + dt.timedelta(seconds=seconds(at - now))
        spoken = SaidPhrase(at, time, said, at + self._length(said), counted)
        self._sounding.append(spoken)
        self.told.append(spoken)

    def _silenced(self, now: int) -> None:
        for each in self._sounding:
            if each.end > now:
                each.end, each.cut = max(now, each.at), True
        self._sounding.clear()
