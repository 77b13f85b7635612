"""The parts of the hearing bench: the jobs of each, and what their results tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from device.session.events import Word
from device.session.questions import HURT
from script.benches.bedside.overheard import Talk
from script.benches.bedside.persons import VARIANTS, Heard, recall_figures, unknown
from script.benches.bedside.recorded_words import answer_figures, cut_figures
from script.benches.bedside.silent_day import Silent
from script.benches.bedside.trials import Trial
from script.benches.heard import jobs
from script.benches.heard.boxes import RECORDINGS, kitchen
from script.benches.heard.jobs import Extent, Pupil
from script.benches.results.figures import Figure, mean, per_hour, quantile
from script.benches.results.hearing_parts import Told

Job = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its jobs for a language and an extent, and what their results, in order, tell."""

    work: Callable[[str, Extent], Sequence[Job]]
    tell: Callable[[str, Extent, Sequence[Any]], Told]


def person_jobs(language: str, extent: Extent) -> Sequence[Job]:
    """Return a job for every person."""
    return [
        (jobs.person, (language, variant, extent, n))
        for n, variant in enumerate(VARIANTS[: extent.persons])
    ]


def pupil_jobs(language: str, extent: Extent) -> Sequence[Job]:
    """Return a job for every person who has taught the box, and for talk beside such boxes."""
    pupils = [
        (jobs.pupil, (language, variant, extent, n))
        for n, variant in enumerate(VARIANTS[: extent.persons])
    ]
    talks = [(jobs.talk, (language, extent.every, v)) for v in VARIANTS[: extent.talks]]
    return [*pupils, *talks]


def tell_persons(language: str, extent: Extent, people: Sequence[Heard]) -> Told:
    """Tell recall, retention and times of all people."""
    said = sum(len(trials) for one in people for trials in one.trials.values())
    asked = sum(one.false_events for one in people)
    notes = (
        *not_known(people),
        (
            f"Said were the first {extent.session} phrases of a command, which are those that a "
            f"patient is taught, {extent.answers} of an answer and {extent.numbers} of a number."
        ),
        f"Noise: {kitchen()[1]}.",
        f"{said} words said in a room; between them the box acted {asked} times.",
    )
    figures = recall_figures(people, absolute=language == "en")
    return Told((*figures, *time_figures(people)), notes, latencies(people))


def tell_pupils(language: str, extent: Extent, results: Sequence[Any]) -> Told:
    """Tell recall, retention and false actions of boxes that were taught."""
    pupils: list[Pupil] = [r for r in results if isinstance(r, Pupil)]
    talked: list[Talk] = [r for r in results if isinstance(r, Talk)]
    people, theirs = [p.heard for p in pupils], [p.talk for p in pupils]
    figures = recall_figures(people, absolute=language == "en", prefix="both_recognizers_")
    said = sum(len(trials) for one in people for trials in one.trials.values())
    notes = (
        *(f"With both recognizers: {line}" for line in not_known(people)),
        (
            f"With both recognizers: {said} words said in a room, each {extent.times} times "
            f"in each condition; between them the box acted "
            f"{sum(p.false_events for p in people)} times."
        ),
        *(f"With both recognizers: {line}" for line in talk_notes(talked)),
        *(f"With both recognizers, the patients themselves: {line}" for line in talk_notes(theirs)),
    )
    figures += talk_figures(talked, "both_recognizers_")
    own = [
        replace(f, name=f"{f.name}_of_the_patient")
        for f in talk_figures(theirs, "both_recognizers_")
    ]
    return Told((*figures, *own), notes)


def tell_own_voice(_language: str, _extent: Extent, silent: Sequence[Silent]) -> Told:
    """Tell how often the box acted upon its own voice."""
    hours = sum(one.length_s for one in silent) / 3600
    ducked = sum(one.ducked_s for one in silent)
    actions = sum(one.false_actions for one in silent)
    heard = [word for one in silent for _, word in one.heard]
    suspected = sum(len(one.suspected) for one in silent)
    note = (
        f"Own voice: {len(silent)} sessions, every second with an enrolled voice beside the model, "
        f"{hours:.1f} h, {ducked:.1f} s of them ducked for nothing; heard {heard}, {suspected} "
        "times asked about pain."
    )
    return Told((per_hour("false_actions_of_own_voice", actions, hours, 0.0),), (note,))


