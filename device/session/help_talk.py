"""A call for help, and nobody coming back: ask once, then say whom to call."""

from __future__ import annotations

from collections.abc import Callable

from device.journal.entry import Kind
from device.plan.script import Ask, Question
from device.session.course import Course
from device.session.pain import PAIN_SILENCE_S
from device.sound.block import samples
from device.speaking.phrase import phrase


class HelpTalk:
    """Asks over whatever is under way, which is taken up again when nobody needs to come."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._floor = course.floor

    def cried(self, now: int, talk: Callable[[int, Ask], None]) -> None:
        """Somebody called for help: fall silent, hold the count, and ask by `talk`."""
        self._floor.fall_silent(now)
        self._floor.write(Kind.HELP_SAID, self._course.progress.exercise)
        talk(now + samples(PAIN_SILENCE_S), Ask(Question.NEED_HELP, phrase("need_help")))

    def nobody_back(self, now: int) -> None:
        """Nobody came back, or got from one position to the next: ask once more, fully loud."""
        self._floor.fall_silent(now)
        self._course.level.raise_fully()
        self._floor.talk(now, Ask(Question.ARE_YOU_THERE, phrase("are_you_there")))

    def not_needed(self, now: int) -> None:
        """Somebody is there and well: what was asked or done before is taken up again."""
        self._course.level.restore()
        self._floor.fall_silent(now)
        self._floor.give_back(now)
