"""An enrollment: the patient says each of a few words five times.

What follows from a template. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from device.session.events import TemplateProblem, Word

TEMPLATES_PER_WORD = 5
"""Number of templates that enrollment asks for of each word."""

ENROLLMENT_WORDS = (Word.NO, Word.PAIN, Word.STOP, Word.READY, Word.NEXT, Word.PAUSE, Word.YES)
"""What a session needs most, and the button cannot say; the others can be taught later.

"No" comes first: it is the answer when the box takes another word for pain.
"""

MAX_REJECTIONS = 5
"""Number of samples of a word that are not good enough, after which it is left out."""

MAX_LEFT_OUT = 2
"""After so many words the enrollment is over: it does not work today."""


@dataclass(frozen=True, slots=True)
class Enrollment:
    """How far an enrollment has come.

    `good` are the numbers of the good templates of the word asked for.

    `refused` and `unlike` are of that word: all that were not good enough, and how many of the
    latest ones running were unlike the others.
    """

    to_come: tuple[Word, ...] = ENROLLMENT_WORDS
    learned: tuple[Word, ...] = ()
    left_out: int = 0
    good: tuple[int, ...] = ()
    refused: int = 0
    unlike: int = 0

    @property
    def word(self) -> Word | None:
        """The word that is asked for; None when the enrollment is over."""
        return self.to_come[0] if self.to_come and self.left_out < MAX_LEFT_OUT else None

    def after_good(self, number: int) -> Enrollment:
        """Return how it stands after a good template. With the last one of a word it is learned."""
        good = (*self.good, number)
        if len(good) < TEMPLATES_PER_WORD:
            return replace(self, good=good, unlike=0)
        return Enrollment(self.to_come[1:], (*self.learned, self.to_come[0]), self.left_out)

    def after(self, trouble: TemplateProblem) -> Enrollment:
        """Return how it stands after a template that was not good enough.

        Where the second one running is unlike the only good one, that one was a cough: the word
        begins anew. A word that sounds like another one is left out.
        """
        refused = self.refused + 1
        if trouble is TemplateProblem.ALIKE or refused >= MAX_REJECTIONS:
            return Enrollment(self.to_come[1:], self.learned, self.left_out + 1)
        unlike = self.unlike + 1 if trouble is TemplateProblem.UNLIKE else 0
        if unlike > 1 and len(self.good) == 1:
            return replace(self, good=(), refused=refused, unlike=0)
        return replace(self, refused=refused, unlike=unlike)
