"""Trials of the enrolled voice.

Templates of one person are taught, the other recordings asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import partial

import numpy as np

from device.hearing.denoiser import GtcrnDenoiser
from device.hearing.enrolled.capture import CaptureRecognizer
from device.hearing.enrolled.cohort import Cohort
from device.hearing.enrolled.features import Features, NoWord, candidates_in, features_of
from device.hearing.enrolled.matcher import Matcher, learn
from device.hearing.listener import Listener
from device.hearing.utterance import Utterance
from device.hearing.vad import SileroDetector
from device.session.events import Word
from device.sound.block import Samples, samples
from script.benches.bedside.trials import Bedside, Clip, Condition, Parts
from script.benches.results.figures import Figure, share, wilson

TEMPLATES = 5
OTHERS = (0.005, 0.01, 0.02, 0.05)
"""Shares of other words accepted at which recall is told."""

AROUND = samples(0.3)
ROOM_NOISE_DBFS = -68.0
LEAST = -9.0
"""The score of a command that was taken for another one, or in which no word was found."""


@dataclass(frozen=True, slots=True)
class Said:
    """A recording: who said which word, the how-manieth time."""

    person: str
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Forms:
    """What the front end made of a recording.

    `template` is what would be taught of it, None where no word or several were found: the box
    would have asked again. `readings` are what is asked about, of every utterance that was cut out.
    """

    template: Features | None
    readings: tuple[Features, ...]


Shapes = Mapping[Said, Forms]


@dataclass
class Answers:
    """What the recognizer answered. `right` holds the scores of commands, `others` of other words.

    `in_two` tells of each command and the next time the same person says it whether one of the two
    was understood.
    """

    right: list[float] = field(default_factory=list)
    understood: list[bool] = field(default_factory=list)
    in_two: list[bool] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    accepted: list[bool] = field(default_factory=list)
    strangers: list[bool] = field(default_factory=list)

    def add(self, more: Answers) -> None:
        """Take over what another one holds."""
        for each in fields(self):
            getattr(self, each.name).extend(getattr(more, each.name))

    def recall_at(self, share_of_others: float) -> float:
        """Return the recall at the threshold that so many of the other words reach."""
        if not self.others or not self.right:
            return 0.0
        ordered = np.sort(self.others)[::-1]
        threshold = ordered[min(int(share_of_others * len(ordered)), len(ordered) - 1)]
        return float(np.mean(np.array(self.right) > threshold))


def alone(sounds: Mapping[Said, Samples], progress: Callable[[], None]) -> dict[Said, Forms]:
    """Return the forms of recordings as they are, in the noise of a microphone."""
    dice = np.random.default_rng(5)
    speech = SileroDetector()
    found: dict[Said, Forms] = {}
    for said, sound in sounds.items():
        padded = np.pad(sound.astype(np.float64), AROUND)
        padded += dice.normal(0.0, 32768 * 10 ** (ROOM_NOISE_DBFS / 20), len(padded))
        whole = np.clip(np.rint(padded), -32768, 32767).astype(np.int16)
        speech.begin(whole)
        found[said] = _forms([Utterance(whole, 0, len(whole), 0.0, speech.spoken)])
        progress()
    return found


def beside(
    sounds: Mapping[Said, Samples],
    parts: Parts,
    condition: Condition,
    kitchen: Samples,
    progress: Callable[[], None],
    moment: int = 0,
) -> dict[Said, Forms]:
    """Return the forms of recordings said in a condition, through the box's own chain.

    At every `moment` something else is to be heard of the kitchen beside each.
    """
    utterances: list[Utterance] = []
    listener = partial(
        Listener,
        [CaptureRecognizer()],
        speech=SileroDetector(),
        noise=GtcrnDenoiser(),
        told=utterances.append,
    )
    heard_by = Parts(parts.clips, parts.lines, parts.own_words, listener, parts.echo)
    bedside = Bedside(heard_by, condition, kitchen, seed=3 + moment)
    found: dict[Said, Forms] = {}
    for said, sound in sounds.items():
        utterances.clear()
        bedside.say(Clip(Word.NEXT, said.word, frozenset(Word)), sound)
        found[said] = _forms(utterances)
        progress()
    return found


def draws(
    taught: Shapes, commands: Sequence[str], times: int, seed: int = 0
) -> Iterator[tuple[str, frozenset[Said]]]:
    """Yield, for every draw and person, which recordings are the templates."""
    dice = np.random.default_rng(seed)
    people = dict.fromkeys(said.person for said in taught)
    for _ in range(times):
        for person in people:
            templates: list[Said] = []
            for word in commands:
                good = [s for s, found in taught.items() if found.template and _is(s, person, word)]
                picked = dice.permutation(len(good))[:TEMPLATES]
                templates += [good[i] for i in picked]
            yield person, frozenset(templates)


def answers(
    taught: Shapes,
    asked: Shapes,
    commands: Sequence[str],
    times: int,
    cohort: Cohort,
    *,
    strangers: bool = False,
) -> Answers:
    """Teach templates of `taught`, ask about all other recordings of `asked`, so many draws.

    `strangers`: also ask about the commands as every other person says them.
    """
    told = Answers()
    for person, templates in draws(taught, commands, times):
        learned = {
            word: [
                template for s in templates if s.word == word if (template := taught[s].template)
            ]
            for word in commands
        }
        matcher = learn(learned, cohort)
        if set(matcher.words) != set(commands):
            raise ValueError(f"{person} has not said all of {', '.join(commands)} often enough")
        told.add(ask(matcher, asked, person, templates))
        if strangers:
            theirs = [s for s in asked if s.person != person and s.word in commands]
            told.strangers += [accepted for _, _, accepted in _asked(matcher, asked, theirs)]
    return told


def ask(matcher: Matcher, asked: Shapes, person: str, templates: frozenset[Said]) -> Answers:
    """Ask about every recording of a person that is no template."""
    told = Answers()
    others = [s for s in asked if s.person == person and s not in templates]
    before: dict[str, bool] = {}
    for said, (word, score, accepted) in zip(others, _asked(matcher, asked, others), strict=True):
        if said.word in matcher.words:
            right = word == said.word
            understood = right and accepted
            told.right.append(score if right else LEAST)
            told.understood.append(understood)
            if said.word in before:
                told.in_two.append(before[said.word] or understood)
            before[said.word] = understood
        else:
            told.others.append(score)
            told.accepted.append(accepted)
    return told


def _asked(
    matcher: Matcher, shapes: Shapes, those: Sequence[Said]
) -> Iterator[tuple[str, float, bool]]:
    """Yield word, score and whether it is accepted, for each recording: of its best candidate."""
    best = iter(matcher.best_of_each([shape for said in those for shape in shapes[said].readings]))
    for said in those:
        scores = [next(best) for _ in shapes[said].readings]
        top = max(scores, key=lambda score: score.score, default=None)
        yield ("", LEAST, False) if top is None else (top.word, top.score, top.accepted)


def _forms(utterances: Sequence[Utterance]) -> Forms:
    templates = []
    for utterance in utterances:
        with suppress(NoWord):
            templates.append(features_of(utterance.sound))
    readings = [shape for s in utterances for shape in candidates_in(s.sounds, s.spoken)]
    return Forms(templates[0] if len(templates) == 1 else None, tuple(readings))


def _is(said: Said, person: str, word: str) -> bool:
    return said.person == person and said.word == word


def figures_of(name: str, told: Answers, goal: float | None) -> list[Figure]:
    """Return the figures of one condition."""
    at = told.recall_at(0.01)
    n = len(told.right)
    low, high = wilson(round(at * n), n)
    figures = [
        Figure(f"recall_{name}_at_1_percent", at if n else None, n, low, high, goal),
        share(f"recall_{name}_as_learned", sum(told.understood), n),
        share(f"recall_{name}_as_learned_in_two_tries", sum(told.in_two), len(told.in_two)),
        share(f"others_accepted_{name}_as_learned", sum(told.accepted), len(told.accepted)),
    ]
    if told.strangers:
        heard = sum(told.strangers)
        figures.append(share(f"strangers_accepted_{name}_as_learned", heard, len(told.strangers)))
    return figures
