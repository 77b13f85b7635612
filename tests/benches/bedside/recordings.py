"""What the front end makes of two synthetic people's words."""

from __future__ import annotations

from device.hearing.enrolled.features import Features
from script.benches.bedside.voice_trials import Forms, Said
from tests.hearing.enrolled.people import ANNA, BRUNO, LATER, MANNERS, OTHERS, shape

WORDS = ("next", "stop")


def forms(one: Features) -> Forms:
    """Return what the front end makes of a word that was cut out alone."""
    return Forms(one, (one,))


def of_two_people() -> dict[Said, Forms]:
    """Return Anna's and Bruno's commands, said in all manners, and their other words."""
    shapes: dict[Said, Forms] = {}
    for who in (ANNA, BRUNO):
        for word in WORDS:
            for n, manner in enumerate((*MANNERS, *LATER)):
                shapes[Said(who, word, n)] = forms(shape(word, who, *manner))
        for word in OTHERS:
            shapes[Said(who, word, 0)] = forms(shape(word, who))
    return shapes
