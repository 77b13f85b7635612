"""Teaching from a microphone: one word after the other, each template checked as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from device.hearing.enrolled.acceptance import TemplateRejected, checked_template
from device.hearing.enrolled.capture import CaptureListener
from device.hearing.enrolled.cohort import Cohort
from device.hearing.enrolled.features import Features
from device.hearing.enrolled.profile_store import Template
from device.session.enrollment import TEMPLATES_PER_WORD
from device.sound.block import BLOCK_S
from device.sound.devices import Microphone

MICROPHONE_TIMEOUT_S = 20.0
MAX_MICROPHONE_REJECTIONS = 10
"""Maximum number of rejected samples of a word before it is left out."""


class NothingHeard(Exception):
    """Nobody spoke for `MICROPHONE_TIMEOUT_S`, or what came was never good enough."""


def enroll_word(
    word: str,
    microphone: Microphone,
    ask: Callable[[str, int], None],
    refuse: Callable[[str], None],
    cohort: Cohort,
) -> tuple[Template, ...]:
    """Return `TEMPLATES_PER_WORD` good templates of a word.

    `ask` tells the person which sample of the word comes now (1 to `TEMPLATES_PER_WORD`), `refuse`
    why the last one is asked for once more. Raises NothingHeard, and DeviceError of the microphone.
    """
    listener = CaptureListener()
    good: list[Features] = []
    refused = 0
    while len(good) < TEMPLATES_PER_WORD:
        ask(word, len(good) + 1)
        try:
            good.append(_one(listener, microphone, good, cohort))
        except TemplateRejected as why:
            refused += 1
            if refused > MAX_MICROPHONE_REJECTIONS:
                raise NothingHeard(f"{word!r} is left out: {why}.") from None
            refuse(str(why))
    return tuple(Template(word, features) for features in good)


def _one(
    listener: CaptureListener, microphone: Microphone, others: Sequence[Features], cohort: Cohort
) -> Features:
    for _ in range(round(MICROPHONE_TIMEOUT_S / BLOCK_S)):
        sound = listener.hear(microphone.read())
        if sound is not None:
            return checked_template(sound, others, cohort, listener.over_db)
    raise NothingHeard(
        f"Nothing was heard for {MICROPHONE_TIMEOUT_S:.0f} seconds. Is the microphone muted?"
    )
