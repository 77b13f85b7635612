"""A command becomes a new template only when nothing that came after spoke against it."""

from __future__ import annotations

import pytest

from device.hearing.enrolled.adaptation import UNDISTURBED, Adaptation
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer, Understood
from device.journal.entry import Entry, Kind
from device.session.actions import Write
from device.session.events import (
    ButtonPressed,
    Event,
    FaultBegan,
    Heard,
    PainSuspected,
    Word,
)
from tests.hearing.enrolled.people import ANNA, LATER, said, templates, voice

LONG, SHORT = UNDISTURBED, UNDISTURBED - 1
PAUSED = Heard(Word.PAUSE, 0)


def followed(*events: tuple[int, Event], says: str = "pause", obeys: bool = True) -> list[str]:
    """Return the words confirmed by events at samples, the enrolled recognizer having heard `says`.

    `obeys`: the session writes down each command that it is told.
    """
    recognizer = EnrolledRecognizer(voice())
    if says == "pain":
        recognizer = EnrolledRecognizer(voice().with_templates(templates("ouch", ANNA, "pain")))
    confirmed: list[Understood] = []
    following = Adaptation(recognizer, confirmed.append)
    recognizer.listen_for(frozenset(Word))
    recognizer.accept(said("ouch" if says == "pain" else says, ANNA, *LATER[0]))
    recognizer.finish()
    for at, event in events:
        following.happened(event, at)
        kind = Kind.WORD_HEARD if isinstance(event, Heard) and obeys else Kind.BUTTON
        word = event.word.value if isinstance(event, Heard) else "pressed"
        following.done(Write(Entry(kind, text=word)), at)
    return [word for word, _sound in confirmed]


@pytest.mark.parametrize("later", [Heard(Word.READY, 0), ButtonPressed(), PainSuspected(0)])
def test_what_stood_undisturbed_is_a_template(later: Event) -> None:
    assert followed((0, PAUSED), (LONG, later)) == ["pause"]


@pytest.mark.parametrize("soon", [Heard(Word.READY, 0), ButtonPressed(), PainSuspected(0)])
def test_what_was_soon_followed_by_something_else_is_none(soon: Event) -> None:
    assert followed((0, PAUSED), (SHORT, soon), (3 * LONG, ButtonPressed())) == []


def test_what_another_recognizer_heard_otherwise_is_none() -> None:
    assert followed((0, Heard(Word.READY, 0)), (LONG, ButtonPressed())) == []


def test_a_fault_of_a_card_is_no_word_against_it() -> None:
    assert followed((0, PAUSED), (5, FaultBegan("disk")), (LONG, ButtonPressed())) == ["pause"]


def test_what_is_said_in_an_enrollment_is_not_obeyed_and_so_is_no_template_of_another_word() -> (
    None
):
    assert followed((0, PAUSED), (LONG, ButtonPressed()), obeys=False) == []


def test_pain_is_never_followed() -> None:
    assert followed((0, Heard(Word.PAIN, 0)), (LONG, ButtonPressed()), says="pain") == []
