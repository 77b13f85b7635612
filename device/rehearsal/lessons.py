"""What the simulated patient has taught once is known at the next start, as on a real box."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from device.hearing.commands import Commands
from device.hearing.taught.store import StoreDamaged, Voice, VoiceStore
from device.rehearsal.pupil import MANNERS, SEED, teach
from device.rehearsal.room import Placement
from device.speaking.clips import Progress
from device.speaking.phrases import VoiceSettings


def taught_voice(
    folder: Path,
    language: VoiceSettings,
    commands: Commands,
    placement: Placement,
    progress: Progress = lambda _done, _all: None,
) -> Voice:
    """Return what was taught with these words in this room; taught now where it never was.

    It is kept in `folder`, and done without where that cannot be written. Seconds the first time.
    """
    lesson = repr((language, sorted(commands.phrases.items()), placement, MANNERS, SEED))
    store = VoiceStore(folder / hashlib.sha256(lesson.encode()).hexdigest()[:16])
    with contextlib.suppress(StoreDamaged):
        if known := store.load():
            return known
    taught = teach(language, commands, placement, progress)
    with contextlib.suppress(OSError, StoreDamaged):
        store.save(taught)
        return store.load()
    return taught
