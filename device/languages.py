"""Whether a language says all that the other languages say, with the same values, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from device.hearing.commands import Commands, load_commands
from device.reading.diagnostic import ConfigError, Diagnostic, Severity
from device.reading.former import with_new_keys
from device.reading.yaml_document import Path_, YamlDocument, read_yaml, texts_in
from device.session.events import ANYTIME
from device.speaking.phrases import FORMER_KEYS, PhraseBook, load_book

MIN_WORDS = 3
"""Words of a text that two languages hardly have in common by chance."""

MAY_SAY_A_COMMAND = frozenset(
    {
        "button_only", "call_now_emergency", "cannot_hear", "good_bye", "session_ends_no_answer",
        "session_ends_pain",
    }
)  # fmt: skip
"""Phrases that may say any command: nobody is listened to then, or just this answer is awaited."""

_SAID = ("phrases.yaml", "exercises.yaml", "advice.yaml")
_WRITTEN = ("report.yaml", "sheet.yaml")
_HEARD = ("commands.yaml", "wording.yaml")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_WORD = re.compile(r"[^\W\d_]+")


def compare_languages(folders: Mapping[str, Path], language: str) -> tuple[Diagnostic, ...]:
    """Hold a language against all others that can be read.

    Args:
        folders: The folder of each language, by its name.
        language: The name of the folder that is held against the others.

    Returns:
        Errors for a text that is missing, or that has other names in braces than in another
        language. Warnings for texts that nobody has translated, and for a command that the box
        says itself in this language alone. By file and line. Nothing where the language cannot be
        read: whoever needs it tells.
    """
    if language not in folders:
        return ()
    found: list[Diagnostic] = []
    others = {name: folder for name, folder in sorted(folders.items()) if name != language}
    found += _misnamed(folders[language], language)
    try:
        book = load_book(folders[language])
        documents = {name: _said(folders[language] / name) for name in _SAID}
    except ConfigError:
        return tuple(found)
    books = {name: read for name, folder in others.items() if (read := _book(folder)) is not None}
    missing: dict[str, Diagnostic] = {}
    for name, other in books.items():
        missing = dict(_missing(book, documents, name, other)) | missing
    found += missing.values()
    for file in _WRITTEN:
        found += _other_values(folders[language], others, file)
    for file in (*_SAID, *_WRITTEN, *_HEARD):
        found += _untranslated(folders[language], others, file)
    found += _own_commands(folders, language, {language: book} | books, documents)
    return tuple(sorted(found, key=lambda problem: (str(problem.file), problem.line)))


def _misnamed(folder: Path, language: str) -> Iterator[Diagnostic]:
    """Yield where a file names another language than its folder does."""
    for name in ("voice.yaml", "report.yaml"):
        document = _document(folder / name)
        named = document.data.get("language") if document is not None else None
        if document is not None and isinstance(named, str) and named != language:
            what = f"the language is {named!r} in the folder {language}"
            yield Diagnostic(document.file, document.line(("language",)), what, repr(language))


def _missing(
    book: PhraseBook, documents: dict[str, YamlDocument], name: str, other: PhraseBook
) -> Iterator[tuple[str, Diagnostic]]:
    for key, text in other.texts.items():
        document = documents[_file(key)]
        line = document.line(_path(key))
        if key not in book.texts:
            what = f"{key!r} has no text"
            yield key, Diagnostic(document.file, line, what, f"as in {name}: {text!r}")
        elif book.placeholders(key) != other.placeholders(key):
            what = f"{key!r} has {_braces(book.texts[key])} in it"
            as_there = f"as in {name}: {_braces(text)}"
            yield key, Diagnostic(document.file, line, what, as_there)


def _other_values(folder: Path, others: Mapping[str, Path], file: str) -> Iterator[Diagnostic]:
    """Yield the texts of a file that is printed which have other names in braces than elsewhere."""
    document = _document(folder / file)
    if document is None:
        return
    told: set[Path_] = set()
    for name, other in others.items():
        there = _texts(other / file)
        for path, text in texts_in(document.data):
            known = there.get(path)
            if known is None or path in told or _names(text) == _names(known):
                continue
            told.add(path)
            what = f"{_key(path)!r} has {_braces(text)} in it"
            as_there = f"as in {name}: {_braces(known)}"
            yield Diagnostic(document.file, document.line(path), what, as_there)


def _untranslated(folder: Path, others: Mapping[str, Path], file: str) -> Iterator[Diagnostic]:
    """Yield one warning for a file that has texts of another language."""
    document = _document(folder / file)
    if document is None:
        return
    own = {path: text for path, text in texts_in(document.data) if _words(text) >= MIN_WORDS}
    for name, other in others.items():
        there = _texts(other / file)
        same = [path for path, text in own.items() if there.get(path) == text]
        if same:
            line = min(document.line(path) for path in same)
            what = f"{len(same)} of {len(own)} texts are the same as in {name}, this one first"
            yield Diagnostic(document.file, line, what, "a translation", severity=Severity.WARNING)
            return


def _own_commands(
    folders: Mapping[str, Path],
    language: str,
    books: Mapping[str, PhraseBook],
    documents: dict[str, YamlDocument],
) -> Iterator[Diagnostic]:
    """Yield a warning for a text that says a command which it says in no other language."""
    heard = {name: read for name in books if (read := _commands(folders[name])) is not None}
    if language not in heard or len(heard) == 1:
        return
    for key, text in books[language].texts.items():
        if key in MAY_SAY_A_COMMAND:
            continue
        elsewhere = {
            word
            for name in heard
            if name != language and key in books[name].texts
            for word in heard[name].spoken_in(books[name].texts[key])
        }
        if own := (heard[language].spoken_in(text) & ANYTIME) - elsewhere:
            words = ", ".join(sorted(word.value for word in own))
            document = documents[_file(key)]
            yield Diagnostic(
                document.file,
                document.line(_path(key)),
                f"{key!r} says a phrase of {words}, and the box may take it for the patient's",
                "a sentence without a phrase of commands.yaml",
                severity=Severity.WARNING,
            )


def _said(file: Path) -> YamlDocument:
    """Read a file of what is said, with the keys of now. Raises ConfigError."""
    document, _ = with_new_keys(read_yaml(file), FORMER_KEYS)
    return document


def _document(file: Path) -> YamlDocument | None:
    try:
        return read_yaml(file)
    except ConfigError:
        return None


def _texts(file: Path) -> dict[Path_, str]:
    document = _document(file)
    return dict(texts_in(document.data)) if document is not None else {}


def _book(folder: Path) -> PhraseBook | None:
    try:
        return load_book(folder)
    except ConfigError:
        return None


def _commands(folder: Path) -> Commands | None:
    try:
        return load_commands(folder / "commands.yaml")
    except ConfigError:
        return None


def _file(key: str) -> str:
    if key.startswith("tip."):
        return "advice.yaml"
    return "exercises.yaml" if "." in key else "phrases.yaml"


def _path(key: str) -> Path_:
    """`bridging.steps.2` is the second of a list, `tip.water` stands under `tips`."""
    exercise, *parts = key.split(".")
    exercise = "tips" if exercise == "tip" else exercise
    return (exercise, *(int(part) - 1 if part.isdigit() else part for part in parts))


def _key(path: Path_) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in path)


def _names(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


def _words(text: str) -> int:
    return len(_WORD.findall(_PLACEHOLDER.sub(" ", text)))


def _braces(text: str) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(_names(text))) or "no braces"
