"""`rehearse` where the simulated bedroom cannot be built."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from device.cli import main
from device.cli.box import FORMER_RECOGNIZERS, RECOGNIZERS, RecognizerName


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


def test_an_old_name_of_a_recognizer_means_the_present_one() -> None:
    names = RecognizerName(RECOGNIZERS)
    told = {old: names.convert(old, None, None) for old in FORMER_RECOGNIZERS}
    assert told == {"lesson": "enrollment"}
    assert [names.convert(name, None, None) for name in RECOGNIZERS] == list(RECOGNIZERS)
