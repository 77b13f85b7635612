"""`rehearse` where the simulated bedroom cannot be built."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from device.cli import main


@pytest.mark.parametrize("part", ["pyroomacoustics", "scipy"])
def test_what_a_rehearsal_lacks_is_told_in_one_message(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("device.rehearsal")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.split(".")[0] == part]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, part, None)
    done = CliRunner().invoke(main, ["rehearse"])
    assert done.exit_code == 1
    assert part in done.stderr
    assert f"{sys.executable} -m pip install pyroomacoustics scipy" in done.stderr
    assert "Traceback" not in done.output
