"""Fetches the readers, of pinned versions, into a cache. What cannot be had raises Skipped."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from script.consumers.outcome import Skipped

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "spinecoach-consumers"
FETCH_S = 1800.0
DEBIAN = "forky"
DEBIAN_PACKAGES = "python3,python3-venv,ca-certificates,mosquitto,mosquitto-clients"


def program(name: str, package: str) -> str:
    """Return where a program of the machine is."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        raise Skipped(f"{name} is not on this machine: apt install {package}")
    return found


def run(command: list[str | Path], what: str, *, cwd: Path | None = None) -> str:
    """Run what fetches something; return what it prints."""
    try:
        told = subprocess.run(
            command, check=True, capture_output=True, text=True, cwd=cwd, timeout=FETCH_S
        )
    except subprocess.CalledProcessError as failed:
        last = ([each for each in (failed.stderr + failed.stdout).splitlines() if each] or [""])[-1]
        raise Skipped(f"{what} cannot be had: {last[:200]}") from failed
    except subprocess.TimeoutExpired as late:
        raise Skipped(f"{what} cannot be had within {FETCH_S:.0f} s") from late
    return told.stdout


def jars(name: str) -> Path:
    """Return a folder with what `maven/NAME.xml` names and needs."""
    pom = HERE / "maven" / f"{name}.xml"
    folder = CACHE / f"{name}-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    program("java", "openjdk-17-jdk-headless")
    if not folder.exists():
        new = folder.with_suffix(".new")
        maven: list[str | Path] = [program("mvn", "maven"), "-q", "-B", "-f", pom]
        run(
            [*maven, "dependency:copy-dependencies", f"-DoutputDirectory={new}"], f"{name} of Maven"
        )
        new.rename(folder)
    return folder


def java(name: str, source: str) -> list[str]:
    """Return the command that runs `maven/SOURCE.java` with the jars of NAME."""
    return ["java", "-Xmx2g", "-cp", f"{jars(name)}/*", str(HERE / "maven" / f"{source}.java")]


def npm(*packages: str) -> Path:
    """Return a folder whose node_modules has these packages."""
    program("node", "nodejs")
    folder = CACHE / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    command = [program("npm", "npm"), "install", "--no-audit", "--no-fund", "--silent"]
    run([*command, *packages], ", ".join(packages), cwd=folder)
    return folder


def pip(name: str, *packages: str) -> Path:
    """Return the folder of the programs that these packages bring."""
    folder = CACHE / name
    if not (folder / "bin" / "pip").exists():
        venv.create(folder, with_pip=True)
    run([folder / "bin" / "pip", "install", "--quiet", *packages], ", ".join(packages))
    return folder / "bin"


def newer_debian() -> Path:
    """Return the root of a Debian that has mosquitto 2.1 and Python 3.14."""
    root = CACHE / DEBIAN
    if not (root / "usr" / "sbin" / "mosquitto").exists():
        if os.geteuid() != 0:
            raise Skipped(f"Debian {DEBIAN} is laid by debootstrap, as root")
        bootstrap = program("debootstrap", "debootstrap")
        shutil.rmtree(root, ignore_errors=True)
        root.parent.mkdir(parents=True, exist_ok=True)
        include = f"--include={DEBIAN_PACKAGES}"
        run([bootstrap, "--variant=minbase", include, DEBIAN, root], f"Debian {DEBIAN}")
    for file in ("/etc/resolv.conf", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"):
        if Path(file).exists():
            (root / file[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, root / file[1:])
    return root


def in_newer_debian(name: str, *packages: str) -> Path:
    """Return its root, with a virtual environment /NAME that has these packages."""
    root = newer_debian()
    if not (root / name / "bin" / "pip").exists():
        run(["chroot", root, "python3", "-m", "venv", f"/{name}"], "a virtual environment")
    command: list[str | Path] = ["chroot", root, f"/{name}/bin/pip", "install", "--quiet"]
    run([*command, *packages], ", ".join(packages))
    return root


def progress(told: str) -> None:
    """Say what happens now, to a person at the terminal."""
    print(f"  {told} ...", file=sys.stderr, flush=True)
