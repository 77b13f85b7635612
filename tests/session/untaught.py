"""A box that nobody has taught, without sound: what it waits for is told to have been said."""

from __future__ import annotations

from device.journal.entry import Kind
from device.plan.script import Question
from device.session.actions import Learn, Wanted, WantTake
from device.session.events import ButtonPressed, LessonPossible, TakeChecked, Ticked, Trouble, Word
from device.sound.block import RATE_HZ
from tests.days import BREATHING, GLUTE_SQUEEZES, outlook
from tests.session.box import Box

TICK = RATE_HZ // 5


class Untaught(Box):
    """A box that could be taught. `good`: the takes that were told to be good, as wanted."""

    def __init__(self, **facts: object) -> None:
        super().__init__(outlook(GLUTE_SQUEEZES, BREATHING, **({"lesson_due": True} | facts)))
        self.good: dict[int, Word] = {}
        self.happens(LessonPossible())

    def tick(self) -> None:
        self.happens(Ticked(self.now + TICK))
        self.now += TICK

    def wait(self, seconds: float) -> None:
        end = self.now + seconds * RATE_HZ
        while self.now < end:
            self.tick()

    def wanted(self) -> Wanted | None:
        told = [a.wanted for _, a in self.actions if isinstance(a, WantTake)]
        return told[-1] if told else None

    def want(self) -> Wanted:
        self.wait_until(lambda: self.wanted() is not None)
        wanted = self.wanted()
        assert wanted is not None
        return wanted

    def says_word(self, trouble: Trouble | None = None) -> Wanted:
        wanted = self.want()
        self.is_checked(wanted, trouble)
        return wanted

    def is_checked(self, wanted: Wanted, trouble: Trouble | None) -> None:
        if trouble is None:
            self.good[wanted.number] = wanted.word
        self.happens(TakeChecked(wanted.number, trouble))

    def begin_lesson(self) -> None:
        self.start()
        self.asked(Question.LESSON)
        self.happens(ButtonPressed())
        self.asked(Question.TAKE)

    def learned(self) -> list[Learn]:
        return [a for _, a in self.actions if isinstance(a, Learn)]

    def teaches(self) -> bool:
        """Whether a lesson has begun and is not over, by the journal's account."""
        kinds = [entry.kind for entry in self.written()]
        return kinds.count(Kind.LESSON_BEGAN) > kinds.count(Kind.LESSON_ENDED)

    def ended(self) -> list[tuple[int | None, str | None]]:
        return [(entry.value, entry.text) for entry in self.written(Kind.LESSON_ENDED)]


def in_lesson() -> Untaught:
    box = Untaught()
    box.begin_lesson()
    return box
