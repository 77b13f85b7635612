"""What a press of the button would start now: everything a session has to know about its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from device.journal.history import Interrupted
from device.plan.model import Contacts, LeftOut, PainRules, Task
from device.speaking.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Outlook:
    """The day as the plan and the journal have it.

    `refusal` holds phrases that explain why nothing may start; empty when something may. `tasks`
    are the next session's, `low_tasks` the same at the low end of every range (the patient may
    still say that the pain is worse). `recent_stops` is how often pain stopped an exercise, of the
    stops that still count for its lock. `lesson_due`: a box that nobody has taught may offer to
    learn the patient's voice.
    """

    day: date
    refusal: tuple[Phrase, ...] = ()
    tasks: tuple[Task, ...] = ()
    low_tasks: tuple[Task, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    sessions_due: int = 0
    sessions_done: int = 0
    started_today: bool = False
    ask_next_day: bool = False
    worse_mornings: int = 0
    interrupted: Interrupted | None = None
    pain_shown: bool = False
    danger_shown: bool = False
    pain_exercise: str | None = None
    recent_stops: Mapping[str, int] = field(default_factory=dict)
    lesson_due: bool = False
    rules: PainRules = field(default_factory=PainRules)
    contacts: Contacts | None = None

    @property
    def sessions_left(self) -> int:
        """Sessions that are still due today."""
        return max(0, self.sessions_due - self.sessions_done)

    @property
    def day_done(self) -> bool:
        """Every session due today was carried to its end, and there was one."""
        return self.sessions_due > 0 and self.sessions_left == 0
