"""What makes a template good enough, and how many of them make a word. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from device.hearing.enrolled.cohort import Cohort
from device.hearing.enrolled.features import Features, NoWord, features_of
from device.hearing.enrolled.matcher import likeness
from device.hearing.enrolled.profile_store import Template
from device.hearing.enrolled.recordings import Recording
from device.session.events import TemplateProblem, Word
from device.sound.block import Samples, level_dbfs

FEWEST = 3
"""With fewer recordings of a word it is not taught."""

MIN_TEMPLATE_DBFS = -60.0
"""No louder than this, a word is the room's noise."""

TOO_FAINT_DB = 12.0
"""A template has to rise so far over what else there is to hear. Two synthetic people said seven
taught words more and more softly in a room: from 14 dB on 139 of 140 were understood, at 11 to 13
dB 37 of 42, at 9 and less 25 of 56."""

LEEWAY = 0.15
"""A template may be so much nearer to a word of other people than to its own word. Of good
templates of six people at 2 m, 2 of 100 are refused, and 9 of their other words taken (with 0.2
they are 1 and 13, with 0.05 5 and 4)."""

TEMPLATE_CLIPPING_LEVEL = 32_700
MAX_TEMPLATE_CLIPPED = 8

FIRST_WORDS = (
    Word.NEXT, Word.PAIN, Word.STOP, Word.PAUSE, Word.READY, Word.REPEAT,
    Word.HELP, Word.YES, Word.NO, Word.LOUDER, Word.QUIETER, Word.HOW_MANY_LEFT,
)  # fmt: skip
"""Taught where no others are named: what a session needs most."""


class TemplateRejected(Exception):
    """A template that is not good enough; the message says why, to the one who said it."""

    def __init__(self, trouble: TemplateProblem, why: str) -> None:
        super().__init__(why)
        self.trouble = trouble


def checked_template(
    sound: Samples, others: Sequence[Features], cohort: Cohort, over_db: float | None = None
) -> Features:
    """Return the features of a template, if it is good enough beside the others of its word.

    Args:
        sound: One word, 16 kHz, with silence around it or without.
        others: Features of the templates of the same word that are accepted already.
        cohort: Words of other people, which a template must be farther from than from its own.
        over_db: How far it rose over noise and echo, in dB; None where that is not known.

    Raises:
        TemplateRejected: It is too loud, too quiet, no word, or unlike the others; says what to do.
    """
    faint = over_db is not None and over_db < TOO_FAINT_DB
    loud = np.abs(sound.astype(np.int32)) >= TEMPLATE_CLIPPING_LEVEL
    if int(loud.sum()) >= MAX_TEMPLATE_CLIPPED:
        raise TemplateRejected(
            TemplateProblem.LOUD,
            "it was too loud and distorted; speak softer, or from farther away",
        )
    frames = [sound[i : i + 320] for i in range(0, max(1, len(sound) - 319), 160)]
    if faint or max(map(level_dbfs, frames)) < MIN_TEMPLATE_DBFS:
        raise TemplateRejected(
            TemplateProblem.QUIET, "it was too quiet; speak louder, or from nearer"
        )
    try:
        features = features_of(sound)
    except NoWord as problem:
        raise TemplateRejected(TemplateProblem.NO_WORD, f"{problem}; say only the word") from None
    if others and not _like(features, others, cohort):
        raise TemplateRejected(
            TemplateProblem.UNLIKE, "it was too unlike the others; say it as you did before"
        )
    return features


def unknown_word_reason(name: str) -> str | None:
    """Return what is wrong with a word's name, None if it is a command."""
    if name in tuple(Word):
        return None
    return f"{name!r} is no command. Expected: one of {', '.join(Word)}."


def templates_of(
    recordings: Iterable[Recording], cohort: Cohort
) -> tuple[tuple[Template, ...], tuple[str, ...]]:
    """Return all recordings as templates, and for each that is not good enough what is wrong.

    Each of `recordings` is compared with all others of its word, and with `cohort`.
    """
    by_word: dict[str, list[tuple[Recording, Features]]] = {}
    problems: list[str] = []
    for recording in recordings:
        try:
            features = checked_template(recording.sound, (), cohort)
        except TemplateRejected as wrong:
            problems.append(f"{recording.file}: {wrong}.")
            continue
        by_word.setdefault(recording.word, []).append((recording, features))
    for word, mine in by_word.items():
        for recording, features in mine:
            others = [s for r, s in mine if r is not recording]
            if others and not _like(features, others, cohort):
                problems.append(
                    f"{recording.file}: it is too unlike the other recordings of {word!r}."
                )
    templates = tuple(
        Template(word, features) for word, mine in by_word.items() for _, features in mine
    )
    return templates, tuple(problems)


def similar_word(
    templates: Mapping[str, Sequence[Features]], word: str, cohort: Cohort
) -> str | None:
    """Return the other taught word that `word` sounds too much like to be told from, or None.

    Args:
        templates: Features of the accepted templates of each word, `word` among them.
        word: The word that is held against the others; with fewer than `FEWEST` templates it is
            like none.
        cohort: Words of other people, the scale of what is alike.
    """
    mine = templates.get(word, ())
    for other, theirs in templates.items():
        if other == word or not theirs or len(mine) < FEWEST:
            continue
        within = [max(likeness(s, t, cohort) for t in mine if t is not s) for s in mine]
        across = [max(likeness(s, t, cohort) for t in theirs) for s in mine]
        if float(np.median(across)) > float(np.median(within)):
            return other
    return None


def _like(features: Features, others: Sequence[Features], cohort: Cohort) -> bool:
    """Whether it is nearer to one of its own word than to any word of other people, or nearly."""
    own = max(likeness(features, other, cohort) for other in others)
    return own > cohort.nearest(features) - LEEWAY
