"""Whether a language says everything that the other languages say, with the same values in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from device.reading.diagnostic import ConfigError, Diagnostic
from device.reading.yaml_document import Path_, YamlDocument, read_yaml
from device.speaking.phrases import PhraseBook, load_book


def compare_languages(folders: Mapping[str, Path], language: str) -> tuple[Diagnostic, ...]:
    """Hold a language against all others that can be read; nothing where it cannot be itself."""
    try:
        book = load_book(folders[language])
        documents = {name: read_yaml(folders[language] / name) for name in _FILES}
    except (KeyError, ConfigError):
        return ()  # told by who needs it
    others = {name: _book(folder) for name, folder in sorted(folders.items())}
    found: dict[str, Diagnostic] = {}
    for name, other in others.items():
        if other is not None and name != language:
            found = dict(_problems(book, documents, name, other)) | found
    return tuple(sorted(found.values(), key=lambda p: (p.file, p.line)))


_FILES = ("phrases.yaml", "exercises.yaml", "advice.yaml")


def _book(folder: Path) -> PhraseBook | None:
    try:
        return load_book(folder)
    except ConfigError:
        return None


def _problems(
    book: PhraseBook, documents: dict[str, YamlDocument], name: str, other: PhraseBook
) -> Iterator[tuple[str, Diagnostic]]:
    for key, text in other.texts.items():
        document = documents[_file(key)]
        line = document.line(_path(key))
        if key not in book.texts:
            what = f"{key!r} has no text"
            yield key, Diagnostic(document.file, line, what, f"as in {name}: {text!r}")
        elif book.placeholders(key) != other.placeholders(key):
            what = f"{key!r} has {_braces(book, key)} in it"
            yield key, Diagnostic(document.file, line, what, f"as in {name}: {_braces(other, key)}")


def _file(key: str) -> str:
    if key.startswith("tip."):
        return "advice.yaml"
    return "exercises.yaml" if "." in key else "phrases.yaml"


def _path(key: str) -> Path_:
    """`bridging.steps.2` is the second of a list, `tip.water` stands under `tips`."""
    exercise, *parts = key.split(".")
    exercise = "tips" if exercise == "tip" else exercise
    return (exercise, *(int(part) - 1 if part.isdigit() else part for part in parts))


def _braces(book: PhraseBook, key: str) -> str:
    names = sorted(book.placeholders(key))
    return ", ".join(f"{{{name}}}" for name in names) or "no braces"
