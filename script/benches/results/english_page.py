"""What the bench of English tells: its figures, its page and its picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pygal

from device.hearing.likelihood.likelihood_recognizer import SURE
from device.session.events import Word
from script.benches.bedside.overheard import Talk
from script.benches.bedside.untaught import Answer
from script.benches.bedside.untaught_box import Acted, Danger
from script.benches.results.figures import Figure, mean, per_hour, quantile, share, wilson
from script.benches.results.hearing_page import bar

KEPT = "## What was tried"
"""From here on the page is written by people and is kept."""

HEADLINE = ("1", "2", "7", "9")
FEW = ("stop", "yes", "no", "go")
GOALS: Mapping[tuple[str, tuple[str, ...]], float] = {
    ("clean", HEADLINE): 0.95,
    ("near_noise_12db", HEADLINE): 0.93,
    ("2m_quiet", HEADLINE): 0.95,
    ("noise_12db", HEADLINE): 0.90,
    ("clean_words", FEW): 0.97,
}
MAX_COST_MS, MAX_LATE_MS, MAX_MB = 100.0, 200.0, 300.0
LEAST = -100.0

HOW = """How it is measured: recorded people who have taught the box nothing. A word is cut out by
the product's own chain in its condition (see [hearing](hearing.md)) and asked about as it is cut.
Commands are the words named; all other phrases of the box's vocabulary and its decoys compete with
them and mean nothing. "At 1 percent" is the recall at the one threshold, for everybody, that 1 % of
the same people's other words reach; "as learned" what the threshold in the box gives. PocketSphinx
hears the same utterances, as they were cut out, with the same words in a grammar; an error is a
command that is missed or an other word that is taken for one. `acted`: single words said 2 m away
in quiet to a box that listens for every command, yes and no. Talk is played at the same place, 12
dB over the kitchen; noises are loud, and the box waits for yes or no to a danger sign."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the jobs, by their names. `own`: of the recordings that goals are set for."""

    found: Mapping[str, Sequence[Any]]
    own: bool

    def sets(self, name: str) -> dict[tuple[str, ...], list[Answer]]:
        """Return for each set of commands all answers in a condition."""
        told: dict[tuple[str, ...], list[Answer]] = {}
        for each in self.found[name]:
            for labels, (answers, _) in each.items():
                told.setdefault(labels, []).extend(answers)
        return told

    @property
    def conditions(self) -> list[str]:
        """Return the names of what people said something in."""
        return [n for n, each in self.found.items() if each and isinstance(each[0], dict)]

    @property
    def spent_ms(self) -> list[float]:
        """Return the processor time of each utterance."""
        every = (s for n in self.conditions for e in self.found[n] for s in e.values())
        return [ms for _, spent in every for ms in spent]


def recall_at(answers: Sequence[Answer], labels: Sequence[str], of_others: float) -> float | None:
    """Return the recall at the threshold that so many of the other words reach."""
    right = [a.score if a.word == a.said.word else LEAST for a in answers if a.said.word in labels]
    others = sorted((a.score for a in answers if a.said.word not in labels), reverse=True)
    if not right or not others:
        return None
    threshold = others[min(int(of_others * len(others)), len(others) - 1)]
    return float(np.mean(np.array(right) > threshold))


def figures_of(result: Result) -> tuple[list[Figure], list[str]]:
    """Return all figures, and what to say beside them."""
    figures: list[Figure] = []
    ours = theirs = asked = 0
    for name in result.conditions:
        for labels, answers in result.sets(name).items():
            figures += _of_people(name, labels, answers, goals=result.own)
            if any(a.peer is not None for a in answers):
                ours += sum(_wrong(a, _taken(a), labels) for a in answers)
                theirs += sum(_wrong(a, a.peer, labels) for a in answers)
                asked += len(answers)
    if asked:
        figures += [
            share("errors_of_this_ear", ours, asked, at_least=False),
            share("errors_of_pocketsphinx", theirs, asked, at_least=False),
        ]
        low, high = (end * asked / max(1, theirs) for end in wilson(ours, asked))
        value = ours / theirs if theirs else None
        figures.append(
            Figure("errors_against_pocketsphinx", value, asked, low, high, 0.2, at_least=False)
        )
    notes = []
    if not asked:
        notes.append("PocketSphinx is not installed: pip install pocketsphinx==5.1.1")
    figures += _of_the_box(result, notes)
    figures.append(mean("cost_per_utterance_ms", result.spent_ms, MAX_COST_MS))
    return figures, notes


