"""Disk and journal: what is wrong with them, told apart by what has to be done."""

from __future__ import annotations

import errno
import os
import pwd
import shlex
import shutil
import sqlite3
import tempfile
from pathlib import Path

from device.doctor.finding import Finding, broken, works
from device.journal.opening import SMALLEST_DATABASE, set_aside_beside
from device.journal.reading import read_only, read_rows
from device.journal.schema import MIGRATIONS, is_whole
from device.paths import INSTALLED_STATE

MIN_FREE_MB = 200
SERVICE_USER = "spinecoach"

MAKE_ROOM = (
    "Make room: sudo apt clean; sudo journalctl --vacuum-size=50M. "
    "What else is large: sudo du -xh / | sort -h | tail"
)


def advice_on(problem: OSError, state: Path, place: Path | None = None) -> str:
    """Return what to do about `problem` with the folder `state`. Changes nothing.

    `place`: what was refused, where that is not `state` itself. No command gives away more than
    `state`.
    """
    match problem.errno:
        case errno.EACCES | errno.EPERM if state == INSTALLED_STATE and _user() != SERVICE_USER:
            return "Only the box's own user may: sudo spinecoach doctor"
        case errno.EACCES | errno.EPERM:
            user, folder = _user(), shlex.quote(str(state))
            return (
                f"Give it to this user: sudo install -d -m 0700 -o {user} {folder}; "
                f"sudo chown -R {user} {folder}"
            )
        case errno.EROFS:
            return (
                "Start the Pi again: sudo reboot. If it is read-only again, the card is worn out: "
                "put another card in."
            )
        case errno.ENOTDIR | errno.EEXIST:
            file = _in_the_way(place or state)
            return f"A file is where a folder has to be. Move it away: sudo mv {file} {file}.old"
        case errno.ENOSPC:
            return MAKE_ROOM
    return "Start the Pi again: sudo reboot. If this stays, put another card in."


def _in_the_way(place: Path) -> Path:
    """Return the file on the way to `place` that is taken for a folder."""
    return next((each for each in (place, *place.parents) if each.is_file()), place)


def disk_of(state: Path) -> Finding:
    """Say whether there is room at the folder `state`, and whether it can be written."""
    place = state
    try:
        while not place.exists():
            place = place.parent
        free_mb = shutil.disk_usage(place).free // 2**20
        if free_mb < MIN_FREE_MB:
            seen = f"{free_mb} MB free for {state}, and {MIN_FREE_MB} are needed"
            return broken("disk", seen, MAKE_ROOM)
        with tempfile.NamedTemporaryFile(dir=place) as tried:
            tried.write(b"spinecoach")
            tried.flush()
            os.fsync(tried.fileno())
    except OSError as problem:
        seen = f"{place} cannot be written: {problem.strerror}"
        return broken("disk", seen, advice_on(problem, state, place))
    return works("disk", f"{free_mb} MB free for {state}")


def journal_of(state: Path) -> Finding:
    """Say whether the journal in the folder `state` can be used as it is; nothing is changed."""
    file = state / "journal.sqlite"
    try:
        return _lost(file) or _read(file)
    except OSError as problem:
        if isinstance(problem.__cause__, sqlite3.DatabaseError):
            return _unusable(file, problem.__cause__)
        seen = f"{file} cannot be read: {problem.strerror or problem}"
        return broken("journal", seen, advice_on(problem, state))


def _lost(file: Path) -> Finding | None:
    """Return that of a journal no more than an empty file is left, or its log alone."""
    if not file.exists():
        logs = [f"{file.name}{end}" for end in ("-wal", "-shm")]
        left = [name for name in logs if file.with_name(name).exists()]
        if not left:
            return None
        seen = f"{file} is gone, only {' and '.join(left)} is left"
        return broken("journal", seen, _keep(file))
    if not file.is_file():
        to_do = f"Move it away: sudo mv {file} {file}.old"
        return broken("journal", f"{file} is no file", to_do)
    if file.stat().st_size < SMALLEST_DATABASE:
        return broken("journal", f"{file} is empty", _keep(file))
    return None


def _read(file: Path) -> Finding:
    rows = read_rows(file)
    if rows or file.exists():
        if read_only(file, _version) > len(MIGRATIONS):
            seen = f"{file} was written by a later version of Spinecoach: the box does not start"
            to_do = f"Install that version: sudo script/install. Or: sudo mv {file} {file}.later"
            return broken("journal", seen, to_do)
        if not read_only(file, is_whole):
            return broken("journal", f"{file} is damaged", _keep(file))
    if aside := set_aside_beside(file):
        many = "1 damaged journal" if len(aside) == 1 else f"{len(aside)} damaged journals"
        seen = f"{many} set aside, the last as {aside[-1]}; the box goes on without"
        to_do = f"Keep what is in them: sudo mv {file}.damaged-* /media/STICK/"
        return broken("journal", seen, to_do)
    since = f" since {rows[0].day:%Y-%m-%d}" if rows else ""
    return works("journal", f"{len(rows)} entries{since}")


def _version(journal: sqlite3.Connection) -> int:
    return int(journal.execute("PRAGMA user_version").fetchone()[0])


def _unusable(file: Path, problem: sqlite3.DatabaseError) -> Finding:
    """Tell a damaged file from a card that does not give it."""
    if isinstance(problem, sqlite3.OperationalError) and "malformed" not in str(problem):
        seen = f"{file} cannot be read: {problem}"
        return broken("journal", seen, advice_on(OSError(errno.EIO, str(problem)), file.parent))
    return broken("journal", f"{file} is damaged and cannot be read: {problem}", _keep(file))


def _keep(file: Path) -> str:
    return (
        f"Keep a copy: sudo cp -a {file}* /media/STICK/. Then start the box again: "
        "sudo systemctl restart spinecoach. It sets the file aside and goes on with what it can "
        "still read."
    )


def _user() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())
