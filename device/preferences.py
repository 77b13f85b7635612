"""How the patient wants to be spoken to: kept beside the journal, over nights and pulled plugs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

from device.files import for_the_box, make_folder, write
from device.session.actions import Action, Prefer
from device.session.events import Event, Preferred

log = logging.getLogger(__name__)

PREFERENCES_FILE = "preferences.json"
"""In the state folder."""

USUAL = Preferred(0, 1.0)


def load_preferences(state: Path) -> Preferred:
    """Return what is kept in `state`; the usual where nothing is, or what is there is damaged."""
    try:
        told = json.loads((state / PREFERENCES_FILE).read_text(encoding="utf-8"))
        return Preferred(int(told["gain_db"]), float(told["slower"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return USUAL


def save(state: Path, gain_db: int, slower: float) -> None:
    """Keep in `state` how loud, `gain_db`, and how many times `slower` to speak. Raises OSError."""
    make_folder(state)
    write(
        state / PREFERENCES_FILE,
        json.dumps({"gain_db": gain_db, "slower": slower}).encode(),
        for_the_box,
    )


class Keeping:
    """A `PipelineObserver` that keeps the patient's preferences. `later` gets what takes long."""

    def __init__(self, state: Path, later: Callable[[Callable[[], None]], None]) -> None:
        self._state = state
        self._later = later

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        if isinstance(action, Prefer):
            self._later(lambda: self._keep(action))

    def _keep(self, action: Prefer) -> None:
        try:
            save(self._state, action.gain_db, action.slower)
        except OSError as problem:
            log.warning("how the patient wants to be spoken to could not be kept: %s", problem)
