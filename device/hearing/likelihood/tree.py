"""How likely each of many phrases is: their common beginnings are asked about once.

Pure but for the decoder, which is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from device.hearing.likelihood.moonshine import Branch
from device.hearing.likelihood.tokens import BEGIN, END

HOPELESS = 6.0
"""A beginning so far below the best of its length, or below the best whole phrase, is left."""

MOST = 10
"""Beam width: the best prefixes of one length. Each costs 2 ms on a PC. With 12, and prefixes
without an end, a word took 270 ms, at most 660 ms; now 60 ms, at most 90 ms."""

LEFT = 2.0
"""The phrases that were left share their beginning's probability, less this: they are unlikely, but
not impossible."""

MAX_FREE = 6
"""Maximum number of tokens of the free transcription that are looked at."""

Form = tuple[int, ...]
"""A way to write a phrase, in tokens, without what ends it."""


@dataclass
class Node:
    """The phrases that begin alike: `whole` are the numbers of those that end here."""

    next: dict[int, Node] = field(default_factory=dict)
    whole: list[int] = field(default_factory=list)


def grow(forms: Iterable[Form]) -> Node:
    """Return the tree of these forms; they are numbered as they come."""
    root = Node()
    for number, form in enumerate(forms):
        node = root
        for token in form:
            node = node.next.setdefault(token, Node())
        node.whole.append(number)
    return root


@dataclass(frozen=True, slots=True)
class Likely:
    """The logarithm of each form's probability, and the best text that nothing restricts.

    `free` is what the decoder writes by itself, a token after the other, `free_log` the
    logarithm of its probability. All are at most 0, and of one scale: texts share a probability
    of 1.
    """

    forms: np.ndarray[tuple[int], np.dtype[np.float64]]
    free: Form
    free_log: float


class Decoder(Protocol):
    """What the search asks; `Moonshine` is one."""

    def go_on(self, branch: Branch, rows: Sequence[int], tokens: Sequence[int]) -> Branch:
        """See `Moonshine`."""


@dataclass(slots=True)
class _Live:
    """A beginning that is followed: it ends with `token`, after the beginning in `row`."""

    so_far: float
    token: int
    node: Node
    row: int


def likely(decoder: Decoder, begun: Branch, tree: Node, count: int, ends: Sequence[int]) -> Likely:
    """Ask how likely each form is. Two or three runs are usual, one for each length.

    Args:
        decoder: What is asked.
        begun: Its beginning, nothing written yet: one row.
        tree: The forms, as from `grow`.
        count: Number of forms in `tree`.
        ends: The tokens that may end a form besides those that it has.
    """
    told = np.full(count, -np.inf)
    branch = begun
    best_whole = -np.inf
    live = [_Live(float(branch.next[0, t]), t, n, 0) for t, n in tree.next.items()]
    free: list[int] = []
    free_log, free_row = 0.0, 0
    while True:
        if not free or (free[-1] != END and len(free) < MAX_FREE):
            free.append(int(branch.next[free_row].argmax()))
            free_log += float(branch.next[free_row, free[-1]])
        open_end = free[-1] != END and len(free) < MAX_FREE
        live.sort(key=lambda each: -each.so_far)
        least = max(best_whole, max((each.so_far for each in live), default=-np.inf)) - HOPELESS
        follow = [each for each in live[:MOST] if each.so_far >= least]
        for each in live[len(follow) :]:
            _leave(each.node, each.so_far, told)
        rows = [each.row for each in follow]
        tokens = [each.token for each in follow]
        if open_end:
            rows.append(free_row)
            tokens.append(free[-1])
            free_row = len(follow)
        if not rows:
            return Likely(told, tuple(t for t in free if t not in (BEGIN, END)), free_log)
        branch = decoder.go_on(branch, rows, tokens)
        live = []
        for row, each in enumerate(follow):
            if each.node.whole:
                ended = each.so_far + float(np.logaddexp.reduce(branch.next[row, list(ends)]))
                told[each.node.whole] = ended
                best_whole = max(best_whole, ended)
            live += [
                _Live(each.so_far + float(branch.next[row, t]), t, n, row)
                for t, n in each.node.next.items()
            ]


def _leave(node: Node, so_far: float, told: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
    below = list(_below(node))
    told[below] = so_far - LEFT - np.log(len(below))


def _below(node: Node) -> Iterator[int]:
    yield from node.whole
    for following in node.next.values():
        yield from _below(following)
