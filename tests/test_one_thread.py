"""The box multiplies on one thread: several would wait for each other, and the sound for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COUNTS = """
import os, device.hearing, numpy
square = numpy.ones((600, 600), numpy.float32)
numpy.linalg.inv(square @ square + 1e9 * numpy.eye(600))
print(len(os.listdir("/proc/self/task")))
"""


def threads(project: Path) -> int:
    known = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    told = subprocess.run(
        [sys.executable, "-c", COUNTS],
        env=known | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(told.stdout)


def test_a_product_of_matrices_starts_no_thread(project: Path) -> None:
    assert threads(project) == 1
