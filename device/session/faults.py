"""Parts of the box that do not work: what is held for them, and what is said about them."""

from __future__ import annotations

from device.journal.entry import Kind
from device.plan.script import Question, Say
from device.session.course import Course
from device.session.pain_dialogue import PainDialogue
from device.session.questions import OF_HELP
from device.speaking.phrase import phrase

_REMARKS = {
    "button": "button_stuck",
    "disk": "disk_full",
    "microphone": "cannot_hear",
    "model": "button_only",
    "panel": "panel_broken",
}
_OVER = {"microphone": "microphone_back", "speaker": "speaker_back"}


_ASKED_ON = OF_HELP | {Question.MORE_PAIN}
"""Over these nothing pauses: who does not answer them may need somebody to come."""


class Faults:
    """Which parts do not work. While a session runs the patient is told at once or in between."""

    def __init__(self, course: Course, pain: PainDialogue) -> None:
        self._course = course
        self._pain = pain
        self.parts: frozenset[str] = frozenset()

    def began(self, part: str, now: int) -> None:
        """A part stopped working at sample `now`."""
        self.parts |= {part}
        self._course.floor.write(Kind.FAULT_BEGAN, text=part)
        if self._course.main is None:
            if part == "panel":  # without a button nobody begins a session in which it is said
                self._course.floor.talk(now, Say(phrase(_REMARKS[part])))
            return
        if part == "microphone":
            self._deaf(now)
        elif part == "speaker":
            if self._pain.now is None:
                self._course.pause(now, phrase("paused"))
        elif part in _REMARKS:
            self._course.say_between(now, phrase(_REMARKS[part]))

    def ended(self, part: str, now: int) -> None:
        """It works again."""
        self.parts -= {part}
        self._course.floor.write(Kind.FAULT_ENDED, text=part)
        if self._course.main is not None and part in _OVER:
            self._course.say_between(now, phrase(_OVER[part]))

    def tell(self, now: int) -> None:
        """A session begins: say what does not work in it."""
        for part in sorted(self.parts & _REMARKS.keys()):
            self._course.say_between(now, phrase(_REMARKS[part]))

    def _deaf(self, now: int) -> None:
        """The patient cannot stop the count by voice any more: hold it, and say so."""
        cannot_hear = phrase("cannot_hear")
        if self._course.question is Question.PAUSED:
            self._course.say_between(now, cannot_hear)
        elif self._pain.now is None and self._course.question not in _ASKED_ON:
            self._course.pause(now, cannot_hear)
        else:
            self._course.floor.fall_silent(now)
            self._pain.talk(now, Say(cannot_hear))
