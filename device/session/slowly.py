"""After "slower" sentences are said more slowly; the beats of a count are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from device.session.actions import Action, Play
from device.speaking.phrase import Phrase

_BEATS = ("number", "number_breathe", "rep_of", "left", "right")
_BEATS_OF_AN_EXERCISE = (".move_out", ".move_back", ".release")


def slowly(said: Phrase) -> Phrase:
    """Return what is said instead of `said`; a word on the beat of a count stays as it is."""
    if said.key in _BEATS or said.key.endswith(_BEATS_OF_AN_EXERCISE):
        return said
    return replace(said, slow=True)


def slow_of(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Return what may be said besides `phrases` once the patient has asked for it slower."""
    return tuple(slow for said in phrases if (slow := slowly(said)).slow)


def spoken_slowly(actions: Iterable[Action]) -> Iterator[Action]:
    """Yield `actions` with every sentence in them said slowly; none is moved."""
    for action in actions:
        match action:
            case Play(said):
                yield replace(action, phrase=slowly(said))
            case _:
                yield action
