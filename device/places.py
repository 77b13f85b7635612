"""Where things are: the folder with config/ and voices/, and the folder for state."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

INSTALLED = Path("/etc/spinecoach")
"""Where `script/install` puts config/ and voices/ on a Pi."""

INSTALLED_STATE = Path("/var/lib/spinecoach")
"""Where the state of an installed box is; the systemd unit makes it."""

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


def state_folder(environ: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Path:
    """Return the folder for the journal, clips and models; it may not be there yet.

    systemd's `STATE_DIRECTORY` (the first, if it names several), or `INSTALLED_STATE` for an
    installed box, so that `spinecoach status` reads what the daemon wrote, or var/ in the project:
    trying the box out leaves nothing in anybody's home.
    """
    if first := environ.get("STATE_DIRECTORY", "").split(":")[0]:
        return Path(first)
    project = project_folder(environ, checkout)
    return INSTALLED_STATE if project == INSTALLED else project / "var"