def _of_people(
    name: str, labels: tuple[str, ...], answers: Sequence[Answer], *, goals: bool
) -> list[Figure]:
    head = f"{name}_{'_'.join(labels)}" if labels != HEADLINE else name
    mine = [a for a in answers if a.said.word in labels]
    rest = [a for a in answers if a.said.word not in labels]
    understood = sum(_taken(a) == a.said.word for a in mine)
    accepted = sum(_taken(a) is not None for a in rest)
    at = recall_at(answers, labels, 0.01)
    low, high = wilson(round((at or 0.0) * len(mine)), len(mine))
    goal = GOALS.get((name, labels)) if goals else None
    return [
        Figure(f"recall_{head}_at_1_percent", at, len(mine), low, high, goal),
        share(f"recall_{head}_as_learned", understood, len(mine)),
        share(f"others_accepted_{head}_as_learned", accepted, len(rest), at_least=False),
    ]


def _taken(answer: Answer) -> str | None:
    return answer.word if answer.score >= SURE else None


def _wrong(answer: Answer, taken: str | None, labels: Sequence[str]) -> bool:
    meant = answer.said.word if answer.said.word in labels else None
    return taken != meant


def _of_the_box(result: Result, notes: list[str]) -> list[Figure]:
    figures: list[Figure] = []
    if "acted" in result.found:
        done: list[Acted] = [each for job in result.found["acted"] for each in job]
        meant = [a for a in done if a.meant is not None]
        rest = [a for a in done if a.meant is None]
        right = [a for a in meant if a.heard is a.meant]
        late = [a.late_ms for a in right if a.late_ms is not None]
        figures += [
            share("acted_commands_understood", len(right), len(meant)),
            share(
                "acted_upon_other_words",
                sum(a.heard is not None for a in rest),
                len(rest),
                at_least=False,
            ),
            quantile("word_end_to_acted_p50", late, 0.5, MAX_LATE_MS),
            quantile("word_end_to_acted_p95", late, 0.95),
        ]
        wrong = [f"{a.name} → {a.heard}" for a in rest if a.heard is not None]
        notes.append(f"Other words that were acted upon: {'; '.join(wrong) or 'none'}.")
    if "talk" in result.found:
        figures += _of_talk(result.found["talk"], notes)
    for kind in ("talk", "noise"):
        if f"danger_{kind}" in result.found:
            (told,) = result.found[f"danger_{kind}"]
            figures.append(_of_danger(kind, told))
            notes.append(f"A no to danger taken from {kind}: {'; '.join(told.taken) or 'none'}.")
    if "memory" in result.found:
        figures.append(mean("memory_of_all_ears_mb", result.found["memory"], MAX_MB))
    return figures


def _of_talk(talked: Sequence[Talk], notes: list[str]) -> list[Figure]:
    hours = sum(one.length_s for one in talked) / 3600
    heard = [word for one in talked for word in one.words]
    asked = sum(one.suspected for one in talked)
    sentences = "; ".join(s for one in talked for s in one.sentences)
    notes.append(f"Talk, {hours:.2f} h: heard {heard}, asked {asked} times; it was: {sentences}.")
    return [
        per_hour("false_actions_of_talk", len(heard), hours, 0.5),
        per_hour("false_pain_asked_of_talk", asked, hours),
        per_hour("false_next_of_talk", heard.count(Word.NEXT), hours, 0.0),
    ]


def _of_danger(kind: str, told: Danger) -> Figure:
    name = f"danger_no_taken_from_{kind}"
    return share(name, len(told.taken), told.stretches, 0.0, at_least=False)


def picture(result: Result) -> str:
    """Return the picture: for each condition, recall over the share of other words accepted."""
    chart = pygal.XY(
        title="English, nobody has taught the box",
        x_title="other words of the same people accepted, %",
        y_title="commands understood, %",
        range=(0, 100),
        xrange=(0, 10),
        dots_size=0,
        width=760,
        height=460,
        js=(),
        disable_xml_declaration=True,
    )
    for name in result.conditions:
        for labels, answers in list(result.sets(name).items())[:1]:
            shares = [n / 200 for n in range(1, 21)]
            points = [(100 * s, 100 * (recall_at(answers, labels, s) or 0.0)) for s in shares]
            chart.add(f"{name} ({', '.join(labels)})", points)
    drawn: str = chart.render(is_unicode=True)
    return drawn


def page(file: Path, head: str, figures: Sequence[Figure], notes: Sequence[str]) -> None:
    """Write `english.md`; what stands from `KEPT` on stays as it is."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    tried = before[before.index(KEPT) :] if KEPT in before else f"{KEPT}\n\nNothing yet.\n"
    columns = ("figure", "goal", "got", "95 % interval", "n", "met")
    rows = [columns, tuple("---" for _ in columns), *map(bar, figures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    told = "\n".join(f"- {note}" for note in notes)
    file.write_text(
        f"""# How well the box hears English before enrollment

Written by `script/bench english` ({head}).

![recall against other words accepted](english.svg)

{table}

{HOW}

{told}

{tried}""",
        encoding="utf-8",
    )
