"""All files that people edit, read once, with every problem of all of them at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from device.hearing.commands import Commands, load_commands
from device.paths import PLAN, config_file, language_folder, language_folders
from device.plan.lint import Against
from device.plan.loading import LoadedPlan, load_catalogue, load_plan
from device.plan.model import Catalogue
from device.plan.wording import WORDING_FILE as WORDING
from device.plan.wording import load_wording
from device.reading.diagnostic import ConfigError, Diagnostic, Severity, did_you_mean, errors
from device.reading.yaml_document import Path_, read_yaml
from device.session.events import ANYTIME, Word
from device.settings import Settings, load_settings
from device.speaking.phrase import Phrase
from device.speaking.phrases import PhraseBook, load_book

T = TypeVar("T")


@dataclass(frozen=True)
class Configuration:
    """What could be read. What is None has an error among `problems`."""

    settings: Settings | None
    catalogue: Catalogue | None
    loaded: LoadedPlan
    book: PhraseBook | None
    commands: Commands | None
    problems: tuple[Diagnostic, ...] = field(default=())

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Return what keeps the box from running."""
        return errors(self.problems)


def load_configuration(
    project: Path,
    language: str | None = None,
    today: dt.date | None = None,
    *,
    signing: bool = False,
) -> Configuration:
    """Read config/ and voices/ of a project's folder. Never raises for what stands in a file.

    `language` takes the place of the one in device.yaml. `today` is the day on which a person asks;
    the box itself, whose clock may be wrong, refuses nothing for being of a later day. `signing`:
    the plan is to be signed on that day, so the signature that it has counts for nothing.
    """
    problems = list(_borrowed(project))
    settings, found = load_settings(config_file(project, "device.yaml"))
    problems += found
    catalogue, found = load_catalogue(config_file(project, "exercises.yaml"))
    problems += found
    spoken = language or (settings.language if settings is not None else "en")
    folder = language_folder(project, spoken)
    book = commands = None
    if folder.is_dir():
        book = _tried(lambda: load_book(folder), problems)
        problems += book.warnings if book is not None else ()
        commands = _tried(lambda: load_commands(folder / "commands.yaml"), problems)
    else:
        problems.append(_no_language(project, spoken))
    wordings = [
        _tried(partial(load_wording, each), problems) for each in _wordings(project, folder)
    ]
    against = Against(
        today,
        tuple(each for each in wordings if each is not None),
        lambda step: said_while_it_counts(commands, step),
        signing=signing,
    )
    loaded = load_plan(config_file(project, PLAN), catalogue, against)
    problems += loaded.problems
    if book is not None and catalogue is not None:
        problems += _unspeakable(folder, book, catalogue)
    return Configuration(settings, catalogue, loaded, book, commands, tuple(problems))


def _borrowed(project: Path) -> Iterator[Diagnostic]:
    """A file that is lost must not go unnoticed, though the box runs without it."""
    for name in ("device.yaml", "exercises.yaml"):
        own = project / "config" / name
        if config_file(project, name) != own:
            instead = "The one that comes with the program is used."
            yield Diagnostic(own, 1, f"{name} is not there", "", instead, Severity.WARNING)


def _no_language(project: Path, language: str) -> Diagnostic:
    """Tell that no folder of voices/ has the name of the language, instead of each of its files."""
    names = list(language_folders(project))
    file = config_file(project, "device.yaml")
    what = f"there is no language {language!r}: voices/ has no folder of this name"
    meant = did_you_mean(language, names)
    return Diagnostic(file, _line(file, ("language",)), what, " or ".join(names), meant)


def said_while_it_counts(commands: Commands | None, sentence: str) -> tuple[str, ...]:
    """Return which commands that make sense at any time the box itself says in `sentence`."""
    spoken = commands.spoken_in(sentence) & ANYTIME if commands is not None else ()
    return tuple(sorted(word.value for word in spoken))


def _wordings(project: Path, folder: Path) -> list[Path]:
    """The language of the box first, and all others that say which movements they forbid."""
    others = [other for other in language_folders(project).values() if other != folder]
    others = [other for other in others if (other / WORDING).is_file()]
    return [folder, *others] if folder.is_dir() else others


def own_words(book: PhraseBook, commands: Commands) -> Callable[[Phrase], frozenset[Word]]:
    """Return what tells which commands the box itself says in a phrase; each is worked out once."""

    @lru_cache(maxsize=4096)
    def spoken_in(phrase: Phrase) -> frozenset[Word]:
        return commands.spoken_in(book.text(phrase))

    return spoken_in


def _tried(load: Callable[[], T], problems: list[Diagnostic]) -> T | None:
    try:
        return load()
    except ConfigError as unreadable:
        problems += unreadable.problems
        return None


def _unspeakable(folder: Path, book: PhraseBook, catalogue: Catalogue) -> list[Diagnostic]:
    """Exercises of the catalogue for which the language has not all that is said."""
    file = folder / "exercises.yaml"
    found = []
    for exercise in catalogue.exercises:
        needed = ["name", "purpose", "position", "reminder", "way_out"]
        if exercise.is_held:
            needed += ["go", "release"]
        elif exercise.is_moved:
            needed += ["move_out", "move_back"]
        missing = [part for part in needed if f"{exercise.id}.{part}" not in book.texts]
        if missing:
            what = f"{exercise.id} has no {', '.join(missing)}"
            line = _line(file, (exercise.id,))
            expected = f"a sentence for each in voices/{folder.name}/{file.name}"
            found.append(Diagnostic(file, line, what, expected))
        if book.steps(exercise.id) != exercise.steps:
            what = f"{exercise.id} has {book.steps(exercise.id)} steps"
            expected = f"{exercise.steps}, as in config/exercises.yaml"
            found.append(Diagnostic(file, _line(file, (exercise.id,)), what, expected))
    return found


def _line(file: Path, path: Path_) -> int:
    """Return the line of a value; the file is read again only for a message."""
    try:
        return read_yaml(file).line(path)
    except ConfigError:
        return 1
