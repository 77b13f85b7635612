"""What the day holds, from the plan and the journal; and that all of it can be said."""

from __future__ import annotations

from collections.abc import Callable

from device.configuration import Configuration
from device.journal.history import History
from device.plan.day_state import DayState
from device.plan.today import day_state_of
from device.session.events import DayKnown, FaultBegan
from device.session.repertoire import repertoire
from device.session.slowly import slow_of
from device.speaking.clip_cache import ClipCache, RenderProgress, Unspoken
from device.speaking.phrase import phrase

BROKEN_SHARE = 0.5
"""A voice that cannot say so much of a day is broken: nobody exercises by what is left."""

Put = Callable[[DayKnown | FaultBegan], None]


class DayService:
    """Tells the session its day. `history` gives the journal's view of now."""

    def __init__(
        self,
        configuration: Configuration,
        history: Callable[[], History],
        clip_cache: ClipCache,
        *,
        rehearsing: bool = False,
    ) -> None:
        self._configuration = configuration
        self._history = history
        self._clip_cache = clip_cache
        self._rehearsing = rehearsing
        self._asked = 0

    def today(self) -> DayState:
        """Return the state of today, as the journal stands."""
        catalogue = self._configuration.catalogue
        if catalogue is None or self._configuration.errors:
            today = self._history().today
            if not self._configuration.loaded.missing and self._only_unsigned():
                return DayState(today, (phrase("plan_unsigned"), phrase("ask_family_setup")))
            key = "no_plan" if self._configuration.loaded.missing else "plan_wrong"
            return DayState(today, (phrase(key), phrase("ask_family_setup")))
        settings = self._configuration.settings
        return day_state_of(
            self._configuration.loaded,
            catalogue,
            self._history(),
            rehearsing=self._rehearsing,
            tips=settings is None or settings.day.tip,
        )

    def prepare(
        self, day: DayState, progress: RenderProgress = lambda _done, _all: None
    ) -> tuple[Unspoken, ...]:
        """Have everything rendered that may be said on `day`; return what cannot be said.

        That is left out of the session.
        """
        return self._clip_cache.prepare(repertoire(day), progress)

    def with_what_can_be_said(self, day: DayState, unspoken: tuple[Unspoken, ...]) -> DayState:
        """Return `day`, without a session where most of it cannot be said: the voice is broken."""
        if len(unspoken) < len(repertoire(day)) * BROKEN_SHARE:
            return day
        return DayState(day.day, (phrase("ask_family_setup"),))

    def prepare_slow(
        self,
        day: DayState,
        progress: RenderProgress = lambda _done, _all: None,
        most: int | None = None,
    ) -> tuple[tuple[Unspoken, ...], bool]:
        """Have the same rendered as it is said after "slower"; can be done later than `prepare`.

        No more than `most` clips, None for all of them. Return what cannot be said, and whether
        more are left to render.
        """
        missing = self._clip_cache.missing(slow_of(repertoire(day)))
        now = missing if most is None else missing[:most]
        return self._clip_cache.prepare(now, progress), len(now) < len(missing)

    def tell(self, put: Put, progress: RenderProgress = lambda _done, _all: None) -> None:
        """Work today out anew and tell it; slow when there is something new to render."""
        self.look()(put, progress)

    def look(self) -> Callable[[Put, RenderProgress], None]:
        """Ask for a look at today, to be done later, on any thread, by calling what is returned.

        It tells nothing once a newer one was asked for: what it saw may be over by then.
        """
        self._asked += 1
        asked = self._asked

        def tell(put: Put, progress: RenderProgress) -> None:
            day = self.today()
            unspoken = self.prepare(day, progress)
            if asked == self._asked:
                put(DayKnown(self.with_what_can_be_said(day, unspoken)))
                if unspoken:
                    put(FaultBegan("voice"))

        return tell

    def _only_unsigned(self) -> bool:
        loaded = self._configuration.loaded
        return loaded.plan is not None and not loaded.signed
