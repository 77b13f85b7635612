"""Teaching from a microphone: one word after the other, each take checked as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from device.hearing.taught.cohort import Cohort
from device.hearing.taught.features import Shape
from device.hearing.taught.store import Take
from device.hearing.taught.take_ear import TakeListener
from device.hearing.taught.teaching import OnceMore, checked
from device.session.lesson import TAKES
from device.sound.block import BLOCK_S
from device.sound.devices import Microphone

PATIENCE_S = 20.0
MOST_REFUSED = 10
"""So many takes of a word may be refused before it is left out."""


class NothingHeard(Exception):
    """Nobody spoke for `PATIENCE_S`, or what came was never good enough."""


def teach_word(
    word: str,
    microphone: Microphone,
    ask: Callable[[str, int], None],
    refuse: Callable[[str], None],
    cohort: Cohort,
) -> tuple[Take, ...]:
    """Return `TAKES` good takes of a word.

    `ask` tells the person which take of the word comes now (1 to `TAKES`), `refuse` why the last
    one is asked for once more. Raises NothingHeard, and DeviceError of the microphone.
    """
    listener = TakeListener()
    shapes: list[Shape] = []
    refused = 0
    while len(shapes) < TAKES:
        ask(word, len(shapes) + 1)
        try:
            shapes.append(_one(listener, microphone, shapes, cohort))
        except OnceMore as why:
            refused += 1
            if refused > MOST_REFUSED:
                raise NothingHeard(f"{word!r} is left out: {why}.") from None
            refuse(str(why))
    return tuple(Take(word, shape) for shape in shapes)


def _one(
    listener: TakeListener, microphone: Microphone, others: Sequence[Shape], cohort: Cohort
) -> Shape:
    for _ in range(round(PATIENCE_S / BLOCK_S)):
        sound = listener.hear(microphone.read())
        if sound is not None:
            return checked(sound, others, cohort, listener.over_db)
    raise NothingHeard(f"Nothing was heard for {PATIENCE_S:.0f} seconds. Is the microphone muted?")
