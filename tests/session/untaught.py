"""A box that nobody has taught, without sound: what it waits for is told to have been said."""

from __future__ import annotations

from device.journal.entry import Kind
from device.plan.script import Question
from device.session.actions import EnrollWord, RequestTemplate, TemplateRequest
from device.session.events import (
    ButtonPressed,
    EnrollmentPossible,
    TemplateChecked,
    TemplateProblem,
    Ticked,
    Word,
)
from device.sound.block import RATE_HZ
from tests.days import BREATHING, GLUTE_SQUEEZES, day_state
from tests.session.box import Box

TICK = RATE_HZ // 5


class Untaught(Box):
    """A box that could be taught. `good`: the takes that were told to be good, as wanted."""

    def __init__(self, **facts: object) -> None:
        super().__init__(day_state(GLUTE_SQUEEZES, BREATHING, **({"enrollment_due": True} | facts)))
        self.good: dict[int, Word] = {}
        self.happens(EnrollmentPossible())

    def tick(self) -> None:
        self.happens(Ticked(self.now + TICK))
        self.now += TICK

    def wait(self, seconds: float) -> None:
        end = self.now + seconds * RATE_HZ
        while self.now < end:
            self.tick()

    def wanted(self) -> TemplateRequest | None:
        told = [a.wanted for _, a in self.actions if isinstance(a, RequestTemplate)]
        return told[-1] if told else None

    def want(self) -> TemplateRequest:
        self.wait_until(lambda: self.wanted() is not None)
        wanted = self.wanted()
        assert wanted is not None
        return wanted

    def says_word(self, trouble: TemplateProblem | None = None) -> TemplateRequest:
        wanted = self.want()
        self.is_checked(wanted, trouble)
        return wanted

    def is_checked(self, wanted: TemplateRequest, trouble: TemplateProblem | None) -> None:
        if trouble is None:
            self.good[wanted.number] = wanted.word
        self.happens(TemplateChecked(wanted.number, trouble))

    def begin_enrollment(self) -> None:
        self.start()
        self.asked(Question.ENROLLMENT)
        self.happens(ButtonPressed())
        self.asked(Question.TEMPLATE)

    def learned(self) -> list[EnrollWord]:
        return [a for _, a in self.actions if isinstance(a, EnrollWord)]

    def teaches(self) -> bool:
        """Whether an enrollment has begun and is not over, by the journal's account."""
        kinds = [entry.kind for entry in self.written()]
        return kinds.count(Kind.ENROLLMENT_BEGAN) > kinds.count(Kind.ENROLLMENT_ENDED)

    def ended(self) -> list[tuple[int | None, str | None]]:
        return [(entry.value, entry.text) for entry in self.written(Kind.ENROLLMENT_ENDED)]


def in_enrollment() -> Untaught:
    box = Untaught()
    box.begin_enrollment()
    return box
