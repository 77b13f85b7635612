"""The talk of an enrollment.

Each word is asked for, what was no good template is asked for once more.
"""

from __future__ import annotations

from collections.abc import Callable

from device.journal.entry import Kind
from device.plan.script import Ask, Cue, Question, Say
from device.session.actions import EnrollWord, RequestTemplate, TemplateRequest
from device.session.course import Course
from device.session.enrollment import Enrollment
from device.session.events import TemplateChecked, TemplateProblem, Word
from device.session.player import Track
from device.session.questions import HURT, unheard
from device.sound.block import samples
from device.speaking.phrase import Phrase, phrase

_TROUBLES = {
    TemplateProblem.QUIET: "enrollment_too_faint",
    TemplateProblem.LOUD: "enrollment_too_strong",
    TemplateProblem.NO_WORD: "enrollment_no_word",
    TemplateProblem.UNLIKE: "enrollment_unlike",
}

STOPS_ENROLLMENT = HURT | {Word.HELP}

BREATH = samples(0.3)
"""Between a good template and what is asked for then."""


def say_word(word: Word, *, again: bool = False) -> Phrase:
    """How a word is asked for, for the first time and `again`."""
    said = phrase(f"word_{word.value}")
    return phrase("enrollment_again", word=said) if again else phrase("enrollment_say", word=said)


