"""One name for one thing: in the code, in the glossary and in the traces of the architecture."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

SAME_PART = {
    "COMMANDS": "what each module of cli/ adds to `spinecoach`",
    "main": "what runs when a module is the program",
    "log": "a module's logger",
}
"""Names that play the same part in several modules, each with what that is."""

_IN_CODE = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)\.([A-Z]\w*|[a-z_]+)`")
_IN_TRACE = re.compile(r"`(device/[\w/]+\.py)`\s+`(\w+(?:\.\w+)?)`")


def definitions(file: Path) -> dict[str, str]:
    """Every public name of a module's top level, with what it is."""
    found = {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found[name] = ast.unparse(node)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = ast.unparse(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
                found[name] = ast.unparse(value)
    return {name: what for name, what in found.items() if not name.startswith("_")}


def meant_twice(package: Path) -> dict[str, list[str]]:
    """Public names that several modules define, each as something else."""
    places: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for file in sorted(package.rglob("*.py")):
        for name, what in definitions(file).items():
            places[name][str(file.relative_to(package))] = what
    return {
        name: sorted(where)
        for name, where in places.items()
        if len(set(where.values())) > 1 and name not in SAME_PART
    }


def test_no_public_name_means_two_things(project: Path) -> None:
    assert meant_twice(project / "device") == {}


def test_a_name_with_two_meanings_is_found_and_one_with_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("class Voice:\n    pitch = 1\n\nT = int\n\ndef _own(): ...\n")
    (tmp_path / "two.py").write_text("class Voice:\n    words = 2\n\nT = int\n\ndef _own(): 1\n")
    assert meant_twice(tmp_path) == {"Voice": ["one.py", "two.py"]}


def test_every_name_of_the_glossary_is_there(project: Path) -> None:
    text = (project / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = _IN_CODE.findall(text)
    assert len(named) > 40
    missing = [
        f"{module}.{name}"
        for module, name in named
        if not (file := project / "device" / f"{module.replace('.', '/')}.py").exists()
        or name not in definitions(file)
    ]
    assert missing == []


def test_every_term_of_the_glossary_stands_there_once(project: Path) -> None:
    text = (project / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]
    terms = [row for row in rows if row not in {"term", "---"}]
    assert len(terms) > 40
    assert sorted(set(terms)) == sorted(terms)


def test_the_walks_of_the_architecture_lead_through_code_that_is_there(project: Path) -> None:
    text = (project / "docs" / "architecture.md").read_text(encoding="utf-8")
    steps = _IN_TRACE.findall(text)
    assert len(steps) > 20
    for file, name in steps:
        found = definitions(project / file)
        owner, _, method = name.partition(".")
        assert owner in found, f"{file}: {name}"
        assert not method or f"def {method}(" in found[owner], f"{file}: {name}"


@pytest.mark.parametrize(
    "former",
    [
        r"\bear\b",
        r"\bears\b",
        r"(?i)lesson",
        r"\bsayings?\b",
        r"(?i)recognis",
        r"\bless_noise\b",
        r"\bas_it_was\b",
    ],
)
def test_a_former_term_is_not_used_in_the_code(project: Path, former: str) -> None:
    """Texts that a person reads or writes may still say it in another sense: only names count."""
    found = [
        f"{file.relative_to(project)}: {name}"
        for file in sorted((project / "device").rglob("*.py"))
        for name in (file.stem, *_identifiers(file))
        if re.search(former, name)
    ]
    assert found == []


def _identifiers(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                found.add(name)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                found.add(name)
    return found
