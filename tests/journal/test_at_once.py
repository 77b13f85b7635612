"""What a session and its pain are is on the disk at once; nothing else is waited for with it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from device.journal import store
from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from tests.journal.desk import MORNING, asked, opened

TOGETHER_S = 600.0
"""Longer than anybody waits in a test."""


@pytest.mark.hazard("H3")
@pytest.mark.hazard("H5")
@pytest.mark.parametrize(
    "kind",
    [
        Kind.SESSION_BEGAN,
        Kind.SESSION_COMPLETED,
        Kind.SESSION_ENDED_EARLY,
        Kind.EXERCISE_PACED,
        Kind.EXERCISE_STOPPED,
        Kind.PAIN_SAID,
        Kind.PAIN_ANSWERED,
        Kind.DANGER_ANSWERED,
        Kind.PAIN_ACKNOWLEDGED,
    ],
)
def test_it_is_not_kept_in_memory_until_more_has_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(store, "TOGETHER_S", TOGETHER_S)
    file = tmp_path / "journal.sqlite"
    with opened(file, VirtualClock(MORNING)) as journal:
        journal.write(Entry(kind))
        until = time.monotonic() + 20
        while not asked(file, "SELECT * FROM entries"):
            assert time.monotonic() < until, "it stays in memory"
            time.sleep(0.02)