class EnrollmentDialogue:
    """Teaches the box, before the first exercise. `over` is called when all about it was said.

    It lives in `course` as any talk does: pain, a pause and a dead microphone come over it. Once it
    is broken off it is over; the words that were whole by then stay, half a word never does.
    `possible`: there are recognizers that can learn.
    """

    def __init__(self, course: Course, over: Callable[[int], None]) -> None:
        self.possible = False
        self._course = course
        self._floor = course.floor
        self._over = over
        self._enrollment: Enrollment | None = None
        self._track: Track | None = None
        self._asked: Word | None = None
        self._wanted: TemplateRequest | None = None
        self._numbers = 0

    @property
    def has_floor(self) -> bool:
        """Whether an enrollment is under way, and nothing came over it."""
        return self._enrollment is not None and self._floor.top is self._track

    @property
    def asked(self) -> Word | None:
        """The word that the patient is to say, and that means nothing else the while."""
        return self._asked if self.has_floor else None

    def minds(self, word: Word) -> bool:
        """Whether a word that was heard is obeyed: in an enrollment only what stops it."""
        return not self.has_floor or (word in STOPS_ENROLLMENT and word is not self._asked)

    def begin(self, now: int) -> None:
        """Say how it goes, and ask for the first word."""
        self._enrollment = Enrollment()
        self._floor.write(Kind.ENROLLMENT_BEGAN)
        self._ask(now, Say(phrase("enrollment_how"), pause_s=0.8))

    def declined(self, now: int) -> None:
        """The patient does not want an enrollment now, or did not answer."""
        self._last(now, phrase("enrollment_declined"))

    def checked(self, template: TemplateChecked, now: int) -> None:
        """What was said for a template has been looked at.

        An answer to an earlier one is nothing.
        """
        enrollment, wanted = self._enrollment, self._wanted
        if enrollment is None or wanted is None or template.number != wanted.number:
            return
        if template.trouble is None:
            self._good(enrollment, wanted, now)
        else:
            self._trouble(enrollment, template.trouble, now)

    def unanswered(self, now: int) -> None:
        """Nobody said the word, however often it was asked for."""
        self._end(now, "silence")

    def pressed(self, now: int) -> None:
        """The button leaves the enrollment.

        While it is still explained, this was a press too many.
        """
        if self._asked is not None:
            self._floor.fall_silent(now)
            self._end(now, "left")

    def look(self) -> None:
        """Notice what came of an event: what is waited for now, and whether it was broken off."""
        if self._enrollment is not None and not self._floor.holds(self._track):
            self._close(self._enrollment, "broken_off")
        wanted = self._what_is_wanted()
        if wanted != self._wanted:
            self._wanted = wanted
            self._floor.actions.append(RequestTemplate(wanted))

    # ------------------------------------------------------------------ templates

    def _good(self, before: Enrollment, wanted: TemplateRequest, now: int) -> None:
        self._enrollment = enrollment = before.after_good(wanted.number)
        if enrollment.learned != before.learned:
            self._floor.actions.append(EnrollWord(wanted.word, (*wanted.beside, wanted.number)))
            self._floor.write(Kind.WORD_TAUGHT, text=wanted.word.value)
        self._go_on(before, enrollment, now + BREATH)

    def _trouble(self, before: Enrollment, trouble: TemplateProblem, now: int) -> None:
        self._enrollment = enrollment = before.after(trouble)
        if enrollment.left_out == before.left_out:
            self._floor.give_back(now)
            self._ask(now, Say(phrase(_TROUBLES[trouble])))
        else:
            self._go_on(before, enrollment, now, Say(phrase("enrollment_left_out")))

    def _go_on(self, before: Enrollment, enrollment: Enrollment, at: int, *said: Cue) -> None:
        if enrollment.word is None:
            self._end(at, "too_hard" if enrollment.to_come else "done")
            return
        self._floor.give_back(at)
        another = enrollment.word is not before.word
        self._ask(at, *said, *((Say(phrase("enrollment_new_word")),) if another else ()))

    def _ask(self, at: int, *first: Cue) -> None:
        assert self._enrollment is not None  # noqa: S101 - only asked for in an enrollment
        word = self._enrollment.word
        assert word is not None  # noqa: S101 - same
        again = word is self._asked
        if not again:
            self._asked = None
        self._floor.talk(at, *first, Ask(Question.TEMPLATE, say_word(word, again=again)))
        self._track = self._floor.top

    def _what_is_wanted(self) -> TemplateRequest | None:
        enrollment = self._enrollment
        if (
            enrollment is None
            or not self.has_floor
            or self._course.question is not Question.TEMPLATE
        ):
            return None
        assert enrollment.word is not None  # noqa: S101 - it is asked for
        self._asked = enrollment.word
        since, known = self._course.quiet_from, self._wanted
        if known is None or (known.since, known.beside) != (since, enrollment.good):
            self._numbers += 1
            return TemplateRequest(enrollment.word, self._numbers, since, enrollment.good)
        return known

    # ------------------------------------------------------------------ the end

    def _end(self, at: int, how: str) -> None:
        enrollment = self._enrollment
        if enrollment is None:
            return
        self._close(enrollment, how)
        self._floor.give_back(at)
        n = len(enrollment.learned)
        self._last(
            at, phrase("enrollment_learned", n=n) if n else phrase("enrollment_came_to_nothing")
        )

    def _close(self, enrollment: Enrollment, how: str) -> None:
        self._floor.write(Kind.ENROLLMENT_ENDED, value=len(enrollment.learned), text=how)
        self._enrollment = self._track = self._asked = None
        self.possible = self.possible and not enrollment.learned

    def _last(self, at: int, said: Phrase) -> None:
        def over(then: int) -> None:
            self._floor.give_back(then)
            self._over(then)

        self._floor.talk(at, Say(said, pause_s=0.8), then=over)


def enrollment_phrases() -> tuple[Phrase, ...]:
    """Return all that an enrollment may say."""
    words = Enrollment().to_come
    asked = [say_word(word) for word in words]
    return (
        *map(
            phrase, ("enrollment", "enrollment_declined", "enrollment_how", "enrollment_new_word")
        ),
        *map(phrase, _TROUBLES.values()),
        *map(phrase, ("enrollment_left_out", "enrollment_came_to_nothing")),
        *asked,
        *(say_word(word, again=True) for word in words),
        *(unheard(each) for each in asked),
        *(phrase("enrollment_learned", n=n + 1) for n in range(len(words))),
    )
