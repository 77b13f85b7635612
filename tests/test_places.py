"""Configuration and state are found where the person, systemd or the checkout put them."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.places import INSTALLED, INSTALLED_STATE, project_folder, state_folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("config", "voices"):
        (tmp_path / "checkout" / name).mkdir(parents=True)
    return tmp_path / "checkout"


def test_a_checkout_is_its_own_project_and_keeps_its_state_in_itself(checkout: Path) -> None:
    assert project_folder({}, checkout) == checkout
    assert state_folder({}, checkout) == checkout / "var"


@pytest.mark.parametrize("missing", ["config", "voices"])
def test_half_a_checkout_is_a_package_that_was_installed(checkout: Path, missing: str) -> None:
    (checkout / missing).rmdir()
    assert project_folder({}, checkout) == INSTALLED
    assert state_folder({}, checkout) == INSTALLED_STATE


def test_a_folder_that_somebody_names_comes_before_the_checkout(checkout: Path) -> None:
    named = {"SPINECOACH_HOME": "~/box", "HOME": "ignored: the shell's own is asked"}
    assert project_folder(named, checkout) == Path("~/box").expanduser()
    assert state_folder(named, checkout) == Path("~/box").expanduser() / "var"


def test_naming_the_installed_folder_reads_the_daemons_state(checkout: Path) -> None:
    assert state_folder({"SPINECOACH_HOME": str(INSTALLED)}, checkout) == INSTALLED_STATE


def test_systemd_says_where_state_is_and_the_first_of_several_counts(checkout: Path) -> None:
    assert state_folder({"STATE_DIRECTORY": "/s/box:/s/other"}, checkout) == Path("/s/box")


def test_the_project_of_this_very_checkout_is_found(project: Path) -> None:
    assert project_folder({}) == project
