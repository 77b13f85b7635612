"""Showing a rehearsal to a person: the live transcript, the summary, the files it leaves."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from device.configuration import Configuration, load_configuration
from device.files import hand_over, hand_to_the_box
from device.hearing.assembly import load_model
from device.hearing.download import DownloadProgress as Told
from device.hearing.enrolled.profile_store import ProfileStore
from device.hearing.likelihood.likelihood_recognizer import LikelihoodRecognizer, load_likelihood
from device.hearing.likelihood.weights import Weights, WeightsMissing, find_weights
from device.hearing.model_setup import find_or_fetch_model
from device.hearing.models import FoundModel, ModelMissing
from device.journal.entry import Kind
from device.panel.light import Pattern
from device.paths import language_folder, state_folder
from device.rehearsal.enrolled_patient import taught_voice
from device.rehearsal.outcome import RehearsalOutcome
from device.rehearsal.rehearse import NEAR, Rehearsal
from device.rehearsal.story import story, taught_by_voice
from device.rehearsal.transcript import Transcript
from device.sound.alsa import AlsaSpeaker
from device.sound.block import BLOCK_S, Samples
from device.speaking.phrases import load_book
from device.speaking.voices import who_speaks

FIRST_DAY = dt.timedelta(days=14)
HOUR = 9


@dataclass(frozen=True, slots=True)
class RehearsalOptions:
    """What the command line asked for."""

    language: str | None = None
    as_json: bool = False
    play: str | None = None
    output: Path | None = None
    recognizers: str | None = None
    """"vosk", "likelihood", "taught", "both", or "enrollment": taught in the first session; None:
    those of the models, or the enrolled one where there is none."""


@dataclass(frozen=True, slots=True)
class RecognizerChoice:
    """Which recognizers are on: those of the models, the enrolled one.

    `enrollment`: what comes of an enrollment.
    """

    name: str
    model: FoundModel | None
    taught: bool
    enrollment: bool = False
    weights: Weights | None = None


def show_rehearsal(project: Path, wishes: RehearsalOptions, out: Console, err: Console) -> int:
    """Rehearse a day; 0 when it ended as the simulated patient meant it, else 1, or 2 for mistakes.

    With `as_json` the transcript goes to `err` and the last line of `out` is the result.
    """
    told = err if wishes.as_json else out
    meant = load_configuration(project, wishes.language)
    if meant.book is None or meant.commands is None:
        return _tell_mistakes(meant, err)
    language = meant.book.voice.language
    try:
        recognizers = choose_recognizers(language, wishes.recognizers, told)
    except (ModelMissing, WeightsMissing) as missing:
        err.print(f"[bold red]{missing}[/]", highlight=False, soft_wrap=True)
        return 2
    if meant.errors:
        return _tell_mistakes(meant, err)
    folder = wishes.output or state_folder() / "rehearsal"
    told.print(f"Recognizers: {recognizers.name}.", highlight=False)
    told.print(f"The voice: {who_speaks(meant.book)}.", highlight=False, markup=False)
    is_new = not folder.exists()
    try:
        outcome = _rehearse(project, meant, recognizers, folder, wishes, told)
    finally:
        _hand_over(folder, is_new=is_new)
    _summary(told, outcome, folder)
    if wishes.as_json:
        out.file.write(json.dumps(as_json(outcome, language, recognizers.name)) + "\n")
    return 0 if outcome.as_meant else 1


def as_json(
    outcome: RehearsalOutcome, language: str, recognizers: str = "vosk"
) -> dict[str, object]:
    """Return what a script may want to know of `outcome`, heard by `recognizers` in `language`."""
    done = outcome.exercises(Kind.EXERCISE_PACED)
    enrollment = {"takes_said": outcome.templates_said, "takes_good": outcome.templates_good}
    return {
        "completed": outcome.as_meant,
        "language": language,
        "engine": recognizers,
        "exercises_done": len(done),
        "exercises_skipped": len(outcome.exercises(Kind.EXERCISE_SKIPPED)),
        "commands_said": outcome.commands_said,
        "commands_heard": outcome.commands_heard,
        "false_actions": outcome.false_actions,
        "led": outcome.light.name.lower(),
        "journal_rows": len(outcome.rows),
        "speed_x_realtime": round(outcome.length_s / outcome.took_s, 1),
        **(enrollment if outcome.templates_said else {}),
    }


def _tell_mistakes(configuration: Configuration, err: Console) -> int:
    for problem in configuration.problems:
        err.print(str(problem), highlight=False, markup=False, soft_wrap=True)
    return 2


def _model(language: str, told: Console) -> FoundModel:
    with _progress(told, f"fetching the model for {language}") as progress:
        return find_or_fetch_model(language, dt.datetime.now(dt.UTC), progress=progress)


def choose_recognizers(language: str, wished: str | None, told: Console) -> RecognizerChoice:
    """Return what is heard with.

    Raises ModelMissing where a model was wished for, WeightsMissing where the recognizer that knows
    likelihoods was.
    """
    if wished == "enrollment":
        return RecognizerChoice("enrollment", None, taught=False, enrollment=True)
    if wished == "taught":
        return RecognizerChoice("taught", None, taught=True)
    if wished == "likelihood":
        return RecognizerChoice("likelihood", None, taught=False, weights=find_weights(language))
    weights = _weights(language) if wished is None else None
    try:
        model = _model(language, told)
    except ModelMissing as missing:
        if wished is not None:
            raise
        if weights is not None:
            return RecognizerChoice("likelihood", None, taught=False, weights=weights)
        _say_loudly(told, language, missing)
        return RecognizerChoice("taught", None, taught=True)
    name = wished or ("vosk" if weights is None else "vosk and likelihood")
    return RecognizerChoice(name, model, taught=wished == "both", weights=weights)


def _weights(language: str) -> Weights | None:
    try:
        return find_weights(language)
    except WeightsMissing:
        return None


def _say_loudly(told: Console, language: str, missing: ModelMissing) -> None:
    told.print(f"\n[bold yellow]THERE IS NO SPEECH MODEL FOR {language.upper()}.[/]")
    told.print(str(missing), highlight=False, markup=False, soft_wrap=True)
    told.print(
        "[bold yellow]Rehearsing with the enrolled recognizer, which needs none: the simulated "
        "patient first teaches the box its words.[/]\n"
    )


def _rehearse(
    project: Path,
    configuration: Configuration,
    recognizers: RecognizerChoice,
    folder: Path,
    wishes: RehearsalOptions,
    told: Console,
) -> RehearsalOutcome:
    assert configuration.book is not None  # noqa: S101 - it has no errors
    english = None
    if configuration.book.voice.language != "en":
        english = load_book(language_folder(project, "en"))
    _clear(folder)
    transcript = Transcript(told, configuration.book, english)
    plan = configuration.loaded.plan
    day = plan.valid_from if plan is not None else dt.datetime.now(dt.UTC).date()
    taught = None
    if recognizers.taught:
        assert configuration.commands is not None  # noqa: S101 - it has no errors
        with _progress(told, "the patient teaches the box") as progress:
            taught = taught_voice(
                state_folder() / "enrollments",
                configuration.book.voice,
                configuration.commands,
                NEAR,
                progress,
            )
    with _progress(told, "rendering what will be said") as progress:
        rehearsal = Rehearsal(
            configuration,
            None if recognizers.model is None else load_model(recognizers.model.folder),
            folder,
            dt.datetime.combine(day + FIRST_DAY, dt.time(HOUR), dt.UTC),
            taught=taught,
            likely=_likely(recognizers, configuration),
            enrollment=recognizers.enrollment,
            story_of=taught_by_voice if recognizers.enrollment else story,
            transcript=transcript,
            clips=state_folder() / "clips",
            progress=progress,
        )
    transcript.head()
    outcome = rehearsal.run() if wishes.play is None else _played(rehearsal, wishes.play)
    rehearsal.write_wav(folder / "session.wav")
    return outcome


def _likely(
    recognizers: RecognizerChoice, configuration: Configuration
) -> LikelihoodRecognizer | None:
    if recognizers.weights is None or configuration.commands is None:
        return None
    return LikelihoodRecognizer(load_likelihood(recognizers.weights), configuration.commands)


def _played(rehearsal: Rehearsal, name: str) -> RehearsalOutcome:
    """As slow as life, through the speaker `name`."""
    speaker = AlsaSpeaker(name)
    never = Event()
    began, blocks = time.monotonic(), 0

    def pace(_microphone: Samples, _speaker: Samples) -> None:
        nonlocal blocks
        blocks += 1
        speaker.write(rehearsal.room_now())
        never.wait(max(0.0, began + blocks * BLOCK_S - time.monotonic()))

    try:
        return rehearsal.run(pace)
    finally:
        speaker.close()


def _clear(folder: Path) -> None:
    """Each rehearsal has a journal of its own.

    An enrollment begins with a box that knows nothing.
    """
    if folder.exists():
        for file in (*folder.glob("journal.sqlite*"), ProfileStore(folder).file):
            file.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)


def _hand_over(folder: Path, *, is_new: bool) -> None:
    """What root has made is the box's, or who asked for it has it."""
    for name in ("clips", "enrollments", "rehearsal"):
        hand_to_the_box(state_folder() / name)
    if not folder.is_relative_to(state_folder()):
        made = (*folder.glob("journal.sqlite*"), folder / "session.wav", ProfileStore(folder).file)
        hand_over((folder, *made) if is_new else made)


