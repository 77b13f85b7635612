"""A speech model as a folder or a zip: what makes it one, and how it is unpacked safely."""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

NEEDED = ("am/final.mdl", "conf/mfcc.conf", "graph/Gr.fst", "graph/HCLr.fst")
"""Files without which Vosk ends the process, or cannot take a grammar."""

MAX_ARCHIVE_BYTES = 4 * 1024**3
"""More than this unpacked is no model for a small box."""


class NotAModel(Exception):
    """A folder or zip that is not a usable model; the message says why."""


def is_model(folder: Path) -> bool:
    """Whether `folder` itself holds a model that can take a grammar.

    Raises OSError where that cannot be looked up.
    """
    return not _missing(folder)


def model_in(folder: Path) -> Path:
    """Return the folder that holds the model: `folder`, or the only folder in it that does.

    Raises NotAModel, and OSError where it may not be looked into.
    """
    if is_model(folder):
        return folder
    if not folder.is_dir():
        raise NotAModel(f"{folder} is not a folder")
    inside = [sub for sub in sorted(folder.iterdir()) if sub.is_dir() and is_model(sub)]
    if len(inside) == 1:
        return inside[0]
    if inside:
        raise NotAModel(f"{folder} holds several models: name one of them")
    raise NotAModel(f"{folder} is not a Vosk model: it has no {', '.join(_missing(folder))}")


def unpack(archive: Path, into: Path) -> Path:
    """Unpack a model's zip into the folder `into` and return the folder that holds the model.

    Nothing is written outside `into`, and nothing at all when a name in the zip points there.
    Raises NotAModel (broken, too large, unsafe, no model inside) and OSError (no space).
    """
    try:
        with zipfile.ZipFile(archive) as source:
            members = source.infolist()
            _refuse_unsafe(archive, members)
            if sum(member.file_size for member in members) > MAX_ARCHIVE_BYTES:
                raise NotAModel(
                    f"{archive} is larger than {MAX_ARCHIVE_BYTES:,} bytes when unpacked"
                )
            source.extractall(into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise NotAModel(f"{archive} is not a whole zip file ({problem})") from problem
    try:
        return model_in(into)
    except NotAModel as problem:
        raise NotAModel(f"{archive} holds no Vosk model") from problem


def _missing(folder: Path) -> list[str]:
    return [name for name in NEEDED if not _is_file(folder / name)]


def _is_file(path: Path) -> bool:
    """Whether `path` is a file. Raises OSError, where `Path.is_file` does from 3.14 on no more."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _refuse_unsafe(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        parts = PurePosixPath(member.orig_filename.replace("\\", "/"))
        linked = stat.S_ISLNK(member.external_attr >> 16)
        if parts.is_absolute() or ".." in parts.parts or linked:
            raise NotAModel(f"{archive} is not safe to unpack: {member.orig_filename!r}")
