"""The lists of mutations fit the code, and hold one for each test that SAFETY.md names."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from script.benches.mutations import Copies, Mutation, mutations, stale
from tests.test_safety import BLOCKS


def test_every_mutation_fits_the_code(project: Path) -> None:
    assert stale(project, mutations()) == [], "write them anew in script/benches/mutated"


def is_slow(project: Path, file: str, name: str) -> bool:
    tree = ast.parse((project / file).read_text(encoding="utf-8"))
    of_all = [ast.unparse(each) for each in tree.body if isinstance(each, ast.Assign)]
    own = [
        ast.unparse(mark)
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and each.name == name
        for mark in each.decorator_list
    ]
    marks = [each for each in of_all if each.startswith("pytestmark")] + own
    return any("pytest.mark.slow" in mark for mark in marks)


def test_each_test_that_a_hazard_names_has_a_change_that_it_must_notice(project: Path) -> None:
    named = {test for block in BLOCKS.values() for test in block.shown_by}
    quick = {f"{file}::{name}" for file, name in named if not is_slow(project, file, name)}
    alone = {each.tests[0] for each in mutations() if len(each.tests) == 1}
    assert quick - alone == set()
    assert len(named) - len(quick) < 5


def test_a_change_is_noticed_when_a_test_fails_and_survives_when_none_does(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    subprocess.run(["git", "init", "-q", project], check=True)
    (project / "safety.py").write_text("CALLS = 3\nPAUSE_S = 1\n", encoding="utf-8")
    test = "from safety import CALLS\n\ndef test_it():\n    assert CALLS == 3\n"
    (project / "test_it.py").write_text(test, encoding="utf-8")
    profile = "import hypothesis\n\nhypothesis.settings.register_profile('mutations')\n"
    (project / "conftest.py").write_text(profile, encoding="utf-8")
    copies = Copies(project, tmp_path / "copies", 1)
    tests = ("test_it.py",)
    assert copies.failure(tests) is None
    assert copies.notice(Mutation("safety.py", "CALLS = 3", "CALLS = 1", "it calls once", tests))
    assert not copies.notice(Mutation("safety.py", "PAUSE_S = 1", "PAUSE_S = 2", "slow", tests))
    assert copies.failure(tests) is None, "what was changed is put back"
