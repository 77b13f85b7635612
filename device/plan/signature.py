"""The clinician's signature: a plan that was changed after it was signed does not run.

It is a seal against mistakes, not against forgery: whoever can write the file can sign it anew,
under a name and a date that everybody can read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

from device.plan.replacing import put
from device.reading.document import Document, parse, read
from device.reading.problem import Problem, Unreadable

BLOCK = "signature"


def checksum(document: Document) -> str:
    """SHA-256 over every value but the signature's; comments and the order of lines are free."""
    data = {key: value for key, value in document.data.items() if key != BLOCK}
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_signed(document: Document) -> bool:
    """Whether the signature in the file is that of what stands in it."""
    block = document.data.get(BLOCK)
    return isinstance(block, dict) and block.get("checksum") == checksum(document)


def sign(file: Path, name: str, role: str, date: dt.date) -> None:
    """Write the signature of `file` into it, in one step; all else stays as it is.

    Raises Unreadable, OSError.
    """
    document = read(file)
    text = file.read_text(encoding="utf-8-sig")
    kept = _without_block(document, text)
    quoted = (json.dumps(part, ensure_ascii=False) for part in (name, role))
    block = (
        f"{BLOCK}:\n  name: {next(quoted)}\n  role: {next(quoted)}\n  date: {date.isoformat()}\n"
        f"  checksum: {checksum(document)}\n"
    )
    signed = f"{kept.rstrip()}\n\n{block}"
    if checksum(parse(file, signed)) != checksum(document):
        what = "the signature cannot be written here without changing the plan"
        expected = "`signature:` and its lines last in the file, or no signature yet"
        raise Unreadable([Problem(file, document.line((BLOCK,)), what, expected)])
    put(file, signed.encode())


def _without_block(document: Document, text: str) -> str:
    """`text` without the lines of the signature block."""
    if BLOCK not in document.data:
        return text
    lines = text.splitlines(keepends=True)
    first = document.line((BLOCK,)) - 1
    last = first + 1
    while last < len(lines) and (lines[last][:1].isspace() or not lines[last].strip()):
        last += 1
    return "".join(lines[:first] + lines[last:])


def _plain(value: Any) -> str:  # noqa: ANN401 - what YAML knows besides JSON's types
    return value.isoformat() if isinstance(value, dt.date) else repr(value)
