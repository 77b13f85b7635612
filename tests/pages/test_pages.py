"""Pages lead somewhere, and those that are generated are fresh."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from script.pages import configuration, site, spoken
from script.pages.links import broken, pages


def test_every_link_leads_to_a_file_and_a_heading_that_are_there(project: Path) -> None:
    found = [wrong for page in pages(project) for wrong in broken(page)]
    assert len(pages(project)) > 15
    assert found == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One thing\n[a](page.md) [b](#one-thing) [c](#two) [d](gone.md)\n"
        "`[e](code.md)`\n\n    [f](code.md)\n\n[g](https://example.org/x)\n"
    )
    assert list(broken(page)) == [
        "page.md: #two has no such heading",
        "page.md: gone.md is not there",
    ]


def test_the_configuration_reference_is_that_of_the_schema(project: Path) -> None:
    """If not: script/docs writes it anew."""
    kept = (project / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert kept == configuration.page()


def test_the_page_of_the_script_is_what_the_box_says(project: Path) -> None:
    """If not: script/docs --pages writes it anew."""
    kept = (project / "docs" / "script.md").read_text(encoding="utf-8")
    assert kept == spoken.page()


def test_the_index_leads_to_every_page_for_readers(project: Path) -> None:
    index = (project / "docs" / "index.md").read_text(encoding="utf-8")
    named = {page.name for page in (project / "docs").glob("*.md")} - {"index.md"}
    assert {name for name in named if f"({name})" not in index} == set()


def test_the_list_of_decisions_leads_to_each_with_question_and_what_was_rejected(
    project: Path,
) -> None:
    listed = (project / "docs" / "decisions.md").read_text(encoding="utf-8")
    kept = sorted((project / "docs" / "decisions").glob("*.md"))
    assert len(kept) > 10
    assert [page.name for page in kept if f"(decisions/{page.name})" not in listed] == []
    for page in kept:
        text = page.read_text(encoding="utf-8")
        parts = ("# ", "**Question.**", "**Decision.**", "**Rejected.**", "## Figures")
        assert [part for part in parts if f"\n{part}" not in f"\n{text}"] == [], page.name


def test_a_page_of_the_repository_that_the_source_names_is_there(project: Path) -> None:
    """Comments and docstrings give docs/decisions/ as the source of a figure."""
    named = [
        (file.name, name)
        for folder in ("device", "script")
        for file in sorted((project / folder).rglob("*.py"))
        for name in re.findall(r"docs/[\w/-]+\.md", file.read_text(encoding="utf-8"))
    ]
    assert len(named) > 5
    assert [each for each in named if not (project / each[1]).is_file()] == []


@pytest.mark.slow
def test_the_site_is_built_and_no_link_of_it_is_broken(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="no mkdocs-material: script/docs brings it")
    site.write(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file",
         tmp_path / "mkdocs.yml", "--site-dir", tmp_path / "site"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Getting heard" in (tmp_path / "site" / "recognition.html").read_text(encoding="utf-8")


def test_a_link_of_the_site_leads_to_a_page_and_never_into_the_source(tmp_path: Path) -> None:
    site.write(tmp_path)
    index = (tmp_path / "docs" / "index.md").read_text(encoding="utf-8")
    assert "](recognition.md)" in index
    assert "](SAFETY.md)" in index
    assert "](docs/" not in index
    assert "](script/" not in index
    assert "](../SAFETY.md)" not in (tmp_path / "docs" / "contents.md").read_text(encoding="utf-8")
