"""From what the recognizers heard to one event or none. Pure.

The rules are lopsided on purpose. A false "pain" only holds the count and asks; a false "next"
leaves out care. So a doubtful hearing of pain is enough, and "next" needs two recognizers that
agree, or the enrolled one to be sure.

A model that has no word for "nothing I know" writes commands for what visitors say. What the
patient has taught is therefore never believed against the enrolled recognizer, but for pain and
stop; and those, too, must then have been heard in the sound as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from device.hearing.recognizer import LIKELIHOOD, TAUGHT, Hypothesis
from device.hearing.together import in_the_light_of
from device.session.events import Heard, PainSuspected, Word

HURTS: frozenset[Word] = frozenset({Word.PAIN, Word.STOP})
"""The words for which a doubtful hearing is enough."""

NEEDS_AGREEMENT: frozenset[Word] = frozenset({Word.NEXT})
"""The words that two recognizers must have heard."""

CERTAIN = -0.3
"""Minimum score (`Hypothesis.scores`) at which a word, even "next", needs no other recognizer, and
nobody waits for more."""

DOUBTED = -4.0
"""From this score on a word is believed if it is said again."""

UNLIKELY = -6.0
"""What another recognizer wrote is no word if it is less likely than this."""

SURE_CERTAINTY = 0.6
"""The enrolled recognizer's certainty from which on its "next" needs no other recognizer."""

COMMAND_S = (0.12, 2.2)
"""Length of an utterance that can be a command."""

CRY_S = (0.10, 3.2)
"""Length of an utterance that can be a cry of pain."""

SYLLABLE_S = (0.10, 0.30)
ADDED_S = (0.05, 0.45)
"""An utterance of n syllables lasts from 0.10 n + 0.05 to 0.30 n + 0.45 seconds, echo of the room
included. Foreign talk is written as phrases that would have taken longer or shorter: of 14 commands
found in it this leaves 7, of 83 true ones 82."""

UNHURRIED_S = 0.13
"""Minimum duration of each syllable of "next", in seconds. Of 53 true ones none was shorter than
0.18 s; of 3 that were heard in talk, 2 had 0.12 s."""

CRIES = 2
"""Minimum number of separate "pain" or "stop" that make a cry of speech too long for a command."""

CLEARLY_OVER_DB = 10.0
"""Level over the threshold, in dB, above which an utterance is no residual echo."""

DOUBTFUL_OVER_DB = 3.0

COMMAND_OVER_DB = 8.5
"""A command but pain and stop stands out so far: who speaks to the box turns to it. Of 7 false
actions so faint in 0.3 h of talk, 5 were the same plate put down. Of 520 words that were understood
in a room, in 6 dB of kitchen too, one was fainter."""


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds an utterance.

    `over_db` is how far it rose over what noise and the box's own voice explain; `own` are the
    commands that the box itself said at the time or just before.
    """

    words: frozenset[Word]
    length_s: float
    over_db: float
    ended_at: int
    own: frozenset[Word] = frozenset()


def arbitrate(hypotheses: Sequence[Hypothesis], context: Context) -> Heard | PainSuspected | None:
    """Decide which event an utterance is, if any. Pure.

    Args:
        hypotheses: one utterance, as each recognizer heard it.
        context: what else is known of it, and which words make sense now.

    Returns:
        The event, or None where the box does nothing.
    """
    hypotheses = in_the_light_of(hypotheses, context.words)
    knows = _known(hypotheses)
    believed = [_believed(hypothesis, knows) for hypothesis in _through_noise(hypotheses)]
    hypotheses = [_of_its_length(hypothesis, context.length_s) for hypothesis in believed]
    word = _agreed(hypotheses, context)
    if word is not None and _fits(word, context):
        return Heard(word, context.ended_at, _witnesses(hypotheses, word))
    if _may_hurt(hypotheses, context):
        return PainSuspected(context.ended_at)
    return None


def doubted(hypotheses: Sequence[Hypothesis], context: Context) -> Heard | PainSuspected | None:
    """What `hypotheses` are, heard in `context`, if the same is said once more.

    That is what it would have been, had the patient not taught what the recognizer then did not
    hear: a voice changes. It must be heard through the noise, and is never "next". And it is a word
    of middling likelihood, where no recognizer heard another one.
    """
    untaught = [replace(hypothesis, knows=frozenset()) for hypothesis in _through_noise(hypotheses)]
    event = arbitrate(untaught, context)
    if isinstance(event, Heard) and event.word in NEEDS_AGREEMENT:
        return None
    return event or _middling(hypotheses, context)


def sure(hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether nobody needs to wait for what may follow.

    A likely word, and no recognizer contradicts.
    """
    heard = {hypothesis.word for hypothesis in hypotheses if hypothesis.word is not None}
    return len(heard) == 1 and any(
        score >= CERTAIN and {word} == heard
        for hypothesis in hypotheses
        for word, score in hypothesis.scores
        if hypothesis.source == LIKELIHOOD
    )


