"""What must hold in every life, by name; worked out from what was said, shown and written alone.

The promises are written a second time here, in the words of SAFETY.md and not in the program's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from device.journal.entry import Entry, Kind
from device.panel.light import Pattern, light_of
from device.plan.day_state import DayState
from device.session.actions import Action, Listen, Play, SetVolume, Silence, Write
from device.session.events import (
    ButtonHeld,
    Event,
    Heard,
    Ticked,
    Word,
)
from device.session.pain import CALLS
from device.session.repertoire import repertoire
from device.speaking.phrase import Phrase
from script.benches.lives.broken import Broken
from script.benches.lives.living import Living
from script.benches.lives.promises import CRIES_APART, Owed, Shown, Sounding
from script.benches.lives.rules import DayRules

DANGER = "danger_question"
BETTER = "next_day_better"
CALL = ("call_now_emergency", "call_now_family")
ENDS_IN_PAIN = frozenset({"pain", "danger", "no_answer"})
MAX_CRIES = 3


class Invariants:
    """A `Witness` that raises `Broken`. `thorough`: what was rendered is checked, too."""

    def __init__(self, *, thorough: bool = False) -> None:
        self._thorough = thorough
        self._owed: Owed | None = None
        self._had_pain = False
        self._shown: Shown | None = None
        self._open_on: dt.date | None = None
        self._silent = False
        self._settled: set[str] = set()
        self._tasks: set[str] = set()
        self._sounding: list[Sounding] = []
        self._heard: set[str] = set()
        self._listening: frozenset[Word] = frozenset()
        self._gain_db = 0
        self._loud_first = False
        self._changed = True
        self._stopped: str | None = None
        self._rendered: set[Phrase] = set()
        self._day_state: DayState | None = None

    # ------------------------------------------------------------------ witness

    def begins(self, box: Living) -> None:
        """See `Witness`."""
        self._box = box
        self._rules = DayRules(box)
        self._look_at_day()

    def restarted(self) -> None:
        """See `Witness`."""
        self._sounding.clear()
        self._heard.clear()
        self._listening = frozenset()
        self._gain_db = 0
        self._stopped = None
        self._look_at_day()

    def happens(self, event: Event) -> None:
        """See `Witness`."""
        runs = self._box.session.runs
        cries = isinstance(event, ButtonHeld) or (
            isinstance(event, Heard)
            and event.word in (Word.PAIN, Word.STOP)
            and event.word in self._listening
        )
        self._loud_first = runs and cries
        self._changed = not isinstance(event, Ticked)

    def done(self, action: Action, now: int) -> None:
        """See `Witness`."""
        if self._loud_first and not isinstance(action, Write | Listen):
            if not isinstance(action, Silence):
                raise Broken("silence first", f"{action} came first")
            self._loud_first = False
        match action:
            case Play(said, at, counted):
                self._says(said, at, counted, now)
            case Silence():
                self._falls_silent(now)
            case Write(entry):
                self._changed = True
                self._writes(entry, now)
            case SetVolume(gain_db):
                self._gain_db = gain_db
            case Listen(words):
                self._listening = words
            case _:
                pass

    def after(self) -> None:
        """See `Witness`."""
        box = self._box
        if self._loud_first:
            raise Broken("silence first", "nothing was done at all")
        if box.day_state is not self._day_state:
            self._look_at_day()
        if not self._changed:
            return
        owed = self._owed
        if owed is not None and owed.cries > MAX_CRIES and not owed.asked:
            raise Broken("no endless ladder", f"{owed.cries} cries, danger was not asked about")
        if self._listening and not box.session.runs:
            raise Broken("recognizers closed", f"it listens for {len(self._listening)} words")
        light = light_of(box.session.view).pattern
        if light is Pattern.SOLID:
            self._solid()
        if box.session.runs:
            return
        if self._shown is not None and light is not Pattern.PAIN:
            raise Broken("pain is shown", f"the light is {light.name.lower()}")
        refuses = self._day_state is not None and bool(self._day_state.refusal)
        if refuses and light in (Pattern.BLINKS, Pattern.SOLID):
            raise Broken("refused is nothing", f"the light is {light.name.lower()}")

    def ends(self) -> None:
        """The life is over: nobody does anything any more."""
        if self._box.session.runs:
            raise Broken("sessions end", f"it still asks {self._box.session.question}")

    # ------------------------------------------------------------------ the day

    def _look_at_day(self) -> None:
        self._day_state = day = self._box.day_state
        if day.refusal and day.sessions_left:
            why = f"{day.sessions_left} sessions left with {day.refusal[0].key}"
            raise Broken("refused is nothing", why)
        if self._thorough:
            self._rendered.update(repertoire(day))

    def _solid(self) -> None:
        why = (
            "pain is not settled" if self._owed is not None
            else "pain is not acknowledged" if self._shown is not None
            else "a session is not over" if self._open_on == self._box.day_state.day
            else "the last answer was silence" if self._silent
            else ""
        )  # fmt: skip
        if why:
            raise Broken("solid is settled", why)

    # ------------------------------------------------------------------ what is said

    def _says(self, said: Phrase, at: int, counted: int | None, now: int) -> None:
        key = said.key
        if at < now:
            raise Broken("nothing in the past", f"{key} at {at}, and it is {now}")
        if counted is not None:
            if self._owed is not None:
                raise Broken("no later number", f"{counted} was counted with {self._owed}")
            self._rules.counts(counted)
        if key in CALL and self._gain_db < 0:
            raise Broken("calls loud", f"{key} at {self._gain_db} dB")
        if self._thorough and replace(said, slow=False) not in self._rendered:
            raise Broken("only what is rendered", str(said))
        if self._owed is not None and key.startswith(DANGER):
            self._owed.asked = True
        self._way_out(key)
        self._hear_what_is_over(now)
        for each in self._sounding:
            if each.at <= at < each.end:
                each.end = -1
        self._sounding.append(Sounding(said, at, at + self._box.length(said)))

    def _way_out(self, key: str) -> None:
        if self._stopped is None:
            return
        if key == f"{self._stopped}.way_out":
            self._stopped = None
        elif key != "stopped":
            raise Broken("way out first", f"{key} before the way out of {self._stopped}")

    def _falls_silent(self, now: int) -> None:
        self._hear_what_is_over(now)
        self._sounding.clear()

    def _hear_what_is_over(self, now: int) -> None:
        """Note what has been said to its end by sample `now`."""
        left = []
        for each in self._sounding:
            if each.end > now:
                left.append(each)
            elif each.end >= 0:
                self._heard.add(each.phrase.key)
                if self._shown is not None and each.phrase.key in CALL:
                    calls = self._shown.calls
                    calls[each.phrase.key] = calls.get(each.phrase.key, 0) + 1
        self._sounding = left

    def _was_heard(self, key: str, now: int) -> bool:
        self._hear_what_is_over(now)
        return any(each.startswith(key) for each in self._heard)

    # ------------------------------------------------------------------ what is written

    def _writes(self, entry: Entry, now: int) -> None:  # noqa: C901, PLR0912 - one case a kind
        self._rules.writes(entry)
        if entry.kind in (Kind.WORD_HEARD, Kind.BUTTON):
            self._silent = False
        match entry:
            case Entry(Kind.SESSION_BEGAN):
                self._begins_session()
            case Entry(Kind.SESSION_RESUMED):
                if self._shown is not None:
                    raise Broken("shown pain holds", "a session was taken up")
                self._tasks = {task.exercise.id for task in self._box.day_state.tasks}
            case Entry(Kind.PAIN_SAID, text=text) if text != "suspected":
                self._cried(now)
            case Entry(Kind.PAIN_ANSWERED, value=value) if self._owed is not None:
                self._owed.value = value
            case Entry(Kind.DANGER_ANSWERED, text=text):
                self._danger(text, now)
            case Entry(Kind.NEXT_DAY_ANSWERED, text=text):
                self._silent = text == "silence"
                if text == "gone" and not self._was_heard(BETTER, now):
                    raise Broken("yesterday heard", "it was gone before it was asked about")
            case Entry(Kind.WENT_ON):
                self._goes_on("it went on")
            case Entry(Kind.EXERCISE_BEGAN):
                self._goes_on("an exercise began")
            case Entry(Kind.EXERCISE_STOPPED, exercise=exercise):
                self._settled.add(exercise or "")
                self._stopped = exercise if self._owed is not None else None
            case Entry(Kind.EXERCISE_PACED | Kind.EXERCISE_SKIPPED, exercise=exercise):
                self._settled.add(exercise or "")
            case Entry(Kind.SESSION_COMPLETED):
                self._completes()
            case Entry(Kind.SESSION_ENDED_EARLY, text=text):
                self._ends_early(text or "")
            case Entry(Kind.PAIN_ACKNOWLEDGED):
                self._acknowledged(now)
            case _:
                pass

    def _begins_session(self) -> None:
        if self._shown is not None:
            raise Broken("shown pain holds", "a session began")
        if self._owed is not None and self._rules.same_day:
            raise Broken("no later number", f"a session began with {self._owed}")
        self._owed, self._had_pain, self._silent = None, False, False
        self._open_on = self._box.memory.rows[-1].day
        self._settled.clear()
        self._heard.clear()
        day = self._box.day_state
        self._tasks = {task.exercise.id for task in day.tasks}

    def _cried(self, now: int) -> None:
        owed = self._owed
        if owed is None:
            self._owed = Owed(first=not self._had_pain, cried_at=now)
        else:
            if now - owed.cried_at >= CRIES_APART:
                owed.cries, owed.cried_at = owed.cries + 1, now
            owed.value = owed.danger = None
        self._had_pain = True
        self._silent = False
        self._heard = {key for key in self._heard if not key.startswith(DANGER)}

    def _danger(self, text: str | None, now: int) -> None:
        if self._owed is not None:
            self._owed.danger = text
        self._silent = text == "silence"
        if text == "no" and not self._was_heard(DANGER, now):
            raise Broken("danger heard", "it was answered before it was said")

    def _goes_on(self, what: str) -> None:
        owed = self._owed
        if owed is None:
            return
        rules = self._rules.pain
        if owed.value is None or owed.value > rules.moderate_max:
            raise Broken("no later number", f"{what} with {owed}")
        if owed.danger != "no" and (owed.first or owed.value >= rules.danger_from):
            raise Broken("danger asked", f"{what} with {owed}")
        self._owed = None

    def _completes(self) -> None:
        if self._owed is not None:
            raise Broken("danger asked", f"the session was complete with {self._owed}")
        left = self._tasks - self._settled
        if left:
            raise Broken("completed is done", f"{', '.join(sorted(left))} is left")
        self._open_on = None

    def _ends_early(self, how: str) -> None:
        self._open_on = None
        if how in ENDS_IN_PAIN:
            self._owed = None
            self._shown = Shown(how)

    def _acknowledged(self, now: int) -> None:
        self._hear_what_is_over(now)
        shown = self._shown
        if shown is not None and shown.how in ("danger", "no_answer"):
            said = {key: shown.calls.get(key, 0) for key in CALL}
            if min(said.values()) < CALLS:
                raise Broken("calls complete", f"acknowledged after {said}")
        self._shown = None
