"""A scenario at the level of text: what is said is understood, and nothing is rendered."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from device.configuration import Configuration
from device.scenarios.box import SimulatedBox
from device.scenarios.home import Home
from device.scenarios.lengths import estimated_length
from device.scenarios.reading import ScenarioFile, language_of, word_of
from device.scenarios.record import Record, Told
from device.scenarios.running import Failure, ScenarioRun
from device.session.events import Event
from device.session.player import Length


@dataclass(frozen=True, slots=True)
class Result:
    """What the box did, and what of it was not as expected."""

    told: Sequence[Told]
    failures: Sequence[Failure]


class TextBox(SimulatedBox):
    """A box at a `home`, of which everything goes on `record`."""

    def __init__(self, home: Home, length: Length) -> None:
        self._home = home
        self.record = Record(length, home.clock.utc)
        super().__init__(
            home, home.look, length, pass_time=home.clock.advance, done=self.record.done
        )
        self.record.look(self.session.view, self.now)

    def power_off_and_on(self, seconds: float) -> None:
        """Pull the plug and put it back after so many seconds."""
        self.record.silence(self.now)
        self._home.power_off_and_on(seconds)
        self.restart()
        self.record.look(self.session.view, self.now)

    def _do(self, event: Event) -> None:
        super()._do(event)
        self.record.look(self.session.view, self.now)


def run_text(configuration: Configuration, written: ScenarioFile) -> Result:
    """Carry out a scenario in a moment, without sound.

    Args:
        configuration: the home's; its language can be read.
        written: the scenario.

    Returns:
        What happened, and each expectation that was not met.

    Raises:
        ConfigError: the scenario's words or plan have mistakes.
        ValueError: the configuration has no language.
    """
    book, commands = language_of(configuration, written)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(configuration, written, Path(folder))
        try:
            box = TextBox(home, estimated_length(book))
            run = ScenarioRun(written, home, box, box.record, lambda said: word_of(said, commands))
            return Result(box.record.told, run.run())
        finally:
            home.close()
