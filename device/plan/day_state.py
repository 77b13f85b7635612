"""What a press of the button would start now: everything a session has to know about its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from device.journal.history import Interrupted
from device.plan.guard import Evidence, Lowering, lacking
from device.plan.guidance import Guidance
from device.plan.model import Contacts, LeftOut, PainRules, Task
from device.speaking.phrase import Phrase


@dataclass(frozen=True, slots=True)
class DayState:
    """The day as the plan and the journal have it.

    `refusal` holds phrases that explain why nothing may start; empty when something may. `tasks`
    are the next session's, `low_tasks` the same at the low end of every range (the patient may
    still say that the pain is worse). `recent_stops` is how often pain stopped an exercise, of the
    stops that still count for its lock. `days_running`: days in a row up to yesterday on which
    something was done; `first_times`: what was never done before, beside what was.
    `enrollment_due`: a box that nobody has taught may offer to learn the patient's voice.
    `pain_open`: the questions about a pain were never answered to their end, so they come before
    anything else. `calls_due`: a danger sign or silence ended a session, and the box lost its power
    before it had said whom to call. `rest_s`: how much longer, in seconds, the patient rests before
    the next session of the day. `guidance` is what this patient's sessions mind besides.
    """

    day: date
    refusal: tuple[Phrase, ...] = ()
    tasks: tuple[Task, ...] = ()
    low_tasks: tuple[Task, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    left_out_anew: tuple[LeftOut, ...] = ()
    sessions_due: int = 0
    sessions_done: int = 0
    started_today: bool = False
    ask_next_day: bool = False
    worse_mornings: int = 0
    interrupted: Interrupted | None = None
    pain_shown: bool = False
    danger_shown: bool = False
    pain_exercise: str | None = None
    pain_open: bool = False
    calls_due: bool = False
    rest_s: float = 0.0
    recent_stops: Mapping[str, int] = field(default_factory=dict)
    days_running: int = 0
    first_times: frozenset[str] = frozenset()
    enrollment_due: bool = False
    guidance: Guidance = field(default_factory=Guidance)
    rules: PainRules = field(default_factory=PainRules)
    contacts: Contacts | None = None

    @property
    def sessions_left(self) -> int:
        """Sessions that are still due today; none while the plan refuses."""
        if lacking(Lowering.SESSIONS_LEFT, Evidence(plan_allows=not self.refusal)) is not None:
            return 0
        return max(0, self.sessions_due - self.sessions_done)

    @property
    def day_done(self) -> bool:
        """Every session due today was carried to its end, there was one, and nothing is open.

        Pain that nobody has settled or acknowledged, a session broken off and a plan that refuses
        are open: see `device.plan.guard`.
        """
        evidence = Evidence(settled=self.settled, plan_allows=not self.refusal)
        carried_out = 0 < self.sessions_due <= self.sessions_done
        return carried_out and lacking(Lowering.DAY_DONE, evidence) is None

    @property
    def settled(self) -> bool:
        """No pain, no danger sign and no session waits for anybody."""
        return not (self.pain_shown or self.pain_open or self.interrupted is not None)