def _summary(told: Console, outcome: RehearsalOutcome, folder: Path) -> None:
    table = Table(title="The day", show_header=False)
    colour = "green" if outcome.as_meant else "red"
    what = "yes" if outcome.as_meant else "NO"
    table.add_row("ended as the patient meant it", f"[{colour}]{what}[/]")
    table.add_row("light", outcome.light.name.lower())
    for kind, name in (
        (Kind.EXERCISE_PACED, "exercises paced"),
        (Kind.EXERCISE_SKIPPED, "left out by word"),
        (Kind.EXERCISE_STOPPED, "stopped by pain"),
    ):
        table.add_row(name, ", ".join(sorted(outcome.exercises(kind))) or "-")
    if outcome.templates_said:
        taught = sum(row.kind is Kind.WORD_TAUGHT for row in outcome.rows)
        good = f"{outcome.templates_good} of {outcome.templates_said} samples were good"
        table.add_row("taught in the enrollment", f"{taught} words; {good}")
    heard = f"{outcome.commands_heard} of {outcome.commands_said}, tries counted each"
    table.add_row("commands heard", heard)
    for name, accepted in outcome.recognizers.items():
        table.add_row(f"taken for a command by recognizer {name!r}", str(accepted))
    table.add_row("acted upon though nobody meant it", str(outcome.false_actions))
    if outcome.unknown_words:
        table.add_row("not understood even in silence", ", ".join(outcome.unknown_words))
    table.add_row("journal", f"{len(outcome.rows)} rows in {folder / 'journal.sqlite'}")
    table.add_row("to listen to", str(folder / "session.wav"))
    minutes, speed = outcome.length_s / 60, outcome.length_s / outcome.took_s
    table.add_row("length", f"{minutes:.0f} minutes, {speed:.0f} times real time")
    told.print(table)
    if outcome.light is not Pattern.SOLID:
        told.print("[red]The light is not solid: the day was not done.[/]")


@contextmanager
def _progress(told: Console, what: str) -> Iterator[Told]:
    """Show a bar as soon as there is something to wait for."""
    bar = Progress(
        TextColumn(what), BarColumn(), MofNCompleteColumn(), console=told, transient=True
    )
    task = bar.add_task(what, total=None, start=False)

    def progress(done: int, of: int) -> None:
        if not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=of)

    try:
        yield progress
    finally:
        bar.stop()
