"""The journal in memory gives rows and history as the one on disk does."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import event, given, settings
from hypothesis import strategies as st

from device.journal.clock import VirtualClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from script.benches.lives.memory import MemoryJournal
from tests.reaching import reached, reaches


@dataclass(frozen=True, slots=True)
class Off:
    """The plug is pulled for so many seconds."""

    seconds: float


ENTRIES = st.builds(
    Entry,
    st.sampled_from(
        [
            *(Kind.SESSION_BEGAN, Kind.SESSION_RESUMED, Kind.SESSION_COMPLETED),
            *(Kind.SESSION_ENDED_EARLY, Kind.EXERCISE_BEGAN, Kind.EXERCISE_STOPPED),
            *(Kind.PAIN_SAID, Kind.PAIN_ANSWERED, Kind.NEXT_DAY_ANSWERED, Kind.REPETITION_PACED),
            *(Kind.PAIN_ACKNOWLEDGED, Kind.EXERCISE_PACED, Kind.FAULT_BEGAN),
        ]
    ),
    st.sampled_from([None, "heel_slides", "bridging"]),
    st.sampled_from([None, 1, 7]),
    st.sampled_from([None, "pain", "danger", "unfinished", "worse", "gone", "silence"]),
)
WAITS = st.sampled_from([1.0, 60.0, 3600.0, 4 * 3600.0, 24 * 3600.0, 9 * 24 * 3600.0])
STEPS = st.lists(
    st.one_of(ENTRIES, ENTRIES, WAITS, st.builds(Off, WAITS), st.booleans()), max_size=40
)


@reaches()
@settings(max_examples=50, deadline=None)
@given(STEPS)
def test_rows_and_history_are_those_of_the_journal_on_disk(
    steps: list[Entry | float | Off | bool],
) -> None:
    clock = VirtualClock(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.sqlite"
        on_disk = SqliteJournal(file, clock, timezone="UTC")
        in_memory = MemoryJournal(clock)
        try:
            for step in steps:
                match step:
                    case bool():
                        clock.sure = step
                    case float():
                        clock.advance(step)
                    case Off(seconds):
                        event("restarted")
                        on_disk.close()
                        clock.advance(seconds)
                        on_disk = SqliteJournal(file, clock, timezone="UTC")
                        in_memory = in_memory.reopened()
                    case entry:
                        reached()
                        assert in_memory.write(entry) == on_disk.write(entry)
                assert in_memory.today() == on_disk.today()
            assert in_memory.history() == on_disk.history()
        finally:
            on_disk.close()
