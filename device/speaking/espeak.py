"""Finding espeak-ng, which pyttsx3 speaks with."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import tempfile
from functools import cache
from pathlib import Path

import espeakng_loader


class EspeakMissing(Exception):
    """espeak-ng is neither on the system nor in the Python package; the message says what to do."""


@cache
def load_espeak() -> str:
    """Make sure that pyttsx3 will find espeak-ng; return where it came from.

    pyttsx3 asks the loader for `libespeak-ng.so.1`. Where the system has none, the one in the
    package espeakng-loader is loaded beforehand under that very name. Raises EspeakMissing.
    """
    _keep_pulse_out_of_the_home()
    if ctypes.util.find_library("espeak-ng"):
        return "system"
    try:
        os.environ.setdefault("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())
        ctypes.CDLL(f"{espeakng_loader.get_library_path()}.1", mode=ctypes.RTLD_GLOBAL)
    except OSError as problem:
        raise EspeakMissing(
            f"espeak-ng cannot be loaded ({problem}). What to do: apt install espeak-ng, or "
            "run script/setup again, which installs the Python package espeakng-loader."
        ) from problem
    return "espeakng-loader"


def _keep_pulse_out_of_the_home() -> None:
    """Give PulseAudio's client a folder of ours to look for its server in.

    Debian's espeak-ng (1.51) asks for a sound server when it is initialised, even to write a file
    only. Without a session that makes ~/.config/pulse with a link, and a new folder in /tmp each
    time that link is gone. Where there is a session (XDG_RUNTIME_DIR), its own folder is right.
    """
    if "XDG_RUNTIME_DIR" not in os.environ:
        folder = Path(tempfile.gettempdir()) / f"spinecoach-pulse-{os.geteuid()}"
        os.environ.setdefault("PULSE_RUNTIME_PATH", str(folder))
