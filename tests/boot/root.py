"""A Debian of its own in a folder: made once, copied for every trial, installed into as on a Pi."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from script.benches.trouble.report import PROJECT, Broken

CACHE = PROJECT / "var" / "boot"
SOURCES = "usr/src/spinecoach"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "ca-certificates", "procps", "iproute2"),
    *("pulseaudio", "pulseaudio-utils", "libasound2-plugins"),
)
"""What a Raspberry Pi OS has already, and a sound card that needs none. The rest script/install gets."""

NEEDED = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "nsenter": "util-linux",
    "git": "git",
}


def check_machine() -> None:
    """Raise Broken when the trial cannot be done here; the message says what to do."""
    if os.geteuid() != 0:
        raise Broken("This needs root, to make a machine and boot it: sudo script/test-boot")
    missing = sorted({package for tool, package in NEEDED.items() if not shutil.which(tool)})
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

    def put_sources(self) -> None:
        """Copy what is part of the project, and nothing else of this checkout, into the machine."""
        there = self.folder / SOURCES
        shutil.rmtree(there, ignore_errors=True)
        listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        for name in _do(listed, cwd=PROJECT).splitlines():
            if (PROJECT / name).is_file():
                (there / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(PROJECT / name, there / name)

    def install(self, *options: str) -> str:
        """Run script/install in the machine, with this machine's way to packages; return its words."""
        cache = CACHE / "pip"
        cache.mkdir(exist_ok=True)
        binds = [f"--bind={cache}:/var/cache/pip", *_ways_to_packages()]
        environment = [
            f"--setenv={name}={value}"
            for name, value in os.environ.items()
            if name.startswith("PIP_") or name.lower().endswith("_proxy")
        ]
        return _do(
            [
                *("systemd-nspawn", "-q", "--register=no", "--keep-unit", "--pipe"),
                *("-D", str(self.folder), f"--chdir=/{SOURCES}"),
                *(*binds, *environment, "--setenv=PIP_CACHE_DIR=/var/cache/pip"),
                *("script/install", "--force", *options),
            ]
        )


def mirror() -> str:
    """Return where this machine gets its own Debian packages from."""
    wanted = "$(RELEASE) $(COMPONENT) $(REPO_URI)"
    for line in _do(["apt-get", "indextargets", "--format", wanted]).splitlines():
        release, component, address = line.split(" ", 2)
        if component == "main" and "-" not in release:
            return address
    raise Broken("apt knows no Debian archive on this machine")


def _ways_to_packages() -> Iterator[str]:
    """What pip and apt need here besides the environment: settings, certificates, folders."""
    named = [value for name, value in os.environ.items() if name.startswith("PIP_")]
    for place in ("/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt", *named):
        if place.startswith("/") and Path(place).exists():
            yield f"--bind-ro={place}"


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
