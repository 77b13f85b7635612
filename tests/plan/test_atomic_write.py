"""A file that was replaced can be read by whoever could read it before: the service above all."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from device.plan.atomic_write import replace_file
from device.plan.changes import COPY, keep_signed
from device.plan.signature import sign
from device.plan.writing import write_plan

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def group() -> int:
    """Return a group that is not the one of new files."""
    if os.geteuid() == 0:
        return 54321
    others = sorted(set(os.getgroups()) - {os.getegid()})
    if not others:
        pytest.skip("whoever runs this is in one group only, and cannot give a file to another")
    return others[0]


def kept(file: Path) -> tuple[int, int]:
    return file.stat().st_gid, stat.S_IMODE(file.stat().st_mode)


@pytest.fixture
def plan(tmp_path: Path, group: int) -> Path:
    """Return a plan as script/install leaves it: root's, and readable for the service's group."""
    file = tmp_path / "plan.yaml"
    file.write_text("cleared_stage: 1\n")
    file.chmod(0o640)
    os.chown(file, -1, group)
    os.chown(tmp_path, -1, group)
    return file


def signs(plan: Path) -> Path:
    sign(plan, "Dr. Lee", "surgeon", DAY)
    return plan


def keeps(plan: Path) -> Path:
    keep_signed(plan)
    return plan.with_name(COPY)


def writes(plan: Path) -> Path:
    write_plan(plan, "cleared_stage: 2\n", instead=True)
    return plan


def writes_the_first(plan: Path) -> Path:
    plan.unlink()
    write_plan(plan, "cleared_stage: 2\n")
    return plan


@pytest.mark.parametrize("does", [signs, keeps, writes, writes_the_first])
def test_the_service_can_read_what_somebody_else_has_written(
    plan: Path, group: int, does: Callable[[Path], Path]
) -> None:
    assert kept(does(plan)) == (group, 0o640)


def test_nothing_is_left_of_what_could_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").mkdir()
    with pytest.raises(OSError, match=r"plan\.yaml"):
        replace_file(tmp_path / "plan.yaml", b"a: 1\n")
    assert [each.name for each in tmp_path.iterdir()] == ["plan.yaml"]
