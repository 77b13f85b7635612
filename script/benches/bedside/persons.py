"""People for trials: synthetic speakers, each with clips of their own and a box of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from device.hearing.commands import Commands, spoken
from device.plan.script import Question
from device.session.events import ANYTIME, NUMBERS, Word
from device.session.questions import HURT, YES_NO, words_for
from device.sound.block import Samples
from device.speaking.clip_cache import ClipCache
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook, VoiceSettings
from device.speaking.synthesis import Pyttsx3Engine
from script.benches.bedside.trials import (
    CLEAN,
    Bedside,
    Box,
    Clip,
    Condition,
    Parts,
    Trial,
    block_share,
)
from script.benches.results.figures import Figure, retention, share

VARIANTS = ("+f4", "+f2", "", "+m4", "+annie")
"""Speakers of espeak-ng; the one without a name is the voice of the box itself."""

WORDS_PER_MINUTE = 140
GETTING_USED = 6
"""Words that a person says before any counts: the recognizer adapts."""

CLEAN_PASSES = 3
"""The last gives the recall, the ones before tell which clips the recognizer knows."""

GOALS = {
    "2m_quiet": 0.98,
    "noise_12db": 0.97,
    "noise_6db": 0.94,
    "box_counts": 0.97,
    "box_speaks": 0.93,
}

ABSOLUTE = {"noise_12db": 0.98, "noise_6db": 0.95}
"""Goals for the recall itself, with the model that is the product's."""


@dataclass(frozen=True, slots=True)
class Voiced:
    """A clip and its sound in one voice."""

    clip: Clip
    sound: Samples


@dataclass
class Heard:
    """What one person's box made of them: trials by condition, tried `times` times each.

    Pain and stop are said once more where they were missed.
    """

    person: str
    clean: list[list[Trial]] = field(default_factory=list)
    trials: dict[str, list[Trial]] = field(default_factory=dict)
    times: int = 1
    missed_twice: int = 0
    cried: int = 0
    false_events: int = 0
    processing: list[float] = field(default_factory=list)

    @property
    def known(self) -> frozenset[Clip]:
        """Return the clips that were understood in all clean passes but the last."""
        passes = self.clean[:-1]
        rights = [{t.clip for t in one if t.right} for one in passes]
        return frozenset(set.intersection(*rights)) if rights else frozenset()


def utterances(commands: Commands, *, session: int, answers: int, numbers: int) -> tuple[Clip, ...]:
    """Return ways to say every word, each where it makes sense; so many phrases of each kind."""
    kinds = (
        (ANYTIME, session, words_for(None)),
        (YES_NO, answers, words_for(Question.DANGER)),
        (frozenset(NUMBERS), numbers, words_for(Question.HOW_BAD)),
    )
    return tuple(
        Clip(word, spoken(text), among)
        for kind, most, among in kinds
        for word in Word
        if word in kind
        for text in commands.phrases[word][:most]
    )


def voiced(
    clips: Sequence[Clip], settings: VoiceSettings, variant: str, folder: Path | None
) -> tuple[Voiced, ...]:
    """Have one speaker say all clips; what cannot be said is left out."""
    voice = Pyttsx3Engine(f"{settings.espeak_voice}{variant}", WORDS_PER_MINUTE)
    clip_cache = ClipCache(PhraseBook(settings, {"said": "{text}"}, ()), voice, folder)
    said = {clip: phrase("said", text=clip.text) for clip in clips}
    unspoken = {missing.phrase for missing in clip_cache.prepare(said.values())}
    return tuple(Voiced(c, clip_cache.clip(p)) for c, p in said.items() if p not in unspoken)


def hear(
    person: str,
    voice: Sequence[Voiced],
    parts: Parts,
    conditions: Sequence[Condition],
    kitchen: Samples | None,
    seed: int = 0,
    *,
    times: int = 1,
) -> Heard:
    """Have a person say everything, clean first and then in each condition what was known.

    There it is said so many `times`, each at another moment.
    """
    heard = Heard(person, times=times)
    alone = Bedside(parts, CLEAN, seed=seed)
    for n in range(CLEAN_PASSES):
        if n == 0:
            _get_used(alone, voice)
        heard.clean.append([alone.say(v.clip, v.sound) for v in voice])
    known = [v for v in voice if v.clip in heard.known]
    for condition in conditions:
        bedside = Bedside(parts, condition, kitchen, seed)
        # A sentence or a count is not said while a number or a yes is waited for.
        meant = [v for v in known if condition.box is Box.SILENT or v.clip.among == words_for(None)]
        _get_used(bedside, meant)
        heard.trials[condition.name] = list(_trials(bedside, meant * times, heard))
        heard.false_events += bedside.false_events
        heard.processing.append(block_share(bedside.processing_s, bedside.length_s))
    return heard


def _trials(bedside: Bedside, voice: Sequence[Voiced], heard: Heard) -> Iterator[Trial]:
    for each in voice:
        trial = bedside.say(each.clip, each.sound)
        if each.clip.word in HURT:
            heard.cried += 1
            if not trial.helped and not bedside.say(each.clip, each.sound).helped:
                heard.missed_twice += 1
        yield trial


def _get_used(bedside: Bedside, voice: Sequence[Voiced]) -> None:
    """The first words of each question go to a recognizer that has never heard the person."""
    for among in dict.fromkeys(v.clip.among for v in voice):
        for each in [v for v in voice if v.clip.among == among][:GETTING_USED]:
            bedside.say(each.clip, each.sound)


def unknown(everybody: Sequence[Heard]) -> dict[str, tuple[str, ...]]:
    """Return for each person the clips that even the clean recognizer does not know."""
    return {
        heard.person: tuple(t.clip.text for t in heard.clean[0] if t.clip not in heard.known)
        for heard in everybody
    }


def recall_figures(
    everybody: Sequence[Heard], *, absolute: bool = False, prefix: str = ""
) -> list[Figure]:
    """Return recall clean, the retention in each condition, and the cries missed in two tries.

    `absolute`: recall in noise too, in which a phrase that was not known clean counts as missed.
    The names begin with `prefix`.
    """
    last = [t for heard in everybody for t in heard.clean[-1]]
    kept = [t for heard in everybody for t in heard.clean[-1] if t.clip in heard.known]
    figures = [
        share(f"{prefix}recall_clean_all_phrases", sum(t.right for t in last), len(last)),
        share(f"{prefix}recall_clean_known_phrases", sum(t.right for t in kept), len(kept)),
    ]
    for name in dict.fromkeys(name for heard in everybody for name in heard.trials):
        trials = [t for heard in everybody for t in heard.trials[name]]
        said = {(heard.person, t.clip) for heard in everybody for t in heard.trials[name]}
        alone = [t for h in everybody for t in h.clean[-1] if (h.person, t.clip) in said]
        clean = sum(t.right for t in alone) / len(alone) if alone else None
        hits = sum(t.right for t in trials)
        kept_here = retention(
            f"{prefix}retention_{name}", hits, len(trials), clean, GOALS.get(name)
        )
        figures.append(kept_here)
        if absolute and name in ABSOLUTE:
            n = sum(len(heard.clean[-1]) * heard.times for heard in everybody)
            figures.append(share(f"{prefix}recall_{name}", hits, n, ABSOLUTE[name]))
    cried = sum(heard.cried for heard in everybody)
    missed = sum(heard.missed_twice for heard in everybody)
    twice = f"{prefix}pain_or_stop_missed_twice"
    figures.append(share(twice, missed, cried, 0.01, at_least=False))
    return figures
