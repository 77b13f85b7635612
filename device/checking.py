"""What `spinecoach check` says and does."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from device.configuration import Configuration, load_configuration
from device.journal.history import history_of
from device.journal.reading import read_rows
from device.languages import compare_languages
from device.paths import PLAN, config_file, language_folder, language_folders
from device.plan.answers import name as called
from device.plan.changes import Change, changed_fields, keep_signed, last_signed
from device.plan.signature import SIGNATURE_KEY, checksum, sign
from device.pronouncing import doubts
from device.reading.diagnostic import ConfigError, Diagnostic, Severity
from device.reading.yaml_document import YamlDocument, read_yaml, texts_in
from device.report.texts import load_texts
from device.sheet.page import load_headings
from device.signing import meaning
from device.speaking.espeak import EspeakMissing
from device.speaking.phrases import PhraseBook
from device.speaking.voices import refusal_of

MISTAKES = 2
NAMES_OF_VOICES = "a name such as gmw/en: the column File of `espeak-ng --voices`"
SPOKEN = ("phrases", "exercises", "advice")
"""Files of a language that are said."""


@dataclass(frozen=True, slots=True)
class SinceSigned:
    """What was changed since the plan was signed last. `by` is None when nobody ever has."""

    by: str | None = None
    changes: tuple[Change, ...] = ()


def print_report(
    configuration: Configuration, since: SinceSigned, console: Console, *, as_json: bool
) -> int:
    """Print every problem of `configuration`, and what changed in the plan (`since`), to `console`.

    `as_json`: as one object in JSON. Return 2 when a problem keeps the box from running, else 0.
    """
    if as_json:
        facts = {
            "problems": [_as_json(problem) for problem in configuration.problems],
            "changes": [
                {"field": each.field, "before": each.before, "after": each.after}
                for each in since.changes
            ],
        }
        console.file.write(json.dumps(facts, ensure_ascii=False) + "\n")
        return MISTAKES if configuration.errors else 0
    for problem in configuration.problems:
        if problem.severity is Severity.ERROR:
            console.print("[bold red]error[/]   ", end="")
        else:
            console.print("[yellow]warning[/] ", end="")
        console.print(str(problem), markup=False, soft_wrap=True)
    if since.changes:
        _print_changes(since, console)
    if configuration.errors:
        n = len(configuration.errors)
        console.print(f"\n{n} to correct. The box exercises nobody until then.")
        return MISTAKES
    plan = configuration.loaded.plan
    if plan is not None and plan.example:
        console.print("Everything can be read. The plan is an example: it is only rehearsed.")
    else:
        console.print("Everything is right, and the plan is signed.")
    return 0


def all_read(project: Path, language: str | None = None) -> Configuration:
    """Read all configuration, and hold a language against the other languages.

    `language` is the name of a folder of voices/; None stands for the language of the box.
    """
    configuration = load_configuration(project, language, today=_today())
    if configuration.book is None:
        return configuration
    if language is None:
        settings = configuration.settings
        language = settings.language if settings is not None else configuration.book.voice.language
    found = [
        *compare_languages(language_folders(project), language),
        *_unreadable_texts(language_folder(project, language)),
        *_unsayable_texts(language_folder(project, language), _plan(project)),
        *_refused_voice(language_folder(project, language), configuration.book),
    ]
    plan = configuration.loaded.plan
    if plan is not None:
        found += doubts(_plan(project), plan, configuration.book)
    return replace(configuration, problems=(*configuration.problems, *found))


def _unreadable_texts(folder: Path) -> list[Diagnostic]:
    """What keeps a report or a sheet from being written in the language of `folder`."""
    found: list[Diagnostic] = []
    for load in (load_texts, load_headings):
        try:
            load(folder)
        except ConfigError as unreadable:
            found += unreadable.problems
    return found


def _refused_voice(folder: Path, book: PhraseBook) -> Iterator[Diagnostic]:
    """Yield that espeak-ng does not know the voice; where it is missing the doctor tells."""
    with contextlib.suppress(EspeakMissing):
        if why := refusal_of(book):
            file = folder / "voice.yaml"
            line = read_yaml(file).line(("espeak_voice",))
            yield Diagnostic(file, line, f"espeak-ng refuses {why}", NAMES_OF_VOICES)


def _unsayable_texts(folder: Path, plan: Path) -> Iterator[Diagnostic]:
    """Yield the texts of a language, and of the plan, in which there is nothing to say.

    An em dash alone is a text, and no voice says it.
    """
    files = [folder / f"{name}.yaml" for name in SPOKEN] + [plan]
    for file in files:
        with contextlib.suppress(ConfigError):  # it is told elsewhere
            document = read_yaml(file)
            said = document.data if file != plan else {"exercises": document.data.get("exercises")}
            for path, text in texts_in(said):
                if text.strip() and not any(character.isalnum() for character in text):
                    what = f"{text!r} holds nothing that a voice can say: it is left out"
                    yield Diagnostic(
                        file, document.line(path), what, "words", severity=Severity.WARNING
                    )


def since_signed(project: Path) -> SinceSigned:
    """Hold the plan against what was signed last."""
    file = _plan(project)
    before = last_signed(file)
    try:
        now = read_yaml(file)
    except ConfigError:
        return SinceSigned()
    if before is None:
        return SinceSigned()
    return SinceSigned(_who(before), changed_fields(before.data, now.data))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and how they agree once they have seen what it means."""

    name: str
    role: str
    agrees: Callable[[], bool] = lambda: True


