"""What the simulated patient has taught once is known at the next start, as on a real box."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from device.hearing.commands import Commands
from device.hearing.enrolled.profile_store import ProfileStore, StoreDamaged, VoiceProfile
from device.rehearsal.patient_enrollment import PATIENT_MANNERS, PATIENT_SEED, teach_in_room
from device.rehearsal.room import Placement
from device.speaking.clip_cache import RenderProgress
from device.speaking.phrases import VoiceSettings


def taught_voice(
    folder: Path,
    language: VoiceSettings,
    commands: Commands,
    placement: Placement,
    progress: RenderProgress = lambda _done, _all: None,
) -> VoiceProfile:
    """Return what was taught with these words in this room; taught now where it never was.

    It is kept in `folder`, and done without where that cannot be written. Seconds the first time.
    """
    enrollment = repr(
        (language, sorted(commands.phrases.items()), placement, PATIENT_MANNERS, PATIENT_SEED)
    )
    store = ProfileStore(folder / hashlib.sha256(enrollment.encode()).hexdigest()[:16])
    with contextlib.suppress(StoreDamaged):
        if known := store.load():
            return known
    taught = teach_in_room(language, commands, placement, progress)
    with contextlib.suppress(OSError, StoreDamaged):
        store.save(taught)
        return store.load()
    return taught
