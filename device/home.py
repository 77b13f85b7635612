"""A home of one's own: a copy of config/ and voices/ that can be changed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from device.paths import language_folders, packaged_folder


class NoHome(Exception):
    """The home cannot be made; the message says why and what to do."""


def make_home(folder: Path, language: str = "en") -> tuple[Path, ...]:
    """Copy what comes with the program into `folder`, and have the box speak `language`.

    The folder is made where it is missing; one that holds config/ or voices/ is left as it is.
    Returns the files, in order. Raises NoHome, and OSError where nothing can be written.
    """
    there = [name for name in ("config", "voices") if (folder / name).exists()]
    if there:
        raise NoHome(
            f"{folder / there[0]} is there already, and was left as it is. "
            "Name another folder, or go on with this one: "
            f"spinecoach --home {folder} check"
        )
    packaged = packaged_folder()
    languages = language_folders(packaged)
    if language not in languages:
        raise NoHome(f"There is no language {language!r}. There are: {', '.join(languages)}.")
    made = []
    for file in sorted(packaged.glob("config/*.yaml")) + sorted(packaged.glob("voices/*/*.yaml")):
        copy = folder / file.relative_to(packaged)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        made.append(copy)
    device = folder / "config" / "device.yaml"
    text = device.read_text(encoding="utf-8")
    device.write_text(
        re.sub(r"(?m)^language: \w+", f"language: {language}", text), encoding="utf-8"
    )
    return tuple(made)