def cries_out(segments: Sequence[Sequence[Hypothesis]], context: Context) -> bool:
    """Whether what goes on for too long to be a command is to be asked about as pain.

    Who cries "stop, stop, it hurts" takes no breath.

    Args:
        segments: Parts of the utterance in order, each as every recognizer heard it.
        context: What makes sense now, which commands the box says itself, and how far the
            utterance rises over noise and echo, in dB.
    """
    said = [{h.word for h in hypotheses} & HURTS & context.words for hypotheses in segments]
    needed = CLEARLY_OVER_DB if set().union(*said) <= context.own else DOUBTFUL_OVER_DB
    return sum(map(bool, said)) >= CRIES and context.over_db >= needed


def needs_confirmer(hypothesis: Hypothesis) -> bool:
    """Whether what one recognizer heard needs a second one that agrees."""
    return hypothesis.word in NEEDS_AGREEMENT


def _witnesses(hypotheses: Sequence[Hypothesis], word: Word) -> int:
    """Return how many kinds of recognizers heard a word; those of one model are one."""
    kinds = {
        h.source if h.source in {TAUGHT, LIKELIHOOD} else "" for h in hypotheses if h.word is word
    }
    return len(kinds)


def _likely(hypotheses: Sequence[Hypothesis]) -> dict[Word, float]:
    """Return how likely each word is; nothing where no recognizer tells."""
    return {w: s for h in hypotheses if h.source == LIKELIHOOD for w, s in h.scores}


def _middling(hypotheses: Sequence[Hypothesis], context: Context) -> Heard | None:
    """The word that may have been said, where nothing speaks for another one."""
    scores = {w: s for w, s in _likely(hypotheses).items() if w in context.words - HURTS}
    word = max(scores, key=lambda w: scores[w], default=None)
    if word is None or scores[word] < DOUBTED or not _fits(word, context):
        return None
    others = {h.word for h in hypotheses} - {None, word}
    if others or word in _not_taught(hypotheses):
        return None
    return Heard(word, context.ended_at)


def _not_taught(hypotheses: Sequence[Hypothesis]) -> frozenset[Word]:
    """Return the words that the enrolled recognizer knows and is sure not to have heard."""
    return frozenset[Word]().union(*(_denied(h) for h in hypotheses if h.source == TAUGHT))


def _known(hypotheses: Sequence[Hypothesis]) -> frozenset[Word]:
    """Return what the patient has taught."""
    return frozenset[Word]().union(*(hypothesis.knows for hypothesis in hypotheses))


def _believed(hypothesis: Hypothesis, knows: frozenset[Word]) -> Hypothesis:
    """Without pain or stop beside other words that the enrolled recognizer knows and tells itself.

    Of 40 words of pain and stop, said 2 m away in quiet and in a kitchen, none is lost by it; of 12
    false questions in 0.3 h of talk, 10.
    """
    if hypothesis.source == TAUGHT or hypothesis.word in HURTS or hypothesis.mentions >= HURTS:
        return hypothesis
    return replace(hypothesis, mentions=hypothesis.mentions - (knows & HURTS))


def _through_noise(hypotheses: Sequence[Hypothesis]) -> Sequence[Hypothesis]:
    """Without what was heard only in the less noisy sound, where an enrolled recognizer heard none.

    Pain and stop are left, if the patient has not taught them. Of 483 words of five who had taught
    the box none was lost by it, of 93 pains and stops one; of 29 false actions in 2.4 h of talk,
    23.
    """
    knows = _known(hypotheses)
    if not knows:
        return hypotheses
    taught = frozenset[Word]().union(*(h.mentions for h in hypotheses if h.source == TAUGHT))
    allowed = taught | (HURTS - knows)
    return [_without(hypothesis, hypothesis.denoised - allowed) for hypothesis in hypotheses]