def tell_talk(_language: str, _extent: Extent, talked: Sequence[Talk]) -> Told:
    """Tell how often the box acted upon talk."""
    return Told(tuple(talk_figures(talked)), talk_notes(talked))


def tell_words(_language: str, _extent: Extent, results: Sequence[Any]) -> Told:
    """Tell how recorded words are cut out, and what is made of them."""
    cuts, answers = results
    figures = [f for name, each in cuts.items() for f in cut_figures(name, each)]
    if not RECORDINGS.is_dir():
        return Told(notes=("Recorded words: no recordings are here.",))
    wrong = [f"{a.name} → {a.heard}" for a in answers if a.heard not in (None, a.meant)]
    note = f"Recorded words that were taken for a command: {'; '.join(wrong) or 'none'}."
    return Told((*figures, *answer_figures(answers)), (note,))


def talk_figures(talked: Sequence[Talk], prefix: str = "") -> list[Figure]:
    """Return the rates of false actions of talk; none where there was no talk."""
    hours = sum(talk.length_s for talk in talked) / 3600
    if not hours:
        return []
    words = [word for talk in talked for word in talk.words]
    asked = sum(talk.suspected for talk in talked)
    return [
        per_hour(f"{prefix}false_actions_of_talk", len(words) + asked, hours, 0.1),
        per_hour(f"{prefix}false_pain_asked_of_talk", asked, hours),
        per_hour(f"{prefix}false_next_of_talk", words.count(Word.NEXT), hours, 0.0),
    ]


def talk_notes(talked: Sequence[Talk]) -> tuple[str, ...]:
    """Return what was heard in talk, and in which."""
    if not RECORDINGS.is_dir():
        return ("Talk: no recordings are here, only sentences of synthetic voices.",)
    hours = sum(talk.length_s for talk in talked) / 3600
    words = [word for talk in talked for word in talk.words]
    asked = sum(talk.suspected for talk in talked)
    sentences = "; ".join(name for talk in talked for name in talk.sentences)
    told = f"heard {words}, {asked} times asked about pain; it was: {sentences}"
    return (f"Talk: {hours:.2f} h, {told}.",)


def time_figures(people: Sequence[Heard]) -> list[Figure]:
    """Return how long it took until the box fell silent, and what it cost."""
    ducks = [
        t.ducked_ms
        for name in ("box_counts", "box_speaks")
        for t in _over(people, name)
        if t.ducked_ms is not None
    ]
    cries = _cries(people)
    return [
        quantile("pain_to_silence_p50", cries, 0.5, 250.0),
        quantile("pain_to_silence_p95", cries, 0.95, 400.0),
        quantile("onset_to_ducked_p95", ducks, 0.95, 150.0),
        mean("processing_of_one_core", [p for one in people for p in one.processing], 0.25),
    ]


def latencies(people: Sequence[Heard]) -> dict[str, tuple[float, ...]]:
    """Return the times of the picture, by what they are."""
    over = _over(people, "box_speaks")
    return {
        "speech begins → own voice ducked": tuple(
            t.ducked_ms for t in over if t.ducked_ms is not None
        ),
        "pain or stop ends → silence": tuple(_cries(people)),
    }


def not_known(people: Sequence[Heard]) -> tuple[str, ...]:
    """Return a note for each person about the phrases that not even the clean box knows."""
    return tuple(
        f"Not known clean and left out, {name}: {', '.join(lost) or 'nothing'}."
        for name, lost in unknown(people).items()
    )


def _over(people: Sequence[Heard], condition: str) -> list[Trial]:
    return [t for one in people for t in one.trials[condition]]


def _cries(people: Sequence[Heard]) -> list[float]:
    """Return the times of helped cries, from their end until the box was silent."""
    return [
        t.silent_ms
        for t in _over(people, "box_speaks")
        if t.clip.word in HURT and t.helped and t.silent_ms is not None
    ]


PARTS = {
    "people": Part(person_jobs, tell_persons),
    "both_recognizers": Part(pupil_jobs, tell_pupils),
    "talk": Part(lambda lang, extent: [(jobs.talk, (lang, extent.every))], tell_talk),
    "recorded_words": Part(
        lambda lang, extent: [
            (jobs.cut, (lang, extent.every)),
            (jobs.answer, (lang, extent.every)),
        ],
        tell_words,
    ),
    "own_voice": Part(
        lambda lang, extent: [(jobs.own_voice, (lang, n)) for n in range(extent.sessions)],
        tell_own_voice,
    ),
}
"""Every part, in the order of the page."""
