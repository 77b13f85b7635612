"""What all tests share. What is not on this machine is skipped, and said at the end of the run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import vosk
from hypothesis import Phase, settings

from device.hearing.likelihood import weights
from device.hearing.likelihood.likelihood_recognizer import Model, load_likelihood
from device.hearing.likelihood.weights import WeightsMissing, find_weights
from device.hearing.models import ModelMissing, find_model
from tests.lacking import command_for

settings.register_profile("house", deadline=None)  # a busy machine is not a slow product
settings.register_profile(
    "mutations",  # whether a test fails is all that is asked, and not how shortly it can
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the folder of the repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared(project: Path) -> Path:
    """Return the folder with recordings beside the repository."""
    folder = project.parent / "shared"
    if not (folder / "audio").is_dir():
        pytest.skip("the recordings in ../shared/audio are not on this machine")
    return folder


@pytest.fixture(scope="session")
def korean_model() -> vosk.Model:
    """Return the real recognizer's small Korean model, loaded once."""
    return _load("ko")


@pytest.fixture(scope="session")
def english_model() -> vosk.Model:
    """Return the real recognizer's small English model, loaded once."""
    return _load("en")


@pytest.fixture(scope="session")
def likelihood_model() -> Model:
    """Return the real English recognizer that tells likelihoods, loaded once."""
    try:
        return load_likelihood(find_weights("en"))
    except WeightsMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def without_likelihood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a box on which the recognizer that tells likelihoods is not installed."""
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_of_weights")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out and why: a green run must not look like more than it was."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.getreports("skipped")
        if isinstance(report.longrepr, tuple)
    )
    if not reasons:
        return
    terminalreporter.section("left out on this machine")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'}: {reason}")
    if command := command_for(reasons):
        terminalreporter.write_line(f"All of it at once: {command}")


def _load(language: str) -> vosk.Model:
    try:
        folder = find_model(language).folder
    except ModelMissing as missing:
        pytest.skip(str(missing))
    vosk.SetLogLevel(-1)
    return vosk.Model(str(folder))
