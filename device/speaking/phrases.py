"""The phrase book: what a phrase is called in a language. A language is a folder of `voices/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from device.reading.diagnostic import ConfigError, Diagnostic, did_you_mean
from device.reading.former import with_new_keys
from device.reading.yaml_document import YamlDocument, read_yaml
from device.speaking.lexicon import Lexicon, load_lexicon
from device.speaking.pace import MAX_WORDS_A_MINUTE
from device.speaking.phrase import Phrase
from device.speaking.telephone import telephone

EXERCISE_PARTS = (
    "name", "purpose", "position", "reminder", "go", "release", "move_out", "move_back", "way_out",
)  # fmt: skip
"""What `exercises.yaml` has for an exercise, besides its steps."""

FORMER_KEYS = {"lesson": "enrollment"} | {
    f"lesson_{part}": f"enrollment_{part}"
    for part in (
        "again", "came_to_nothing", "declined", "how", "learned", "left_out", "new_word",
        "no_word", "say", "too_faint", "too_strong", "unheard", "unlike",
    )
}  # fmt: skip
"""The phrases that the version before called otherwise: the key of now for each former key."""

DRIVERS = ("hibari", "espeak")

COUNTED_VALUES = ("n", "total")
"""Placeholders that are spoken with the language's counting words; others are numerals."""

NUMBERED = ("n", "minutes")
"""The placeholder that decides between the forms of a line: the first of these that it has."""

