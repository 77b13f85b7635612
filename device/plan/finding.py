"""Something that is wrong with a plan, before anybody knows in which file and line it stands."""

from __future__ import annotations

from dataclasses import dataclass

from device.reading.yaml_document import Path_


@dataclass(frozen=True, slots=True)
class LintFinding:
    """What is wrong at `path`, what was expected and what to do; a `warning` stops nobody."""

    path: Path_
    what: str
    expected: str = ""
    suggestion: str = ""
    warning: bool = False
