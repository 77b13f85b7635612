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
"""So a library of the recognizer's looks, without listening, whether there is IPv6 here."""

CALLS = "socket,socketpair,connect,bind,listen,accept,accept4,sendto,sendmsg,sendmmsg"
FILE_CALLS = "open,openat,creat,mkdir,mkdirat,mknod,mknodat,symlink,symlinkat,link,linkat"

MAKES_A_FILE = re.compile(r"\b(?:creat|mkdir|mknod|symlink|link)(?:at)?\(|O_(?:CREAT|WRONLY|RDWR)")
IN_MEMORY = re.compile(r"/proc/[0-9]+/fd/[0-9]+")
ITS_NAME = re.compile(r'\((?:\w+<(?P<folder>[^>]*)>, )?"(?P<name>[^"]*)"')

HEARS_AND_SPEAKS = """
import numpy as np
import device.daemon, device.doctor.examination, device.status
from device.hearing.denoiser import GtcrnDenoiser
from device.hearing.vad import SileroDetector
from device.journal.clock import SystemClock
from device.journal.entry import Entry, Kind
from device.journal.store import SqliteJournal
from device.paths import project_folder, state_folder
from device.speaking.clip_cache import ClipCache
from device.speaking.phrase import phrase
from device.speaking.phrases import load_book
from device.speaking.voices import voices_of

book = load_book(project_folder() / "voices" / "en")
shelf = ClipCache(book, voices_of(book)[0], state_folder() / "clips")
assert not shelf.prepare([phrase("greeting")])
GtcrnDenoiser().begin(np.ones(3200, np.int16))
SileroDetector()
journal = SqliteJournal(state_folder() / "journal.sqlite", SystemClock())
journal.write(Entry(Kind.SESSION_BEGAN))
journal.close()
"""


def reached(trace: str) -> list[str]:
    """Return the calls that send to a network, listen to anybody, or are about to."""
    return [line for line in trace.splitlines() if _reaches(line)]


def _reaches(line: str) -> bool:
    if SENDS.search(line) or LETS_IN.search(line) or BARE.search(line):
        return True
    return BIND.search(line) is not None and OWN.search(line) is None


def made(trace: str, here: Path) -> set[Path]:
    """Return the files and folders that a program in `here` made or opened to write.

    No devices; and no file in memory, which is opened by its number in /proc and never made.
    """
    lines = [line for line in trace.splitlines() if MAKES_A_FILE.search(line)]
    names = [ITS_NAME.search(line) for line in lines if " = -1 " not in line]
    files = {Path(found["folder"] or here, found["name"]) for found in names if found is not None}
    return {
        file
        for file in files
        if not file.is_relative_to("/dev") and IN_MEMORY.fullmatch(str(file)) is None
    }


def of_a_box(folder: Path, project: Path) -> dict[str, str]:
    """Return the environment of an installed box, all of whose places are in `folder`.

    Nothing else is in it: with CI or GITHUB_ACTIONS onnxruntime does not ask for its maker's host.
    """
    places = {"HOME": "home", "TMPDIR": "temporary", "STATE_DIRECTORY": "state"}
    for place in places.values():
        (folder / place).mkdir()
    return {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(project),
        "SPINECOACH_HOME": str(project),
        **{name: str(folder / place) for name, place in places.items()},
    }


def traced(
    folder: Path, *command: str | Path, environ: dict[str, str] | None = None, calls: str = CALLS
) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run a command and all its children in `folder`; return how it ended, and its `calls`.

    Without `environ` they get this process's environment.
    """
    if not shutil.which("strace"):
        pytest.skip("calls to the kernel cannot be watched: sudo apt install strace")
    log = folder / "calls"
    done = subprocess.run(
        ["strace", "-f", "-y", "--seccomp-bpf", "-qq", "-e", f"trace={calls}", "-o", log, *command],
        capture_output=True,
        text=True,
        check=False,
        env=environ,
        cwd=folder,
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


@pytest.mark.hazard("H14")
def test_what_hears_speaks_and_writes_looks_up_no_name_and_leaves_no_file_elsewhere(
    tmp_path: Path, project: Path
) -> None:
    """Found with onnxruntime 1.32.0: a device id in the user's cache, and its maker's host.

    Found with Debian's espeak-ng 1.51: ~/.config/pulse, made to look for a sound server.
    """
    calls = f"{CALLS},{FILE_CALLS}"
    box = of_a_box(tmp_path, project)
    done, trace = traced(tmp_path, sys.executable, "-c", HEARS_AND_SPEAKS, environ=box, calls=calls)
    assert done.returncode == 0, done.stderr
    assert reached(trace) == []
    own = (tmp_path / "state", tmp_path / "temporary")
    files = made(trace, tmp_path)
    assert tmp_path / "state" / "journal.sqlite" in files
    assert [file for file in files if not any(map(file.is_relative_to, own))] == []


def test_a_file_in_a_cache_or_in_the_current_folder_would_be_found_out(tmp_path: Path) -> None:
    program = "import os; open('here', 'w'); os.mkdir('cache'); os.mkfifo('cache/pipe')"
    _, trace = traced(tmp_path, sys.executable, "-c", program, calls=FILE_CALLS)
    assert {tmp_path / "here", tmp_path / "cache", tmp_path / "cache" / "pipe"} <= made(
        trace, tmp_path
    )


def test_only_what_keeps_its_telemetry_off_imports_onnxruntime(project: Path) -> None:
    """Whoever imports a module of `device` has run `device/__init__.py` before."""
    names = re.compile(r"^\s*(?:import|from) onnxruntime", re.MULTILINE)
    sources = (
        file for top in ("device", "script", "tests") for file in project.glob(f"{top}/**/*.py")
    )
    importing = {file for file in sources if names.search(file.read_text(encoding="utf-8"))}
    assert importing == {project / "device" / "hearing" / "onnx_network.py"}


def test_telling_systemd_is_no_network(tmp_path: Path, project: Path) -> None:
    """The only socket that the box has: a datagram to systemd, on this machine."""
    program = "from device.sd_notify import Systemd; Systemd().ready('waiting')"
    told = of_a_box(tmp_path, project) | {"NOTIFY_SOCKET": str(tmp_path / "notify")}
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
    box = of_a_box(tmp_path, project)
    done, trace = traced(tmp_path, *how, project / day[0], *day[1:], environ=box)
    assert "1 passed" in done.stdout, done.stdout
    assert reached(trace) == []


@pytest.mark.slow
@pytest.mark.usefixtures("korean_model")
def test_a_whole_rehearsal_with_recognizers_and_voice_sends_nothing_and_lets_nobody_in(
    tmp_path: Path, project: Path
) -> None:
    spinecoach = Path(sys.executable).with_name("spinecoach")
    command = (spinecoach, "rehearse", "--language", "ko", "--json", "--output", tmp_path)
    done, trace = traced(tmp_path, *command, environ=of_a_box(tmp_path, project))
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "session.wav").exists()
    assert reached(trace) == []
