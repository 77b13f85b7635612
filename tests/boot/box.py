"""The installed daemon with mock pins: put into the booted machine in place of `spinecoach run`.

Everything else is the product's own: settings, journal, sound through ALSA, recognizer, systemd.
A line in the pipe `hand` presses the button; `seen` always holds what the box shows, as JSON.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.cli.common import configuration_here, usable
from device.daemon import Daemon
from device.journal.clock import SystemClock
from device.panel.light import light_of
from device.parts import real_parts
from device.paths import state_folder
from device.settings import Settings

LOOK_EVERY_S = 0.02
SHORT_S, HELD_S = 0.2, 1.8


class Trial:
    """The daemon, the hand on its button and the eye on its light."""

    def __init__(self, place: Path) -> None:
        configuration = usable(configuration_here())
        settings = configuration.settings or Settings()
        self._panel = settings.panel
        self._pins = MockFactory(pin_class=MockPWMPin)
        self._place = place
        self._over = threading.Event()
        self._hand = place / "hand"
        os.mkfifo(self._hand, 0o600)
        parts = real_parts(settings, self._pins, SystemClock())
        self.daemon = Daemon(configuration, state_folder(), parts)

    def run(self) -> None:
        """Be the daemon until it is stopped; say at the end whether the light is off."""
        for work in (self._press, self._look):
            threading.Thread(target=work, daemon=True).start()
        self.daemon.run()
        self._over.set()
        lamp = self._pins.pin(f"GPIO{self._panel.led_pin}").state
        logging.getLogger("spinecoach").info("trial: the lamp is %s", "on" if lamp else "off")

    def _press(self) -> None:
        pin = self._pins.pin(f"GPIO{self._panel.button_pin}")
        # Opened for writing too, it never comes to an end.
        with os.fdopen(os.open(self._hand, os.O_RDWR), "rb", buffering=0) as hand:
            for wish in iter(hand.readline, b""):
                pin.drive_low()
                self._over.wait(HELD_S if wish.strip() == b"hold" else SHORT_S)
                pin.drive_high()

    def _look(self) -> None:
        new = self._place / "seen.new"
        while not self._over.wait(LOOK_EVERY_S):
            view, question = self.daemon.view, self.daemon.question
            seen = {
                "pid": os.getpid(),
                "light": light_of(view).pattern.name,
                "lamp": float(self._pins.pin(f"GPIO{self._panel.led_pin}").state),
                "runs": view.session_runs,
                "question": question.name if question is not None else None,
                "ready": self.daemon.wait_until_prepared(0),
                "faults": sorted(view.faults),
            }
            new.write_text(json.dumps(seen), encoding="utf-8")
            new.replace(self._place / "seen")


def main() -> None:
    """Run where systemd has put us: its runtime folder is the working directory."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    trial = Trial(Path.cwd())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: trial.daemon.stop())
    trial.run()
    sys.exit(0)


if __name__ == "__main__":
    main()
