"""What stands in a PDF: the alternative text of its figures, and how large its letters are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdf


def alternatives(pdf: bytes) -> list[str]:
    """Return the alternative text of every figure, "" where it has none."""
    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]

    def walk(node: Any) -> Iterator[str]:  # noqa: ANN401 - pypdf's objects are
        node = node.get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            for each in node:
                yield from walk(each)
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if node.get("/S") == "/Figure":
                yield str(node.get("/Alt", ""))
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(root["/StructTreeRoot"]["/K"]))


def sizes_pt(pdf: bytes) -> set[float]:
    """Return the heights of all letters, in points, as they are on the paper."""
    found: set[float] = set()

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            # The page and the picture are scaled by their matrices; both have no rotation.
            found.add(round(abs(size * tm[3] * cm[3]), 2))

    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


def sheets(pdf: bytes) -> int:
    """Return on how many sheets it is."""
    return len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