def _without(hypothesis: Hypothesis, words: frozenset[Word]) -> Hypothesis:
    word = None if hypothesis.word in words else hypothesis.word
    return replace(hypothesis, word=word, mentions=hypothesis.mentions - words)


def _of_its_length(hypothesis: Hypothesis, length_s: float) -> Hypothesis:
    """Without its word, if that cannot have been said in this time.

    A cry may be drawn out: what is too long for pain or stop is doubtful, and no more than that.
    """
    n, word = hypothesis.syllables, hypothesis.word
    shortest, longest = (a + n * each for a, each in zip(ADDED_S, SYLLABLE_S, strict=True))
    if word in NEEDS_AGREEMENT:
        shortest = ADDED_S[0] + n * UNHURRIED_S
    if n == 0 or word is None or shortest <= length_s <= longest:
        return hypothesis
    drawn_out = word in HURTS and length_s > longest
    mentions = hypothesis.mentions if drawn_out else hypothesis.mentions - {word}
    return replace(hypothesis, word=None, mentions=mentions)


def _agreed(hypotheses: Sequence[Hypothesis], context: Context) -> Word | None:
    """The word that was said and nothing else, if the recognizers do not contradict each other."""
    writing = [h for h in hypotheses if h.source != TAUGHT]
    written = {h.word for h in writing if h.word is not None and h.word in context.words}
    taught = next((h for h in hypotheses if h.source == TAUGHT), None)
    if taught is not None and taught.word is not None and taught.word in context.words:
        return with_enrolled(written, taught.word, sure=taught.certainty >= SURE_CERTAINTY)
    word = _written(writing, written)
    return None if word in _not_taught(hypotheses) else word


def _denied(taught: Hypothesis) -> frozenset[Word]:
    """The words that the enrolled recognizer knows and is sure not to have heard."""
    return taught.knows - taught.mentions - HURTS


def with_enrolled(written: set[Word], taught: Word, *, sure: bool) -> Word | None:
    """What it is: the enrolled recognizer heard `taught`, the others the words `written`.

    | the others heard      | it is                                   |
    |-----------------------|-----------------------------------------|
    | the same              | that, also "next"                       |
    | nothing that is known | what was taught; "next" only if `sure`  |
    | pain and stop, both   | pain                                    |
    | something else        | nothing (pain is then asked about)      |
    """
    heard = written | {taught}
    if heard <= HURTS:
        return Word.PAIN if Word.PAIN in heard else Word.STOP
    if len(heard) > 1:
        return None
    if not written and taught in NEEDS_AGREEMENT and not sure:
        return None
    return taught


def _written(writing: Sequence[Hypothesis], said: set[Word]) -> Word | None:
    """The word that the recognizers that write agree upon."""
    if said and said <= HURTS:
        return Word.PAIN if Word.PAIN in said else Word.STOP
    if len(said) != 1:
        return None
    word = next(iter(said))
    likely = _likely(writing)
    if likely.get(word, 0.0) < UNLIKELY:
        return None
    agreeing = sum(h.word is word for h in writing)
    if word not in NEEDS_AGREEMENT or likely.get(word, UNLIKELY) >= CERTAIN:
        return word
    return word if 2 <= agreeing == len(writing) else None  # noqa: PLR2004 - two recognizers


def _fits(word: Word, context: Context) -> bool:
    shortest, longest = CRY_S if word in HURTS else COMMAND_S
    if not shortest <= context.length_s <= longest:
        return False
    if word not in HURTS and context.over_db < COMMAND_OVER_DB:
        return False
    if word not in context.own:
        return True
    # Its own word: only when it is too loud to be what is left of the box's voice, and never
    # "next".
    return word not in NEEDS_AGREEMENT and context.over_db >= CLEARLY_OVER_DB


def _may_hurt(hypotheses: Sequence[Hypothesis], context: Context) -> bool:
    """Pain or stop beside another word, or a recognizer of several that heard it."""
    mentioned = {w for h in hypotheses for w in h.mentions} & HURTS & context.words
    if not mentioned or not CRY_S[0] <= context.length_s <= CRY_S[1]:
        return False
    needed = CLEARLY_OVER_DB if mentioned <= context.own else DOUBTFUL_OVER_DB
    return context.over_db >= needed
