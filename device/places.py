"""Where things are: the folder with config/ and voices/, and the folder for state."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

INSTALLED = Path("/etc/spinecoach")
"""Where `script/install` puts config/ and voices/ on a Pi."""

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds the package; the project itself when it runs from a checkout."""


def project_folder(environ: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Path:
    """Return the folder of config/ and voices/: `SPINECOACH_HOME`, a checkout, or `INSTALLED`.

    It is not checked to be there: who reads a file in it says best what is missing.
    """
    if named := environ.get("SPINECOACH_HOME"):
        return Path(named).expanduser()
    if (checkout / "config").is_dir() and (checkout / "voices").is_dir():
        return checkout
    return INSTALLED


def state_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder for the journal, clips and models; it may not be there yet.

    systemd's `STATE_DIRECTORY` (the first, if it names several) comes before `XDG_STATE_HOME`,
    which the specification wants ignored unless it is absolute, and that before the home folder.
    """
    if first := environ.get("STATE_DIRECTORY", "").split(":")[0]:
        return Path(first)
    xdg = Path(environ.get("XDG_STATE_HOME", ""))
    if xdg.is_absolute():
        return xdg / "spinecoach"
    home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    return home / ".local" / "state" / "spinecoach"
