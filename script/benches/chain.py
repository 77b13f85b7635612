"""What the chain costs, how exact its counts are, and how fast it falls silent on "pain"."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from device.configuration import load_configuration
from device.hearing.assembly import load_model
from device.hearing.hearing_thread import HearingThread
from device.hearing.models import ModelMissing, find_model
from device.memory import return_large_blocks
from device.paths import state_folder
from device.plan.model import Mode, Task
from device.rehearsal.outcome import RehearsalOutcome
from device.rehearsal.rehearse import Rehearsal
from device.rehearsal.story import PATIENT_ANSWERS, Intention, Moment, Story, story
from device.session.actions import Action, Play
from device.session.events import Event, Word
from device.session.questions import HURT
from device.sound.block import RATE_HZ, Samples, samples

PROJECT = Path(__file__).resolve().parents[2]
DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)

GOALS = {
    "rehearsal_x_realtime": (10.0, "at least"),
    "chain_of_one_core": (0.25, "at most"),
    "worst_block_ms": (5.0, "at most"),
    "rss_mb": (750.0, "at most"),
    "count_onset_error_ms_max": (1.0, "at most"),
    "pain_to_silence_ms_p95": (400.0, "at most"),
}


class Schedule:
    """A `PipelineObserver`: where numbers shall begin, and where the session answers to a stop."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.stops: list[int] = []

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""

    def done(self, action: Action, now: int) -> None:  # noqa: ARG002 - see `PipelineObserver`
        """See `PipelineObserver`."""
        match action:
            case Play(counted=int(), at=at):
                self.counts.append(at)
            case Play(phrase=said, at=at) if said.key == "stopped":
                self.stops.append(at)


def painful(tasks: Sequence[Task]) -> Story:
    """Pain in every exercise that is held or moved: into a number, and into a sentence.

    Each number of a hold is said in every repetition; the third 2 is in "that was two of ten".
    """
    counted = [t for t in tasks if t.exercise.mode in (Mode.HOLD, Mode.EACH_SIDE, Mode.PACED)]
    return Story(
        tuple(
            Intention(
                Moment(task.exercise.id, 2, 3 if i % 2 and task.dose.hold_s else 1), Word.PAIN
            )
            for i, task in enumerate(counted)
        ),
        PATIENT_ANSWERS,
        stopped=frozenset(task.exercise.id for task in counted),
    )


def onset_errors_ms(spoken: Samples, wanted: Sequence[int]) -> list[float]:
    """How far from where it should, each number begins in the sound itself.

    A number that follows on silence begins at its first sample that is not zero; one that cuts
    another phrase short cannot be told from it in the mixture and is left out. `wanted` holds
    no number at which the box was silent because somebody spoke.
    """
    before, after = samples(0.02), samples(0.1)
    errors = []
    for at in wanted:
        if at - before < 0 or spoken[at - before : at - before // 2].any():
            continue
        window = spoken[at - before // 2 : at + after]
        sounding = np.flatnonzero(window)
        error = (sounding[0] - before // 2) if len(sounding) else after
        errors.append(abs(float(error)) * 1000 / RATE_HZ)
    return errors


def silence_after_ms(spoken: Samples, end: int, answered: int) -> float:
    """How long what the box was saying sounds on after a cry that ends at sample `end`.

    Up to the last sample that is not zero before its answer begins at sample `answered`.
    """
    sounding = np.flatnonzero(spoken[end:answered])
    return (int(sounding[-1]) + 1) * 1000 / RATE_HZ if len(sounding) else 0.0


def silences_ms(outcome: RehearsalOutcome, stops: Sequence[int]) -> list[float]:
    """`silence_after_ms` for each cry that was understood; its answer is the next stop."""
    return [
        silence_after_ms(outcome.spoken, said.end, next(at for at in stops if at >= said.heard_at))
        for said in outcome.said
        if said.spoken.word in HURT and said.heard_at is not None
    ]


def memory_of_the_box(language: str, sound: Path) -> int:
    """Return the largest resident memory, in MB, of a process that is the box and nothing else."""
    bench = Path(__file__).resolve().with_name("memory.py")
    child = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, bench, "--json", "--language", language, "--sound", str(sound)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return int(json.loads(child.stdout)["rss_mb"])


def measure(language: str) -> dict[str, float | int | str]:
    """Rehearse a usual day and a painful one; return every figure."""
    configuration = load_configuration(PROJECT, language)
    model = load_model(find_model(language).folder)
    outcomes: list[RehearsalOutcome] = []
    errors: list[float] = []
    given_way = 0
    pains: list[float] = []
    heard: list[Samples] = []
    with tempfile.TemporaryDirectory() as folder:
        for story_of in (story, painful):
            schedule = Schedule()
            rehearsal = Rehearsal(
                configuration,
                model,
                Path(folder) / story_of.__name__,
                DAY,
                watches=(schedule,),
                clips=state_folder() / "clips",
                story_of=story_of,
                hearing_of=lambda listener: HearingThread(listener, waits=True),
            )
            heard.clear()
            gc.freeze()  # as the daemon does
            outcome = rehearsal.run(lambda microphone, _speaker: heard.append(microphone))
            outcomes.append(outcome)
            aloud = [at for at in schedule.counts if outcome.is_heard(at)]
            given_way += len(schedule.counts) - len(aloud)
            errors += onset_errors_ms(outcome.spoken, aloud)
            pains += silences_ms(outcome, schedule.stops)
        sound = Path(folder) / "microphone.npy"
        np.save(sound, np.concatenate(heard))
        rss_mb = memory_of_the_box(language, sound)
    length_s = sum(outcome.length_s for outcome in outcomes)
    blocks = [outcome.block_s for outcome in outcomes]
    return {
        "language": language,
        "x_realtime": round(length_s / sum(outcome.chain_s for outcome in outcomes), 1),
        "rehearsal_x_realtime": round(length_s / sum(outcome.took_s for outcome in outcomes), 1),
        "chain_of_one_core": round(sum(outcome.chain_s for outcome in outcomes) / length_s, 4),
        "worst_block_ms": round(1000 * max(blocks_s.max() for blocks_s in blocks), 2),
        "block_ms_p999": round(1000 * float(np.quantile(np.concatenate(blocks), 0.999)), 2),
        "rss_mb": rss_mb,
        "counts": len(errors),
        "counts_given_way": given_way,
        "count_onset_error_ms_max": round(max(errors), 3),
        "pains": len(pains),
        "pain_to_silence_ms_p95": round(float(np.percentile(pains, 95)), 1) if pains else -1.0,
    }


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--language", default="ko", help="whose model and voice (ko)")
    options = parser.parse_args()
    console = Console(stderr=options.json)
    return_large_blocks()  # as the daemon has it
    try:
        with Progress(
            SpinnerColumn(), TextColumn("two days"), TimeElapsedColumn(), console=console
        ) as bar:
            bar.add_task("")
            figures = measure(options.language)
    except ModelMissing as missing:
        console.print(str(missing), style="red", markup=False)
        return 2
    table = Table("figure", "goal", "got", "met")
    met = figures["pains"] != 0
    for name, (goal, way) in GOALS.items():
        got = float(figures[name])
        good = got >= goal if way == "at least" else 0 <= got <= goal
        met = met and good
        table.add_row(name, f"{way} {goal:g}", f"{got:g}", "yes" if good else "[red]NO[/]")
    console.print(table)
    console.print(f"{figures['counts']} counts, {figures['pains']} cries of pain, two days")
    if options.json:
        print(json.dumps(figures))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
