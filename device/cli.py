"""The commands. Each is some lines: what it does stands in a module of its own."""

from __future__ import annotations

import datetime as dt
import json
import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from rich.console import Console

from device.places import project_folder, state_folder

if TYPE_CHECKING:
    from device.configuration import Configuration

MISTAKES = 2
"""Exit code for what a person has to correct."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="spinecoach")
def main() -> None:
    """Speak and count prescribed exercises after spine surgery, offline.

    \b
    Try it without any hardware:   spinecoach rehearse
    Change the plan, then:         spinecoach check
    """  # noqa: D301 - click's mark for lines that stay as they are


@main.command()
def run() -> None:
    """Be the box: button, light, voice and ears, until it is stopped.

    Example: spinecoach run
    """
    from device.daemon import Daemon, real_parts
    from device.panel.pins import PinsMissing
    from device.settings import Settings

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    configuration = _usable(_configuration())
    try:
        parts = real_parts(configuration.settings or Settings(), _pins())
        daemon = Daemon(configuration, state_folder(), parts)
    except (PinsMissing, OSError) as problem:
        _fail(str(problem), 1)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: daemon.stop())
    daemon.run()
    sys.exit(MISTAKES if configuration.errors else 0)


@main.command()
@click.option("--language", help="en or ko; by default that of config/device.yaml.")
@click.option("--json", "as_json", is_flag=True, help="The result as the last line, as JSON.")
@click.option("--play", "card", is_flag=False, flag_value="default", metavar="[NAME]",
              help="As slow as life, through this sound card.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), help="Folder for session.wav.")
def rehearse(
    language: str | None,
    as_json: bool,  # noqa: FBT001 - click hands flags over so
    card: str | None,
    output: Path | None,
) -> None:
    """Rehearse a whole day with a simulated patient in a simulated bedroom.

    Example: spinecoach rehearse --language ko
    """
    from device.rehearsal.show import Wishes, show
    from device.sound.devices import DeviceError

    wishes = Wishes(language, as_json, card, output)
    try:
        sys.exit(show(project_folder(), wishes, Console(), Console(stderr=True)))
    except (DeviceError, OSError) as problem:
        _fail(str(problem), 1)


@main.command()
@click.option("--sign", is_flag=True, help="Sign the plan as it stands.")
@click.option("--name", help="Who signs, in quotes.")
@click.option("--role", help="Such as surgeon or physiotherapist.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def check(
    sign: bool,  # noqa: FBT001 - click hands flags over so
    name: str | None,
    role: str | None,
    as_json: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Read every file that people edit and tell every mistake at once; sign the plan.

    \b
    Examples: spinecoach check
              spinecoach check --sign --name "Dr. Weber" --role surgeon
    """  # noqa: D301 - click's mark for lines that stay as they are
    from device.checking import report, sign_plan

    console = Console(highlight=False)
    if sign:
        if not name or not role:
            _fail('A signature needs --name "..." and --role "...".', MISTAKES)
        if not sign_plan(project_folder(), name, role, console):
            sys.exit(MISTAKES)
    sys.exit(report(_configuration(), console, as_json=as_json))


@main.command()
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today.")
@click.option("--day", "day_after", type=int, help="So many days after the operation.")
@click.option("--wav", type=click.Path(path_type=Path), help="Render it into this file, too.")
@click.option("--all", "every_beat", is_flag=True, help="Every count, too.")
def preview(
    date: dt.datetime | None,
    day_after: int | None,
    wav: Path | None,
    every_beat: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Print what the box will say today, or on another day, and what it leaves out and why.

    Example: spinecoach preview --day 45
    """
    from device.journal.clock import SystemClock
    from device.preview import Showing, show

    on = date.date() if date is not None else None
    showing = Showing(on, day_after, every_beat, wav)
    configuration = _usable(_configuration())
    sys.exit(show(configuration, state_folder(), SystemClock(), showing, Console(highlight=False)))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def status(as_json: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Say how today stands.

    Example: spinecoach status --json
    """
    from device.journal.clock import SystemClock
    from device.status import show, status_of

    try:
        today = status_of(_configuration(), state_folder(), SystemClock())
    except OSError as problem:
        _fail(str(problem), 1)
    if as_json:
        click.echo(json.dumps(today.as_dict(), ensure_ascii=False))
    else:
        show(today, Console(highlight=False))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def doctor(as_json: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Try every part of the box and say for each what to do. Stop the daemon before.

    Example: sudo systemctl stop spinecoach; spinecoach doctor
    """
    from device.doctor import examine
    from device.journal.clock import SystemClock

    console = Console(highlight=False, stderr=as_json)
    findings = []
    for finding in examine(_configuration(), state_folder(), SystemClock(), _pins, console.print):
        findings.append(finding)
        mark = "[green]ok[/]  " if finding.ok else "[bold red]NOT[/] "
        console.print(f"{mark} [bold]{finding.part}[/]: ", end="")
        console.print(finding.seen, markup=False, soft_wrap=True)
        if finding.to_do:
            console.print(f"     What to do: {finding.to_do}", markup=False, soft_wrap=True)
    if as_json:
        facts = [{"part": f.part, "ok": f.ok, "seen": f.seen, "to_do": f.to_do} for f in findings]
        click.echo(json.dumps(facts, ensure_ascii=False))
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


@main.group()
def model() -> None:
    """Have the model that understands words."""


@model.command()
@click.argument("language", default="en")
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True),
              help="A folder or zip that is here already.")  # fmt: skip
def fetch(language: str, source: Path | None) -> None:
    """Fetch the model for a language (en) from its maker, or take it from a folder or zip.

    Example: spinecoach model fetch en --from vosk-model-small-en-us-0.15.zip
    """
    from rich.progress import Progress

    from device.hearing.download import FetchFailed
    from device.hearing.models import fetch as fetch_model

    try:
        with Progress(transient=True) as bar:
            task = bar.add_task(f"the model for {language}", total=None)
            found = fetch_model(
                language,
                source,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
    except FetchFailed as problem:
        _fail(str(problem), 1)
    click.echo(f"The model for {language} is in {found.folder}.")


def _configuration() -> Configuration:
    from device.configuration import load_configuration

    return load_configuration(project_folder())


def _usable(configuration: Configuration) -> Configuration:
    """Print what is wrong; end only where not even a voice is left to say so."""
    for problem in configuration.problems:
        click.echo(str(problem), err=True)
    if configuration.book is None or configuration.commands is None:
        sys.exit(MISTAKES)
    return configuration


def _pins() -> Any:  # noqa: ANN401 - gpiozero has no types
    from device.panel.pins import pi_factory

    return pi_factory()


def _fail(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
