"""The source of the site: every page in one folder, with links that hold there.

Pages of the repository link to its files. On the site a link to a page leads to that page, and one
to a source file is only its name: the site holds no source.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TOP = {"README.md": "index.md", **{n: n for n in ("SAFETY.md", "CHANGELOG.md", "CONTRIBUTING.md")}}
"""Pages beside docs/, and what they are called on the site."""

_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def write(folder: Path) -> None:
    """Write the pages and mkdocs.yml into `folder`, which is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    docs = folder / "docs"
    shutil.copytree(PROJECT / "docs", docs)
    (docs / "index.md").rename(docs / "contents.md")
    for name, new in TOP.items():
        (docs / new).write_text((PROJECT / name).read_text(encoding="utf-8"), encoding="utf-8")
    for page in docs.rglob("*.md"):
        linked = functools.partial(_link, _origin(page.relative_to(docs)), page, docs)
        page.write_text(_LINK.sub(linked, page.read_text(encoding="utf-8")), encoding="utf-8")
    settings = {
        "site_name": "Spinecoach",
        "docs_dir": "docs",
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False},
        "validation": {"anchors": "warn"},
        "plugins": ["search"],
        "markdown_extensions": ["tables", "fenced_code", "toc"],
    }
    # JSON is YAML, too.
    (folder / "mkdocs.yml").write_text(json.dumps(settings, indent=2), encoding="utf-8")


def _origin(page: Path) -> Path:
    """Return where a page of the site is in the repository."""
    names = {new: name for name, new in TOP.items()} | {"contents.md": "docs/index.md"}
    return PROJECT / names.get(str(page), f"docs/{page}")


def _link(came_from: Path, page: Path, docs: Path, found: re.Match[str]) -> str:
    picture, text, target = found.groups()
    path, hash_, anchor = target.partition("#")
    if re.match(r"[a-z]+:", target) or not path:
        return found[0]
    file = (came_from.parent / path).resolve()
    relative = str(file.relative_to(PROJECT))
    if relative == "docs/index.md":
        there = docs / "contents.md"
    elif relative in TOP:
        there = docs / TOP[relative]
    elif relative.startswith("docs/") and file.is_file():
        there = docs / relative.removeprefix("docs/")
    else:
        return text
    ups = "../" * (len(page.relative_to(docs).parts) - 1)
    return f"{picture}[{text}]({ups}{there.relative_to(docs)}{hash_}{anchor})"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
