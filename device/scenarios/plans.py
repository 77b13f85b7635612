"""The plan inside a scenario file: read, checked and signed as a file of its own would be."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from device.plan.loading import LoadedPlan, load_plan
from device.plan.model import Catalogue
from device.plan.signature import sign
from device.reading.diagnostic import ConfigError, Diagnostic, errors
from device.reading.yaml_document import Path_, YamlDocument, read_yaml

SIGNED_BY = ("the scenario", "surgeon")


@dataclasses.dataclass(frozen=True)
class PlanText:
    """The values of a plan, and where each part of it stands in the scenario's document."""

    data: Mapping[str, Any]
    stands: Mapping[str, Path_]

    def changed(self, by: Mapping[str, Any], path: Path_) -> PlanText:
        """Return it with these parts in the place of what was there, or added."""
        stands = {**self.stands, **{part: (*path, part) for part in by}}
        return PlanText({**self.data, **by}, stands)


def plan_text(data: Mapping[str, Any], path: Path_) -> PlanText:
    """Return the plan that stands at `path` of a scenario, without a signature of its own."""
    kept = {part: copy.deepcopy(value) for part, value in data.items() if part != "signature"}
    return PlanText(kept, {part: (*path, part) for part in kept})


def loaded(
    text: PlanText, catalogue: Catalogue, document: YamlDocument, day: dt.date, *, signed: bool
) -> LoadedPlan:
    """Return the plan as `day` finds it, signed on that day. Raises ConfigError for mistakes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / document.file.name
        file.write_text(
            yaml.safe_dump(dict(text.data), allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        if signed:
            sign(file, *SIGNED_BY, day)
        plan = load_plan(file, catalogue)
        wrong = errors(plan.problems) if signed or plan.plan is None else ()
        if wrong:
            where = _lines(read_yaml(file), text, document)
            raise ConfigError([_moved(problem, where, document) for problem in wrong])
    return plan


def _lines(of_plan: YamlDocument, text: PlanText, document: YamlDocument) -> dict[int, int]:
    """Return which line of the scenario a line of the plan stands for."""
    found = {}
    for path, line in sorted(of_plan.lines.items(), key=lambda pair: len(pair[0])):
        if path and path[0] in text.stands:
            found[line] = document.line((*text.stands[str(path[0])], *path[1:]))
    return found


def _moved(problem: Diagnostic, where: Mapping[int, int], document: YamlDocument) -> Diagnostic:
    line = where.get(problem.line, document.line(("plan",)))
    return dataclasses.replace(problem, file=document.file, line=line)
