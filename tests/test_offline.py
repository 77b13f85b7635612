"""What is said beside the bed leaves no box: in a whole session nothing is sent and nobody let in.

The kernel's own list of what was asked of it is read (strace). That it would refuse, too, is shown
by script/test-boot.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SENDS = re.compile(
    r"\b(?:connect|sendto|sendmsg|sendmmsg)\(.*\b(?:sa_family=)(?!AF_UNIX|AF_UNSPEC)AF_"
)
LETS_IN = re.compile(r"\b(?:listen|accept4?)\(")
BARE = re.compile(r"\bsocket\((?:AF_PACKET|AF_NETLINK|AF_INET6?, SOCK_RAW)")
BIND = re.compile(r"\bbind\(.*sa_family=(?!AF_UNIX)")
OWN = re.compile(r'"(?:127\.[\d.]+|::1)"')
"""So a library of the recogniser's looks, without listening, whether there is IPv6 here."""

CALLS = "trace=socket,socketpair,connect,bind,listen,accept,accept4,sendto,sendmsg,sendmmsg"


def reached(trace: str) -> list[str]:
    """Return the calls that send to a network, listen to anybody, or are about to."""
    return [line for line in trace.splitlines() if _reaches(line)]


def _reaches(line: str) -> bool:
    if SENDS.search(line) or LETS_IN.search(line) or BARE.search(line):
        return True
    return BIND.search(line) is not None and OWN.search(line) is None


def traced(
    folder: Path, *command: str | Path, environ: dict[str, str] | None = None
) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run a command and all its children; return how it ended, and every call about sockets."""
    if not shutil.which("strace"):
        pytest.skip("calls to the kernel cannot be watched: sudo apt install strace")
    log = folder / "calls"
    done = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", "-e", CALLS, "-o", log, *command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environ or {})},
    )
    if "not permitted" in done.stderr and not log.exists():
        pytest.skip("calls to the kernel cannot be watched: this machine does not allow it")
    return done, log.read_text(encoding="utf-8", errors="replace")


@pytest.mark.hazard("H14")
@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.socket().bind(('0.0.0.0', 0))",
        "import socket; s = socket.socket(); s.listen()",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import socket; socket.socket(socket.AF_INET6).connect_ex(('::1', 9))",
        "import socket; socket.socket(socket.AF_UNIX).listen()",
    ],
    ids=["bind", "listen", "packet", "six", "local listener"],
)
def test_a_program_that_reaches_out_or_lets_in_would_be_found_out(
    tmp_path: Path, program: str
) -> None:
    _, trace = traced(tmp_path, sys.executable, "-c", program)
    assert reached(trace)


def test_a_child_that_reaches_out_would_be_found_out(tmp_path: Path) -> None:
    program = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {program!r}])"
    _, trace = traced(tmp_path, sys.executable, "-c", parent)
    assert reached(trace)


def test_telling_systemd_is_no_network(tmp_path: Path) -> None:
    """The only socket that the box has: a datagram to systemd, on this machine."""
    program = "from device.notify import Systemd; Systemd().ready('waiting')"
    told = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
    done, trace = traced(tmp_path, sys.executable, "-c", program, environ=told)
    assert done.returncode == 0, done.stderr
    assert "AF_UNIX" in trace
    assert reached(trace) == []


@pytest.mark.hazard("H14")
@pytest.mark.slow
def test_a_whole_day_of_the_daemon_sends_nothing_and_lets_nobody_in(
    tmp_path: Path, project: Path
) -> None:
    day = ("tests/test_daemon.py", "-k", "a_whole_day_goes_by_button_alone")
    how = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", project)
    done, trace = traced(tmp_path, *how, project / day[0], *day[1:])
    assert "1 passed" in done.stdout, done.stdout
    assert reached(trace) == []


@pytest.mark.slow
@pytest.mark.usefixtures("korean_model")
def test_a_whole_rehearsal_with_ears_and_voice_sends_nothing_and_lets_nobody_in(
    tmp_path: Path,
) -> None:
    spinecoach = Path(sys.executable).with_name("spinecoach")
    command = (spinecoach, "rehearse", "--language", "ko", "--json", "--output", tmp_path)
    done, trace = traced(tmp_path, *command)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "session.wav").exists()
    assert reached(trace) == []
