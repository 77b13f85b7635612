"""Docstrings can be used: they name what is raised, and every name in them is still there."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

_RAISES = re.compile(
    r"(?m)Raises:?\s((?:[\w.]+(?:,\s+|\s+and\s+|\s+or\s+))*[A-Z][\w.]*|[a-z]\w*\.\w+)"
)
_SECTION = re.compile(r"(?ms)^Raises:\n(.*?)(?=^\S|\Z)")
_KIND = re.compile(r"(?:[Ss]ee|An?) `([A-Z][a-z]\w*)[\w.]*`|`([A-Z][a-z]\w*)\.\w+`")
"""Whose words hold here, or what this is: see `Speaker.write`, a `Microphone`, `Heard.word`."""
_MEASURED = re.compile(r"\b(?:float|NDArray|Samples|Floats|Doubles|Spectra|Powers|Features)\b")
"""What has a unit, a shape or a range: numbers that are no counts, and arrays."""

_ELSEWHERE = re.compile(r"See `")
"""Another docstring holds here, too."""


@dataclass(frozen=True, slots=True)
class Documented:
    """A public function or method, where it stands, and its docstring."""

    where: str
    node: ast.FunctionDef
    text: str


def documented(file: Path) -> Iterator[Documented]:
    """Yield the public functions of a file and the public methods of its public classes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]
    for body in (tree.body, *(each.body for each in classes)):
        for node in body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                text = ast.get_docstring(node) or ""
                yield Documented(f"{file.name}:{node.lineno} {node.name}", node, text)


def raised(statements: Sequence[ast.stmt], caught: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the exceptions that are raised by name, except those that are caught around them."""
    for statement in statements:
        match statement:
            case ast.FunctionDef() | ast.ClassDef():
                continue
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name)) | ast.Name(id=name)):
                if name[0].isupper() and name not in caught:
                    yield name
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
                kinds = [h.type for h in handlers if h.type is not None]
                names = {n.id for kind in kinds for n in ast.walk(kind) if isinstance(n, ast.Name)}
                yield from raised(body, caught | names)
                for part in (*(h.body for h in handlers), orelse, final):
                    yield from raised(part, caught)
            case ast.Match(cases=cases):
                for case in cases:
                    yield from raised(case.body, caught)
            case _:
                for part in (getattr(statement, "body", []), getattr(statement, "orelse", [])):
                    yield from raised(part, caught)


def named(text: str) -> set[str]:
    """Return the exceptions that a docstring names, in a sentence or in a section."""
    found = {
        n for listed in _RAISES.findall(text) for n in re.split(r",\s+|\s+and\s+|\s+or\s+", listed)
    }
    for section in _SECTION.findall(text):
        found |= set(re.findall(r"(?m)^    ([\w.]+):", section))
    return {name.rstrip(".") for name in found}


def unexplained(each: Documented) -> list[str]:
    """Return the parameters with a unit, a shape or a range that a docstring does not name."""
    if _ELSEWHERE.match(each.text):
        return []
    given = each.node.args
    measured = [
        parameter.arg
        for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs)
        if parameter.annotation is not None and _MEASURED.search(ast.unparse(parameter.annotation))
    ]
    return [name for name in measured if not re.search(rf"\b{name}\b", each.text)]


def everything(project: Path) -> list[Documented]:
    return [d for file in sorted((project / "device").rglob("*.py")) for d in documented(file)]


def classes_of(project: Path) -> set[str]:
    """Return the names of all classes, and of all names that a module imports."""
    names: set[str] = set()
    for file in (project / "device").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.ImportFrom):
                names |= {alias.asname or alias.name for alias in node.names}
    return names


def test_a_public_function_names_every_exception_that_it_raises(project: Path) -> None:
    silent = [
        f"{each.where}: {name}"
        for each in everything(project)
        for name in sorted(set(raised(each.node.body)) - named(each.text))
    ]
    assert silent == []


def test_a_public_function_names_every_parameter_with_a_unit_a_shape_or_a_range(
    project: Path,
) -> None:
    silent = [f"{each.where}: {name}" for each in everything(project) for name in unexplained(each)]
    assert silent == []


@pytest.mark.parametrize(
    ("signature", "docstring", "names"),
    [
        ("seconds: float", "Wait.", ["seconds"]),
        ("seconds: float", "Wait `seconds`.", []),
        ("seconds: float | None, *, block: NDArray[np.int16]", "Wait.", ["seconds", "block"]),
        ("blocks: Sequence[Samples]", "See `Chain`.", []),
        ("blocks: Sequence[Samples]", "Take them.", ["blocks"]),
        ("name: str, n: int", "Wait.", []),
    ],
)
def test_a_parameter_that_a_docstring_does_not_name_is_found(
    tmp_path: Path, signature: str, docstring: str, names: list[str]
) -> None:
    file = tmp_path / "module.py"
    file.write_text(f'def f({signature}):\n    """{docstring}"""\n')
    (found,) = documented(file)
    assert unexplained(found) == names


def test_every_exception_that_a_docstring_names_is_there(project: Path) -> None:
    known = classes_of(project) | set(dir(builtins))
    stale = [
        f"{each.where}: {name}"
        for each in everything(project)
        for name in sorted(named(each.text))
        if "." not in name and name not in known
    ]
    assert stale == []


def test_every_class_that_a_docstring_sends_to_is_there(project: Path) -> None:
    known = classes_of(project)
    stale = [
        f"{file.relative_to(project)}: {name}"
        for file in sorted((project / "device").rglob("*.py"))
        for names in _KIND.findall(file.read_text(encoding="utf-8"))
        for name in names
        if name and name not in known
    ]
    assert stale == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Read it. Raises ConfigError.", {"ConfigError"}),
        ("Read it. Raises OSError, ModelMissing\nand ValueError for others.",
         {"OSError", "ModelMissing", "ValueError"}),
        ("Put rows. Raises sqlite3.Error, OSError.", {"sqlite3.Error", "OSError"}),
        ("Read it.\n\nRaises:\n    ConfigError: it says why.\n    OSError: likewise.\n",
         {"ConfigError", "OSError"}),
        ("It raises the roof.", set()),
    ],
)  # fmt: skip
def test_both_ways_to_name_an_exception_are_understood(text: str, names: set[str]) -> None:
    assert named(text) == names


def test_what_is_caught_inside_is_not_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(
        "def f(x):\n"
        "    try:\n"
        "        raise KeyError\n"
        "    except KeyError:\n"
        "        raise ValueError('x') from None\n"
        "    if x:\n"
        "        raise OSError\n"
        "def _private():\n"
        "    raise TypeError\n"
    )
    assert [sorted(raised(d.node.body)) for d in documented(file)] == [["OSError", "ValueError"]]
