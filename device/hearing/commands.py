"""The words of a language: which phrases mean which command, and which mean nothing.

`voices/LANG/commands.yaml` lists for every `Word` the phrases that mean it. A recognizer writes
some spoken words in pieces; a `+` glues them: `아파+요` is written "아파 요" by the recognizer and
spoken as "아파요".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from device.reading.diagnostic import ConfigError, Diagnostic, did_you_mean
from device.reading.yaml_document import YamlDocument, read_yaml
from device.session.events import Word

_LATIN = re.compile(r"[a-zà-ÿ']+")
_VOWELS = re.compile(r"[aeiouyà-æè-öø-ÿ]+")

UNKNOWN_WORD = "[unk]"
"""How Vosk writes a word that is none of the grammar's."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a written text holds: `words` in order, and whether there was anything besides them."""

    words: tuple[Word, ...]
    others: bool
    mostly: frozenset[Word] = field(default=frozenset(), compare=False)
    """The commands that make up at least half of the text, each taken alone."""

    @property
    def only(self) -> Word | None:
        """The command that the text is, and nothing else; said twice is the same command."""
        return self.words[0] if len(set(self.words)) == 1 and not self.others else None


@dataclass(frozen=True)
class Commands:
    """Phrases as a recognizer writes them. Made by `load_commands`.

    `decoys` sound like commands and are in every grammar; `competing` words, everyday ones, only in
    that of the second recognizer that has to agree to "next". `spellings`: how else a recognizer
    that chooses its letters itself may write a phrase: "two" is heard no other than "to".
    """

    phrases: Mapping[Word, tuple[str, ...]]
    decoys: tuple[str, ...] = ()
    competing: tuple[str, ...] = ()
    file: Path = Path("commands.yaml")
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _longest: int = field(init=False, repr=False, compare=False, default=1)
    _means: Mapping[tuple[str, ...], Word] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        means = {
            tuple(as_recognized(phrase).split()): word
            for word, phrases in self.phrases.items()
            for phrase in phrases
        }
        object.__setattr__(self, "_means", means)
        object.__setattr__(self, "_longest", max(map(len, means), default=1))

    def grammar(self, words: frozenset[Word]) -> tuple[str, ...]:
        """Everything a recognizer has to tell apart when `words` make sense; sorted."""
        wanted = {as_recognized(p) for word in words for p in self.phrases.get(word, ())}
        return tuple(sorted(wanted | {as_recognized(d) for d in self.decoys}))

    def meaning(self, text: str) -> Meaning:
        """Tile `text` with the longest phrases that mean something."""
        tokens = text.split()
        words: list[Word] = []
        made_of: Counter[Word] = Counter()
        others = False
        i = 0
        while i < len(tokens):
            for length in range(min(self._longest, len(tokens) - i), 0, -1):
                word = self._means.get(tuple(tokens[i : i + length]))
                if word is not None:
                    words.append(word)
                    made_of[word] += length
                    i += length
                    break
            else:
                others = True
                i += 1
        mostly = frozenset(w for w, made in made_of.items() if 2 * made >= len(tokens))
        return Meaning(tuple(words), others, mostly)

    def spoken_in(self, sentence: str) -> frozenset[Word]:
        """The commands whose phrases the box itself says when it says `sentence`."""
        plain = _plain(sentence)
        return frozenset(
            word
            for word, phrases in self.phrases.items()
            if any(f" {_plain(spoken(p)).strip()} " in plain for p in phrases)
        )


def as_recognized(phrase: str) -> str:
    """A phrase of the file as a recognizer writes it: pieces separated by blanks."""
    return " ".join(phrase.replace("+", " ").split())


def spoken(phrase: str) -> str:
    """A phrase of the file as a person says it: pieces joined."""
    return phrase.replace("+", "")


def syllables(text: str) -> int:
    """About how many syllables a text has: Hangul letters, and groups of vowels of Latin words."""
    hangul = sum("가" <= letter <= "힣" for letter in text)
    latin = sum(max(1, len(_VOWELS.findall(word))) for word in _LATIN.findall(text.casefold()))
    return hangul + latin


def _plain(sentence: str) -> str:
    letters = "".join(c if c.isalnum() or c == "'" else " " for c in sentence.casefold())
    return f" {' '.join(letters.split())} "


