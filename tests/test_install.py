"""script/install, as far as it can be tried without changing this machine.

That it installs, upgrades and takes away for real is shown by script/test-boot, which needs
root.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from device.cli import main


@pytest.fixture
def pretended(tmp_path: Path) -> Path:
    """A folder of programs that come first; a test pretends another machine with them."""
    folder = tmp_path / "programs"
    folder.mkdir()
    return folder


def installed(project: Path, pretended: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Only ever a dry run: nothing of this machine is changed."""
    return subprocess.run(
        [project / "script" / "install", "--dry-run", *options],
        env={**os.environ, "PATH": f"{pretended}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def pretend(folder: Path, program: str, says: str) -> None:
    file = folder / program
    file.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
    file.chmod(0o755)


def test_it_says_all_that_it_would_do_and_does_nothing(project: Path, pretended: Path) -> None:
    done = installed(project, pretended, "--force")
    assert done.returncode == 0, done.stderr
    for part in ("Packages of the system", "The user", "The program", "Settings", "The service"):
        assert f"== {part}" in done.stdout
    assert "0700 -o spinecoach -g spinecoach /var/lib/spinecoach" in done.stdout
    assert "systemctl enable spinecoach.service" in done.stdout
    assert not Path("/opt/spinecoach").exists()


def test_settings_are_readable_for_the_service_and_written_by_others(
    project: Path, pretended: Path
) -> None:
    """The 2 hands the group down, so that a file that was written anew can still be read."""
    done = installed(project, pretended, "--force")
    assert "install -d -m 2750 -g spinecoach /etc/spinecoach/config" in done.stdout
    assert (
        "install -m 0640 -g spinecoach config/plan.yaml /etc/spinecoach/config/plan.yaml"
        in done.stdout
    )


def test_a_machine_that_is_no_pi_is_refused_with_what_to_do(project: Path, pretended: Path) -> None:
    done = installed(project, pretended)
    if Path("/proc/device-tree/model").exists():
        pytest.skip("this is a Pi, or looks like one")
    assert done.returncode == 1
    assert "--force" in done.stderr
    assert "script/run" in done.stderr


def test_a_32_bit_system_is_refused_with_what_is_missing_there(
    project: Path, pretended: Path
) -> None:
    pretend(pretended, "uname", "echo armv7l")
    done = installed(project, pretended, "--force")
    assert done.returncode == 1
    assert "pywebrtc-audio" in done.stderr
    assert "64-bit" in done.stderr


def test_a_python_for_which_there_are_no_parts_is_refused(project: Path, pretended: Path) -> None:
    pretend(pretended, "python3", '[ "$1" = -V ] && echo Python 3.15.0 || exit 1')
    done = installed(project, pretended, "--force")
    assert done.returncode == 1
    assert "Python 3.15.0 is not one of 3.11 to 3.14" in done.stderr


def test_any_language_that_has_a_folder_can_be_installed(
    project: Path, pretended: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    for name in ("script", "config", "voices"):
        shutil.copytree(project / name, copy / name)
    shutil.copytree(copy / "voices" / "en", copy / "voices" / "xx")
    done = installed(copy, pretended, "--force", "--language", "xx")
    assert done.returncode == 0, done.stderr
    assert "voices/xx/phrases.yaml" in done.stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--frobnicate",), "there is no option --frobnicate"),
        (("--language", "xx"), "--language is a folder of voices/ (en ko)"),
        (("--purge",), "--purge goes with --uninstall only"),
    ],
)
def test_a_wrong_option_is_told(
    project: Path, pretended: Path, options: tuple[str, ...], told: str
) -> None:
    done = installed(project, pretended, *options)
    assert done.returncode == 1
    assert told in done.stderr


def test_taking_it_away_keeps_settings_and_days(project: Path, pretended: Path) -> None:
    done = installed(project, pretended, "--uninstall")
    assert done.returncode == 0, done.stderr
    assert "kept   /etc/spinecoach, /var/lib/spinecoach" in done.stdout
    assert (
        "rm -rf" not in done.stdout or "/var/lib/spinecoach" not in done.stdout.split("rm -rf")[1]
    )


def test_who_is_not_root_is_told_how(project: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root cannot be told to become root")
    done = subprocess.run(
        [project / "script" / "install", "--force"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "sudo script/install --force" in done.stderr


def test_what_the_checks_install_for_sound_the_installer_installs_too(
    project: Path, pretended: Path
) -> None:
    """Found: the plug-ins that convert rates were there for the tests, and not on any box."""
    checks = (project / ".ci" / "run").read_text(encoding="utf-8")
    (wanted,) = re.findall(r'^install "sound server" (.*)$', checks, re.MULTILINE)
    server = {"pulseaudio", "pulseaudio-utils"}  # stands for the card that a box has
    done = installed(project, pretended, "--force")
    lines = [line for line in done.stdout.splitlines() if " apt-get install " in line]
    given = {word for line in lines for word in line.split()}
    assert set(wanted.split()) - server <= given
    assert "libatomic1" in given, "vosk cannot be imported without it on a 64-bit Pi"


def named_files(command: click.Command) -> bool:
    """Whether a person names a file to a command, or to one of those in it."""
    if isinstance(command, click.Group):
        return any(map(named_files, command.commands.values()))
    return any(isinstance(each.type, click.Path) for each in command.params)


def test_every_command_that_is_given_a_file_may_go_where_who_asked_may(project: Path) -> None:
    """Found: `journal backup`, run as the box's user, could not write onto a stick."""
    script = (project / "script" / "install").read_text(encoding="utf-8")
    cases = re.findall(r"^([a-z |]+)\) exec \$VENV/bin/spinecoach", script, re.MULTILINE)
    as_root = {name for case in cases for name in case.split(" | ")}
    named = {name for name, command in main.commands.items() if named_files(command)}
    assert len(named) >= 6
    assert named - as_root == set()
