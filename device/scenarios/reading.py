"""Reading a scenario file: what YAML makes of everyday words is put right, the rest is checked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from device.configuration import Configuration
from device.hearing.commands import Commands
from device.reading.diagnostic import ConfigError, Diagnostic, did_you_mean, quoted_value
from device.reading.validation import validate
from device.reading.yaml_document import Path_, YamlDocument, read_yaml
from device.scenarios.model import ACTIONS, Scenario, ScenarioStep
from device.session.events import NUMBERS, Word
from device.speaking.phrases import FORMER_KEYS, PhraseBook

FORMER_QUESTIONS = {"lesson": "enrollment", "take": "template"}
"""The questions that the version before called otherwise, as `FORMER_KEYS` has the phrases."""

FIRST_HOUR = 9
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclasses.dataclass(frozen=True)
class ScenarioFile:
    """A scenario with the document that it stands in, for the lines of its steps."""

    scenario: Scenario
    document: YamlDocument

    def line(self, step: int) -> int:
        """Return the line of a step, counted from 0."""
        return self.document.line(("steps", step))


def read_scenario(file: Path) -> ScenarioFile:
    """Read `file`. Raises ConfigError with every problem, each with its line."""
    document = _with_everyday_words(read_yaml(file))
    scenario, problems = validate(document, Scenario)
    if scenario is not None:
        problems = (*problems, *_lint(document, scenario))
    if scenario is None or problems:
        raise ConfigError(problems)
    return ScenarioFile(scenario, document)


# ---------------------------------------------------------------- what YAML makes of words


def _with_everyday_words(document: YamlDocument) -> YamlDocument:
    """Return it with what YAML took for a truth value, a number or a time as it was meant.

    YAML 1.1 reads `say: no` and `light: off` as false, `say: 5` as a number and `10:30` as 630.
    """
    data = dict(document.data)
    if "begins" in data:
        data["begins"] = _moment(data["begins"])
    steps = data.get("steps")
    if isinstance(steps, list):
        data["steps"] = [_step(step) if isinstance(step, dict) else step for step in steps]
    return dataclasses.replace(document, data=data)


def _step(step: dict[str, Any]) -> dict[str, Any]:
    meant: dict[str, Callable[[Any], Any]] = {
        "say": _word,
        "morning_after": _time_of_day,
        "clock_set": _moment,
    }
    step = {key: meant.get(key, _as_it_is)(value) for key, value in step.items()}
    for name in ("when", "expect"):
        if isinstance(step.get(name), dict):
            step[name] = {
                key: _light(key, _new_name(key, value)) for key, value in step[name].items()
            }
    if isinstance(step.get("expect"), dict):
        expect = step["expect"]
        step["expect"] = {key: _several(key, value) for key, value in expect.items()}
    return step


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - YAML
    return value


def _word(said: Any) -> Any:  # noqa: ANN401 - YAML
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, int) and 0 <= said < len(NUMBERS):
        return NUMBERS[said].value
    return said


def _light(key: str, value: Any) -> Any:  # noqa: ANN401 - YAML
    return "off" if key.endswith("light") and value is False else value


def _new_name(key: str, value: Any) -> Any:  # noqa: ANN401 - YAML
    """Return what `key` names by the name of now; the former one is understood in this version."""
    former = FORMER_QUESTIONS if key in ("asked", "heard") else FORMER_KEYS
    match key, value:
        case "asked" | "heard" | "said" | "not_said" | "whole", str():
            return former.get(value, value)
        case "said" | "not_said" | "whole", list():
            return [former.get(each, each) if isinstance(each, str) else each for each in value]
        case "times", dict():
            return {former.get(each, each): number for each, number in value.items()}
    return value


def _time_of_day(time: Any) -> Any:  # noqa: ANN401 - YAML
    if isinstance(time, int) and not isinstance(time, bool) and 0 <= time < 24 * 60:
        return f"{time // 60:02d}:{time % 60:02d}"
    return time


def _moment(moment: Any) -> Any:  # noqa: ANN401 - YAML
    """A date alone is the morning of that day."""
    if isinstance(moment, dt.date) and not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time(FIRST_HOUR))
    return moment


def _several(key: str, value: Any) -> Any:  # noqa: ANN401 - YAML
    """One phrase or entry may stand without the signs of a list."""
    lists = ("said", "not_said", "whole", "journal", "not_journal")
    return [value] if key in lists and isinstance(value, str | dict) else value


# ---------------------------------------------------------------- what a type cannot say


def _lint(document: YamlDocument, scenario: Scenario) -> Iterator[Diagnostic]:
    if not scenario.steps:
        yield _problem(document, ("steps",), "there is no step", "at least one")
    if scenario.begins.tzinfo is not None:
        yield _problem(document, ("begins",), "`begins` has a time zone", "2026-11-23 09:00")
    for i, step in enumerate(scenario.steps):
        yield from _lint_step(document, ("steps", i), step)


def _lint_step(document: YamlDocument, path: Path_, step: ScenarioStep) -> Iterator[Diagnostic]:
    given = [name for name in ACTIONS if getattr(step, name) is not None]
    if len(given) > 1:
        what = f"this step does {len(given)} things: {', '.join(given)}"
        yield _problem(document, path, what, "one action in each step")
    if not given and step.expect is None and step.when is None and step.after_s is None:
        what = "this step neither does nor expects anything"
        yield _problem(document, path, what, f"one of {', '.join(ACTIONS)}, or expect")
    if step.at is not None and (step.after_s is not None or step.when is not None):
        yield _problem(document, (*path, "at"), "`at` stands beside another moment", "`at` alone")
    for name in ("at", "after_s", "silence", "plug_pulled", "within_s"):
        seconds = getattr(step, name)
        if seconds is not None and seconds < 0:
            yield _problem(document, (*path, name), f"{name} is {seconds}", "0 seconds or more")
    if step.days < 1:
        yield _problem(document, (*path, "days"), f"days is {step.days}", "1 or more")
    if step.morning_after is not None and _TIME.fullmatch(step.morning_after) is None:
        what = f"morning_after is {quoted_value(step.morning_after)}"
        yield _problem(document, (*path, "morning_after"), what, 'a time of day: "09:00"')


def language_of(configuration: Configuration, written: ScenarioFile) -> tuple[PhraseBook, Commands]:
    """Return phrases and commands of the language, with which `written` can be carried out.

    Raises:
        ValueError: `configuration` has no language.
        ConfigError: the scenario has words or phrases that nobody says in it.
    """
    book, commands = configuration.book, configuration.commands
    if book is None or commands is None:
        raise ValueError("a language that cannot be read cannot be spoken")
    if problems := unknown_words(written, book, commands):
        raise ConfigError(problems)
    return book, commands


def unknown_words(
    written_: ScenarioFile, book: PhraseBook, commands: Commands
) -> tuple[Diagnostic, ...]:
    """Return what of `written_` nobody says in its language, as `book` and `commands` have it.

    A slip there would go unnoticed.
    """
    found: list[Diagnostic] = []
    for i, step in enumerate(written_.scenario.steps):
        path: Path_ = ("steps", i)
        if step.say is not None and word_of(step.say, commands) is None:
            possible = [*map(str, Word), *(p for ps in commands.phrases.values() for p in ps)]
            meant = did_you_mean(step.say, possible)
            found.append(_unknown(written_.document, (*path, "say"), step.say, "command", meant))
        for name, keys in _keys(step):
            for key in keys:
                if key not in book.texts and key != "number":
                    meant = did_you_mean(key, book.texts)
                    found.append(_unknown(written_.document, (*path, *name), key, "phrase", meant))
    return tuple(found)


def word_of(said: str, commands: Commands) -> Word | None:
    """Return the word that is named, or that is all the meaning of what is said."""
    return Word(said) if said in set(map(str, Word)) else commands.meaning(said.casefold()).only


def _keys(step: ScenarioStep) -> Iterator[tuple[Path_, tuple[str, ...]]]:
    if step.when is not None and step.when.said is not None:
        yield ("when", "said"), (step.when.said,)
    if step.expect is not None:
        yield ("expect", "said"), step.expect.said
        yield ("expect", "not_said"), step.expect.not_said
        yield ("expect", "whole"), step.expect.whole
        yield ("expect", "times"), tuple(step.expect.times or ())


def _unknown(document: YamlDocument, path: Path_, found: str, kind: str, meant: str) -> Diagnostic:
    what = f"{quoted_value(found)} is no {kind} of this language"
    return Diagnostic(document.file, document.line(path), what, "", meant)


def _problem(document: YamlDocument, path: Path_, what: str, expected: str) -> Diagnostic:
    return Diagnostic(document.file, document.line(path), what, expected)
