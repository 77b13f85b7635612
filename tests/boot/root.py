"""A Debian of its own in a folder: made once, copied for every trial, installed into as on a Pi."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from script.benches.trouble.report import PROJECT, Broken

CACHE = PROJECT / "var" / "boot"
SOURCES = "usr/src/spinecoach"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "ca-certificates", "procps", "iproute2"),
    *("pulseaudio", "pulseaudio-utils", "libasound2-plugins"),
)
"""What a Raspberry Pi OS has already, and a sound card of air; script/install gets the rest."""

_PIP_CACHE = "/var/cache/pip"

NEEDED = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "nsenter": "util-linux",
    "git": "git",
}


def check_machine(tools: Mapping[str, str] = NEEDED) -> None:
    """Raise Broken when a trial cannot be done here; the message says what to do.

    `tools` are the programs it needs, and the Debian packages that hold them.
    """
    if os.geteuid() != 0:
        raise Broken(
            "This makes a machine of its own, and for that needs root: put sudo before it."
        )
    missing = sorted({package for tool, package in tools.items() if not shutil.which(tool)})
    if missing:
        raise Broken(f"Some tools are missing: sudo apt install {' '.join(missing)}")


@dataclass(frozen=True)
class Root:
    """The folder in which the machine lives."""

    folder: Path

    @classmethod
    def fresh(cls, suite: str, name: str) -> Root:
        """Return a fresh copy of a Debian `suite`, which is fetched if there is none yet."""
        base = CACHE / suite
        if not base.is_dir():
            part = CACHE / f"{suite}.part"
            shutil.rmtree(part, ignore_errors=True)
            CACHE.mkdir(parents=True, exist_ok=True)
            options = ("--variant=minbase", f"--include={','.join(PACKAGES)}")
            _do(["debootstrap", *options, suite, str(part), mirror()])
            part.rename(base)
        root = cls(CACHE / name)
        root.remove()
        _do(["cp", "-a", str(base), str(root.folder)])
        return root

    def remove(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, file: str, text: str) -> None:
        """Write a file of the machine."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def do(self, *command: str) -> str:
        """Do a command in the folder, without booting it; return what it says."""
        return _do(["chroot", str(self.folder), *command]).strip()

    def put_sources(self) -> None:
        """Copy what is part of the project, and nothing else of this checkout, into the machine."""
        there = self.folder / SOURCES
        shutil.rmtree(there, ignore_errors=True)
        for name in _sources():
            (there / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, there / name)

    def install(self, *options: str) -> str:
        """Run script/install in the machine, with our own way to packages; return its words."""
        return _do(
            [
                *("systemd-nspawn", "-q", "--register=no", "--keep-unit", "--pipe"),
                *("-D", str(self.folder), f"--chdir=/{SOURCES}", *ways_to_packages()),
                *(f"--setenv={setting}" for setting in package_settings()),
                *("script/install", "--force", *options),
            ]
        )


def sources_sum() -> str:
    """Return a sum over all that is part of the project."""
    whole = hashlib.sha256()
    for name in _sources():
        whole.update(name.encode() + b"\0" + (PROJECT / name).read_bytes())
    return whole.hexdigest()


def _sources() -> list[str]:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return [n for n in _do(listed, cwd=PROJECT).splitlines() if (PROJECT / n).is_file()]


def mirror() -> str:
    """Return where this machine gets its own Debian packages from."""
    wanted = "$(RELEASE) $(COMPONENT) $(REPO_URI)"
    for line in _do(["apt-get", "indextargets", "--format", wanted]).splitlines():
        release, component, address = line.split(" ", 2)
        if component == "main" and "-" not in release:
            return address
    raise Broken("apt knows no Debian archive on this machine")


def ways_to_packages() -> Iterator[str]:
    """What pip needs here of this machine's folders, as options of systemd-nspawn."""
    cache = CACHE / "pip"
    cache.mkdir(exist_ok=True)
    yield f"--bind={cache}:{_PIP_CACHE}"
    named = [value for name, value in os.environ.items() if name.startswith("PIP_")]
    for place in ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt", *named):
        if place.startswith("/") and Path(place).exists():
            yield f"--bind-ro={place}"


def package_settings() -> tuple[str, ...]:
    """Return this machine's own settings of pip and of the way to the network, as NAME=VALUE."""
    own = [
        f"{name}={value}"
        for name, value in os.environ.items()
        if name.startswith("PIP_") or name.lower().endswith("_proxy")
    ]
    return (*own, f"PIP_CACHE_DIR={_PIP_CACHE}")


def _do(command: Sequence[str], cwd: Path | None = None) -> str:
    """Do a command; return what it says. Raises Broken with the end of it when it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        end = "\n".join(done.stdout.splitlines()[-12:])
        raise Broken(f"{' '.join(command[:1])} failed ({done.returncode}):\n{end}")
    return done.stdout
