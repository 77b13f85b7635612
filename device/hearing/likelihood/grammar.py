"""The phrases of a vocabulary as Moonshine may write them, and what their scores mean. Pure.

The probabilities of all texts share one, so a phrase stands against every other one and against
what Moonshine writes by itself. What a text gets from any sound at all ("No." is written
often, "Nine." seldom) could be taken off: learned with one of six people left out each time, no
share of it was better than none (docs/english.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from device.hearing.commands import UNKNOWN_WORD, Commands, spoken
from device.hearing.likelihood.tokens import Tokens
from device.hearing.likelihood.tree import Form, Likely, Node, grow
from device.session.events import Word

Label = TypeVar("Label", bound=str)
"""What a word is called; the product's are `Word`s."""

MIN_LIKELIHOOD = -40.0
"""Nothing is less likely."""


@dataclass(frozen=True, slots=True)
class WordEvidence(Generic[Label]):
    """How much speaks for each word.

    `scores`: natural logarithms; 0 is "surely this", and of two texts that fit alike each has
    -0.7. `text` is what Moonshine writes by itself.
    """

    scores: Mapping[Label, float]
    text: str


@dataclass(frozen=True)
class Grammar(Generic[Label]):
    """Made by `grammar_of`. Every form belongs to a class: a word, or a text that means nothing."""

    tokens: Tokens
    forms: tuple[Form, ...]
    classes: tuple[int, ...]
    words: tuple[Label, ...]
    tree: Node
    _known: frozenset[Form]

    @property
    def count(self) -> int:
        """Return how many forms there are."""
        return len(self.forms)

    def evidence(self, heard: Likely) -> WordEvidence[Label]:
        """Return what was heard says for each word; the words are the first classes."""
        count = max(self.classes, default=-1) + 1
        each = np.full(count + 1, MIN_LIKELIHOOD)
        np.logaddexp.at(each, list(self.classes), heard.forms)
        # What Moonshine writes by itself stands against all phrases, unless it is one.
        if heard.free and heard.free not in self._known:
            each[count] = heard.free_log
        over = each - np.logaddexp.reduce(each)
        scores = {word: float(max(MIN_LIKELIHOOD, over[n])) for n, word in enumerate(self.words)}
        return WordEvidence(scores, self.tokens.text(heard.free))


def grammar_of(commands: Commands, tokens: Tokens) -> Grammar[Word]:
    """Return the grammar of all `commands`, written in `tokens`. It takes some milliseconds.

    Every word of it competes, also those that make no sense now: they must not be taken for one
    that does. Raises ValueError for a phrase that cannot be written.
    """
    phrases = {
        word: [text for phrase in commands.phrases[word] for text in written_as(phrase, commands)]
        for word in Word
        if commands.phrases.get(word)
    }
    decoys = [spoken(decoy) for decoy in commands.decoys if decoy != UNKNOWN_WORD]
    return grammar_for(phrases, decoys, tokens)


def grammar_for(
    phrases: Mapping[Label, Sequence[str]], decoys: Sequence[str], tokens: Tokens
) -> Grammar[Label]:
    """Return the grammar of `phrases`, the texts of each word, and of `decoys`, which mean none.

    Raises ValueError for a text that cannot be written.
    """
    words = tuple(phrases)
    texts = [(text, n) for n, word in enumerate(words) for text in phrases[word]]
    texts += [(decoy, len(words) + n) for n, decoy in enumerate(decoys)]
    forms: dict[Form, int] = {}
    for text, whose in texts:
        for each in (text[:1].upper() + text[1:], text):
            forms.setdefault(tokens.of(each), whose)
    # In one order, whatever the words are: what was heard with one grammar tells of another one
    # that has the same texts.
    forms = dict(sorted(forms.items()))
    ends = ((), *((end,) for end in tokens.ends))
    known = frozenset(form + end for form in forms for end in ends)
    return Grammar(tokens, tuple(forms), tuple(forms.values()), words, grow(forms), known)


def written_as(phrase: str, commands: Commands) -> Sequence[str]:
    """Return `phrase` in all spellings that `commands` lists for it, its own the first."""
    text = spoken(phrase)
    return (text, *commands.spellings.get(text, ()))
