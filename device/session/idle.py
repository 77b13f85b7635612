"""While no session runs: the day that the button is about, and what it is told."""

from __future__ import annotations

from collections.abc import Sequence

from device.journal.entry import Kind
from device.plan.day_state import DayState
from device.plan.guard import Evidence, Lowering, lacking
from device.plan.script import Say
from device.session import announcements
from device.session.calls import Calls
from device.session.track_stack import TrackStack
from device.sound.block import RATE_HZ
from device.speaking.phrase import Phrase, phrase


class Idle:
    """Knows `day_state`, the day that would begin.

    `day_known` is False until it is worked out anew.

    A session keeps the day with which it began, so nothing is told here while one runs. While it is
    said whom to call, the button does nothing: the hold that means pain must not end that.
    """

    def __init__(self, floor: TrackStack, calls: Calls, day_state: DayState) -> None:
        self.day_state = day_state
        self.day_known = True
        self._floor = floor
        self._calls = calls
        self._shows_pain: bool | None = None
        self._called = False
        self._known_at = 0

    @property
    def pain_shown(self) -> bool:
        """Whether pain ended a session and nobody has acknowledged it."""
        return self.day_state.pain_shown if self._shows_pain is None else self._shows_pain

    @property
    def calls_due(self) -> bool:
        """Whether the box lost its power before it had said whom to call, and has yet to say it."""
        return self.day_state.calls_due and not self._called

    def look_at(self, day_state: DayState, now: int) -> None:
        """The day is known, from sample `now` on."""
        self.day_state = day_state
        self._known_at = now
        self._shows_pain = None
        self.day_known = True

    def show_pain(self) -> None:
        """Pain has ended a session, and it is being said whom to call."""
        self._shows_pain = True
        self._called = True

    def tick(self, now: int) -> None:
        """Say whom to call, if the box lost its power before that had been said to its end."""
        if self.calls_due:
            self._called = True
            self._call(now, announcements.calls_cut_short(self.day_state))

    def pressed(self, now: int) -> bool:
        """The button was pressed: return whether a session begins, else why not is told."""
        self.tick(now)  # a press may come before the first block
        told = announcements.press_while_idle(self.day_state, pain_shown=self.pain_shown)
        rest_s = self._rest_s(now)
        if not self.day_known:
            self._not_yet(now)
        elif self.pain_shown and self.day_state.danger_shown:
            self._call(now, told)
        elif told:
            self.tell(now, *told)
        elif rest_s > 0 and self.day_state.settled:
            self.tell(now, *announcements.too_soon(rest_s))
        else:
            return True
        return False

    def _rest_s(self, now: int) -> float:
        return self.day_state.rest_s - (now - self._known_at) / RATE_HZ

    def held(self, now: int, apart_s: float) -> None:
        """The button is held: how today stands is told, or pain is acknowledged.

        `apart_s` is how long before, in seconds, the button had been used last.
        """
        self.tick(now)
        if self.pain_shown:
            evidence = Evidence(apart_s=apart_s, calls_said=not self._calls.under_way)
            if lacking(Lowering.ACKNOWLEDGED, evidence) is None:
                self._floor.write(Kind.PAIN_ACKNOWLEDGED)
                self._shows_pain = False
                self.tell(now, phrase("pain_acknowledged"))
        elif not self.day_known:
            self._not_yet(now)
        else:
            self.tell(now, *announcements.state_of_today(self.day_state))

    def tell(self, now: int, *phrases: Phrase) -> None:
        """Say something, in place of what was being said; never in place of whom to call."""
        if self._calls.under_way:
            return
        self._floor.fall_silent(now)
        self._floor.clear()
        self._floor.talk(now, *map(Say, phrases))

    def _not_yet(self, now: int) -> None:
        """What the last session has changed is still being worked out: begin nothing by the old."""
        if self.pain_shown and self._calls.said:
            self._call(now, self._calls.said)
        else:
            self.tell(now, phrase("moment"))

    def _call(self, now: int, phrases: Sequence[Phrase]) -> None:
        """Say whom to call, in place of what was being said; what is under way goes on."""
        if not self._calls.under_way:
            self._floor.fall_silent(now)
            self._calls.begin(now, phrases)
