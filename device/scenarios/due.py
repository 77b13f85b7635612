"""When a session next has something to do by itself: time may leap to that sample."""

from __future__ import annotations

from device.plan.script import Say, Timed
from device.session.player import Track
from device.session.session import Session
from device.sound.block import samples


def next_due(session: Session) -> int | None:
    """Return the sample from which on a tick does something; None while only events do.

    It looks into the session's parts instead of asking them, so that nothing is added to the path
    of the sound. A tick that comes earlier does nothing; `tests/scenarios/test_box.py` holds leaps
    against a tick for every block.
    """
    course = session._course  # noqa: SLF001 - see above
    top = course.floor.top
    if top is None:
        idle = session._idle  # noqa: SLF001 - see above
        return 0 if idle.calls_due else None
    if top.asking is not None:
        again = course._ask_again_at  # noqa: SLF001 - see above
        deadline = course._deadline  # noqa: SLF001 - see above
        return deadline if again is None else min(deadline, again)
    if course._remarks and top is course.main and top.between:  # noqa: SLF001 - see above
        return top.at
    return _end_of_step(top)


def _end_of_step(track: Track) -> int:
    """Return the sample at which the next cue, beat or end of a cue of `track` is due."""
    begun, length = track._begun, track._length  # noqa: SLF001 - see above
    cue = track.cues[track.index] if track.index < len(track.cues) else None
    if not begun:
        return track.at
    match cue:
        case Say(said, pause_s):
            return track.at + length(said) + samples(pause_s)
        case Timed(beats=beats, length_s=length_s):
            beat, stretch = track._beat, track._stretched  # noqa: SLF001 - see above
            offset_s = beats[beat].at_s if beat < len(beats) else length_s
            return track.at + samples(offset_s * stretch)
        case _:
            return track.at
