"""The phrases of a vocabulary as the recogniser may write them, and what their scores mean. Pure.

The recogniser's probabilities hold how likely a text is before anything is heard: "No." alone is
written often, "Nine." seldom. Where a grammar asks, both are as likely as each other. So a share of
what a text gets from any sound at all is taken off (a density ratio, as in McDermott et al.: A
density ratio approach to language model fusion in end-to-end speech recognition, 2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.hearing.commands import UNKNOWN, Commands, spoken
from device.hearing.likelihood.tokens import Tokens
from device.hearing.likelihood.tree import Form, Likely, Node, grow
from device.session.events import Word

PRIOR_FILE = Path(__file__).with_name("first_tokens.npy")
"""For each token the mean logarithm of its probability to come first, over recorded words that are
no commands (script/likelihood/prior.py)."""

PRIOR_SHARE = 0.5
"""So much of it is taken off. Of six people's digits at 1 % of the other words, five sets: 0 of it
84, a quarter 85, a half 85, all 80 of 100; stop, yes, no, go of forty: 38, 39, 40, 39."""

ALONE_SHARE = 0.1
"""What a word's own score weighs beside how far it stands over everything else."""

LEAST = -40.0
"""Nothing is less likely."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much speaks for each word.

    `scores`: natural logarithms; 0 is "surely this", and of two texts that fit alike each has
    -0.7. `best` is the word with the highest, `text` what the recogniser writes by itself.
    """

    scores: Mapping[Word, float]
    best: Word | None
    text: str


@dataclass(frozen=True)
class Grammar:
    """Made by `grammar_of`. Every form belongs to a class: a word, or a text that means nothing."""

    tokens: Tokens
    forms: tuple[Form, ...]
    classes: tuple[int, ...]
    words: tuple[Word, ...]
    tree: Node
    _prior: NDArray[np.float64]
    _known: frozenset[Form]

    @property
    def count(self) -> int:
        """Return how many forms there are."""
        return len(self.forms)

    def evidence(self, heard: Likely) -> Evidence:
        """Return what was heard says for each word; the words are the first classes."""
        adjusted = heard.forms - PRIOR_SHARE * self._prior
        count = max(self.classes, default=-1) + 1
        each = np.full(count + 1, LEAST)
        np.logaddexp.at(each, list(self.classes), adjusted)
        # What the recogniser writes by itself stands against all phrases, unless it is one.
        if heard.free and heard.free not in self._known:
            each[count] = heard.free_log - PRIOR_SHARE * first_tokens()[heard.free[0]]
        over = each - np.logaddexp.reduce(each)
        scores = {
            word: float(max(LEAST, over[n] + ALONE_SHARE * min(0.0, each[n])))
            for n, word in enumerate(self.words)
        }
        top = int(each.argmax())
        best = self.words[top] if top < len(self.words) else None
        return Evidence(scores, best, self.tokens.text(heard.free))


@cache
def first_tokens() -> NDArray[np.float64]:
    """Return for each token how likely any sound makes it the first one."""
    table: NDArray[np.float64] = np.load(PRIOR_FILE).astype(np.float64)
    return table


def grammar_of(commands: Commands, tokens: Tokens) -> Grammar:
    """Return the grammar of a whole vocabulary. Some milliseconds.

    Every word of it competes, also those that make no sense now: they must not be taken for one
    that does. Raises ValueError for a phrase that cannot be written.
    """
    words = tuple(word for word in Word if commands.phrases.get(word))
    texts: list[tuple[str, int]] = []
    for n, word in enumerate(words):
        texts += [
            (text, n) for phrase in commands.phrases[word] for text in written_as(phrase, commands)
        ]
    decoys = [spoken(decoy) for decoy in commands.decoys if decoy != UNKNOWN]
    texts += [(decoy, len(words) + n) for n, decoy in enumerate(decoys)]
    forms: dict[Form, int] = {}
    for text, whose in texts:
        for each in (text[:1].upper() + text[1:], text):
            forms.setdefault(tokens.of(each), whose)
    prior = np.array([first_tokens()[form[0]] for form in forms])
    ends = ((), *((end,) for end in tokens.ends))
    known = frozenset(form + end for form in forms for end in ends)
    return Grammar(tokens, tuple(forms), tuple(forms.values()), words, grow(forms), prior, known)


def written_as(phrase: str, commands: Commands) -> Sequence[str]:
    """Return a phrase in all spellings that the vocabulary lists for it, its own the first."""
    text = spoken(phrase)
    return (text, *commands.spellings.get(text, ()))
