"""The mixer of the sound card: a volume that nobody has stored is gone after a pulled plug."""

from __future__ import annotations

from device.doctor.finding import DoctorParts, Finding, broken, works


def mixer_of(parts: DoctorParts) -> Finding:
    """Say whether the volume that was set stays."""
    mixer = parts.mixer()
    if not mixer.now:
        return works("mixer", "there is none to keep")
    if mixer.now == mixer.stored:
        return works("mixer", "the volume is kept over a pulled plug")
    seen = "the volume as it is now is lost with a pulled plug"
    return broken("mixer", seen, "If it is right: sudo alsactl store")