OTHER = "other"
TEN = 10

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class PhraseMissing(Exception):
    """A phrase that the book does not have, or that lacks a value."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """How a language is spoken.

    `driver` is what speaks: "hibari" with its voice `natural_voice`, or "espeak". Where hibari is
    not installed or cannot say a text, espeak-ng does, and the patients of a rehearsal do, too:
    `espeak_voice` is a name of its, and `words_per_minute` what is asked of either. No clip is
    spoken faster than `most_words_a_minute`, measured on its sound.
    """

    language: str
    espeak_voice: str
    words_per_minute: int
    most_words_a_minute: int = MAX_WORDS_A_MINUTE
    driver: str = "espeak"
    natural_voice: str = ""


@dataclass(frozen=True)
class PhraseBook:
    """All texts of a language by key; `numbers[n]` is how `n` is counted.

    `digits` are the ten words of a telephone number. `forms` are texts for one value of the number
    in a line ("one exercise"), by key and value; `texts` holds the one for all others. `warnings`
    tell of keys that the version before had.
    """

    voice: VoiceSettings
    texts: Mapping[str, str]
    numbers: tuple[str, ...]
    lexicon: Lexicon = field(default_factory=Lexicon)
    digits: tuple[str, ...] = ()
    forms: Mapping[tuple[str, int], str] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = field(default=(), compare=False)

    def text(self, phrase: Phrase) -> str:
        """Return what is said. Raises PhraseMissing."""
        values = dict(phrase.values)
        if phrase.key == "number":
            return self._value("n", values.get("n", ""))
        try:
            template = self._form(phrase.key, values) or self.texts[phrase.key]
        except KeyError:
            raise PhraseMissing(f"there is no phrase {phrase.key!r}") from None

        def filled(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in values:
                raise PhraseMissing(f"the phrase {phrase} has no value for {{{name}}}")
            return self._value(name, values[name])

        return _PLACEHOLDER.sub(filled, template)

    def _form(self, key: str, values: Mapping[str, str | int | Phrase]) -> str | None:
        counted = next((values[name] for name in NUMBERED if name in values), None)
        return self.forms.get((key, counted)) if isinstance(counted, int) else None

    def steps(self, exercise: str) -> int:
        """How many sentences of instructions there are for an exercise."""
        n = 0
        while f"{exercise}.steps.{n + 1}" in self.texts:
            n += 1
        return n

    def placeholders(self, key: str) -> frozenset[str]:
        """Return the names in braces in a text."""
        return frozenset(_PLACEHOLDER.findall(self.texts[key]))

    def _value(self, name: str, value: str | int | Phrase) -> str:
        if isinstance(value, Phrase):
            return self.text(value).rstrip(".")
        if isinstance(value, int):
            counted = name in COUNTED_VALUES and 0 <= value < len(self.numbers)
            return self.numbers[value] if counted else str(value)
        return self._dialled(value) if name == "digits" else value

    def _dialled(self, written: str) -> str:
        """A telephone number figure by figure, with an extension after it."""
        dialled = telephone(written)
        number = dialled.number if dialled is not None else written
        said = [self._digit(c) for c in number if c.isdigit() or c == "+"]
        if dialled is not None and dialled.extension:
            said += [self.texts.get("extension", ""), *map(self._digit, dialled.extension)]
        return ", ".join(said)

    def _digit(self, character: str) -> str:
        if character == "+":
            return self.texts.get("plus", "+")
        return self.digits[int(character)] if self.digits else character


def load_book(folder: Path) -> PhraseBook:
    """Read `voice.yaml`, `phrases.yaml`, `exercises.yaml` and `advice.yaml` of a language's folder.

    Raises ConfigError with every problem of all of them.
    """
    problems: list[Diagnostic] = []
    documents: dict[str, YamlDocument] = {}
    for name in ("voice", "phrases", "exercises", "advice"):
        try:
            documents[name] = read_yaml(folder / f"{name}.yaml")
        except ConfigError as unreadable:
            problems += unreadable.problems
    if problems:
        raise ConfigError(problems)
    documents["phrases"], renamed = with_new_keys(documents["phrases"], FORMER_KEYS)
    texts: dict[str, str] = {}
    forms: dict[tuple[str, int], str] = {}
    problems += _phrases(documents["phrases"], texts, forms)
    problems += _exercises(documents["exercises"], texts)
    problems += _tips(documents["advice"], texts)
    numbers = documents["phrases"].data.get("numbers")
    if not isinstance(numbers, list) or not all(isinstance(n, str) for n in numbers):
        problems.append(
            Diagnostic(
                folder / "phrases.yaml", 1, "`numbers` is missing", "a list of words from zero"
            )
        )
    voice = documents["voice"].data
    wanted = {
        "language": str,
        "espeak_voice": str,
        "words_per_minute": int,
        "most_words_a_minute": int,
        "driver": str,
    }
    if voice.get("driver") == "hibari":
        wanted["natural_voice"] = str
    problems += [
        Diagnostic(folder / "voice.yaml", 1, f"`{key}` is missing or wrong", f"{kind.__name__}")
        for key, kind in wanted.items()
        if not isinstance(voice.get(key), kind)
    ]
    if isinstance(voice.get("driver"), str) and voice["driver"] not in DRIVERS:
        what = f"there is no driver {voice['driver']!r}"
        meant = did_you_mean(voice["driver"], DRIVERS)
        problems.append(Diagnostic(folder / "voice.yaml", 1, what, " or ".join(DRIVERS), meant))
    counted = tuple(map(str, numbers)) if isinstance(numbers, list) else ()
    lexicon = Lexicon()
    try:
        lexicon = load_lexicon(folder, counted)
    except ConfigError as unreadable:
        problems += unreadable.problems
    digits = documents["phrases"].data.get("digits")
    if not isinstance(digits, list) or len(digits) != TEN:
        wanted_ = "a list of ten words from zero, as in a telephone number"
        problems.append(Diagnostic(folder / "phrases.yaml", 1, "`digits` is missing", wanted_))
        digits = []
    if problems:
        raise ConfigError(problems)
    settings = VoiceSettings(**{key: voice[key] for key in wanted})
    return PhraseBook(settings, texts, counted, lexicon, tuple(map(str, digits)), forms, renamed)


def _phrases(
    document: YamlDocument, into: dict[str, str], forms: dict[tuple[str, int], str]
) -> list[Diagnostic]:
    problems = []
    for key, text in document.data.items():
        if key in ("numbers", "digits"):
            continue
        if isinstance(text, dict):
            problems += _forms(document, key, text, into, forms)
        elif isinstance(text, str) and text.strip():
            into[key] = text
        else:
            problems.append(_no_text(document, (key,), key))
    return problems


def _forms(
    document: YamlDocument,
    key: str,
    written: dict[Any, Any],
    into: dict[str, str],
    forms: dict[tuple[str, int], str],
) -> list[Diagnostic]:
    """Take in a line with forms: `other`, and one for each number that is said in another way."""
    problems = []
    if OTHER not in written:
        line = document.line((key,))
        problems.append(
            Diagnostic(document.file, line, f"{key!r} has no form `{OTHER}`", "a sentence")
        )
    for value, text in written.items():
        if not (isinstance(text, str) and text.strip()):
            problems.append(_no_text(document, (key, value), f"{key}: {value}"))
        elif value == OTHER:
            into[key] = text
        elif str(value).isdigit():
            forms[key, int(value)] = text
            known = _PLACEHOLDER.findall(str(written.get(OTHER, "")))
            if strange := set(_PLACEHOLDER.findall(text)) - set(known):
                line = document.line((key, value))
                what = f"{key!r} has {{{min(strange)}}} in a form, and `{OTHER}` has not"
                problems.append(Diagnostic(document.file, line, what, "the same values"))
        else:
            line = document.line((key, value))
            what = f"{key!r} has a form {value!r}"
            problems.append(
                Diagnostic(document.file, line, what, f"a number in quotes, or `{OTHER}`")
            )
    return problems


def _exercises(document: YamlDocument, into: dict[str, str]) -> list[Diagnostic]:
    problems = []
    for exercise, entry in document.data.items():
        if not isinstance(entry, dict):
            problems.append(_no_text(document, (exercise,), exercise))
            continue
        for part, text in entry.items():
            if part == "steps":
                steps: list[Any] = text if isinstance(text, list) else [None]
                for n, step in enumerate(steps, 1):
                    if isinstance(step, str):
                        into[f"{exercise}.steps.{n}"] = step
                    else:
                        problems.append(_no_text(document, (exercise, part), part))
            elif part not in EXERCISE_PARTS:
                line = document.line((exercise, part))
                meant = did_you_mean(part, (*EXERCISE_PARTS, "steps"))
                problems.append(
                    Diagnostic(
                        document.file, line, f"{part!r} is no part of an exercise", "", meant
                    )
                )
            elif isinstance(text, str) and text.strip():
                into[f"{exercise}.{part}"] = text
            else:
                problems.append(_no_text(document, (exercise, part), part))
    return problems


def _tips(document: YamlDocument, into: dict[str, str]) -> list[Diagnostic]:
    tips = document.data.get("tips")
    if not isinstance(tips, dict):
        return [_no_text(document, ("tips",), "tips")]
    problems = []
    for key, text in tips.items():
        if isinstance(text, str) and text.strip():
            into[f"tip.{key}"] = text
        else:
            problems.append(_no_text(document, ("tips", key), key))
    return problems


def _no_text(document: YamlDocument, path: tuple[str, ...], key: object) -> Diagnostic:
    return Diagnostic(document.file, document.line(path), f"{key!r} has no text", "a sentence")
