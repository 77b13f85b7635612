"""The machine in its folder, booted: a real systemd as its first process (systemd-nspawn)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from device.journal.reading import read_rows
from device.journal.row import Row
from script.benches.trouble.report import Broken, come_true
from tests.boot.root import SOURCES, Root, package_settings, ways_to_packages

BOOTS_WITHIN_S = 60.0
UNIT = "spinecoach.service"


@dataclass(frozen=True)
class Said:
    """What a command in the machine said, and how it ended."""

    code: int
    text: str


class Machine:
    """Booted when the context begins, switched off when it ends. `log` is its console.

    With `online` it is in this machine's network, as a Pi that is brought up to date. Without that
    it has one of its own, and its systemd may make further ones, as on a Pi.
    """

    def __init__(self, root: Root, *, online: bool = False) -> None:
        self.root = root
        self._network = tuple(ways_to_packages()) if online else ("--private-network",)
        self.log = root.folder.with_suffix(".log")
        self._nspawn: subprocess.Popen[bytes] | None = None
        self._leader = 0

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            self._nspawn = subprocess.Popen(
                [
                    *("systemd-nspawn", "-q", "--boot", "--register=no", "--keep-unit"),
                    *("--link-journal=no", "--machine=spinecoach-trial", *self._network),
                    # Who has no right to set the clock may not ask about it either in a container.
                    *("--system-call-filter=adjtimex clock_adjtime", "-D", str(self.root.folder)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            come_true(self._answers, BOOTS_WITHIN_S, "systemd answers")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._nspawn is None:
            return
        self._nspawn.send_signal(signal.SIGTERM)
        try:
            self._nspawn.wait(BOOTS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()
        self._nspawn = None

    # ------------------------------------------------------------------ from outside

    def run(self, *command: str) -> Said:
        """Do a command in the machine, as root."""
        done = subprocess.run(
            [
                *("nsenter", "--target", str(self._leader), "--mount", "--uts", "--ipc", "--net"),
                *("--pid", "--root", "--wd", *command),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LC_ALL": "C.UTF-8"},
            text=True,
            errors="replace",
            check=False,
        )
        return Said(done.returncode, done.stdout)

    def must(self, *command: str) -> str:
        """Do a command in the machine; return what it says. Raises Broken when it fails."""
        said = self.run(*command)
        if said.code:
            raise Broken(f"{' '.join(command)} ended with {said.code}: {said.text.strip()[-600:]}")
        return said.text

    def install(self) -> str:
        """Run script/install in the running machine, as a person would who brings it up to date."""
        command = f"cd /{SOURCES} && exec script/install --force --language ko"
        return self.must("env", *package_settings(), "sh", "-c", command)

    def shows(self, *names: str) -> dict[str, str]:
        """Return what systemd knows about the service."""
        told = self.must("systemctl", "show", UNIT, "-p", ",".join(names))
        return dict(line.split("=", 1) for line in told.splitlines() if "=" in line)

    def main_pid(self) -> int:
        """Return the service's process, as the machine numbers it; 0 while there is none."""
        return int(self.shows("MainPID")["MainPID"])

    def journal(self) -> str:
        """Return what the service has said since the machine was made."""
        return self.must("journalctl", "--no-pager", "-o", "cat", "-u", UNIT)

    # ------------------------------------------------------------------ at the bed

    def seen(self) -> dict[str, Any]:
        """Return what the box shows now; nothing while it does not run."""
        try:
            return dict(json.loads((self._run_folder() / "seen").read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def press(self, how: str = "press") -> None:
        """Press the button shortly, or `hold` it."""
        hand = os.open(self._run_folder() / "hand", os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(hand, f"{how}\n".encode())
        finally:
            os.close(hand)

    def wait(self, holds: Callable[[dict[str, Any]], object], within_s: float, what: str) -> float:
        """Look until the box shows it; return how long that took. Raises Broken."""
        try:
            return come_true(lambda: holds(self.seen()), within_s, what)
        except Broken as problem:
            raise Broken(f"{problem}; seen last: {self.seen()}") from None

    def rows(self) -> tuple[Row, ...]:
        """Return what stands in the box's journal."""
        return read_rows(self.root.folder / "var/lib/spinecoach/journal.sqlite")

    def _run_folder(self) -> Path:
        return Path("/proc") / str(self._leader) / "root" / "run" / "spinecoach"

    def _has_leader(self) -> bool:
        if self._nspawn is None or self._nspawn.poll() is not None:
            end = self.log.read_text(encoding="utf-8", errors="replace")[-800:]
            raise Broken(f"systemd-nspawn ended: {end}")
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text()
        self._leader = int(children.split()[0]) if children.split() else 0
        return self._leader > 0

    def _answers(self) -> bool:
        time.sleep(0.05)  # each look is a process or two
        if not self._has_leader():  # its first child is not yet the machine's first process
            return False
        answer = self.run("systemctl", "is-system-running").text.strip()
        return answer in {"starting", "running", "degraded"}
