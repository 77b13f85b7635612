"""What a real box is made of."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from device.configuration import load_configuration
from device.daemon import Daemon
from device.journal.clock import VirtualClock
from device.parts import DaemonParts, real_parts
from device.sd_notify import Systemd
from device.settings import Settings
from tests.household import SHORT_PLAN, Quick, project_with
from tests.test_daemon import MORNING, WITHIN_S


def test_on_a_box_that_leaves_what_is_loaded_to_itself() -> None:
    """Python's garbage collector would stop the sound for 50 ms now and then."""
    assert real_parts(Settings(), None, VirtualClock(MORNING)).loaded is gc.freeze


def test_the_daemon_tells_once_that_all_is_loaded(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPINECOACH_MODEL_KO", str(tmp_path / "nothing"))
    folder = project_with(tmp_path / "box", project, SHORT_PLAN)
    loaded = threading.Event()
    pins, clock = MockFactory(pin_class=MockPWMPin), VirtualClock(MORNING)
    parts = DaemonParts(pins, Quick, Quick, clock, Systemd({}), loaded.set)
    daemon = Daemon(load_configuration(folder), tmp_path / "state", parts, rehearsing=True)
    assert not loaded.is_set()
    thread = threading.Thread(target=daemon.run)
    thread.start()
    try:
        assert loaded.wait(WITHIN_S)
    finally:
        daemon.stop()
        thread.join()
