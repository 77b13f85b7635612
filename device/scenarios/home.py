"""Where a box of a scenario stands: its clock, its journal on disk, and the plan of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from device.configuration import Configuration
from device.journal.clock import VirtualClock
from device.journal.entry import Entry
from device.journal.history import History
from device.journal.row import Row
from device.journal.store import SqliteJournal
from device.plan.day_state import DayState
from device.plan.loading import LoadedPlan
from device.plan.today import day_state_of
from device.reading.yaml_document import Path_
from device.scenarios.plans import PlanText, loaded, plan_text
from device.scenarios.reading import ScenarioFile


class ScenarioClock(VirtualClock):
    """A virtual clock that somebody can set, and that begins anew when the machine does."""

    def set(self, utc: dt.datetime) -> None:
        """Put the hands somewhere else; what the machine counts since its start stays."""
        self._utc = utc

    def boot(self) -> None:
        """The machine starts."""
        self.boot_id = f"{self.boot_id}+"
        self._boottime_s = 0.0


class Home:
    """The things that outlive a pulled plug. `state` is the folder of the journal.

    Raises ConfigError where the scenario has a plan with mistakes.
    """

    def __init__(self, configuration: Configuration, written: ScenarioFile, state: Path) -> None:
        if configuration.catalogue is None:
            raise ValueError("without a catalogue there are no exercises")
        scenario = written.scenario
        self.clock = ScenarioClock(
            scenario.begins.replace(tzinfo=dt.UTC), sure=scenario.clock_sure, boot_id="1"
        )
        self._catalogue = configuration.catalogue
        self._written = written
        self._file = state / "journal.sqlite"
        self._text: PlanText | None = None
        self.loaded: LoadedPlan = configuration.loaded
        self._journal = self._opened()
        if scenario.plan is not None:
            self._take(plan_text(scenario.plan, ("plan",)))

    # ------------------------------------------------------------------ the journal

    def write(self, entry: Entry) -> Row:
        """Write an entry."""
        return self._journal.write(entry)

    def today(self) -> dt.date:
        """Return the day that counts now."""
        return self._journal.today()

    def history(self) -> History:
        """Return what the journal means for today."""
        return self._journal.history()

    def close(self) -> None:
        """Put the journal away."""
        self._journal.close()

    # ------------------------------------------------------------------ what may change

    def look(self) -> DayState:
        """Return what today holds. An example plan is good enough: nobody exercises here."""
        return day_state_of(self.loaded, self._catalogue, self.history(), rehearsing=True)

    def power_off_and_on(self, seconds: float) -> None:
        """Pull the plug for so many `seconds`."""
        self._journal.close()
        self.clock.advance(seconds)
        self.clock.boot()
        self._journal = self._opened()

    def change_plan(self, changes: Mapping[str, Any], path: Path_) -> None:
        """Put these parts into the plan and have it signed today. Raises ConfigError."""
        if self._text is None:
            self._text = plan_text({}, ("plan",))
        self._take(self._text.changed(changes, path))

    def _take(self, text: PlanText) -> None:
        scenario, document = self._written.scenario, self._written.document
        self.loaded = loaded(
            text, self._catalogue, document, self.clock.utc().date(), signed=scenario.signed
        )
        self._text = text

    def _opened(self) -> SqliteJournal:
        return SqliteJournal(self._file, self.clock, timezone="UTC")
