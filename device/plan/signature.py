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

from device.plan.atomic_write import replace_file
from device.reading.diagnostic import ConfigError, Diagnostic
from device.reading.yaml_document import YamlDocument, parse_yaml, read_yaml

SIGNATURE_KEY = "signature"


def checksum(document: YamlDocument) -> str:
    """SHA-256 over every value but the signature's; comments and the order of lines are free."""
    data = {key: value for key, value in document.data.items() if key != SIGNATURE_KEY}
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_signed(document: YamlDocument) -> bool:
    """Whether the signature in the file is that of what stands in it."""
    block = document.data.get(SIGNATURE_KEY)
    return isinstance(block, dict) and block.get("checksum") == checksum(document)


def sign(file: Path, name: str, role: str, date: dt.date) -> None:
    """Write the signature of `file` into it, in one step; all else stays as it is.

    Raises ConfigError, OSError.
    """
    document = read_yaml(file)
    text = file.read_text(encoding="utf-8-sig")
    kept = _without_block(document, text)
    quoted = (json.dumps(part, ensure_ascii=False) for part in (name, role))
    block = (
        f"{SIGNATURE_KEY}:\n  name: {next(quoted)}\n  role: {next(quoted)}\n"
        f"  date: {date.isoformat()}\n"
        f"  checksum: {checksum(document)}\n"
    )
    signed = f"{kept.rstrip()}\n\n{block}"
    if checksum(parse_yaml(file, signed)) != checksum(document):
        what = "the signature cannot be written here without changing the plan"
        expected = "`signature:` and its lines last in the file, or no signature yet"
        raise ConfigError([Diagnostic(file, document.line((SIGNATURE_KEY,)), what, expected)])
    replace_file(file, signed.encode())


def _without_block(document: YamlDocument, text: str) -> str:
    """`text` without the lines of the signature block."""
    if SIGNATURE_KEY not in document.data:
        return text
    lines = text.splitlines(keepends=True)
    first = document.line((SIGNATURE_KEY,)) - 1
    last = first + 1
    while last < len(lines) and (lines[last][:1].isspace() or not lines[last].strip()):
        last += 1
    return "".join(lines[:first] + lines[last:])


def _plain(value: Any) -> str:  # noqa: ANN401 - what YAML knows besides JSON's types
    return value.isoformat() if isinstance(value, dt.date) else repr(value)
