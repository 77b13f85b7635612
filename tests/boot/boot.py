"""A whole life of the installed box: installed, booted, killed, hung, switched off, taken away."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from typing import Any

from device.journal.entry import Kind
from device.journal.row import Row
from device.plan.guard import PRESS_APART_S
from script.benches.trouble.report import Broken, come_true, expect
from tests.boot.machine import UNIT, Machine
from tests.boot.root import Root, check_machine
from tests.boot.telling import Trial
from tests.boot.trial import prepare

WATCHDOG_S, RESTART_S = 10.0, 5.0
"""What the unit says; that it says so is checked."""

READY_WITHIN_S = 240.0
LIGHT_WITHIN_S = 10.0
SLACK_S = 10.0
SESSION_WITHIN_S = 400.0
DURABLE_WITHIN_S = 1.0
PRESSED_EVERY_S = 2.0 * PRESS_APART_S
"""Sooner, a press is taken for the second half of a double one, and answers nothing."""

CONFIG, STATE = "etc/spinecoach", "var/lib/spinecoach"


class Life:
    """The steps, in the order in which they happen to a box."""

    def __init__(self, suite: str) -> None:
        self.trial = Trial("boot")
        self._report = self.trial.report
        self._suite = suite
        self.root = Root.fresh(suite, "box")

    def live(self) -> Trial:
        """Go through all of it. Raises Broken only when there is nothing to go on with."""
        self._install()
        with Machine(self.root) as machine:
            self._first_boot(machine)
            with self.trial.step("the kernel keeps it from network, root and its own settings"):
                self._shut_in(machine)
            with self.trial.step("killed with -9 in a session: back, and offered again"):
                self._broken_off(machine, "SIGKILL", RESTART_S + LIGHT_WITHIN_S)
            with self.trial.step("hung in a session: the watchdog sees it, back, offered again"):
                self._broken_off(machine, "SIGSTOP", WATCHDOG_S + RESTART_S + SLACK_S)
            with self.trial.step("carried on to its end: the light is solid"):
                self._to_its_end(machine)
            with self.trial.step("the doctor walks through all parts, and the box goes on"):
                self._doctor(machine)
        with Machine(self.root, online=True) as machine:
            with self.trial.step("upgraded: what people changed, and the journal, stay"):
                self._upgrade(machine)
            with self.trial.step("stopped: quickly, the light off, the journal closed"):
                self._stopped(machine)
        self._switch_on()
        with self.trial.step("uninstalled: the days stay, until --purge"):
            self._uninstall()
        return self.trial

    # ------------------------------------------------------------------ the steps

    def _install(self) -> None:
        with self.trial.step("installed in a bare Debian, twice"):
            self.root.put_sources()
            began_s = time.monotonic()
            self.root.install("--language", "ko")
            self._report.figure("install_s", round(time.monotonic() - began_s), "at most", 1200)
            prepare(self.root)
            before = self._files()
            said = self.root.install("--language", "ko")
            expect(self._files() == before, "the second time changed what a person had changed")
            expect("kept" in said, "it does not say that it kept what was changed")
        if self._report.failures:
            raise Broken(self._report.failures[-1])

    def _switch_on(self) -> None:
        with self.trial.step("switched on again: solid at once"):
            began_s = time.monotonic()
            with Machine(self.root) as machine:
                machine.wait(lambda seen: seen.get("light") == "SOLID", 60.0, "a solid light")
                spent = time.monotonic() - began_s
                self._report.figure("boot_to_right_light_s", round(spent, 1), "at most", 30)

    def _first_boot(self, machine: Machine) -> None:
        with self.trial.step("booted, the plan signed: ready, no fault"):
            machine.must(
                "spinecoach", "check", "--sign", "--name", "Dr. Trial", "--role", "surgeon"
            )
            machine.must("systemctl", "restart", "--no-block", UNIT)
            spent = machine.wait(
                lambda seen: seen.get("ready") and seen["faults"] == [], READY_WITHIN_S, "ready"
            )
            come_true(lambda: _active(machine), READY_WITHIN_S, "systemd was told")
            self._report.figure("restart_to_ready_s", round(spent, 1), "at most", READY_WITHIN_S)
            self.trial.done_on(
                debian=machine.must("cat", "/etc/debian_version").strip(),
                systemd=machine.must("systemctl", "--version").split()[1],
                python=machine.must("/opt/spinecoach/.venv/bin/python", "-V").split()[1],
            )
            given = machine.shows("WatchdogUSec", "RestartUSec", "Type")
            expect(given["WatchdogUSec"] == f"{WATCHDOG_S:.0f}s", f"watchdog: {given}")
            expect(given["RestartUSec"] == f"{RESTART_S:.0f}s", f"restart: {given}")

    def _shut_in(self, machine: Machine) -> None:
        pid = machine.main_pid()
        processes = machine.must(
            "sh", "-c", f"cat /sys/fs/cgroup/systemd{_cgroup(machine)}/cgroup.procs"
        )
        owners = machine.must("ps", "-o", "user=", "-p", ",".join(processes.split())).split()
        self._report.figure("processes_as_root", owners.count("root"), "at most", 0)
        expect(set(owners) == {"spinecoach"}, f"it runs as {set(owners)}")
        inside = ("nsenter", f"--target={pid}", "--mount", "--net")
        sockets = machine.must(*inside, "ss", "--no-header", "-lntu")
        self._report.figure("listening_sockets", len(sockets.splitlines()), "at most", 0)
        links = machine.must(*inside, "ip", "-brief", "link").split("\n")
        expect([link.split()[0] for link in links if link] == ["lo"], f"it has {links}")
        mode = machine.must("stat", "-c", "%a %U", f"/{STATE}").split()
        expect(mode == ["700", "spinecoach"], f"the state folder is {mode}")
        # Also who became root in there could not write: the kernel holds it read-only.
        for place in (
            f"/{CONFIG}/config/plan.yaml",
            f"/{CONFIG}/new",
            "/opt/spinecoach/new",
            "/usr/new",
        ):
            tried = machine.run(*inside, "sh", "-c", f"exec 3>>{place}")
            expect("Read-only file system" in tried.text, f"{place} can be written: {tried}")
        tried = machine.run(
            "runuser", "-u", "spinecoach", "--", "touch", f"/{CONFIG}/config/plan.yaml"
        )
        expect(tried.code, "the user of the service may change the plan")
        said = machine.must("systemd-analyze", "security", UNIT, "--no-pager")
        found = re.search(r"exposure level.*?: ([\d.]+)", said)
        expect(found, "systemd-analyze says nothing")
        self._report.figure("exposure", float(found[1]) if found else 10.0, "at most", 1.0)

    def _broken_off(self, machine: Machine, how: str, within_s: float) -> None:
        self._into_an_exercise(machine)
        old, lived_s = machine.main_pid(), time.monotonic()
        rows = machine.rows()
        came = come_true(lambda: len(machine.rows()) > len(rows) + 2, 60, "more is counted")
        before = machine.rows()
        time.sleep(DURABLE_WITHIN_S)  # what was seen in the file has been there for so long
        restarts = int(machine.shows("NRestarts")["NRestarts"])
        machine.must("kill", f"-{how}", str(old))
        spent = come_true(
            lambda: (
                machine.main_pid() not in {0, old}
                and machine.seen().get("pid") != old
                and machine.seen()
            ),
            within_s,
            f"another process after {how}, {time.monotonic() - lived_s - came:.0f} s",
        )
        self._report.figure(f"light_right_after_{how}_s", round(spent, 1), "at most", within_s)
        lost = _lost(before, machine.rows())
        self._report.lost += lost
        self._report.figure(f"events_lost_by_{how}", lost, "at most", 0)
        expect(int(machine.shows("NRestarts")["NRestarts"]) == restarts + 1, "not restarted once")
        machine.wait(lambda seen: seen.get("ready"), READY_WITHIN_S, "it is ready again")
        running = machine.must(
            "sh", "-c", f"cat /sys/fs/cgroup/systemd{_cgroup(machine)}/cgroup.procs"
        )
        expect(str(old) not in running.split(), "the old one still runs")
        machine.press()
        machine.wait(lambda seen: seen.get("question") == "RESUME", 60, "it asks: go on?")

    def _into_an_exercise(self, machine: Machine) -> None:
        """Press what has to be pressed until it counts."""
        counted = _count(machine.rows(), Kind.REPETITION_PACED)

        def on() -> bool:
            if machine.seen().get("question") in {"READY", "RESUME", "PAUSED"}:
                machine.press()
                time.sleep(PRESSED_EVERY_S)
            return _count(machine.rows(), Kind.REPETITION_PACED) > counted

        if not machine.seen().get("runs"):
            machine.press()
        come_true(on, 120, f"it counts; seen last: {machine.seen()}")

    def _to_its_end(self, machine: Machine) -> None:
        def solid() -> bool:
            seen: dict[str, Any] = machine.seen()
            if seen.get("question") in {"READY", "RESUME", "PAUSED"}:
                machine.press()
                time.sleep(PRESSED_EVERY_S)
            return seen.get("light") == "SOLID"

        spent = come_true(solid, SESSION_WITHIN_S, "a solid light")
        self._report.figure("session_carried_on_s", round(spent), "at most", SESSION_WITHIN_S)
        status = machine.must("spinecoach", "status", "--json")
        expect('"light": "solid"' in status, f"status says: {status}")
        told = machine.must("cat", f"/proc/{machine.main_pid()}/status")
        peak = re.search(r"VmHWM:\s+(\d+) kB", told)
        most = int(machine.shows("MemoryMax")["MemoryMax"]) >> 20
        expect(peak, "the kernel does not say how much memory it takes")
        self._report.figure("memory_peak_mb", int(peak[1]) >> 10 if peak else 0, "at most", most)
        machine.wait(lambda seen: not seen.get("runs"), 60, "the session is over")

    def _doctor(self, machine: Machine) -> None:
        old = machine.main_pid()
        said = machine.run("spinecoach", "doctor", "--json")
        found = {each["part"]: each for each in json.loads(said.text.splitlines()[-1])}
        broken = {part for part, each in found.items() if not each["ok"]}
        # There are no pins here but those in the trial's own process, nobody speaks, and the clock
        # is that of a machine which may not ask for the time.
        silent = {"light", "button", "microphone"}
        expect(silent <= broken <= {*silent, "clock"}, f"broken: {[found[p] for p in broken]}")
        expect("too quiet" in found["microphone"]["seen"], found["microphone"]["seen"])
        expect(said.code == 1, "its exit code says that all is well")
        machine.wait(
            lambda seen: seen.get("ready") and seen["pid"] != old, READY_WITHIN_S, "the box is back"
        )

    def _upgrade(self, machine: Machine) -> None:
        files, rows = self._files(), machine.rows()
        old = machine.main_pid()
        machine.install()
        expect(self._files() == files, "settings were changed")
        machine.wait(
            lambda seen: seen.get("ready") and seen["pid"] != old, READY_WITHIN_S, "the new one"
        )
        come_true(lambda: _active(machine), READY_WITHIN_S, "systemd was told")
        expect(machine.seen()["light"] == "SOLID", "the light is not solid any more")
        expect(_lost(rows, machine.rows()) == 0, "the journal lost entries")

    def _stopped(self, machine: Machine) -> None:
        began_s = time.monotonic()
        machine.must("systemctl", "stop", UNIT)
        self._report.figure("stop_s", round(time.monotonic() - began_s, 2), "at most", 2.0)
        expect(machine.shows("Result")["Result"] == "success", "it did not end by itself")
        last = machine.journal().splitlines()[-5:]
        expect(any("trial: the lamp is off" in line for line in last), f"the lamp: {last}")
        # Who reads the journal (this trial does) may leave an empty file beside it.
        waiting = self.root.folder / STATE / "journal.sqlite-wal"
        expect(not waiting.exists() or not waiting.stat().st_size, "the journal was not closed")

    def _uninstall(self) -> None:
        rows = len(list((self.root.folder / STATE).glob("journal.sqlite")))
        self.root.install("--uninstall")
        left = [
            place
            for place in (
                "opt/spinecoach",
                f"etc/systemd/system/{UNIT}",
                "usr/local/bin/spinecoach",
            )
            if (self.root.folder / place).exists()
        ]
        expect(not left, f"still there: {left}")
        expect((self.root.folder / CONFIG / "config/plan.yaml").exists(), "the plan is gone")
        expect(
            rows == 1 and (self.root.folder / STATE / "journal.sqlite").exists(),
            "the days are gone",
        )
        self.root.install("--uninstall", "--purge")
        for place in (CONFIG, STATE):
            expect(not (self.root.folder / place).exists(), f"{place} is still there")
        passwd = (self.root.folder / "etc/passwd").read_text(encoding="utf-8")
        expect("spinecoach" not in passwd, "the user is still there")

    def _files(self) -> dict[str, bytes]:
        config = self.root.folder / CONFIG / "config"
        return {file.name: file.read_bytes() for file in config.glob("*.yaml")}


def _cgroup(machine: Machine) -> str:
    return machine.shows("ControlGroup")["ControlGroup"]


def _active(machine: Machine) -> bool:
    time.sleep(0.05)  # each look is a process
    return machine.shows("ActiveState")["ActiveState"] == "active"


def _count(rows: tuple[Row, ...], kind: Kind) -> int:
    return sum(row.kind is kind for row in rows)


def _lost(before: tuple[Row, ...], after: tuple[Row, ...]) -> int:
    """Count what stood there before and does not any more, word for word."""
    return len(set(before) - set(after))


def main() -> int:
    """Do the trial and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", choices=("bookworm", "trixie"), default="bookworm")
    parser.add_argument("--json", action="store_true", help="figures as one line of JSON")
    parser.add_argument("--keep", action="store_true", help="leave the machine in var/boot/box")
    options = parser.parse_args()
    try:
        check_machine()
        life = Life(options.suite)
        trial = life.live()
    except Broken as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    if not options.keep:
        life.root.remove()
    return trial.tell(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