def load_commands(file: Path) -> Commands:
    """Read `voices/LANG/commands.yaml`. Raises ConfigError with every problem."""
    document = read_yaml(file)
    problems: list[Diagnostic] = []
    phrases: dict[Word, tuple[str, ...]] = {}
    whose: dict[str, str] = {}
    words = document.data.get("words")
    for key, said in (words if isinstance(words, dict) else {}).items():
        path = ("words", key)
        if key not in tuple(Word):
            meant = did_you_mean(key, [word.value for word in Word])
            problems.append(
                Diagnostic(file, document.line(path), f"{key!r} is no command", "", meant)
            )
        elif _texts(said):
            phrases[Word(key)] = tuple(said)
            for twice in [each for each in map(as_recognized, said) if whose.get(each, key) != key]:
                what = f"{twice!r} stands under {whose[twice]} and under {key}"
                problems.append(Diagnostic(file, document.line(path), what, "one meaning for each"))
            whose |= {each: str(key) for each in map(as_recognized, said)}
        else:
            expected = "phrases in square brackets, in quotes where YAML takes them for yes or no"
            problems.append(
                Diagnostic(file, document.line(path), f"{key!r} has no phrases", expected)
            )
    missing = [word.value for word in Word if word not in phrases]
    if missing and not problems:
        what = f"nothing means {', '.join(missing)}"
        problems.append(
            Diagnostic(file, document.line(("words",)), what, "phrases for every command")
        )
    nothings: dict[str, tuple[str, ...]] = {}
    for name in ("decoys", "competing"):
        listed = document.data.get(name, [])
        if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
            nothings[name] = tuple(listed)
        else:
            what = f"{name!r} is no list of words"
            expected = "words in quotes where YAML takes them for yes or no: on, off"
            problems.append(Diagnostic(file, document.line((name,)), what, expected))
    spellings = _spellings(document, file, phrases, problems)
    if problems:
        raise ConfigError(problems)
    return Commands(phrases, nothings["decoys"], nothings["competing"], file, spellings)


def _spellings(
    document: YamlDocument,
    file: Path,
    phrases: Mapping[Word, tuple[str, ...]],
    problems: list[Diagnostic],
) -> dict[str, tuple[str, ...]]:
    """Return how else phrases are written; what is wrong is added to `problems`."""
    listed = document.data.get("spellings", {})
    if not isinstance(listed, dict):
        what, expected = "'spellings' is no list of phrases", "a phrase, a colon, its spellings"
        problems.append(Diagnostic(file, document.line(("spellings",)), what, expected))
        return {}
    known = [each for said in phrases.values() for each in said]
    for phrase, others in listed.items():
        line = document.line(("spellings", phrase))
        if phrase not in known:
            meant = did_you_mean(phrase, known)
            problems.append(
                Diagnostic(file, line, f"{phrase!r} is no phrase of this file", "", meant)
            )
        elif not _texts(others):
            what, expected = f"{phrase!r} has no spellings", "texts in square brackets"
            problems.append(Diagnostic(file, line, what, expected))
    return {phrase: tuple(others) for phrase, others in listed.items() if _texts(others)}


def _texts(said: object) -> bool:
    return (
        isinstance(said, list)
        and bool(said)
        and all(isinstance(s, str) and as_recognized(s) for s in said)
    )


@dataclass(frozen=True, slots=True)
class OutOfVocabulary:
    """What a model cannot hear: single tokens unknown to it, per phrase; words lost altogether."""

    phrases: Mapping[str, tuple[str, ...]]
    words: tuple[Word, ...]


def check_vocabulary(commands: Commands, known: Callable[[str], bool]) -> OutOfVocabulary:
    """Return what a model cannot hear of `commands`; `known` tells of a single token."""
    lost = {
        phrase: missing
        for phrases in (*commands.phrases.values(), commands.decoys)
        for phrase in phrases
        if (
            missing := tuple(
                t for t in as_recognized(phrase).split() if t != UNKNOWN_WORD and not known(t)
            )
        )
    }
    words = tuple(w for w in Word if all(p in lost for p in commands.phrases.get(w, ())))
    return OutOfVocabulary(lost, words)