def sign_plan(folders: tuple[Path, Path], signer: Signer, console: Console) -> bool:
    """Show what the plan means and what was changed, and sign it if the signer agrees.

    `folders`: the project and its state, whose journal says what is locked. A plan with mistakes is
    not signed, nor one that changed while its signer read. Returns False where nothing was signed.
    """
    (project, state), today = folders, _today()
    file = _plan(project)

    def tell(text: str) -> bool:
        console.print(text, markup=False, soft_wrap=True)
        return False

    try:
        signs = f"{called(signer.name)}, {called(signer.role)}"
    except ValueError as wrong:
        return tell(f"Who signs? Expected: {wrong}.")
    configuration = load_configuration(project, today=today, signing=True)
    if not _can_be_signed(configuration, console):
        return False
    try:
        shown = checksum(read_yaml(file))
        for line in meaning(configuration, history_of(read_rows(state / "journal.sqlite"), today)):
            tell(line)
        _print_changes(since_signed(project), console)
        if not signer.agrees():
            return tell("Nothing was signed.")
        if checksum(read_yaml(file)) != shown:
            return tell("The plan was changed in the meantime. Nothing was signed: read it again.")
        sign(file, signer.name.strip(), signer.role.strip(), today)
        keep_signed(file)
    except (ConfigError, OSError) as problem:
        return tell(str(problem))
    tell(f"{file.name} is signed by {signs}.")
    return True


def _plan(project: Path) -> Path:
    return config_file(project, PLAN)


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _can_be_signed(configuration: Configuration, console: Console) -> bool:
    readable = configuration.loaded.plan is not None and configuration.book is not None
    mistakes: Sequence[Diagnostic] = () if readable else configuration.errors
    for problem in mistakes:
        console.print(str(problem), markup=False, soft_wrap=True)
    if mistakes:
        console.print("\nNothing was signed. Correct this first.")
    return not mistakes


def _print_changes(since: SinceSigned, console: Console) -> None:
    if since.by is None:
        console.print("Nothing is known of an earlier signature.")
        return
    told = "This has changed since" if since.changes else "Nothing has changed since"
    console.print(f"{told} it was signed by {since.by}:" if since.changes else
                  f"{told} it was signed by {since.by}.", markup=False, soft_wrap=True)  # fmt: skip
    for change in since.changes:
        console.print(f"  {change}", markup=False, soft_wrap=True)


def _who(document: YamlDocument) -> str:
    block = document.data[SIGNATURE_KEY]
    return f"{block.get('name')} on {block.get('date')}"


def _as_json(problem: Diagnostic) -> dict[str, object]:
    return {
        "file": str(problem.file),
        "line": problem.line,
        "severity": problem.severity.value,
        "what": problem.what,
        "expected": problem.expected,
        "suggestion": problem.suggestion,
    }
