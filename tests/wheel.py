"""The wheel, built once by the build backend itself; and a place where nothing but it is."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path


def built(project: Path, folder: Path) -> Path:
    """Build the wheel of the project into `folder` and return its file."""
    program = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / done.stdout.splitlines()[-1]


def installed(wheel: Path, folder: Path) -> Path:
    """Install the wheel into a new environment below `folder`; return its `spinecoach`.

    What it depends on is this environment's, by a path: only the wheel itself is new. A `.pth`
    inside a folder that is named by one is not read, so that the checkout stays out of it.
    """
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    site = next((environment / "lib").glob("python*/site-packages"))
    (site / "parts.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = environment / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps",
         "--no-index", "--ignore-installed", wheel],
        check=True,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )  # fmt: skip
    return environment / "bin" / "spinecoach"
