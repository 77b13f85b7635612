"""A lesson: the patient says each of a few words five times. What follows from a take. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from device.session.events import Trouble, Word

TAKES = 5
"""So many takes are asked for of each word."""

LESSON_WORDS = (Word.NO, Word.PAIN, Word.STOP, Word.READY, Word.NEXT, Word.PAUSE, Word.YES)
"""What a session needs most, and the button cannot say; the others can be taught later.

"No" comes first: it is the answer when the box takes another word for pain.
"""

MOST_REFUSED = 5
"""After so many takes that are not good enough the word is left out."""

MOST_LEFT_OUT = 2
"""After so many words the lesson is over: it does not work today."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """How far a lesson has come. `good` are the numbers of the good takes of the word asked for.

    `refused` and `unlike` are of that word: all that were not good enough, and how many of the
    latest ones running were unlike the others.
    """

    to_come: tuple[Word, ...] = LESSON_WORDS
    learned: tuple[Word, ...] = ()
    left_out: int = 0
    good: tuple[int, ...] = ()
    refused: int = 0
    unlike: int = 0

    @property
    def word(self) -> Word | None:
        """The word that is asked for; None when the lesson is over."""
        return self.to_come[0] if self.to_come and self.left_out < MOST_LEFT_OUT else None

    def after_good(self, number: int) -> Lesson:
        """Return how it stands after a good take. With the last one of a word it is learned."""
        good = (*self.good, number)
        if len(good) < TAKES:
            return replace(self, good=good, unlike=0)
        return Lesson(self.to_come[1:], (*self.learned, self.to_come[0]), self.left_out)

    def after(self, trouble: Trouble) -> Lesson:
        """Return how it stands after a take that was not good enough.

        Where the second one running is unlike the only good one, that one was a cough: the word
        begins anew. A word that sounds like another one is left out.
        """
        refused = self.refused + 1
        if trouble is Trouble.ALIKE or refused >= MOST_REFUSED:
            return Lesson(self.to_come[1:], self.learned, self.left_out + 1)
        unlike = self.unlike + 1 if trouble is Trouble.UNLIKE else 0
        if unlike > 1 and len(self.good) == 1:
            return replace(self, good=(), refused=refused, unlike=0)
        return replace(self, refused=refused, unlike=unlike)
