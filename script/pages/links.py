"""Links in the Markdown pages that lead nowhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"(?m)^#{1,6}\s+(.+?)\s*$")
_CODE = re.compile(r"(?ms)^```.*?^```|^(?: {4}|\t).*?$|`[^`\n]*`")


def pages(project: Path) -> list[Path]:
    """Return all Markdown pages of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],  # noqa: S607
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    return [project / name for name in listed.stdout.splitlines() if (project / name).is_file()]


def broken(page: Path) -> Iterator[str]:
    """Yield each link of a page whose file or heading is missing; the network is not asked."""
    text = _CODE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            yield f"{page.name}: {target} is not there"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            yield f"{page.name}: {target} has no such heading"


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the names of a page's headings, as a browser's address has them."""
    headings = _HEADING.findall(re.sub(r"(?ms)^```.*?^```", "", page.read_text(encoding="utf-8")))
    return frozenset(re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings)
