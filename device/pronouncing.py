"""What a plan has said that the natural voice would not say as it is meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from device.plan.model import Plan
from device.reading.diagnostic import Diagnostic, Severity
from device.reading.yaml_document import Path_, read_yaml
from device.speaking.lexicon import LEXICON_FILE
from device.speaking.phrases import PhraseBook


def doubts(file: Path, plan: Plan, book: PhraseBook) -> tuple[Diagnostic, ...]:
    """Return a warning for each name and each sentence of `plan` that should be written otherwise.

    Nothing for a language without the natural voice. Raises ConfigError when `file` has gone.
    """
    if book.voice.driver != "hibari":
        return ()
    document = read_yaml(file)
    return tuple(
        Diagnostic(
            file,
            document.line(path),
            f"{text!r}: {doubt}",
            "words as they are spoken",
            f"Write it out, or give its sounds in voices/{book.voice.language}/{LEXICON_FILE}.",
            Severity.WARNING,
        )
        for path, text in _said(plan)
        for doubt in book.lexicon.doubts(text)
    )


def _said(plan: Plan) -> Iterator[tuple[Path_, str]]:
    """Yield all that a plan itself has said, and where it stands."""
    yield ("contacts", "family", "name"), plan.contacts.family.name
    if plan.contacts.clinic is not None:
        yield ("contacts", "clinic", "name"), plan.contacts.clinic.name
    for i, entry in enumerate(plan.exercises):
        for k, step in enumerate(entry.steps):
            yield ("exercises", i, "steps", k), step
