"""What this machine lacks for the tests that were left out, as one command to paste."""

from __future__ import annotations

import re
from collections.abc import Iterable

_APT = re.compile(r"apt(?:-get)? install ((?:[a-z0-9][a-z0-9.+-]+ ?)+)")


def command_for(reasons: Iterable[str]) -> str:
    """Return the command that installs every Debian package that `reasons` name; "" for none."""
    packages = {
        name.rstrip(".")
        for reason in reasons
        for found in _APT.findall(reason)
        for name in found.split()
    }
    return f"sudo apt install {' '.join(sorted(packages))}" if packages else ""
