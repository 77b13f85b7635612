"""Where files are: the home with config/ and voices/, what the package brings, and the state.

A home need not be complete. A file of config/ or a language that it lacks comes from the package,
the plan excepted: a plan belongs to one patient, and nobody is given somebody else's.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

INSTALLED = Path("/etc/spinecoach")
"""The home of an installed box: `script/install` fills it."""

INSTALLED_STATE = Path("/var/lib/spinecoach")
"""The state of an installed box; the systemd unit makes it."""

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds the package; the project itself when it runs from a checkout."""

PACKAGED = Path(__file__).resolve().parent / "_data"
"""config/, voices/ and the wiring picture inside a wheel. A checkout does not have this folder."""

PLAN = "plan.yaml"


class NotYours(Exception):
    """A file inside the package was about to be changed; the message says what to do instead."""


def packaged_folder() -> Path:
    """Return the folder whose config/ and voices/ come with the program."""
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT


def project_folder(
    environ: Mapping[str, str] = os.environ,
    checkout: Path = CHECKOUT,
    installed: Path = INSTALLED,
) -> Path:
    """Return the home: the first of these that is there.

    `SPINECOACH_HOME` (not checked: who reads a file in it says best what is missing), a checkout,
    `installed`, and last the package itself, which can be read and not changed.
    """
    if named := environ.get("SPINECOACH_HOME"):
        return Path(named).expanduser()
    if (checkout / "config").is_dir() and (checkout / "voices").is_dir():
        return checkout
    if installed.is_dir() or not PACKAGED.is_dir():
        return installed
    return PACKAGED


def config_file(home: Path, name: str) -> Path:
    """Return the file `name` of the home's config/, or the package's where the home has none.

    The plan is only ever the home's own.
    """
    own = home / "config" / name
    if name == PLAN or own.exists():
        return own
    packaged = packaged_folder() / "config" / name
    return packaged if packaged.exists() else own


def language_folder(home: Path, language: str) -> Path:
    """Return the folder of a language: the home's own as a whole, or else the package's."""
    own = home / "voices" / language
    packaged = packaged_folder() / "voices" / language
    return own if own.exists() or not packaged.is_dir() else packaged


def language_folders(home: Path) -> dict[str, Path]:
    """Return the folder of every language that there is, the home's own and the package's."""
    names = {
        folder.name
        for voices in (home / "voices", packaged_folder() / "voices")
        if voices.is_dir()
        for folder in voices.iterdir()
        if folder.is_dir()
    }
    return {name: language_folder(home, name) for name in sorted(names)}


def check_writable_home(home: Path) -> None:
    """Refuse the package itself as `home`: an update would undo every change. Raises NotYours."""
    if home == PACKAGED:
        raise NotYours(
            "Nothing was changed: config/ and voices/ of the package itself are in use. "
            "Make a home of your own first: spinecoach init DIR"
        )


def wiring_picture() -> Path:
    """Return the picture of how button and light are wired."""
    packaged = PACKAGED / "wiring.svg"
    return packaged if packaged.exists() else CHECKOUT / "docs" / "wiring.svg"


def state_folder(environ: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Path:
    """Return the folder for the journal, clips and models; it may not be there yet.

    systemd's `STATE_DIRECTORY` (the first, if it names several), or `INSTALLED_STATE` for an
    installed box, so that `spinecoach status` reads what the daemon wrote, or var/ in the home:
    trying the box out leaves nothing elsewhere. The package itself has no room for it, so that
    there it is spinecoach/ in `XDG_STATE_HOME`, by default ~/.local/state.
    """
    if first := environ.get("STATE_DIRECTORY", "").split(":")[0]:
        return Path(first)
    home = project_folder(environ, checkout)
    if home == INSTALLED:
        return INSTALLED_STATE
    if home == PACKAGED:
        states = environ.get("XDG_STATE_HOME") or "~/.local/state"
        return Path(states).expanduser() / "spinecoach"
    return home / "var"
