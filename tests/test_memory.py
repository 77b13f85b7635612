"""What is freed goes back to the system, so that a box may run for months."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from device.cli import main
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from tests.journal.desk import MORNING, asked

GLIBC = platform.libc_ver()[0] == "glibc"

PROGRAM = """
import ctypes, sys
import numpy as np
from device.memory import LARGE_BYTES, return_large_blocks

def mapped_bytes():
    return int(mallinfo().hblkhd)

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
        "fordblks", "keepcost")]

mallinfo = ctypes.CDLL(None).mallinfo2
mallinfo.restype = Info
if sys.argv[1] == "told":
    assert return_large_blocks()
for _ in range(3):
    np.zeros(8 * LARGE_BYTES, dtype=np.uint8)
before = mapped_bytes()
kept = np.ones(2 * LARGE_BYTES, dtype=np.uint8)
print(mapped_bytes() - before)
"""


FREED = """
import ctypes
from device.memory import return_freed

def resident_kb():
    return int(open("/proc/self/statm").read().split()[1]) * 4

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
blocks = [libc.malloc(8192) for _ in range(8000)]
for block in blocks:
    ctypes.memset(block, 1, 8192)
for block in blocks[:-1]:  # the last one keeps the heap from shrinking at its end
    libc.free(ctypes.c_void_p(block))
before = resident_kb()
return_freed()
print(before - resident_kb())
"""


@pytest.mark.skipif(not GLIBC, reason="this C library is not glibc, and keeps its heap otherwise")
def test_what_is_free_inside_the_heap_goes_back_to_the_system() -> None:
    told = subprocess.run(
        [sys.executable, "-c", FREED], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    assert int(told) > 50_000


def mapped(how: str) -> int:
    """Bytes that a new process maps for a block of 2 MiB, after larger ones were freed."""
    command = [sys.executable, "-c", PROGRAM, how]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


@pytest.mark.skipif(not GLIBC, reason="this C library is not glibc, and has no such threshold")
def test_a_large_block_is_mapped_by_itself_also_after_larger_ones_were_freed() -> None:
    assert mapped("untold") == 0, "glibc no longer raises its threshold: device/memory.py can go"
    assert mapped("told") >= 2 << 20


def test_the_daemon_has_it_so_before_anything_is_loaded(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Mock()
    monkeypatch.setattr("device.memory.return_large_blocks", told)
    state = tmp_path / "state"
    SqliteJournal(state / "journal.sqlite", VirtualClock(MORNING)).close()
    asked(state / "journal.sqlite", "PRAGMA user_version = 99")  # it ends before it begins
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    result = CliRunner().invoke(main, ["--home", str(project), "run"])
    assert result.exit_code == 1, result.output
    assert "later version" in result.output
    told.assert_called_once_with()
