"""Every scenario file of this folder comes out as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.scenarios.reading import read_scenario
from device.scenarios.text import run_text

FILES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_comes_out_as_the_scenario_says(project: Path, file: Path) -> None:
    written = read_scenario(file)
    configuration = load_configuration(project, written.scenario.language)
    failures = run_text(configuration, written).failures
    assert [f"{file.name}, line {each.line}: {each.what}" for each in failures] == []
