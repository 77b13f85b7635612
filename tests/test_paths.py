"""Configuration and state are found where the person, systemd or the checkout put them."""

from __future__ import annotations

from pathlib import Path

import pytest

from device import paths
from device.paths import (
    INSTALLED,
    INSTALLED_STATE,
    NotYours,
    check_writable_home,
    config_file,
    language_folder,
    language_folders,
    packaged_folder,
    project_folder,
    state_folder,
)


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


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package as it lies in site-packages: its data beside its modules, no checkout around."""
    packaged = tmp_path / "site-packages" / "device" / "_data"
    for name in ("config/device.yaml", "config/exercises.yaml", "config/plan.yaml"):
        (packaged / name).parent.mkdir(parents=True, exist_ok=True)
        (packaged / name).touch()
    for language in ("en", "ko"):
        (packaged / "voices" / language).mkdir(parents=True)
    monkeypatch.setattr(paths, "PACKAGED", packaged)
    return packaged


def test_a_wheel_without_a_home_reads_what_it_brings_itself(wheel: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert project_folder({}, nowhere, nowhere) == wheel
    assert packaged_folder() == wheel


def test_an_installed_box_comes_before_what_the_wheel_brings(wheel: Path, tmp_path: Path) -> None:
    assert wheel.is_dir()
    assert project_folder({}, tmp_path / "nowhere", tmp_path) == tmp_path


def test_a_wheel_without_a_home_keeps_its_state_with_the_person(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "INSTALLED", tmp_path / "nowhere")
    named = {"SPINECOACH_HOME": str(wheel)}
    assert state_folder(named | {"XDG_STATE_HOME": "/s"}) == Path("/s/spinecoach")
    assert state_folder(named) == Path("~/.local/state/spinecoach").expanduser()


def test_a_file_that_the_home_lacks_comes_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "device.yaml").touch()
    (home / "voices" / "xx").mkdir(parents=True)
    assert config_file(home, "device.yaml") == home / "config" / "device.yaml"
    assert config_file(home, "exercises.yaml") == wheel / "config" / "exercises.yaml"
    assert language_folder(home, "xx") == home / "voices" / "xx"
    assert language_folder(home, "ko") == wheel / "voices" / "ko"
    assert list(language_folders(home)) == ["en", "ko", "xx"]


def test_a_plan_is_only_ever_the_homes_own(wheel: Path, tmp_path: Path) -> None:
    assert (wheel / "config" / "plan.yaml").exists()
    assert config_file(tmp_path, "plan.yaml") == tmp_path / "config" / "plan.yaml"


def test_half_a_language_of_the_home_is_not_filled_up_from_the_wheel(
    wheel: Path, tmp_path: Path
) -> None:
    """Two halves of different age could contradict each other in what a patient hears."""
    assert (wheel / "voices" / "en").is_dir()
    (tmp_path / "voices" / "en").mkdir(parents=True)
    assert language_folder(tmp_path, "en") == tmp_path / "voices" / "en"


def test_nothing_is_written_into_the_package(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(NotYours, match="spinecoach init DIR"):
        check_writable_home(wheel)
    check_writable_home(tmp_path)


def test_the_project_of_this_very_checkout_is_found(project: Path) -> None:
    assert project_folder({}) == project
